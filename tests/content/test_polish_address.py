"""Polish never guesses whether a person is a woman or a man (locales/pl/STYLE.md)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.language.catalogues import read_catalogue

CATALOGUE = Path(__file__).parents[2] / "locales" / "pl" / "LC_MESSAGES" / "content.po"
# Past tense and conditional said to the person (second person) or by the person on a button (first person).
GUESSED = re.compile(
    r"\b\w+(?:łeś|łaś|łbyś|łabyś|łbym|łabym|liście|łyście)\b|\bpowin(?:ieneś|naś|ienem|nam)\b"
)
FIRST_PERSON = re.compile(r"\b\w+[aeiouyąęó](?:łem|łam)\b")
# Words that only look like it: a present tense, a noun.
OTHERS = {"działam", "zespołem"}


def guesses(text: str) -> list[str]:
    found = [*GUESSED.findall(text), *FIRST_PERSON.findall(text)]
    return [word for word in found if word.casefold() not in OTHERS]


@pytest.mark.parametrize(
    "text",
    ["Co napisałeś?", "Jeśli zapomniałaś, wróć.", "Chciałabyś coś dodać?", "Przeczytałam", "powinieneś iść"],
)
def test_a_guess_is_seen(text: str) -> None:
    assert guesses(text)


@pytest.mark.parametrize("text", ["nad zespołem", "Nie działam w grupach.", "Twoja odpowiedź", "ktoś był"])
def test_other_words_are_not(text: str) -> None:
    assert guesses(text) == []


def test_nothing_served_guesses() -> None:
    served = [message for message in read_catalogue(CATALOGUE, "pl") if message.id and message.string]
    assert len(served) > 500
    found = {message.context: guesses(str(message.string)) for message in served}
    assert {context: words for context, words in found.items() if words} == {}
