"""Is this what was sent? The page answers any bytes, as the command line does, and keeps nothing of them."""

from __future__ import annotations

import json
import logging
import tempfile
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from bot.administration import verify_file
from bot.errors import CannotOpen, NotFound
from bot.exports.known import known
from bot.portal.uploads import FILE_BYTES
from bot.records.tables import ExportRow, Table
from tests.portal.office import Browser, Office, token_of
from tests.portal.test_exports import FORMS, made

YES = "Yes. This is a file that was made here, to the last byte."
NO = "No. This is not a file that was made here"
SAME = "Its content is what was made here; its bytes are not."


def asked(client: Browser, body: bytes, name: str = "x.pdf", **fields: str) -> httpx.Response:
    data = {"csrf": token_of(client, "/proof"), **fields}
    return client.post("/proof", data=data, files={"file": (name, body)})


@pytest.mark.parametrize("form", FORMS)
def test_every_file_is_known_and_one_changed_byte_is_not(office: Office, form: str) -> None:
    client = office.signed_in(office.ada)
    body = made(office, client, "Ewa", "meeting", form).content
    page = asked(client, body)
    assert page.status_code == 200
    assert YES in page.text
    assert "Meeting copy" in page.text
    for changed in (body[:-1], body[:9] + bytes([body[9] ^ 1]) + body[10:]):
        assert NO in asked(client, changed).text
    longer = asked(client, body + b"\n").text
    assert YES not in longer
    assert (SAME if form == "json" else NO) in longer


def test_a_statement_that_was_only_spaced_anew_is_said_to_be_that(office: Office) -> None:
    client = office.signed_in(office.ada)
    body = made(office, client, "Ewa", "worker", "json").content
    assert SAME in asked(client, json.dumps(json.loads(body)).encode()).text
    assert NO in asked(client, body.replace("naleśniki".encode(), "naleśnikl".encode())).text


def test_a_changed_record_is_said_to_be_that(office: Office) -> None:
    client = office.signed_in(office.ada)
    body = made(office, client, "Ewa", "meeting", "csv").content
    with office.database.begin() as tx:
        tx.connection.execute(update(ExportRow).values(signature=bytes(64)))
    page = asked(client, body)
    assert page.status_code == 200
    assert "Nobody can say." in page.text


def test_the_command_line_answers_the_same(office: Office, tmp_path: Path) -> None:
    """One code path: what `./run verify FILE` says is what the page says."""
    client = office.signed_in(office.ada)
    body = made(office, client, "Ewa", "meeting", "json").content
    environ = {"BEFOREHAND_MODE": "test", "BEFOREHAND_STATE": str(office.settings.state)}
    file = tmp_path / "file"
    for content, answer in ((body, "same_bytes"), (body + b" ", "same_content"), (body[1:], "unknown")):
        file.write_bytes(content)
        with office.database.read() as tx:
            assert known(tx, content).answer == answer
        if answer == "unknown":
            with pytest.raises(NotFound):
                verify_file(environ, file)
        else:
            assert {"same_bytes": "to the last byte", "same_content": "signed here"}[answer] in verify_file(
                environ, file
            )
    with office.database.begin() as tx:
        tx.connection.execute(update(ExportRow).values(signature=bytes(64)))
    file.write_bytes(body)
    with pytest.raises(CannotOpen):
        verify_file(environ, file)


def test_it_names_nobody_whoever_asks(office: Office) -> None:
    """P-13: another family's worker, another council and an admin learn that it is genuine, and not whose."""
    body = made(office, office.signed_in(office.ada), "Ewa", "worker", "pdf").content
    for who in (office.bea, office.cai, office.admin):
        page = asked(office.signed_in(who), body, "Ewa Rowan.pdf").text
        assert YES in page
        assert not any(name in page for name in ("Ewa", "Rowan", "Ada", office.people["Ewa"].id))


NONSENSE = (
    b"%PDF-1.7\n",
    b"PK\x03\x04",
    b"\x00",
    b"\xff\xfe" * 50,
    b"{" * 100_000,
    b"[" * 100_000,
    b"1" * 100_000,
    b'{"signature": "' + b"9" * 5000 + b'"}',
    b'{"signature": "\\ud800", "a": NaN}',
    b"--boundary--\r\n\r\n",
)


