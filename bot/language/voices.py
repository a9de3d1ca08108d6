"""The voices a text may be in: languages in their own letters, or in Latin ones that are not theirs.

What is known of a language comes from langdetect's profiles (runs of letters in its Wikipedia) and from our
own phrases (words). No profile knows Urdu or Arabic in Latin letters: such a voice is made of the phrases of
that kind in `dialogues/nlu`.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from math import log

from bot.language.examples import Examples
from bot.language.grams import LONGEST_GRAM, grams, named, without_accents
from bot.language.script import script_of
from bot.language.voice_table import VoiceTable

LATIN = "LATIN"
# The share below which being seen says little. Runs of one letter lie within those of three, so they count
# for less. Measured: docs/decisions/0027-which-language.md.
_RARE_GRAM, _RARE_WORD = 2e-5, 1e-4
_BY_LENGTH: Mapping[int, float] = {1: 0.3, 2: 0.7, 3: 1.0}
_WORD = 3.0
# With fewer phrases than these there is no voice: a handful holds little but names and loan words.
_FEWEST_PHRASES = 100
# Many leave the accents off on a phone, which Wikipedia never does.
_WITHOUT_ACCENTS = 0.5

Said = Sequence[tuple[str, str]]  # phrases as written, and folded


@dataclass(frozen=True, slots=True)
class Voice:
    """A language as it is written. `borrowed` is true for Latin letters that are not its own."""

    code: str
    borrowed: bool = False


@dataclass(frozen=True)
class Voices:
    """Every voice, what speaks for each in the table's columns, and the script of each language."""

    all: tuple[Voice, ...]
    scripts: Mapping[str, str]
    table: VoiceTable = field(repr=False)

    @classmethod
    def load(cls, offered: Sequence[str], others: Sequence[str], examples: Examples) -> Voices:
        """Read the profiles, one at a time. Raises FileNotFoundError for a code langdetect lacks."""
        voices: list[Voice] = []
        scripts: dict[str, str] = {}
        said = examples.said()

        def rows() -> Iterator[dict[str, float]]:
            for code in (*offered, *others):
                profile = _profile(code)
                scripts[code] = script_of("".join(run for run in profile if len(run) == 1)) or ""
                own, borrowed = _parted(said.get(code, []), scripts[code])
                voices.append(Voice(code))
                yield _weights(profile, own)
                if len(borrowed) >= _FEWEST_PHRASES:
                    voices.append(Voice(code, borrowed=True))
                    yield _weights(grams(" ".join(words for words, _ in borrowed)), borrowed)

        table = VoiceTable.of(rows())
        return cls(tuple(voices), scripts, table)


def _parted(said: Said, script: str) -> tuple[Said, Said]:
    """Phrases in the language's own letters, and those in Latin ones that are not its own."""
    is_borrowed = [script not in ("", LATIN) and script_of(words) == LATIN for words, _ in said]
    own = [one for one, borrowed in zip(said, is_borrowed, strict=True) if not borrowed]
    return own, [one for one, borrowed in zip(said, is_borrowed, strict=True) if borrowed]


def _weights(runs: Mapping[str, int], said: Said) -> dict[str, float]:
    """How much each run of letters and each word of a voice speaks for it."""
    all_runs = dict.fromkeys(range(1, LONGEST_GRAM + 1), 0)
    for run, count in runs.items():
        all_runs[len(run)] += count
    weights = {
        run: _BY_LENGTH[len(run)] * log(1 + count / all_runs[len(run)] / _RARE_GRAM)
        for run, count in runs.items()
    }
    words = Counter(word for _, folded in said for word in folded.split())
    all_words = words.total()
    return weights | {
        named(word): _WORD * log(1 + count / all_words / _RARE_WORD) for word, count in words.items()
    }


def _profile(code: str) -> Counter[str]:
    """A language's profile in small letters, as if some had written it without its accents."""
    held = json.loads((resources.files("langdetect") / "profiles" / code).read_text(encoding="utf-8"))
    found: Counter[str] = Counter()
    for run, count in held["freq"].items():
        small = run.lower()
        if len(small) <= LONGEST_GRAM:
            found[small] += count
            bare = without_accents(small)
            if bare != small:
                found[bare] += int(count * _WITHOUT_ACCENTS)
    return found
