"""What a worker reads: exact words, the question beside them in English, and who may hear it."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest

from bot.errors import RecordsRefused
from bot.messages import Inbound, InboundKind, Recording
from bot.records import audit, inbox, parked, sent_answers, staff_sessions
from bot.records.drafts import NewPart
from tests.portal.office import (
    PARENT_SECRET,
    PARENT_WORDS,
    PARENT_WORRY,
    SAFE_NOTE,
    TEEN_WORDS,
    Browser,
    Office,
    part,
    post,
    send,
    token_of,
)
from tests.portal.test_sharing import claim_again
from tests.portal.test_to_read import rows
from tests.sounds import wav

UNPLACED = "A message that could not be placed, not yet opened"


def page_of(office: Office, name: str, page: str = "/answers", client: Browser | None = None) -> str:
    client = client or office.signed_in(office.ada)
    answer = client.get(f"/people/{office.people[name].id}{page}")
    assert answer.status_code == 200
    return answer.text


def said(text: str) -> list[str]:
    return [html.unescape(one) for one in re.findall(r"<blockquote[^>]*>(.*?)</blockquote>", text, re.DOTALL)]


def test_words_are_to_the_letter(office: Office) -> None:
    """Two blanks, dashes, quotation marks and diacritics stay; markup and templates are inert (I-04)."""
    assert said(page_of(office, "Ewa"))[:2] == [PARENT_WORDS, "i jeszcze umyliśmy razem talerze"]
    text = page_of(office, "Kuba")
    assert said(text) == [TEEN_WORDS]
    assert "<b>every" not in text
    assert "49" not in said(text)[0]


def test_questions_and_choices_stand_beside_in_english(office: Office) -> None:
    """An English worker reads of a Polish conversation what was a question or a choice."""
    text = page_of(office, "Ewa")
    polish = office.texts.messages("parent.worries.share", "pl")[0]
    assert f'lang="pl" dir="ltr">{html.escape(polish)}</h3>' in text
    assert office.texts.messages("parent.worries.share", "en")[0] in html.unescape(text)
    assert "Częściowo" in text
    assert "Partly" in text
    assert "choices.share_worry_partly" not in text
    assert "6 out of 10" in text
    flags = text.count("Needs an interpreter or a translator.")
    assert flags == 4  # one for each answer in own words, none for a choice or a number
    assert "Needs an interpreter or a translator." not in page_of(office, "Kuba")


def test_the_language_is_the_one_that_was_answered_in(office: Office) -> None:
    """Kuba was invited in English and changed to Polish on the way: both are said."""
    send(
        office, "Kuba", [(part(office, "young_person.good.right_now", "pl", "words", "u babci"), "read_out")]
    )
    text = re.sub(r"\s+", " ", page_of(office, "Kuba"))
    assert "<dd>English, Polish. " in text
    assert "while the conversation was in Polish." in text
    assert "<dd>Polish. " in re.sub(r"\s+", " ", page_of(office, "Ewa"))


def test_the_three_columns_come_in_their_order(office: Office) -> None:
    text = page_of(office, "Ewa")
    columns = re.findall(r'<h2 id="h-(\w+)"', text)
    assert columns[:3] == ["working_well", "worries", "needs_to_happen"]
    spots = [text.index(words) for words in (PARENT_WORDS[:20], PARENT_WORRY, PARENT_SECRET)]
    assert spots == sorted(spots)


def test_a_reworded_question_is_shown_as_it_was_asked(office: Office) -> None:
    """The question as asked stays; today's English is marked as changed. An unknown one is shown alone."""
    changed = NewPart("parent.good.kept_safe", "0" * 16, "pl", "Dawne pytanie?", "words", "mąż zamknął drzwi")
    gone = NewPart("parent.gone", "0" * 16, "pl", "Pytanie, którego już nie ma?", "words", "tak")
    send(office, "Ewa", [(changed, "worker_only"), (gone, "worker_only")])
    text = page_of(office, "Ewa")
    assert "Dawne pytanie?" in text
    assert "its wording has changed since" in text
    assert "Pytanie, którego już nie ma?" in text
    assert "Other answers" in text


def test_words_added_to_a_choice_are_words(office: Office) -> None:
    """A pressed choice with words added to it: the choice by its label, the words as they are."""
    send(
        office,
        "Ewa",
        [
            (part(office, "parent.worries.share", "pl", "choice", "choices.share_worry_yes"), "read_out"),
            (part(office, "parent.worries.share", "pl", "words", "ale bez niego"), "read_out"),
        ],
    )
    text = page_of(office, "Ewa")
    assert "ale bez niego" in said(text)
    assert "choices.share_worry_yes" not in text
    assert office.texts.short("choices.share_worry_yes", "pl") in html.unescape(text)