@pytest.mark.parametrize("body", NONSENSE, ids=range(len(NONSENSE)))
def test_any_bytes_are_answered(office: Office, body: bytes) -> None:
    page = asked(office.signed_in(office.ada), body)
    assert page.status_code == 200
    assert NO in page.text


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=st.binary(max_size=400)
    | st.text(max_size=100).map(lambda text: json.dumps({"signature": text}).encode())
)
def test_any_bytes_at_all_are_unknown(office: Office, body: bytes) -> None:
    with office.database.read() as tx:
        assert known(tx, body).answer == "unknown"


@pytest.mark.parametrize("body", [b"", None])
def test_no_file_is_asked_for_again(office: Office, body: bytes | None) -> None:
    client = office.signed_in(office.ada)
    if body is None:
        page = client.post("/proof", data={"csrf": token_of(client, "/proof")})
    else:
        page = asked(client, body)
    assert page.status_code == 400
    assert "Choose a file that has something in it." in page.text


def test_the_largest_is_taken_and_more_is_refused(office: Office) -> None:
    client = office.signed_in(office.ada)
    assert NO in asked(client, bytes(FILE_BYTES)).text
    refused = asked(client, bytes(FILE_BYTES + 64 * 1024))
    assert refused.status_code == 400
    assert "It may be too large" in refused.text


BROKEN: tuple[dict[str, Any], ...] = (
    {"content": b"x", "headers": {"content-type": "multipart/form-data"}},
    {"content": b"x", "headers": {"content-type": "multipart/form-data; boundary=b"}},
    {"content": b"--b\r\n\r\n", "headers": {"content-type": "multipart/form-data; boundary=b"}},
    {
        "content": b"--b\r\nx: y\r\n\r\nz\r\n--b",
        "headers": {"content-type": "multipart/form-data; boundary=b"},
    },
    {"content": b"x", "headers": {"content-type": f"multipart/form-data; boundary={'b' * 4000}"}},
    {"content": b"x", "headers": {"content-type": "text/plain"}},
    {"content": b"", "headers": {"content-type": ""}},
    {"files": [("file", ("a", b"1")), ("file", ("b", b"2"))]},
    {"files": [("csrf", (None, b"1")), ("csrf", (None, b"2"))]},
    {"files": [(f"f{number}", (None, b"1")) for number in range(50)]},
    {"files": [("file", ("a", b"1", "text/plain", {"x": "y" * 10_000}))]},
    {"files": [("csrf", (None, b"\xff"))]},
)


@pytest.mark.parametrize("sent", BROKEN, ids=range(len(BROKEN)))
def test_a_broken_form_is_refused_kindly(office: Office, sent: dict[str, Any]) -> None:
    page = office.signed_in(office.ada).post("/proof", **sent)
    assert page.status_code == 400
    assert "nothing of it was kept" in page.text


def test_a_form_without_the_token_is_refused(office: Office) -> None:
    """A-11: with a file as without."""
    client = office.signed_in(office.ada)
    page = client.post("/proof", data={"csrf": "x"}, files={"file": ("x", b"y")})
    assert page.status_code == 403


def test_a_stranger_is_sent_to_sign_in_and_the_file_is_not_read(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """W-05: eight megabytes from anybody who knows the address would be memory given away."""
    read: list[bytes] = []

    def wrote(_: object, data: bytes) -> int:
        read.append(data)
        return len(data)

    monkeypatch.setattr("bot.portal.uploads.MultipartParser.write", wrote)
    client = office.client()
    page = client.post("/proof", data={"csrf": token_of(client, "/sign-in")}, files={"file": ("x", b"y")})
    assert (page.status_code, page.headers["location"]) == (303, "/sign-in")
    assert read == []


def test_nothing_of_it_is_kept(
    office: Office, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P-01: no row, no file on a disk while it is read, and no word of it or its name in a log."""
    client = office.signed_in(office.ada)
    token_of(client, "/proof")

    def rows() -> dict[str, int]:
        with office.database.read() as tx:
            return {
                name: tx.connection.execute(select(func.count()).select_from(table)).scalar_one()
                for name, table in Table.metadata.tables.items()
            }

    def no_file(*_: object, **__: object) -> None:
        raise AssertionError("a temporary file")

    for name in ("TemporaryFile", "NamedTemporaryFile", "SpooledTemporaryFile", "mkstemp"):
        monkeypatch.setattr(tempfile, name, no_file)
    before = rows()
    with caplog.at_level(logging.DEBUG):
        page = asked(client, b"kanarek " * 400_000, "kanarek-nazwa.pdf")
    assert NO in page.text
    assert "kanarek" not in page.text
    assert "kanarek" not in caplog.text
    assert rows() == before
