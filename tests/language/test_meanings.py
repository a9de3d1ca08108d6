"""What words mean, one by one: read or refused in words, packed and back, and the same in every language."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import ContentRefused
from bot.language.danger import word_meanings
from bot.language.feature_table import checksum
from bot.language.fold import fold
from bot.language.meanings import NEIGHBOURS, SHORTEST_START, Meaning, Meanings, features

FOLDER = Path(__file__).parents[2] / "dialogues/danger/meanings"
LANGUAGES = sorted(path.stem for path in (FOLDER.parent / "examples").iterdir())
HIT_MUM = {
    "ar": "ضرب أمي", "bn": "আম্মুকে মারে", "cy": "taro mam", "en": "hits my mum", "es": "le pega a mi mamá",
    "fa": "مامانمو میزنه", "fr": "il frappe maman", "lt": "muša mamą", "pa": "ਮੰਮੀ ਨੂੰ ਮਾਰਦਾ", "pl": "bije mamę",
    "pt": "bate na mãe", "ro": "o bate pe mama", "so": "hooyo garaacay", "tr": "annemi dövüyor",
    "uk": "б'є маму", "ur": "امی کو مارتا ہے",
}  # fmt: skip


def meant(meanings: Meanings, words: str) -> list[Meaning]:
    return [meanings.meant(word) for word in fold(words).split()]


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_every_language_says_what_thousands_of_its_word_forms_mean(language: str) -> None:
    held = word_meanings.read(FOLDER / f"{language}.yml")
    assert len(held) > 3000
    assert sum(not meaning for meaning in held.values()) < 0.05 * len(held)


def test_forms_are_written_as_messages_are_compared(language: str) -> None:
    """Else two lines could speak for one word, and which of them counts would be seen nowhere."""
    lines = (FOLDER / f"{language}.yml").read_text(encoding="utf-8").splitlines()
    forms = [line.partition(":")[0].strip('"') for line in lines if not line.startswith("#")]
    assert [form for form in forms if fold(form) != form] == []
    assert len(set(forms)) == len(forms) == len(word_meanings.read(FOLDER / f"{language}.yml"))


def test_the_same_said_in_any_language_has_the_same_features(language: str) -> None:
    meanings = Meanings.of(word_meanings.read(FOLDER / f"{language}.yml"))
    totals = {total for total, _ in features(meant(meanings, HIT_MUM[language]))}
    assert {checksum("hit"), checksum("mum"), checksum("hit+mum")} <= totals


def test_an_unlisted_form_means_what_its_beginning_does() -> None:
    meanings = Meanings.of({"kardesim": "brother my", "kardes": "brother", "kar": "snow"})
    assert meant(meanings, "kardesim kardes kardeslerim kara kar") == [
        ("brother", "my"), ("brother",), ("brother",), (), ("snow",),
    ]  # fmt: skip
    # Of forms that begin alike the first, which is the commonest, speaks for the beginning.
    assert meant(meanings, "kardesi kardecik") == [("brother", "my"), ("brother", "my")]


def test_a_beginning_that_is_too_short_or_too_small_a_part_says_nothing() -> None:
    meanings = Meanings.of({"a" * SHORTEST_START + "bc": "hit"})
    assert meant(meanings, "a" * (SHORTEST_START - 1)) == [()]
    assert meant(meanings, "a" * SHORTEST_START + "xxxxxxxxx") == [()]


@given(
    st.dictionaries(
        st.text("abcdefgh", min_size=1, max_size=9), st.sampled_from(["", "hit", "come past"]), min_size=1
    ),
    st.text("abcdefgh ", max_size=40),
)
def test_meanings_come_back_from_json(by_word: dict[str, str], words: str) -> None:
    meanings = Meanings.of(by_word)
    again = Meanings.read(json.loads(json.dumps(meanings.held())))
    assert meant(again, words) == meant(meanings, words)
    for word, meaning in by_word.items():
        assert meant(again, word)[:1] == [tuple(meaning.split())] or fold(word) != word


def test_neighbours_are_paired_in_either_order_and_the_far_are_not() -> None:
    def names(*said: Meaning) -> set[int]:
        return {total for total, _ in features(said)}

    assert names(("hit",), ("mum",)) == names(("mum",), ("hit",))
    assert checksum("hit+mum") in names(("mum", "hit"))
    far = names(("mum",), *[()] * NEIGHBOURS, ("hit",))
    assert {checksum("hit"), checksum("mum")} == far
    assert checksum("hit+mum") in names(("mum",), *[()] * (NEIGHBOURS - 1), ("hit",))


def test_the_weight_of_meanings_does_not_grow_with_their_number() -> None:
    for number in (2, 3, 7):
        found = features([(f"m{at}",) for at in range(number)])
        assert sum(weight**2 for _, weight in found) == pytest.approx(1 + 1.2**2)
    assert features([]) == features([(), ()]) == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("annem: mum my dear old lady", r"tr\.yml:2: 'annem' has no meaning"),
        ("annem: maman's", r"tr\.yml:2: 'annem' has no meaning"),
        ("annem: true", r"tr\.yml:2: 'annem' has no meaning"),
        ("annem: 3", r"tr\.yml:2: 'annem' has no meaning"),
        ("annem: [mum, my]", r"tr\.yml:2: 'annem' has no meaning"),
        ("benim annem: mum my", r"tr\.yml:2: 'benim annem' is not one word"),
        ("'!': mum", r"tr\.yml:2: '!' is not one word"),
        ("baba: mum", r"tr\.yml:2 .*baba"),
        ("annem mum", r"tr\.yml:3 is not YAML"),
    ],
)
def test_a_wrong_line_is_refused_where_it_stands(tmp_path: Path, line: str, said: str) -> None:
    path = tmp_path / "tr.yml"
    path.write_text(f"baba: dad\n{line}\n", encoding="utf-8")
    with pytest.raises(ContentRefused, match=said):
        word_meanings.read(path)


@pytest.mark.parametrize("text", ["", "[]", "hello"])
def test_a_file_that_holds_no_word_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "tr.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ContentRefused, match="holds no word"):
        word_meanings.read(path)
