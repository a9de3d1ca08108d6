"""The screen on the real danger files: what is found, and how the way of telling changes the level."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from bench import danger_tally
from bot.language.danger import KINDS, DangerScreen, Finding, reading

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ("en", "pl")
Answer = Callable[[str], str]


@pytest.fixture(scope="module")
def screen() -> DangerScreen:
    return DangerScreen.load(ROOT / "dialogues/danger", LANGUAGES)


@pytest.fixture(scope="module")
def level(screen: DangerScreen) -> Answer:
    def answer(words: str) -> str:
        finding = screen.screen(words)
        return finding.level if finding else "nothing"

    return answer


# Offered or not: a language is whole before anybody offers it.
WRITTEN = sorted(path.stem for path in (ROOT / "dialogues/danger").glob("??.yml"))


@pytest.mark.parametrize("language", WRITTEN)
def test_every_language_has_its_120_patterns_over_every_kind(language: str) -> None:
    (file,) = DangerScreen.load(ROOT / "dialogues/danger", [language]).files
    kinds = Counter(pattern.kind for pattern in file.patterns)
    assert kinds.total() >= 120
    assert set(kinds) == set(KINDS)
    assert set(WRITTEN) >= set(LANGUAGES)


def test_every_example_of_every_pattern_is_answered(screen: DangerScreen) -> None:
    # Loading has proved that a pattern finds its own examples: here the whole screen is asked.
    unanswered = []
    asked = 0
    for file in (reading.read(each.path) for each in screen.files):
        for pattern in file.patterns:
            wanted = {"now", "concern"} if "past" in (pattern.told, pattern.level) else {pattern.level}
            for example in pattern.examples:
                asked += 1
                finding = screen.screen(example)
                if not finding or finding.level not in wanted | {"now"}:
                    unanswered.append((file.path.name, pattern.line, example))
    assert asked > 500
    assert unanswered == []


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("he is hitting me", "now"),
        ("he hit me two years ago", "concern"),
        ("he strangled me last year", "concern"),
        ("he never hits me", "nothing"),
        ("nobody is hitting me", "nothing"),
        ("the report says he is hitting me", "nothing"),
        ("they said that i hit him", "nothing"),
        ("what if he hits me", "concern"),
        ("he won't stop hitting me", "now"),
        ("i don't know why he hits me", "now"),
        ("he said he will kill me", "now"),
        ("he used to be kind but he is hitting me", "now"),
        ("two years ago we moved. he is hitting me", "now"),
        ("i would never kill myself", "nothing"),
        ("i tried to kill myself when i was 16", "concern"),
        ("i was raped when i was fifteen", "concern"),
        ("my uncle touches me", "now"),
        ("he has a knife", "now"),
        ("he never had a knife", "nothing"),
        ("will my dad see what i write", "nothing"),
        ("on mnie bije", "now"),
        ("bił mnie dwa lata temu", "concern"),
        ("nie bije mnie", "nothing"),
        ("nikt mnie nie bije", "nothing"),
        ("w raporcie jest napisane że bije mnie", "nothing"),
        ("nie wiem co robić, on mnie bije", "now"),
        ("nie przestaje mnie bić", "now"),
        ("nie zabiję się", "nothing"),
        ("the school says my son wants to die", "concern"),
        ("zostałam zgwałcona jak miałam piętnaście lat", "concern"),
        ("on nie ma noża", "nothing"),
        ("kiedyś był dobry, ale teraz mnie bije", "now"),
    ],
)
def test_how_it_is_told_changes_the_level(level: Answer, words: str, wanted: str) -> None:
    assert level(words) == wanted


@pytest.mark.parametrize(
    "words",
    [
        "HE IS HITTING ME",
        "hes hiting me",
        "he is hitttttting meeee",
        "he\u2019s hitting me",
        "he is h\u200bitting me",
        "he i\u0301s hitting me",
        "\uff48\uff45 \uff49\uff53 \uff48\uff49\uff54\uff54\uff49\uff4e\uff47 \uff4d\uff45",
        "i wanna k1ll myself",
        "i want to k*ll myself",
        "i want to k i l l myself",
        "i want to d.i.e. want to dieee",
        "im gonna unalive myself",
        "i feel sucidal",
        "he has a kinfe",
        "he raped my dauhgter last nite",
        "i took an overdoes of tablets",
        "on ma noz",
        "boje sie ze slyszy",
        "nie chce juz zyc",
        "niechce zyc",
        "nie hce rzyć. nie chcę rzyć",
        "gwauci mnie tata",
        "mam mysli samobujcze",
        "tata mnie dottyka i molestuej mnie",
        "🔪 he is here",
        "🆘",
    ],
)
def test_it_is_found_however_it_is_typed(level: Answer, words: str) -> None:
    assert level(words) == "now"


@pytest.mark.parametrize(
    "words",
    [
        "my wife is kind",
        "we paid the bill and bill came too",
        "he is hunting for a job",
        "she had a tough start",
        "we walked along the river",
        "i could kill for a coffee",
        "we left early to beat the traffic",
        "he shot a goal",
        "umieram z ciekawości",
        "syn strzelił gola",
        "boję się ciemności",
        "",
        " ",
        "...!?",
        "7",
    ],
)
def test_neighbouring_words_and_turns_of_phrase_are_nothing(level: Answer, words: str) -> None:
    assert level(words) == "nothing"


def test_the_gravest_level_comes_first_and_then_the_order_of_kinds(screen: DangerScreen) -> None:
    assert screen.screen("he hit me in 2015. he has a knife") == Finding("now", "weapon")
    assert screen.screen("he has a knife and i want to die") == Finding("now", "self_harm")


def test_every_language_is_screened_whatever_the_message_is_written_in(screen: DangerScreen) -> None:
    assert screen.screen("my dad said nie chce juz zyc") == Finding("now", "self_harm")
    only_english = DangerScreen.load(ROOT / "dialogues/danger", ["en"])
    assert only_english.screen("nie chce juz zyc") is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sentences_of_our_own_still_come_out_right(screen: DangerScreen, language: str) -> None:
    tally = danger_tally.measure(screen, ROOT / "tests/safety/dev", language)
    assert tally.asked.total() >= 55
    assert tally.harmless.total() >= 120
    assert tally.good, tally.faults


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ar", "هو يضربني الآن"),
        ("bn", "ও আমাকে মারছে।"),
        ("fa", "داره منو می‌زنه"),
        ("pa", "ਉਹ ਮੈਨੂੰ ਮਾਰ ਰਿਹਾ ਹੈ"),
        ("uk", "він мене зараз б’є"),
        ("ur", "وہ مجھے مار رہا ہے"),
    ],
)
def test_danger_is_seen_in_every_script(language: str, words: str) -> None:
    only = DangerScreen.load(ROOT / "dialogues/danger", [language])
    assert only.screen(words) == Finding("now", "violence_now")
