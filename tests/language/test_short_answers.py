from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import ContentRefused
from bot.language.phrases import Phrases
from bot.language.short_answers import ShortAnswers

SCALE = [
    ("6", 6), ("6.", 6), (" 6 ", 6), ("6/10", 6), ("6 / 10", 6), ("10/10", 10), ("0", 0), ("0/10", 0),
    ("٦", 6), ("６", 6), ("6️⃣", 6), ("🔟", 10), ("010", None), ("11", None), ("100", None), ("-3", None),
    ("6.5", None), ("6,5", None), ("5-6", None), ("5–6", None), ("6%", None), ("2/3", None), ("<3", None),
    ("6 6", None), ("", None), ("?", None), ("👍", None), ("x" * 5000, None), ("6" * 5000, None),
]  # fmt: skip
ENGLISH = [
    ("six", 6), ("SIX!", 6), ("about a 6", 6), ("6 out of ten", 6), ("I'd say 7", 7), ("ten", 10),
    ("5 or 6", None), ("six and a half", None), ("6 kids", None), ("6 because mum helps", None),
    ("not 6", None), ("less than 6", None), ("no", None), ("six ten", None),
]  # fmt: skip
POLISH = [
    ("sześć", 6), ("szesc", 6), ("szóstka", 6), ("chyba 7", 7), ("6 na 10", 6), ("8 z 10", 8),
    ("six", 6), ("7 albo 8", None), ("6 dzieci", None), ("nie 6", None), ("ani 6", None),
]  # fmt: skip


@pytest.mark.parametrize(("words", "value"), SCALE + ENGLISH)
def test_a_place_on_the_scale_in_english(phrases: Phrases, words: str, value: int | None) -> None:
    assert phrases.scale_value(words, "en") == value


@pytest.mark.parametrize(("words", "value"), SCALE + POLISH)
def test_a_place_on_the_scale_in_polish(phrases: Phrases, words: str, value: int | None) -> None:
    assert phrases.scale_value(words, "pl") == value


@pytest.mark.parametrize("value", range(11))
@pytest.mark.parametrize("language", ["en", "pl"])
def test_every_number_of_the_scale_has_a_word(phrases: Phrases, value: int, language: str) -> None:
    words = {
        "en": "zero one two three four five six seven eight nine ten",
        "pl": "zero jeden dwa trzy cztery pięć sześć siedem osiem dziewięć dziesięć",
    }[language].split()
    assert phrases.scale_value(words[value], language) == value


LABELS = [
    ("anxiety", "en"), ("My anxiety.", "en"), ("DRUGS, alcohol & stuff", "en"),
    ("everything!!", "en"), ("school and my behaviour", "en"), ("Szkoła", "pl"), ("stres i depresja", "pl"),
    ("zla matka", "pl"), ("problemy w szkole i stres", "pl"), ("neglect", "pl"),
]  # fmt: skip
NOT_LABELS = [
    ("my nan", "en"), ("he hits me", "en"), ("and", "en"), ("", "en"), ("?", "en"), ("6", "en"),
    ("she shouts at school", "en"), ("school is hard because they laugh at me", "en"), ("I was hit", "en"),
    ("domestic violence", "en"), ("abuse", "en"), ("moja babcia", "pl"), ("bije mnie", "pl"),
    ("przemoc", "pl"), ("krzyczy w domu", "pl"), ("szkoła", "en"), ("school " * 2000, "en"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "language"), LABELS)
def test_only_a_label(phrases: Phrases, words: str, language: str) -> None:
    assert phrases.is_label(words, language)


@pytest.mark.parametrize(("words", "language"), NOT_LABELS)
def test_more_than_a_label(phrases: Phrases, words: str, language: str) -> None:
    assert not phrases.is_label(words, language)


def test_words_of_abuse_are_never_in_a_list_of_labels() -> None:
    folder = Path(__file__).parents[2] / "dialogues" / "labels"
    sore = ("abus", "violen", "hit", "beat", "rape", "touch", "przemoc", "bij", "gwał", "dotyk", "molest")
    texts = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.yml")}
    assert len(texts) >= 2
    for name, text in texts.items():
        lines = [line for line in text.splitlines() if line.strip().startswith("- ")]
        assert len(lines) > 100, name
        assert not [line for line in lines if any(word in line for word in sore)], name


def test_a_list_that_is_too_short_is_refused(tmp_path: Path) -> None:
    text = "labels: [a]\nfillers: [b]\nnumbers: {0: [zero]}\nout_of: [of ten]\naround: [about]\n"
    (tmp_path / "en.yml").write_text(text, encoding="utf-8")
    with pytest.raises(ContentRefused, match="fewer than 60"):
        ShortAnswers.load(tmp_path, ["en"])


def test_a_list_with_another_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "en.yml").write_text("label: [a]\n", encoding="utf-8")
    with pytest.raises(ContentRefused, match="does not hold exactly"):
        ShortAnswers.load(tmp_path, ["en"])
