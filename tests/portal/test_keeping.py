"""How long it is kept, wishes to delete decided for real, and the copy for the person who asks."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from datetime import date, timedelta

import httpx
import pytest

from bot.exports.known import is_own_statement
from bot.records import alerts, deletion, drafts, ending, proofs, replies, sending
from bot.records.replies import NewReply
from tests.portal.office import (
    ALERT_WORDS,
    FAR_WORDS,
    MEETING,
    OTHER_WORDS,
    PARENT_SECRET,
    PARENT_WORDS,
    PARENT_WORRY,
    SAFE_NOTE,
    TEEN_WORDS,
    Browser,
    Office,
    part,
    post,
)

END = MEETING + timedelta(weeks=4)
UNSENT = "kanarek niewysłany"
REPLY = "I will ring the school first."
NOT_TOLD = "This was not told yet."
TEEN_ONLY = "kanarek-of-the-son żółw"


def address(office: Office, name: str = "Ewa") -> str:
    return f"/people/{office.people[name].id}"


def read(office: Office, client: Browser, name: str = "Ewa") -> None:
    """Open what was sent and the alert, as a worker would before anything else."""
    assert client.get(f"{address(office, name)}/answers").status_code == 200
    if name == "Ewa":
        post(client, "/alerts", f"/alerts/{office.alert}")


def copy_of(office: Office, client: Browser, name: str) -> httpx.Response:
    here = address(office, name)
    return post(client, f"{here}/keeping", f"{here}/access-copy")


def unpacked(answer: httpx.Response) -> dict[str, bytes]:
    assert answer.status_code == 200, answer.text
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        assert packed.testzip() is None
        return {name: packed.read(name) for name in packed.namelist()}


def everything(files: dict[str, bytes]) -> str:
    """All of a copy as text, with what JSON and HTML escape written out."""
    import html  # noqa: PLC0415 - only here

    text = "\n".join(body.decode() for body in files.values())
    return html.unescape(text).replace('\\"', '"')


def test_a_person_is_kept_until_a_day_and_the_page_says_why(office: Office) -> None:
    client = office.signed_in(office.ada)
    for page in (address(office), f"{address(office)}/keeping"):
        text = client.get(page).text
        assert "Kept until Thursday 24 December 2026, 14:00, then erased." in text
        assert "Nobody has opened all that was sent" in text
        assert "An alert is not marked as handled" in text
    read(office, client)
    post(client, "/alerts", f"/alerts/{office.alert}/handled")
    text = client.get(f"{address(office)}/keeping").text
    assert "weeks after the meeting, or after it was sent if that was later: 4." in text
    assert "Nobody has opened" not in text
    assert "not marked as handled" not in text


def test_a_council_without_a_rule_says_that_it_is_to_be_agreed(office: Office) -> None:
    text = office.signed_in(office.cai).get(f"{address(office, 'Jo')}/keeping").text
    assert "is to be agreed: your council has not set it" in text
    assert "Kept until" not in text


def test_records_are_held_for_a_reason_and_released(office: Office) -> None:
    client, here = office.signed_in(office.ada), address(office)
    assert "Choose why it is held" in post(client, f"{here}/keeping", f"{here}/hold", why="because").text
    assert post(client, f"{here}/keeping", f"{here}/hold", why="court").status_code == 303
    assert "a court may need it. It is not erased before it is released." in client.get(here).text
    with office.database.read() as tx:
        end = ending.of(tx, office.ada.scope, office.people["Ewa"].id, timedelta(weeks=4))
        teen = ending.of(tx, office.ada.scope, office.people["Kuba"].id, timedelta(weeks=4))
    assert (end.held_for, teen.held_for, end.until) == ("court", None, END)
    post(client, f"{here}/keeping", f"{here}/hold", why="release")
    assert "It is not erased before it is released" not in client.get(here).text
    log = client.get(f"{here}/opened").text
    assert "Held beyond the end of its time" in log
    assert "No longer held" in log


def ask(office: Office, name: str = "Ewa") -> None:
    with office.database.begin() as tx:
        deletion.ask(tx, office.talks[name].scope, office.clock.now)


def test_a_wish_is_refused_with_a_reason_that_the_person_is_told(office: Office) -> None:
    client, here = office.signed_in(office.ada), address(office)
    ask(office)
    assert post(client, f"{here}/keeping", f"{here}/deletion", decision="must_keep:court").status_code == 303
    text = client.get(here).text
    assert "It must be kept. The reason: a court may need it. Answered on" in text
    with office.database.read() as tx:
        (wish,) = deletion.of_person(tx, office.talks["Ewa"].scope)
    assert (wish.answer, wish.reason) == ("must_keep", "court")


def test_a_wish_is_carried_out_only_when_all_was_read_and_it_is_meant(office: Office) -> None:
    client, here = office.signed_in(office.ada), address(office)
    page, target = f"{here}/keeping", f"{here}/deletion"
    ask(office)
    assert "Delete it now" not in client.get(page).text
    answer = post(client, page, target, decision="deleted:sent_by_mistake", sure="yes")
    assert (answer.status_code, "Read it, then decide" in answer.text) == (409, True)
    read(office, client)
    assert "Delete it now: it was sent by mistake" in client.get(page).text
    answer = post(client, page, target, decision="deleted:sent_by_mistake")
    assert (answer.status_code, "tick that you have read it" in answer.text) == (400, True)
    assert "upiekłam" in client.get(f"{here}/answers").text
    assert post(client, page, target, decision="deleted:sent_by_mistake", sure="yes").status_code == 303
    text = client.get(f"{here}/answers").text
    assert "upiekłam" not in text
    assert "It was deleted. The reason: it was sent by mistake" in client.get(here).text
    assert "What was sent was deleted" in client.get(f"{here}/opened").text
    # The son's answers, in the same case, are as they were.
    assert "I hate it when they shout" in client.get(f"{address(office, 'Kuba')}/answers").text
    assert post(client, page, target, decision="deleted:sent_by_mistake", sure="yes").status_code == 404


@pytest.mark.parametrize("target", ["keeping", "hold", "deletion", "access-copy"])
def test_somebody_elses_family_is_not_found(office: Office, target: str) -> None:
    ask(office)
    client, own = office.signed_in(office.bea), f"{address(office, 'Mo')}/keeping"
    form = {"why": "court", "decision": "must_keep:court", "sure": "yes"}
    page = f"{address(office)}/{target}"
    answer = client.get(page) if target == "keeping" else post(client, own, page, **form)
    assert answer.status_code == 404
    with office.database.read() as tx:
        (wish,) = deletion.of_person(tx, office.talks["Ewa"].scope)
        end = ending.of(tx, office.ada.scope, office.people["Ewa"].id, None)
    assert (wish.answer, end.held_for) == (None, None)


def more(office: Office) -> None:
    """The mother has a draft and two replies, one told; her son has sent a canary of his own."""
    now, content = office.clock.now, office.texts.content
    question = [
        one
        for one in content.guide("young_person_initial_conference").entries
        if one.column and content.item(one.item).answer == "words"
    ][-1]
    with office.database.begin() as tx:
        unsent = part(office, "parent.good.ordinary_moment", "pl", "words", UNSENT)
        drafts.keep(tx, office.talks["Ewa"].scope, "unsent", [unsent], now)
        person = office.people["Ewa"].id
        told = replies.write(tx, office.ada.scope, person, NewReply(None, REPLY, date(2026, 11, 25)), now)
        replies.told(tx, office.talks["Ewa"].scope, told, now)
        replies.write(tx, office.ada.scope, person, NewReply("replies.ready.read"), now)
        replies.write(tx, office.ada.scope, person, NewReply(None, NOT_TOLD), now)
        words = part(office, question.item, "en", "words", TEEN_ONLY)
        drafts.keep(tx, office.talks["Kuba"].scope, "more", [words], now)
        sending.send(tx, office.talks["Kuba"].scope, now)
        alerts.record(tx, office.talks["Kuba"].scope, kind="self_harm", level="now", words=TEEN_ONLY, now=now)


def test_a_copy_for_a_parent_holds_all_that_is_theirs(office: Office) -> None:
    more(office)
    client = office.signed_in(office.ada)
    read(office, client)
    files = unpacked(copy_of(office, client, "Ewa"))
    assert set(files) == {"read-me-first.html", "everything.html", "everything.json", "manifest.json"}
    text = everything(files)
    for theirs in (PARENT_WORDS, PARENT_WORRY, PARENT_SECRET, ALERT_WORDS, REPLY):
        assert theirs in text, theirs
    data = json.loads(files["everything.json"])
    assert data["kept"]["until"] == END.isoformat()
    assert [one["words"] for one in data["passed_on_at_once"]] == [ALERT_WORDS]
    assert [one["words"] for one in data["written_to_you"]] == [REPLY]
    assert {one["sharing"] for one in data["answers"]} == {"read_out", "ask_first", "worker_only"}
    assert data["notices_shown"]
    done = {(one["what"], one["by"], one["role"]) for one in data["what_was_done"]}
    assert ("answers.opened", "Ada", "Social worker") in done
    assert ("answers.sent", None, None) in done
    # The first page is in the person's own language.
    cover = files["read-me-first.html"].decode()
    assert 'lang="pl"' in cover
    assert "Nie ma tu odpowiedzi nikogo innego." in cover


@pytest.mark.parametrize(
    ("name", "others"),
    [
        ("Ewa", (TEEN_WORDS, TEEN_ONLY, "Kuba", OTHER_WORDS, FAR_WORDS)),
        ("Kuba", (PARENT_WORDS, PARENT_WORRY, PARENT_SECRET, ALERT_WORDS, REPLY, "Ewa", OTHER_WORDS)),
    ],
)
def test_a_copy_holds_nothing_of_anybody_else(office: Office, name: str, others: tuple[str, ...]) -> None:
    """P-13: the child's canary is not in the parent's copy, nor the reverse; nor a name that is ours."""
    more(office)
    client = office.signed_in(office.ada)
    read(office, client, name)
    if name == "Kuba":
        raised = [one for one in _alerts(office) if one != office.alert]
        post(client, "/alerts", f"/alerts/{raised[0]}")
    files = unpacked(copy_of(office, client, name))
    text = everything(files)
    own = [PARENT_WORDS, PARENT_WORRY] if name == "Ewa" else [TEEN_WORDS, TEEN_ONLY]
    assert all(one in text for one in own)
    # Only what this person wrote themselves may name another.
    rest = text
    for answer in json.loads(files["everything.json"])["answers"]:
        for piece in answer["parts"]:
            rest = rest.replace(piece["words"], "")
    absent = (*others, "Rowan", SAFE_NOTE, UNSENT, NOT_TOLD, "Town Hall")
    assert [one for one in absent if one in rest] == []
    for ids in (office.people, office.cases):
        assert not any(one.id in rest for one in ids.values() if one.id != office.people[name].id)


def _alerts(office: Office) -> list[str]:
    with office.database.read() as tx:
        return [one.id for one in alerts.mine(tx, office.ada.scope)]


def test_a_copy_is_signed_listed_and_written_down(office: Office) -> None:
    client = office.signed_in(office.ada)
    read(office, client)
    answer = copy_of(office, client, "Ewa")
    files = unpacked(answer)
    listed = json.loads(files["manifest.json"])["files"]
    assert {name: one["sha256"] for name, one in listed.items()} == {
        name: hashlib.sha256(body).hexdigest() for name, body in files.items() if name != "manifest.json"
    }
    with office.database.read() as tx:
        assert is_own_statement(tx, files["everything.json"])
        found = proofs.find_export(tx, answer.content)
    assert found is not None
    assert (found.kind, found.form, found.made_by) == ("access", "zip", office.ada.id)
    assert answer.headers["cache-control"] == "no-store"
    assert "Ewa" not in answer.headers["content-disposition"]
    assert "Copy made for the person" in client.get(f"{address(office)}/opened").text


def test_a_copy_waits_for_an_alert_that_nobody_opened(office: Office) -> None:
    client = office.signed_in(office.ada)
    answer = copy_of(office, client, "Ewa")
    assert (answer.status_code, "Open it under Alerts first" in answer.text) == (409, True)
    with office.database.read() as tx:
        assert [one.seen_at for one in alerts.mine(tx, office.ada.scope)] == [None]
