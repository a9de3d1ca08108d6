"""The search finds what was planted, in each form, or its silence would mean nothing."""

from __future__ import annotations

import base64
import gzip
import os
import sqlite3
from pathlib import Path

import pytest

from tests.postgres import running_server
from tests.privacy.canary import forms, search

PLANTED = "kanarek 7q łódź اب"


def found_in(folder: Path, text: str = PLANTED) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for hit in search([folder], {"planted": text}):
        found.setdefault(Path(hit.path).name, set()).add(hit.form)
    return found


@pytest.mark.parametrize("text", [PLANTED, "482915", "+447700900123"])
def test_each_form_is_found_where_it_was_planted(tmp_path: Path, text: str) -> None:
    for form, written in forms(text).items():
        (tmp_path / form).write_bytes(b"\x00 before" + written + b" after\xff")
        packed = b"\x00\x01" + gzip.compress(b"before " + written + b" after") + b"more"
        (tmp_path / f"packed {form}").write_bytes(packed)
    found = found_in(tmp_path, text)
    written = forms(text)
    for form in written:
        same = {other for other in written if written[other] == written[form]}
        assert found[form] & same, form
        assert any(one.startswith("gzip, ") for one in found[f"packed {form}"]), form


@pytest.mark.parametrize("lead", range(7))
def test_base64_is_found_at_any_offset_in_a_longer_text(tmp_path: Path, lead: int) -> None:
    around = bytes(range(lead)) + PLANTED.encode() + b"and more"
    (tmp_path / "std").write_bytes(base64.b64encode(around))
    (tmp_path / "url").write_bytes(base64.urlsafe_b64encode(around))
    assert found_in(tmp_path).keys() == {"std", "url"}


def test_the_log_of_sqlite_is_looked_at(tmp_path: Path) -> None:
    database = sqlite3.connect(tmp_path / "some.db")
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("CREATE TABLE kept (words TEXT)")
    database.execute("INSERT INTO kept VALUES (?)", (PLANTED,))
    database.commit()
    assert "raw" in found_in(tmp_path)["some.db-wal"]
    database.close()


def test_what_postgresql_keeps_is_looked_at() -> None:
    with running_server() as server:
        name = server.create()
        with server.connect(name) as connection:
            connection.execute("CREATE TABLE kept (words TEXT)")
            connection.execute("INSERT INTO kept VALUES (%s)", (PLANTED,))
            connection.execute("CHECKPOINT")
        places = {
            hit.path.removeprefix(str(server.folder)) for hit in search([server.folder], {"it": PLANTED})
        }
    assert any(place.startswith("/data/base/") for place in places)
    assert any(place.startswith("/data/pg_wal/") for place in places)


def test_nothing_to_look_at_or_for_is_a_failure(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="nothing to search in"):
        search([tmp_path], {"planted": PLANTED})
    (tmp_path / "empty").touch()
    assert search([tmp_path], {"planted": PLANTED}) == []
    with pytest.raises(AssertionError, match="nothing to search for"):
        search([tmp_path], {})
    with pytest.raises(AssertionError, match="nothing to search in"):
        search([tmp_path, tmp_path / "away"], {"planted": PLANTED})


def test_digits_inside_a_longer_number_are_another_number(tmp_path: Path) -> None:
    (tmp_path / "time").write_text("2026-11-23 13:36:22.482915 and 14829150")
    assert found_in(tmp_path, "482915") == {}


def test_what_was_written_before_anything_was_planted_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "old").write_text(PLANTED)
    (tmp_path / "new").write_text(PLANTED)
    os.utime(tmp_path / "old", (1000, 1000))
    hits = search([tmp_path], {"planted": PLANTED}, since=2000)
    assert {Path(hit.path).name for hit in hits} == {"new"}
