"""Questions that people put who held conversations, and what the model makes of them. None is an example."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bench.parse import parsed
from tests.engine.engine_process import ROOT

TAKE, GO, WHO, POLICE = "ask_take_my_child", "ask_have_to_go", "ask_who_will_be_there", "ask_police"
MONEY, WORKER, KEEP = "ask_kin_money", "ask_other_worker", "ask_keep_how_long"
ASKED = {
    "en": {
        "can they take Dylan off me": {TAKE},
        "will they take Priya and the baby": {TAKE},
        "do i have to go to my review": {GO},
        "does Tomasz have to come, hes 10": {GO},
        "is Shanices teacher going to be there": {WHO},
        "do i get any money for having my grandson here": {MONEY},
        "my sister took the kids in, does she get an allowance?": {MONEY},
        "can i get somebody else as my social worker": {WORKER},
        "how long do you keep what i put on here": {KEEP},
        "when is all this deleted?": {KEEP},
    },
    "pl": {
        "po co tam policja": {WHO, POLICE},
        "czy mogą mi zabrać Dawidka": {TAKE},
        "zabiora Oliwke i malego?": {TAKE},
        "czy muszę iść na swój review": {GO},
        "czy Tymek musi przyjść, ma 10 lat": {GO},
        "czy dostanę pieniądze za to że wnuk jest u mnie": {MONEY},
        "czy mogę dostać kogoś innego niż ta social worker": {WORKER},
        "jak długo trzymacie to co tu napiszę": {KEEP},
    },
}
# Where something stands, which is an answer and nothing else.
PLACES = {
    "en": ["page 2", "page two", "p 14", "pages 3 and 5"],
    "pl": ["strona 2", "strona druga", "str. 14"],
    "ar": ["الصفحة التانية", "صفحة 2"],
}


def understood(language: str, texts: list[str]) -> list[dict[str, Any]]:
    rows = [{"language": language, "text": text} for text in texts]
    return asyncio.run(parsed(str(ROOT / "models"), rows))


@pytest.mark.parametrize("language", list(ASKED))
def test_they_are_answered_with_their_own_topic(language: str) -> None:
    asked = ASKED[language]
    taken = zip(asked.items(), understood(language, list(asked)))  # noqa: B905 - 3.10
    astray = [(text, entry["intent"]) for (text, wanted), entry in taken if entry["intent"] not in wanted]
    assert astray == []


@pytest.mark.parametrize("language", list(PLACES))
def test_a_page_is_an_answer(language: str) -> None:
    """It once was asked whether help was needed now."""
    found = understood(language, PLACES[language])
    assert [entry["intent"] for entry in found] == ["answer"] * len(found)
