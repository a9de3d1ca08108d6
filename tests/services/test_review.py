"""Draft or signed: read from the install's file, again when it changes, and never a reason to stop."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import pytest

from bot.content.signing import Signature, Signatures, to_sign, words_hash
from bot.services.review import Reviews
from bot.services.texts import Texts
from tests.stack import knowledge

COUNCIL = "oakshire"


@pytest.fixture(scope="module")
def texts() -> Texts:
    return knowledge().texts


def sign(path: Path, texts: Texts, language: str, leave_out: int = 0) -> None:
    """Sign all safety and notice items of a language, but for so many."""
    items, say = to_sign(texts.content.items.values()), texts.catalogues.text
    made = [
        Signature(COUNCIL, one.id, language, words_hash(one, language, say), "T. Est", "test", "2026-11-01")
        for one in items[leave_out:]
    ]
    Signatures.load(path).sign(*made)


def test_every_language_is_a_draft_until_the_councils_own_people_have_signed_it(
    tmp_path: Path, texts: Texts
) -> None:
    path = tmp_path / "signed.yml"
    reviews = Reviews(path, texts)
    assert reviews.is_draft(COUNCIL, "en")
    sign(path, texts, "en", leave_out=1)
    assert reviews.is_draft(COUNCIL, "en")
    sign(path, texts, "en")
    assert not reviews.is_draft(COUNCIL, "en")
    assert reviews.is_draft(COUNCIL, "pl")
    assert reviews.is_draft("elmford", "en")


def test_a_language_without_words_is_a_draft(tmp_path: Path, texts: Texts) -> None:
    assert Reviews(tmp_path / "signed.yml", texts).is_draft(COUNCIL, "xx")


def test_the_file_is_read_once_for_each_writing(
    tmp_path: Path, texts: Texts, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "signed.yml"
    sign(path, texts, "en")
    read: list[Path] = []
    load = Signatures.load

    def counted(one: Path) -> Signatures:
        read.append(one)
        return load(one)

    monkeypatch.setattr("bot.services.review.Signatures.load", counted)
    reviews = Reviews(path, texts)
    for _ in range(3):
        reviews.is_draft(COUNCIL, "en")
    assert len(read) == 1
    path.unlink()
    assert reviews.is_draft(COUNCIL, "en")
    assert len(read) == 2


@pytest.mark.parametrize("broken", ["- {who: me}\n", "- [\n", "\xff"])
def test_what_cannot_be_read_counts_as_a_draft_and_stops_nobody(
    tmp_path: Path, texts: Texts, caplog: pytest.LogCaptureFixture, broken: str
) -> None:
    path = tmp_path / "signed.yml"
    path.write_text(broken, encoding="latin-1")
    with caplog.at_level(logging.ERROR):
        reviews = Reviews(path, texts)
        assert reviews.is_draft(COUNCIL, "en")
        assert reviews.is_draft(COUNCIL, "en")
    assert [(one.message, one.code) for one in caplog.records] == [  # type: ignore[attr-defined]
        ("what was signed cannot be read", "B200")
    ]
    path.unlink()
    sign(path, texts, "en")
    assert not reviews.is_draft(COUNCIL, "en")


def test_a_file_that_may_not_be_opened_is_one_that_cannot_be_read(
    tmp_path: Path, texts: Texts, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "signed.yml"
    path.mkdir()
    assert os.access(path, os.X_OK)
    assert Reviews(path, texts).is_draft(COUNCIL, "en")
    assert len(caplog.records) == 1
