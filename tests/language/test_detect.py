from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.language.detect import Detector

ROOT = Path(__file__).parents[2]
POLISH = [
    "boje sie ze zabiora mi dzieci",
    "moj syn ma czternascie lat",
    "NIE MOWIE DOBRZE PO ANGIELSKU",
    "nie rozumiem",
    "dzień dobry",
    "czesc",
    "Kocham moje dzieci i robię co mogę",
]
ENGLISH = [
    "I do not know what to write",
    "MY SON IS FOURTEEN",
    "hello can you help me",
    "im scared about thursday",
    "what is this meeting",
]


@pytest.mark.parametrize("words", POLISH)
def test_polish_is_first_with_and_without_its_letters(detector: Detector, words: str) -> None:
    assert detector.rank(words)[0][0] == "pl"
    assert detector.judge(words).sure


@pytest.mark.parametrize("words", ENGLISH)
def test_english_is_first(detector: Detector, words: str) -> None:
    assert detector.rank(words)[0][0] == "en"
    assert not detector.judge(words).out_of_set


@pytest.mark.parametrize("words", ["", " ", "123", "👍", "...", "?!", "\ud83d", "\u200d", "7/10", "😭😭😭"])
def test_nothing_to_go_by_is_never_sure_and_follows_the_phone(detector: Detector, words: str) -> None:
    judged = detector.judge(words)
    assert not judged.sure
    assert detector.rank(words, "pl-PL")[0][0] == "pl"
    assert detector.rank(words, "en_GB")[0][0] == "en"


@pytest.mark.parametrize(
    "words",
    [
        "Sie ist krank und kommt heute nicht zur Schule",
        "me duele la cabeza y no puedo dormir",
        "Привіт, мені потрібна допомога",
        "سلام، کمک می‌خواهم",
        "mujhe samajh nahi aa raha hai kya karna hai",
    ],
)
def test_another_language_is_said_to_be_another(detector: Detector, words: str) -> None:
    judged = detector.judge(words, "pl")
    assert judged.out_of_set
    assert not judged.sure


@pytest.mark.parametrize("words", ["ok", "hm", "", "my mum", "nie wiem co to jest", "x" * 20_000])
@pytest.mark.parametrize("phone", [None, "pl", "en-GB", "de", "", "zz-ZZ"])
def test_posteriors_are_shares_of_the_offered_languages(
    detector: Detector, words: str, phone: str | None
) -> None:
    ranked = detector.rank(words, phone)
    assert {code for code, _ in ranked} == {"en", "pl"}
    assert sum(share for _, share in ranked) == pytest.approx(1.0)
    assert ranked == sorted(ranked, key=lambda pair: -pair[1])


def test_a_word_that_our_lists_do_not_know_is_not_sure_by_statistics_alone(detector: Detector) -> None:
    judged = detector.judge("Warszawianka")
    assert judged.strange
    assert not judged.sure


def test_the_same_words_are_judged_the_same_every_time(detector: Detector) -> None:
    words = [*POLISH, *ENGLISH, "ok", "mam"]
    first = [detector.rank(text) for text in words]
    for _ in range(5):
        assert [detector.rank(text) for text in words] == first


COLD_START = """
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from bot.language.detect import Detector
from bot.language.examples import Examples
detector = Detector.load(["en", "pl"], Examples.read(Path("dialogues/nlu"), ["en", "pl"]))
with ThreadPoolExecutor(8) as pool:
    found = list(pool.map(lambda _: detector.rank("boje sie ze zabiora mi dzieci"), range(64)))
assert all(ranked == found[0] for ranked in found), "threads disagree"
print(found[0][0][0])
"""


def test_eight_threads_at_once_on_a_cold_start_agree() -> None:
    done = subprocess.run(
        [sys.executable, "-c", COLD_START], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout.strip()) == (0, "pl"), done.stderr


def test_many_threads_on_one_detector_agree(detector: Detector) -> None:
    words = [*POLISH, *ENGLISH] * 10
    alone = [detector.rank(text) for text in words]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(detector.rank, words)) == alone