def test_the_meeting_copy_holds_only_what_may_be_read_out(office: Office) -> None:
    """Until the worker records the yes, "ask me first" stays out; "only my worker" never comes in."""
    client = office.signed_in(office.ada)
    copy = page_of(office, "Ewa", "/meeting-copy", client)
    assert said(copy) == [PARENT_WORDS, "i jeszcze umyliśmy razem talerze", "Bo babcia mieszka blisko."]
    assert "weapon" not in copy.lower()
    answers = f"/people/{office.people['Ewa'].id}/answers"
    forms = re.findall(rf'action="({answers}/[\w-]+/yes)"', client.get(answers).text)
    assert len(forms) == 1
    back = post(client, answers, forms[0])
    assert back.status_code == 303
    spot = back.headers["location"].partition("#")[2]
    assert f'id="{spot}"' in client.get(answers).text
    copy = page_of(office, "Ewa", "/meeting-copy", client)
    assert PARENT_WORRY in said(copy)
    assert PARENT_SECRET not in copy
    assert "Asked, and said yes" in client.get(answers).text
    assert "/yes" not in client.get(answers).text


def test_only_an_ask_first_answer_can_be_released(office: Office) -> None:
    """Nobody's "only my social worker" comes into the meeting copy by sending a form by hand."""
    client = office.signed_in(office.ada)
    person = office.people["Ewa"].id
    token = next(cookie.value for cookie in client.cookies.jar if cookie.name == "portal")
    session = staff_sessions.resume(office.database, token or "", office.clock.now)
    assert session
    sent = sent_answers.open_all(office.database, session.scope, session.key, person, office.clock.now)
    private = [answer.id for answer in sent if answer.sharing == "worker_only"]
    assert len(private) == 2
    csrf = token_of(client, f"/people/{person}/answers")
    for answer in (*private, "none"):
        assert client.post(f"/people/{person}/answers/{answer}/yes", data={"csrf": csrf}).status_code == 404
    assert PARENT_SECRET not in page_of(office, "Ewa", "/meeting-copy", client)
    with office.database.read() as tx:
        assert "answers.yes_recorded" not in [row.action for row in audit.of(tx, person)]


def test_the_workers_copy_says_so_and_holds_everything(office: Office) -> None:
    copy = page_of(office, "Ewa", "/worker-copy")
    assert re.search(r"<thead>.*Do not show to the family\..*</thead>", copy, re.DOTALL)
    assert PARENT_SECRET in said(copy)
    assert "Told the family what happened with it on" in copy
    assert "Alert: A weapon" in copy


def test_further_parts_say_when(office: Office) -> None:
    office.clock.move(hours=3)
    send(
        office,
        "Ewa",
        [(part(office, "parent.next.say_there", "pl", "words", "chcę powiedzieć sama"), "read_out")],
    )
    text = page_of(office, "Ewa")
    assert "chcę powiedzieć sama" in said(text)
    assert "Added 23 Nov 2026, 12:0" in text
    assert "Added later" in text


def lose(office: Office, name: str = "Ewa", message: str = "m-1", recording: Recording | None = None) -> None:
    """Have one message come in that cannot be placed."""
    talk, now = office.talks[name], office.clock.now
    kind = InboundKind.VOICE if recording else InboundKind.WORDS
    said = "" if recording else "zgubiona wiadomość"
    inbound = Inbound(talk.channel, message, talk.address or "", kind, now, said, recording=recording)
    with office.database.begin() as tx:
        inbox.accept(tx, inbound, talk.id, now)
        row = inbox.next_for(tx, talk.id, now + timedelta(seconds=1))
        assert row is not None
        parked.park(tx, row, now)


def test_parked_messages_are_shown_as_that(office: Office) -> None:
    lose(office)
    text = page_of(office, "Ewa")
    assert "Could not be placed" in text
    assert "zgubiona wiadomość" in said(text)
    assert "zgubiona" not in page_of(office, "Ewa", "/meeting-copy")


def test_the_lists_say_that_one_waits_until_somebody_opens_it(office: Office) -> None:
    """Only to its own workers, and nothing of what it says; the meeting copy, which lacks it, opens none."""
    client, bea = office.signed_in(office.ada), office.signed_in(office.bea)
    lists = ("/cases", f"/cases/{office.cases['Rowan'].id}", f"/people/{office.people['Ewa'].id}")
    assert all(UNPLACED not in client.get(page).text for page in lists)
    lose(office)
    for page in lists:
        text = client.get(page).text
        assert UNPLACED in text
        assert "zgubiona" not in text
    page_of(office, "Ewa", "/meeting-copy", client)
    assert UNPLACED in client.get("/cases").text
    assert UNPLACED not in bea.get("/cases").text
    assert bea.get(f"/people/{office.people['Ewa'].id}/answers").status_code == 404
    assert UNPLACED in client.get("/cases").text
    page_of(office, "Ewa", client=client)
    assert all(UNPLACED not in client.get(page).text for page in lists)
    lose(office, "Mo", "m-2")
    assert UNPLACED not in client.get("/cases").text
    assert UNPLACED in bea.get("/cases").text


