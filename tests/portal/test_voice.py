"""Listening to a voice note: one page, written down first, and nowhere else a sound."""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.messages import Recording
from bot.portal.defences import HEADERS
from bot.records import audit, drafts, recordings, sending, sent_recordings
from bot.records.recordings import voice_note
from tests.portal.office import Browser, Office, part, post, send
from tests.portal.test_to_read import rows
from tests.sounds import wav

CANARY = b"kanarek gra na organach 7Q2xv"
SOUND = wav(2, CANARY)
QUESTION = "parent.good.child_would_say"
SRC = re.compile(r'<audio [^>]*src="([^"]+)"')
LINE = "Voice note, 0:42, can be listened to in Beforehand"


def speak(
    office: Office, name: str = "Ewa", note_id: str = "n1", sharing: str = "read_out", words: str = ""
) -> None:
    """Send one more answer, which is a voice note."""
    scope, now = office.talks[name].scope, office.clock.now
    note = voice_note(note_id, Recording("wav", 42, SOUND))
    spoken = replace(part(office, QUESTION, "pl", "words", words), voice=note)
    with office.database.begin() as tx:
        drafts.keep(tx, scope, f"turn-{note_id}", [spoken], now)
        recordings.keep(tx, scope, note_id, SOUND)
        drafts.set_sharing(tx, scope, sharing, QUESTION, now)
        sending.send(tx, scope, now)


def at(office: Office, name: str = "Ewa", note_id: str = "n1") -> str:
    return f"/people/{office.people[name].id}/voice-notes/{note_id}"


def source(client: Browser, address: str) -> str:
    found = SRC.search(client.get(address).text)
    assert found, "no player"
    return found[1]


def openings(office: Office, name: str = "Ewa") -> list[str]:
    with office.database.read() as tx:
        return [row.actor for row in audit.of(tx, office.people[name].id) if row.action == "voice.opened"]


def test_the_lists_say_not_yet_heard_until_somebody_listens(office: Office) -> None:
    client = office.signed_in(office.ada)
    case, person = f"/cases/{office.cases['Rowan'].id}", f"/people/{office.people['Ewa'].id}"
    told = "Voice note, not yet heard"
    assert all(told not in client.get(page).text for page in ("/cases", case, person))
    speak(office)
    assert all(told in client.get(page).text for page in ("/cases", case, person))
    assert "Not yet heard" in client.get(f"{person}/answers").text
    client.get(at(office))
    assert told in client.get(person).text
    assert client.get(source(client, at(office))).content == SOUND
    assert all(told not in client.get(page).text for page in ("/cases", case, person))
    assert "Not yet heard" not in client.get(f"{person}/answers").text
    assert told not in office.signed_in(office.bea).get("/cases").text


def test_what_waits_says_so_before_and_after_the_answers_were_opened(office: Office) -> None:
    """One row: beside the answers while nobody opened them, then by itself, with the day to read by."""
    speak(office)
    ada, told = office.signed_in(office.ada), "Voice note, not yet heard"
    (row,) = [one for one in rows(ada) if told in one]
    assert row.count(told) == 1
    assert ("Ewa" in row, "nswers" in row) == (True, True)
    ada.get(f"/people/{office.people['Ewa'].id}/answers")
    (row,) = [one for one in rows(ada) if told in one]
    assert "nswers" not in row
    assert "Should be read by" in row
    assert f'href="/people/{office.people["Ewa"].id}/answers">{told}' in ada.get("/cases").text
    ada.get(source(ada, at(office)))
    assert not any(told in one for one in rows(ada))
    speak(office, "Mo", "n3")
    assert not any(told in one for one in rows(ada))


def test_said_first_and_written_later_the_day_is_that_of_what_was_said(office: Office) -> None:
    """A further part that was just written does not make an old voice note early again."""
    speak(office)
    ada = office.signed_in(office.ada)
    ada.get(f"/people/{office.people['Ewa'].id}/answers")
    office.clock.move(days=4)
    send(office, "Ewa", [(part(office, QUESTION, "pl", "words", "dopisane"), "read_out")])
    (row,) = [one for one in rows(office.signed_in(office.ada)) if "Ewa" in one and "A further part" in one]
    assert "Voice note, not yet heard" in row
    assert "Late" in row


def test_a_manager_sees_that_one_was_not_heard_in_time_and_nothing_of_it(office: Office) -> None:
    """W-05: opened answers are off the list, the voice note among them is on it, until somebody listens."""
    speak(office)
    ada, told = office.signed_in(office.ada), "a voice note"
    for name in ("Ewa", "Kuba"):
        ada.get(f"/people/{office.people[name].id}/answers")
    office.clock.move(days=4)
    late = office.signed_in(office.manager).get("/team").text.partition("Past the day")[2]
    assert re.search(rf"<td>Ewa<br>{told}</td>", late)
    assert "Kuba" not in late
    assert CANARY.decode() not in late
    ada = office.signed_in(office.ada)
    ada.get(source(ada, at(office)))
    assert told not in office.signed_in(office.manager).get("/team").text


