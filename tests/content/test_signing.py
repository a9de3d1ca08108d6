from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.content.load import Content
from bot.content.signing import Signature, Signatures, due, to_sign, words_hash
from bot.errors import ContentRefused, WordingMissing
from tests.content.sample import WHOLE

ITEM = "safety.weapon"


@pytest.fixture
def content() -> Content:
    return Content.load(WHOLE / "content")


def say(language: str, context: str, english: str) -> str:
    if language == "lt":
        raise WordingMissing(context, remedy="translate it")
    return f"[{language}] {english}"


def signature(content: Content, language: str = "en", on: str = "2026-11-01") -> Signature:
    digest = words_hash(content.item(ITEM), language, say)
    return Signature("oak", ITEM, language, digest, "A. Person (invented)", "practitioner", on)


def test_a_signature_is_kept_and_found_again(content: Content, tmp_path: Path) -> None:
    path = tmp_path / "state" / "signed.yml"
    made = Signatures.load(path).sign(signature(content))
    assert Signatures.load(path).all == made.all == (signature(content),)


def test_safety_and_notices_are_unsigned_until_each_is_signed_in_each_language(
    content: Content, tmp_path: Path
) -> None:
    signatures = Signatures.load(tmp_path / "signed.yml")
    items = list(content.items.values())
    assert len(signatures.unsigned("oak", items, "en", say)) == 12
    after = signatures.sign(signature(content))
    assert len(after.unsigned("oak", items, "en", say)) == 11
    assert content.item(ITEM) not in after.unsigned("oak", items, "en", say)
    assert content.item(ITEM) in after.unsigned("oak", items, "pl", say)


def test_a_language_is_a_draft_until_the_last_item_is_signed(content: Content, tmp_path: Path) -> None:
    items = to_sign(content.items.values())
    made = [
        replace(signature(content, on=f"2026-11-{number:02}"), item=one.id, hash=words_hash(one, "en", say))
        for number, one in enumerate(items, start=1)
    ]
    signatures = Signatures.load(tmp_path / "signed.yml")
    nearly = signatures.sign(*made[1:]).standing("oak", items, "en", say)
    assert (nearly.signed, nearly.of, nearly.oldest, nearly.is_draft) == (11, 12, "2026-11-02", True)
    whole = Signatures.load(tmp_path / "signed.yml").sign(made[0]).standing("oak", items, "en", say)
    assert (whole.signed, whole.of, whole.oldest, whole.is_draft) == (12, 12, "2026-11-01", False)
    assert signatures.standing("oak", items, "en", say).oldest is None


def test_another_councils_signature_does_not_count(content: Content, tmp_path: Path) -> None:
    signatures = Signatures.load(tmp_path / "signed.yml").sign(signature(content))
    assert content.item(ITEM) in signatures.unsigned("elm", content.items.values(), "en", say)


def test_changing_a_word_or_its_translation_unsigns_it(content: Content, tmp_path: Path) -> None:
    signatures = Signatures.load(tmp_path / "signed.yml").sign(signature(content))
    changed = replace(content.item(ITEM), texts=("Ring {emergency_number}.",))
    assert signatures.unsigned("oak", [changed], "en", say) == [changed]

    def said_otherwise(language: str, context: str, english: str) -> str:
        return say(language, context, english) + " "

    assert signatures.unsigned("oak", [content.item(ITEM)], "en", said_otherwise) == [content.item(ITEM)]


def test_what_has_no_words_is_not_signed(content: Content, tmp_path: Path) -> None:
    signatures = Signatures.load(tmp_path / "signed.yml")
    assert signatures.unsigned("oak", [content.item(ITEM)], "lt", say) == [content.item(ITEM)]


@pytest.mark.parametrize(("by", "role"), [("", "practitioner"), ("A. Person", " ")])
def test_a_signature_without_a_name_or_role_is_refused(
    content: Content, tmp_path: Path, by: str, role: str
) -> None:
    path = tmp_path / "signed.yml"
    with pytest.raises(ContentRefused, match="a name and a role"):
        Signatures.load(path).sign(replace(signature(content), by=by, role=role))
    assert not path.exists()


@pytest.mark.parametrize(
    "held",
    [
        "- {who: me}",
        "signatures: []",
        "- {council: a, item: b, language: en, hash: c, by: d, role: e, on: soon}",
        "- {council: a, item: b, language: en, hash: 1, by: d, role: e, on: 2026-11-01}",
    ],
)
def test_a_file_of_something_else_is_refused(tmp_path: Path, held: str) -> None:
    (tmp_path / "signed.yml").write_text(held + "\n", encoding="utf-8")
    with pytest.raises(ContentRefused, match="does not hold signatures"):
        Signatures.load(tmp_path / "signed.yml")


def test_due_says_never_changed_and_too_old(content: Content, tmp_path: Path) -> None:
    held = {ITEM: content.item(ITEM), "help.always": content.all_help_lines[0]}
    signatures = Signatures.load(tmp_path / "signed.yml")
    today = date(2026, 11, 23)
    assert due(signatures, "oak", held, ["en"], say, today) == [
        f"{ITEM} (en): never signed",
        "help.always (en): never signed",
    ]
    line_hash = words_hash(held["help.always"], "en", say)
    signatures = (
        signatures.sign(signature(content))
        .sign(replace(signature(content), item="help.always", hash=line_hash, on="2026-05-01"))
        .sign(replace(signature(content), language="pl", hash="0" * 16))
    )
    assert due(signatures, "oak", held, ["en"], say, today) == [
        "help.always (en): signed on 2026-05-01, more than 180 days ago"
    ]
    assert due(signatures, "oak", {ITEM: held[ITEM]}, ["pl"], say, today) == [
        f"{ITEM} (pl): changed since it was signed"
    ]


def test_nothing_signed_ships() -> None:
    root = Path(__file__).parents[2]
    assert (root / "dialogues" / "content").is_dir()
    assert list((root / "dialogues").rglob("*signed*")) == []
