"""Which language somebody may be writing. It only ever asks: nothing switches by itself.

Exact naive Bayes over langdetect's own profiles, with our phrases' words, telling letters and the phone's
language beside them. Why so, and how well it does: docs/decisions/0027-which-language.md.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp
from typing import Protocol

from bot.language.examples import Examples
from bot.language.feature_table import checksum
from bot.language.fold import fold
from bot.language.grams import grams, named
from bot.language.normalise import normalise
from bot.language.script import scripts_of
from bot.language.voices import LATIN, Voice, Voices

# At least this posterior before a language may be offered alone: measured to be worth 98 in a hundred.
SURE = 0.9
# Languages often met in the United Kingdom, and near neighbours of those: the second opinion.
# fmt: off
_MET = (
    "ar", "bg", "bn", "cs", "cy", "de", "en", "es", "fa", "fr", "hr", "hu", "it", "lt", "lv", "nl",
    "pa", "pl", "pt", "ro", "ru", "sk", "so", "sq", "sw", "tl", "tr", "uk", "ur",
)
# fmt: on
# Runs of letters overlap, so that together they say the same thing about three times.
_SAID_OVER = 3.0
# What it says for a language that the danger screen's examples hold a word, however often they do.
_KNOWN_WORD = 2.0
# The phone's language is right more often than not, and English is what phones come with.
_PRIOR_OWN, _PRIOR_ENGLISH, _PRIOR_REST = 0.5, 0.25, 0.25
# Few people write what we do not have, and few write theirs in Latin letters.
_PRIOR_OTHERS, _PRIOR_BORROWED = 0.3, 0.13
# Letters that only these languages write, of all that we know in that script. One says nearly all.
_TELLING: Mapping[str, frozenset[str]] = {
    **dict.fromkeys("ٹڈڑںےہ", frozenset({"ur"})),
    **dict.fromkeys("پچژگیک", frozenset({"ur", "fa"})),
    **dict.fromkeys("يكةىإ", frozenset({"ar"})),
    **dict.fromkeys("іїєґ", frozenset({"uk"})),
    **dict.fromkeys("ыэё", frozenset({"ru"})),
    "ъ": frozenset({"ru", "bg"}),
}
_TOLD, _MOST_TOLD = 4.0, 3
# Russian is full of words that our Ukrainian lists know; with these letters and none of its own it is none.
_NOT_UKRAINIAN, _UKRAINIAN = frozenset("ыэъё"), frozenset("іїєґ")
_MAINLY = 0.8  # of the letters in one script, or two languages may be mixed
_OTHER_IS_LIKELIER = 0.5
# Our lists know words of the offered languages alone, and neighbours share many: Italian has Spanish ones.
_OTHER_IS_CERTAIN = 0.9
_MAY_BE_BORROWED = 0.05
_LONGEST = 300  # characters looked at
# In another script: behind everything. Not Ukrainian: behind Russian, and still the nearest that we have.
_FAR, _BEHIND, _NEVER = -600.0, 60.0, 1e-300


@dataclass(frozen=True, slots=True)
class Judgement:
    """Offered languages with their posteriors, likeliest first, and what else it may be.

    `out_of_set`: likelier a language that is not offered. `borrowed`: languages in Latin letters that are
    not their own, with their posteriors, likeliest first; empty for any other script. `sure`: the first may
    be offered alone. `strange`: Latin letters, and our lists know no word of what it is likeliest to be.
    """

    ranked: tuple[tuple[str, float], ...]
    out_of_set: bool
    sure: bool = False
    borrowed: tuple[tuple[str, float], ...] = ()
    strange: bool = False


class Vocabulary(Protocol):
    """The words of a language, by their checksums: the danger screen's models have them."""

    def knows(self, word: int, /) -> bool: ...