def test_the_board_names_it_and_leads_to_its_page(office: Office) -> None:
    speak(office)
    client = office.signed_in(office.ada)
    board = f"/cases/{office.cases['Rowan'].id}/side-by-side"
    page = client.get(board).text
    assert f'href="{at(office)}">Voice note, 0:42</a>' in page
    assert "Not yet heard" in page
    assert "<audio" not in page
    client.get(source(client, at(office)))
    assert "Not yet heard" not in client.get(board).text


def test_under_a_heading_it_is_a_line_and_cannot_be_placed_by_the_stretch(office: Office) -> None:
    speak(office)
    client = office.signed_in(office.ada)
    page = f"/people/{office.people['Ewa'].id}/headings/safety_map"
    (answer,) = re.findall(
        r'id="a-([\w-]+)">(?:(?!</article>).)*Voice note, 0:42', client.get(page).text, re.DOTALL
    )
    text = client.get(page).text
    form = text[text.index(f'name="answer" value="{answer}"') :].partition("</form>")[0]
    assert "Only some of the words" not in form
    assert post(client, page, f"{page}/place", answer=answer, heading="harm", words="").status_code == 303
    for copy in ("meeting-copy", "worker-copy"):
        printed = " ".join(client.get(f"{page}/{copy}").text.split())
        assert (printed.count(LINE), "“”" in printed, "voice-notes" in printed) == (1, False, False)


def test_the_copy_for_the_person_holds_the_sound_and_says_where(office: Office) -> None:
    speak(office)
    speak(office, "Mo", "n3")
    client = office.signed_in(office.ada)
    person = f"/people/{office.people['Ewa'].id}"
    post(client, "/alerts", f"/alerts/{office.alert}")
    made = post(client, f"{person}/keeping", f"{person}/access-copy")
    with zipfile.ZipFile(io.BytesIO(made.content)) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    assert files["voice-note-1.wav"] == SOUND
    assert [name for name in files if "voice" in name] == ["voice-note-1.wav"]
    assert "voice-note-1.wav" in json.loads(files["manifest.json"])["files"]
    said = json.loads(files["everything.json"])["answers"]
    notes = [one["voice_note"] for answer in said for one in answer["parts"] if "voice_note" in one]
    assert notes == ["Voice note, 0:42, in the file voice-note-1.wav"]
    assert "in the file “voice-note-1.wav”" in files["everything.html"].decode()
    assert "can be listened to in Beforehand" not in files["everything.html"].decode()
    told = office.texts.messages("pages.access.voice", "pl")[0]
    assert told in files["read-me-first.html"].decode()
    assert openings(office) == [office.ada.id]
    assert "Voice note, not yet heard" in client.get(person).text
    assert "A voice note has not been heard" in client.get(f"{person}/keeping").text


def test_each_opening_is_written_down_before_the_page_and_shown(office: Office) -> None:
    """W-07"""
    speak(office)
    client = office.signed_in(office.ada)
    page = client.get(at(office))
    assert openings(office) == [office.ada.id]
    assert "<script" not in page.text
    found = SRC.search(page.text)
    assert found
    for piece in ("", "bytes=0-1", "bytes=2-", "bytes=-10"):
        assert client.get(found[1], headers={"range": piece} if piece else {}).status_code in (200, 206)
    assert openings(office) == [office.ada.id]
    client.get(at(office))
    assert len(openings(office)) == 2
    assert "Voice note opened" in client.get(f"/people/{office.people['Ewa'].id}/opened").text


def test_only_its_page_may_play_and_only_as_sound(office: Office) -> None:
    speak(office)
    client = office.signed_in(office.ada)
    page = client.get(at(office))
    csp = "content-security-policy"
    assert page.headers[csp] == HEADERS["Content-Security-Policy"] + "; media-src 'self'"
    assert page.headers["cache-control"] == "no-store"
    sound = client.get(source(client, at(office)))
    assert sound.headers["content-type"] == "audio/wav"
    assert sound.headers["x-content-type-options"] == "nosniff"
    assert sound.headers["cache-control"] == "no-store"
    assert sound.headers["content-disposition"] == "inline"
    assert "media-src" not in sound.headers[csp]
    answers = client.get(f"/people/{office.people['Ewa'].id}/answers")
    assert "media-src" not in answers.headers[csp]
    assert "<audio" not in answers.text


