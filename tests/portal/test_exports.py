"""Files of one person's copy: only what may be in them, provable, and nobody else's."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import httpx
import pytest
from docx import Document
from pypdf import PdfReader

from bot.exports.known import is_own_statement
from bot.messages import Written
from bot.records import drafts, proofs, sending
from tests.portal.office import (
    OTHER_WORDS,
    PARENT_SECRET,
    PARENT_WORDS,
    PARENT_WORRY,
    TEEN_WORDS,
    Browser,
    Office,
    part,
    post,
)

EDITED_AWAY = "kanarek poprawiony"
FORMS = ("pdf", "docx", "json", "csv")


def made(office: Office, client: Browser, name: str, kind: str, form: str) -> httpx.Response:
    person = office.people[name].id
    return post(client, f"/people/{person}/answers", f"/people/{person}/export", kind=kind, form=form)


def text_of(answer: httpx.Response, form: str) -> str:
    if form == "pdf":
        pages = PdfReader(io.BytesIO(answer.content)).pages
        return " ".join("".join(page.extract_text() for page in pages).split())
    if form == "docx":
        document = Document(io.BytesIO(answer.content))
        return "\n".join(one.text for one in document.paragraphs)
    if form == "json":
        return json.dumps(json.loads(answer.content), ensure_ascii=False).replace('\\"', '"')
    return answer.content.decode()


def plain(words: str) -> str:
    return " ".join(words.split())


@pytest.mark.parametrize("form", FORMS)
def test_a_meeting_copy_holds_only_what_may_be_read_out(office: Office, form: str) -> None:
    client = office.signed_in(office.ada)
    answer = made(office, client, "Ewa", "meeting", form)
    assert answer.status_code == 200
    text = plain(text_of(answer, form))
    assert "upiekłam z Kubą naleśniki" in text
    for withheld in (PARENT_WORRY, PARENT_SECRET, TEEN_WORDS, OTHER_WORDS):
        assert plain(withheld) not in text
    assert "Ewa" not in answer.headers["content-disposition"]
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("form", FORMS)
def test_a_workers_copy_holds_everything_of_one_person(office: Office, form: str) -> None:
    client = office.signed_in(office.ada)
    text = plain(text_of(made(office, client, "Ewa", "worker", form), form))
    assert PARENT_WORRY in text
    assert PARENT_SECRET in text
    for others in (TEEN_WORDS, OTHER_WORDS):
        assert plain(others) not in text


def send_edited(office: Office) -> None:
    scope, now = office.talks["Mo"].scope, office.clock.now
    one = part(office, "parent.good.ordinary_moment", "pl", "words", "Upiekłyśmy chleb")
    one = replace(one, written=Written("7/1", 2, ((1, EDITED_AWAY),)))
    with office.database.begin() as tx:
        drafts.keep(tx, scope, "edited", [one], now)
        drafts.set_sharing(tx, scope, "read_out", None, now)
        sending.send(tx, scope, now)


@pytest.mark.parametrize("form", FORMS)
def test_what_was_edited_away_is_in_the_workers_copy_alone(office: Office, form: str) -> None:
    send_edited(office)
    client = office.signed_in(office.bea)
    for kind, shown in (("worker", True), ("meeting", False), ("voice", False)):
        text = plain(text_of(made(office, client, "Mo", kind, form), form))
        assert "Upiekłyśmy chleb" in text
        assert (EDITED_AWAY in text) is shown, kind


def test_what_was_edited_away_is_on_the_workers_pages_alone(office: Office) -> None:
    send_edited(office)
    client, person = office.signed_in(office.bea), office.people["Mo"].id
    for page, shown in (("answers", True), ("worker-copy", True), ("meeting-copy", False), ("voice", False)):
        text = client.get(f"/people/{person}/{page}").text
        assert "Upiekłyśmy chleb" in text
        assert (EDITED_AWAY in text) is shown, page
        assert ("Changed before sending" in text) is shown, page


def test_words_are_to_the_letter_in_data(office: Office) -> None:
    client = office.signed_in(office.ada)
    body = json.loads(made(office, client, "Ewa", "worker", "json").content)
    said = [part["words"] for answer in body["answers"] for part in answer["parts"]]
    assert PARENT_WORDS in said
    rows = list(
        csv.DictReader(io.StringIO(made(office, client, "Ewa", "worker", "csv").content.decode("utf-8-sig")))
    )
    assert any(row["said"].startswith(PARENT_WORDS) for row in rows)


def test_no_cell_is_a_formula(office: Office) -> None:
    from bot.exports.data import _inert  # noqa: PLC0415

    for begins in ("=1+1", "+44", "-x", "@x", "\tx", "\rx"):
        assert _inert(begins).startswith("'")
    assert _inert("plain =1") == "plain =1"


def test_a_statement_is_signed_and_one_changed_letter_shows(office: Office) -> None:
    client = office.signed_in(office.ada)
    body = made(office, client, "Ewa", "meeting", "json").content
    respaced = json.dumps(json.loads(body)).encode()
    changed = body.replace("naleśniki".encode(), "naleśnikl".encode())
    assert changed != body
    with office.database.read() as tx:
        assert is_own_statement(tx, body)
        assert is_own_statement(tx, respaced)
        assert not is_own_statement(tx, changed)
        for nonsense in (b"", b"[]", b"{}", b"null", b"\xff", b'{"signature": 1}', b"[" * 20_000):
            assert not is_own_statement(tx, nonsense)


@pytest.mark.parametrize("form", FORMS)
def test_every_file_is_known_to_the_last_byte(office: Office, form: str) -> None:
    client = office.signed_in(office.ada)
    body = made(office, client, "Ewa", "meeting", form).content
    with office.database.read() as tx:
        found = proofs.find_export(tx, body)
        assert found is not None
        assert (found.form, found.kind, found.made_by) == (form, "meeting", office.ada.id)
        assert proofs.find_export(tx, body[:-1] + bytes([body[-1] ^ 1])) is None


def test_every_export_is_in_the_log_of_openings(office: Office) -> None:
    client = office.signed_in(office.ada)
    made(office, client, "Ewa", "meeting", "csv")
    assert "export" in client.get(f"/people/{office.people['Ewa'].id}/opened").text.lower()


@pytest.mark.parametrize(("kind", "form"), [("meeting", "exe"), ("all", "pdf"), ("", ""), ("worker", "PDF")])
def test_what_there_is_not_is_not_found(office: Office, kind: str, form: str) -> None:
    assert made(office, office.signed_in(office.ada), "Ewa", kind, form).status_code == 404


@pytest.mark.parametrize("kind", ["meeting", "worker", "voice"])
def test_words_from_right_to_left_run_so_in_word(office: Office, kind: str) -> None:
    """Whatever the language that the conversation was in: it is the words that are looked at."""
    arabic, polish = "لعبنا معا في الحديقة", "Bawiliśmy się razem"
    scope, now = office.talks["Mo"].scope, office.clock.now
    for words in (arabic, polish):
        with office.database.begin() as tx:
            drafts.keep(
                tx, scope, words, [part(office, "parent.good.ordinary_moment", "pl", "words", words)], now
            )
            drafts.set_sharing(tx, scope, "read_out", None, now)
            sending.send(tx, scope, now)
    document = Document(io.BytesIO(made(office, office.signed_in(office.bea), "Mo", kind, "docx").content))
    xml = {one.text: one._p.xml for one in document.paragraphs}
    assert "w:bidi/>" in xml[arabic]
    assert "w:rtl/>" in xml[arabic]
    assert "w:bidi/>" not in xml[polish]
    assert "w:rtl/>" not in xml[polish]


def test_somebody_elses_family_is_not_found(office: Office) -> None:
    client = office.signed_in(office.bea)
    own = f"/people/{office.people['Mo'].id}/answers"
    target = f"/people/{office.people['Ewa'].id}/export"
    assert post(client, own, target, kind="meeting", form="pdf").status_code == 404


def test_only_their_words_large(office: Office) -> None:
    client = office.signed_in(office.ada)
    page = client.get(f"/people/{office.people['Ewa'].id}/voice").text
    assert "upiekłam z Kubą naleśniki" in page
    assert PARENT_WORRY not in page