class Detector:
    """Everything is built at load, and nothing changes after: safe in threads."""

    def __init__(
        self, offered: Sequence[str], voices: Voices, vocabularies: Mapping[str, Vocabulary] | None = None
    ) -> None:
        self._offered = tuple(offered)
        self.voices = voices
        self._vocabularies = vocabularies or {}
        self._own_scripts = {LATIN, *(voices.scripts[code] for code in offered)}

    @classmethod
    def load(
        cls,
        offered: Sequence[str],
        examples: Examples,
        vocabularies: Mapping[str, Vocabulary] | None = None,
    ) -> Detector:
        """Build the table once. Raises FileNotFoundError for a code langdetect lacks."""
        return cls(offered, cls.hear(offered, examples), vocabularies)

    @staticmethod
    def hear(offered: Sequence[str], examples: Examples) -> Voices:
        """The voices of the offered languages, and of those they may be mistaken for."""
        return Voices.load(offered, [code for code in _MET if code not in offered], examples)

    def rank(self, words: str, client_language: str | None = None) -> list[tuple[str, float]]:
        """Offered languages with posteriors that add up to 1, likeliest first."""
        return list(self.judge(words, client_language).ranked)

    def judge(self, words: str, client_language: str | None = None) -> Judgement:
        """Judge a first text. `client_language` is what the phone or browser says ('pl', 'pl-PL')."""
        text = unicodedata.normalize("NFKC", normalise(words[:_LONGEST])).strip()
        own = (client_language or "").replace("_", "-").split("-")[0].lower()
        prior = {voice: self._prior(voice, own) for voice in self.voices.all}
        scripts = scripts_of(text)
        script = max(scripts, key=scripts.__getitem__, default=None)
        if script is None or script not in self._own_scripts:
            # Digits and emoji tell nothing; Greek or Chinese letters tell that it is none of ours.
            native = {voice: share for voice, share in prior.items() if not voice.borrowed}
            return Judgement(self._ranked(native), out_of_set=script is not None)
        return self._judged(text, script, prior, mixed=scripts[script] < _MAINLY * scripts.total())

    def _judged(self, text: str, script: str, prior: Mapping[Voice, float], *, mixed: bool) -> Judgement:
        by_runs = self._told_by_runs(text, script)
        by_words = self._told_by_words(text)
        shares = _posteriors({voice: by_runs[voice] + by_words[voice] for voice in prior}, prior)
        borrowed = {voice.code: share for voice, share in shares.items() if voice.borrowed}
        first = max(shares, key=shares.__getitem__)
        # Urdu in Latin letters is often taken for Somali: some word must be one that our lists know.
        strange = script == LATIN and by_words[first] == 0
        others_by_runs = self._others(_posteriors(by_runs, prior))
        sure = (
            shares[first] >= SURE
            and not mixed
            and not first.borrowed
            and sum(borrowed.values()) < _MAY_BE_BORROWED
            and not strange
            # Our lists know words of the offered languages alone: without them, is it still one of those?
            and others_by_runs < _OTHER_IS_LIKELIER
        )
        return Judgement(
            self._ranked(shares),
            out_of_set=self._others(shares) > _OTHER_IS_LIKELIER or others_by_runs > _OTHER_IS_CERTAIN,
            sure=sure,
            borrowed=_sorted(borrowed) if script == LATIN else (),
            strange=strange,
        )

    def _prior(self, voice: Voice, own: str) -> float:
        known = own in self.voices.scripts
        share = _PRIOR_REST if known else 1.0
        if voice.code in self._offered:
            share /= len(self._offered)
        else:
            share *= _PRIOR_OTHERS / (len(self.voices.scripts) - len(self._offered))
        if known:
            share += _PRIOR_OWN * (voice.code == own) + _PRIOR_ENGLISH * (voice.code == "en")
        return share * _PRIOR_BORROWED if voice.borrowed else share

    def _told_by_runs(self, text: str, script: str) -> dict[Voice, float]:
        """What letters and their runs say for each voice, as a logarithm; other scripts stay far behind."""
        letters = frozenset(text.lower())
        telling = [codes for letter, codes in _TELLING.items() if letter in letters]
        no_ukrainian = bool(letters & _NOT_UKRAINIAN) and not letters & _UKRAINIAN
        found = {}
        for voice, total in zip(self.voices.all, self.voices.table.totals(grams(text)), strict=True):
            written = LATIN if voice.borrowed else self.voices.scripts[voice.code]
            against = min(_MOST_TOLD, sum(voice.code not in codes for codes in telling))
            behind = _BEHIND if no_ukrainian and voice.code == "uk" else _TOLD * against
            found[voice] = total / _SAID_OVER - behind if written == script else _FAR
        return found

    def _told_by_words(self, text: str) -> dict[Voice, float]:
        words = fold(text).split()
        totals = self.voices.table.totals(Counter(map(named, words)))
        sums = list(map(checksum, words))
        known = {
            code: _KNOWN_WORD * sum(map(vocabulary.knows, sums))
            for code, vocabulary in self._vocabularies.items()
        }
        return {
            voice: total / _SAID_OVER + known.get(voice.code, 0.0)
            for voice, total in zip(self.voices.all, totals, strict=True)
        }

    def _others(self, shares: Mapping[Voice, float]) -> float:
        return sum(share for voice, share in shares.items() if voice.code not in self._offered)

    def _ranked(self, shares: Mapping[Voice, float]) -> tuple[tuple[str, float], ...]:
        found = dict.fromkeys(self._offered, 0.0)
        for voice, share in shares.items():
            if voice.code in found:
                found[voice.code] += share
        total = sum(found.values())
        return _sorted({code: share / total for code, share in found.items()})


def _posteriors(told: Mapping[Voice, float], prior: Mapping[Voice, float]) -> dict[Voice, float]:
    likeliest = max(told.values())
    weights = {voice: max(exp(said - likeliest), _NEVER) * prior[voice] for voice, said in told.items()}
    total = sum(weights.values())
    return {voice: weight / total for voice, weight in weights.items()}


def _sorted(shares: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    return tuple(sorted(shares.items(), key=lambda pair: -pair[1]))