@pytest.mark.parametrize(
    ("asked", "status", "told", "piece"),
    [
        ("bytes=0-1", 206, f"bytes 0-1/{len(SOUND)}", SOUND[:2]),
        ("bytes=5-", 206, f"bytes 5-{len(SOUND) - 1}/{len(SOUND)}", SOUND[5:]),
        ("bytes=-7", 206, f"bytes {len(SOUND) - 7}-{len(SOUND) - 1}/{len(SOUND)}", SOUND[-7:]),
        ("bytes=5-99999999", 206, f"bytes 5-{len(SOUND) - 1}/{len(SOUND)}", SOUND[5:]),
        ("bytes=99999999-", 416, f"bytes */{len(SOUND)}", b""),
        ("bytes=9-5", 416, f"bytes */{len(SOUND)}", b""),
        ("bytes=0-1,4-5", 200, None, SOUND),
        ("lines=0-1", 200, None, SOUND),
        ("bytes=-", 200, None, SOUND),
    ],
)
def test_a_player_may_ask_for_a_piece(
    office: Office, asked: str, status: int, told: str | None, piece: bytes
) -> None:
    speak(office)
    client = office.signed_in(office.ada)
    answer = client.get(source(client, at(office)), headers={"range": asked})
    assert (answer.status_code, answer.headers.get("content-range"), answer.content) == (status, told, piece)


def test_a_sound_is_for_the_session_and_the_page_that_were_written_down(office: Office) -> None:
    """W-05, W-06: no other worker, no other note, no made-up proof, and not for ever."""
    speak(office)
    speak(office, note_id="n2")
    speak(office, "Mo", "n3")
    ada, bea, cai = (office.signed_in(one) for one in (office.ada, office.bea, office.cai))
    address = source(ada, at(office))
    assert ada.get(address).status_code == 200
    for client in (bea, cai, office.signed_in(office.admin)):
        assert client.get(at(office)).status_code == 404
        assert client.get(address).status_code == 404
    assert ada.get(at(office, "Mo", "n3")).status_code == 404
    assert ada.get(at(office, "Kuba", "n1")).status_code == 404
    again = office.signed_in(office.ada)
    proof = address.rpartition("/")[2]
    assert again.get(address).status_code == 404
    assert ada.get(f"{at(office, note_id='n2')}/{proof}").status_code == 404
    for made_up in ("0-x", "-", "x", f"{proof}0", f"9{proof}"):
        assert ada.get(f"{at(office)}/{made_up}").status_code == 404
    assert openings(office) == [office.ada.id]
    for _ in range(4):
        office.clock.now += timedelta(minutes=9)
        ada.get("/cases")
    assert ada.get(address).status_code == 404
    assert bea.get("/cases").status_code in (200, 303)


@pytest.mark.parametrize("kind", ["meeting", "worker", "voice"])
def test_prints_and_files_hold_a_line_and_no_sound(office: Office, kind: str) -> None:
    speak(office)
    client = office.signed_in(office.ada)
    person = f"/people/{office.people['Ewa'].id}"
    pages = {"meeting": "meeting-copy", "worker": "worker-copy", "voice": "voice"}
    printed = client.get(f"{person}/{pages[kind]}").text
    assert LINE in " ".join(printed.split())
    assert "voice-notes" not in printed
    made = {}
    for form in ("json", "csv", "docx"):
        made[form] = post(client, f"{person}/answers", f"{person}/export", kind=kind, form=form).content
        assert CANARY not in made[form]
    notes = [
        one["voice_note"]
        for answer in json.loads(made["json"])["answers"]
        for one in answer["parts"]
        if "voice_note" in one
    ]
    assert notes == [LINE]
    assert made["csv"].decode().count(LINE) == 1
    assert openings(office) == []
    with office.database.read() as tx:
        assert sent_recordings.unheard(tx, office.ada.scope)[office.people["Ewa"].id].count == 1


@pytest.mark.parametrize(
    ("sharing", "told", "in_meeting_copy"),
    [
        ("read_out", "You may tell what was said in it.", True),
        ("ask_first", "Ask before you tell anybody what was said in it.", False),
        ("worker_only", "what was said in it is told to nobody", False),
    ],
)
def test_sharing_is_about_telling_and_never_about_playing(
    office: Office, sharing: str, told: str, in_meeting_copy: bool
) -> None:
    speak(office, sharing=sharing)
    client = office.signed_in(office.ada)
    person = f"/people/{office.people['Ewa'].id}"
    answers = client.get(f"{person}/answers").text
    assert told in answers
    assert "never played at the meeting" in answers
    assert (LINE in " ".join(client.get(f"{person}/meeting-copy").text.split())) is in_meeting_copy


def test_what_was_written_under_it_stands_beside_it_and_it_may_need_an_interpreter(office: Office) -> None:
    speak(office, words="o niedzieli")
    client = office.signed_in(office.ada)
    text = client.get(f"/people/{office.people['Ewa'].id}/answers").text
    article = next(one for one in text.split("<article") if "voice-notes" in one)
    assert "o niedzieli" in article
    assert "Needs an interpreter" in article
    assert "May need an interpreter" in client.get(at(office)).text
    assert "<title>Voice note" in client.get(at(office)).text


def test_a_voice_note_that_was_changed_is_not_played(office: Office) -> None:
    speak(office)
    client = office.signed_in(office.ada)
    address = source(client, at(office))
    with office.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE sent_recording SET place = 'elsewhere'")
    assert client.get(address).status_code == 409