def test_what_waits_says_it_beside_unread_answers_and_by_itself(office: Office) -> None:
    """One row a person; it is new after the last look, also beside answers that are not."""
    client = office.signed_in(office.ada)
    at = re.search(r'name="at" value="([^"]+)"', client.get("/cases").text)
    assert at
    post(client, "/cases", "/cases/looked", at=at[1])
    office.clock.move(minutes=5)
    lose(office)
    (row,) = [one for one in rows(client) if UNPLACED in one]
    assert ("Answers" in row, "New" in row) == (True, True)
    page_of(office, "Ewa", client=client)
    assert not any(UNPLACED in one for one in rows(client))
    lose(office, message="m-2")
    lose(office, message="m-3", recording=Recording("wav", 2, wav(2)))
    told = "2 messages that could not be placed, not yet opened"
    (row,) = [one for one in rows(client) if told in one]
    assert "Answers" not in row
    assert "Voice note, not yet heard" in row
    assert "Should be read by" in row
    assert f'href="/people/{office.people["Ewa"].id}/answers">{told}' in client.get("/cases").text
    page_of(office, "Ewa", client=client)
    (row,) = [one for one in rows(client) if "Voice note, not yet heard" in one]
    assert told not in row


def test_a_manager_sees_that_one_was_not_opened_in_time_and_nothing_of_it(office: Office) -> None:
    """W-05"""
    for name in ("Ewa", "Kuba"):
        page_of(office, name)
    lose(office)
    office.clock.move(days=4)
    late = office.signed_in(office.manager).get("/team").text.partition("Past the day")[2]
    assert "<td>Ewa<br>a message that could not be placed</td>" in late
    assert "zgubiona" not in late
    page_of(office, "Ewa")
    assert "could not be placed" not in office.signed_in(office.manager).get("/team").text


def test_which_notice_was_shown_when(office: Office) -> None:
    text = page_of(office, "Ewa")
    assert "Notices shown to this person" in text
    assert "23 Nov 2026, 09:00, Polish" in text
    assert "{emergency_number}" not in text


def test_every_opening_is_in_the_audit_and_seen_by_the_worker(office: Office) -> None:
    """W-07: each page with answers on it adds a row before it is shown."""
    client = office.signed_in(office.ada)
    person, case = office.people["Ewa"].id, office.cases["Rowan"].id

    def openings() -> int:
        with office.database.read() as tx:
            rows = audit.of(tx, person)
        return len([row for row in rows if (row.action, row.actor) == ("answers.opened", office.ada.id)])

    pages = ("/answers", "/meeting-copy", "/worker-copy")
    for number, path in enumerate(
        [*(f"/people/{person}{page}" for page in pages), f"/cases/{case}/side-by-side"]
    ):
        assert client.get(path).status_code == 200
        assert openings() == number + 1, path
    quiet = openings()
    for path in (f"/people/{person}", f"/cases/{case}", "/cases", "/alerts", f"/people/{person}/opened"):
        client.get(path)
    assert openings() == quiet
    assert page_of(office, "Ewa", "/opened", client).count("Answers opened") == quiet
    with office.database.read() as tx:
        assert audit.verify(tx).first_bad is None


def test_no_row_no_page(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """W-07: when the audit cannot be written, nothing is shown."""
    client = office.signed_in(office.ada)

    def full(*_: object, **__: object) -> int:
        raise RecordsRefused("The disk is full.", remedy="Make room.")

    monkeypatch.setattr(sent_answers.audit, "by_worker", full)
    for page in ("/answers", "/meeting-copy", "/worker-copy"):
        answer = client.get(f"/people/{office.people['Ewa'].id}{page}")
        assert answer.status_code == 503
        assert PARENT_WORDS not in answer.text
        assert said(answer.text) == []


def test_the_safe_contact_note_is_opened_by_a_form_and_written_down(office: Office) -> None:
    client = office.signed_in(office.ada)
    person = f"/people/{office.people['Ewa'].id}"
    assert SAFE_NOTE not in client.get(person).text
    assert client.get(f"{person}/safe-contact").status_code == 404
    assert SAFE_NOTE in post(client, person, f"{person}/safe-contact").text
    assert "Note on safe contact opened" in client.get(f"{person}/opened").text


def test_a_new_password_has_no_key_and_the_page_says_so(office: Office) -> None:
    """After a forgotten password: no fault, no words, and what to do; a colleague's sharing mends it."""
    claim_again(office, office.ada)
    client = office.signed_in(office.ada)
    for path in (
        f"/people/{office.people['Ewa'].id}/answers",
        f"/cases/{office.cases['Rowan'].id}/side-by-side",
    ):
        answer = client.get(path)
        assert answer.status_code == 409
        assert "You have no key for this" in answer.text
        assert PARENT_WORDS not in answer.text
