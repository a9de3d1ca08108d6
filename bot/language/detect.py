"""Which language somebody may be writing. It only ever asks: nothing switches by itself."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources

from langdetect.detector_factory import DetectorFactory
from langdetect.lang_detect_exception import LangDetectException

from bot.language.fold import fold
from bot.language.phrases import Phrases
from bot.language.script import script_of

# At least this posterior before a language may be offered alone.
SURE = 0.9
# Languages often met in the United Kingdom, and near neighbours of those: the second opinion.
# fmt: off
# fmt: off
_MET = (
    "ar", "bg", "bn", "cs", "cy", "de", "en", "es", "fa", "fr", "hi", "hr", "hu", "it", "lt", "lv",
    "nl", "pa", "pl", "pt", "ro", "ru", "sk", "so", "sq", "sw", "tl", "tr", "uk", "ur",
)
# fmt: on
# How much of the statistics to disbelieve, by number of words: they are saturated on short texts.
_DISBELIEF = {1: 0.6, 2: 0.4, 3: 0.2, 4: 0.1}
_LEAST_DISBELIEF = 0.02
# The phone's language is right more often than not, and English is what phones come with.
_PRIOR_OWN, _PRIOR_ENGLISH, _PRIOR_REST = 0.5, 0.25, 0.25
_WHOLE_PHRASE, _KNOWN_WORD, _OWN_LETTER = 20.0, 2.5, 8.0
_MOST_EVIDENCE = 4  # words or letters counted, so that one kind of evidence cannot drown the rest
_LONGEST = 2000  # characters looked at


@dataclass(frozen=True, slots=True)
class Judgement:
    """Offered languages with their posteriors, likeliest first, and whether it may be another."""

    ranked: tuple[tuple[str, float], ...]
    out_of_set: bool

    @property
    def sure(self) -> bool:
        """Whether the first is likely enough to be offered alone."""
        return not self.out_of_set and self.ranked[0][1] >= SURE


class Detector:
    """langdetect held to the offered languages, with evidence from letters, phrases and phone.

    Everything is built at load, because langdetect's own first call is not safe in threads.
    """

    def __init__(self, offered: Sequence[str], phrases: Phrases) -> None:
        self._offered = tuple(offered)
        self._phrases = phrases
        profiles = {code: _profile(code) for code in {*self._offered, *_MET}}
        self._narrow = _factory([profiles[code] for code in self._offered])
        self._wide = _factory([profiles[code] for code in sorted(profiles)])
        self._letters = _letters({code: profiles[code] for code in self._offered})
        self._scripts = {code: script_of("".join(self._letters[code])) for code in self._offered}
        self._known = frozenset().union(*(phrases.known_tokens(code) for code in self._offered))
        self._own_tokens = {
            code: phrases.known_tokens(code).difference(
                *(phrases.known_tokens(other) for other in self._offered if other != code)
            )
            for code in self._offered
        }

    @classmethod
    def load(cls, offered: Sequence[str], phrases: Phrases) -> Detector:
        """Build both detectors once. Raises FileNotFoundError for a code langdetect lacks."""
        return cls(offered, phrases)

    def rank(self, words: str, client_language: str | None = None) -> list[tuple[str, float]]:
        """Offered languages with posteriors that add up to 1, likeliest first."""
        return list(self.judge(words, client_language).ranked)

    def judge(self, words: str, client_language: str | None = None) -> Judgement:
        """Judge a first text. `client_language` is what the phone or browser says ('pl', 'pl-PL')."""
        text = unicodedata.normalize("NFC", words).strip()[:_LONGEST]
        text = text.lower() if text.isupper() else text
        weights = self._prior(client_language)
        script = script_of(text)
        if script is not None and script not in self._scripts.values():
            return Judgement(_ranked(weights), out_of_set=True)
        for code, probability in self._statistics(text).items():
            weights[code] *= probability
        for code in self._offered:
            weights[code] *= self._evidence(code, text)
        return Judgement(_ranked(weights), out_of_set=self._is_other(text))

    def _prior(self, client_language: str | None) -> dict[str, float]:
        own = (client_language or "").replace("_", "-").split("-")[0].lower()
        if own not in self._offered:
            return dict.fromkeys(self._offered, 1.0 / len(self._offered))
        rest = _PRIOR_REST / len(self._offered)
        weights = dict.fromkeys(self._offered, rest)
        weights[own] += _PRIOR_OWN
        if "en" in weights:
            weights["en"] += _PRIOR_ENGLISH
        return weights

    def _statistics(self, text: str) -> dict[str, float]:
        found = _probabilities(self._narrow, text)
        doubt = _DISBELIEF.get(len(text.split()), _LEAST_DISBELIEF) if found else 1.0
        even = doubt / len(self._offered)
        return {code: (1 - doubt) * found.get(code, 0.0) + even for code in self._offered}

    def _evidence(self, code: str, text: str) -> float:
        spoken = self._phrases.languages_of(text) & set(self._offered)
        # A phrase of every offered language, such as "ok", tells nothing.
        whole = _WHOLE_PHRASE if code in spoken and len(spoken) < len(self._offered) else 1.0
        tokens = len(self._own_tokens[code].intersection(fold(text).split()))
        letters = {char for char in text.lower() if char.isalpha()}
        own = letters & self._letters[code] if code != "en" else set()
        for other in self._offered:
            own -= self._letters[other] if other != code else set()
        return float(
            whole * _KNOWN_WORD ** min(tokens, _MOST_EVIDENCE) * _OWN_LETTER ** min(len(own), _MOST_EVIDENCE)
        )

    def _is_other(self, text: str) -> bool:
        """A second opinion from many more languages; short texts are too uncertain to ask it."""
        tokens = fold(text).split()
        if len(tokens) < 3:
            return False
        if 2 * sum(token in self._known for token in tokens) > len(tokens):
            return False
        found = _probabilities(self._wide, text)
        return bool(found) and sum(found.get(code, 0.0) for code in self._offered) < 1 - SURE


def _ranked(weights: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    total = sum(weights.values())
    shares = {code: weight / total for code, weight in weights.items()}
    return tuple(sorted(shares.items(), key=lambda pair: -pair[1]))


def _probabilities(factory: DetectorFactory, text: str) -> dict[str, float]:
    detector = factory.create()
    detector.append(text)
    try:
        return {found.lang: found.prob for found in detector.get_probabilities()}
    except LangDetectException:
        return {}  # digits, emoji, punctuation: nothing to go by


def _profile(code: str) -> str:
    return (resources.files("langdetect") / "profiles" / code).read_text(encoding="utf-8")


def _factory(profiles: Sequence[str]) -> DetectorFactory:
    factory = DetectorFactory()
    factory.seed = 0  # unseeded, the same words are judged differently from one call to the next
    factory.load_json_profile(list(profiles))
    return factory


def _letters(profiles: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """The letters a language really uses: at least one in two thousand in its profile."""
    found: dict[str, frozenset[str]] = {}
    for code, profile in profiles.items():
        counts = {
            gram: count
            for gram, count in json.loads(profile)["freq"].items()
            if len(gram) == 1 and gram.isalpha()
        }
        least = sum(counts.values()) / 2000
        found[code] = frozenset(gram.lower() for gram, count in counts.items() if count >= least)
    return found
