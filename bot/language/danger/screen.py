"""Every message is looked at for danger, in every offered language, before anything else is done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.errors import ContentRefused
from bot.language.danger import reading
from bot.language.danger.findings import KINDS, Finding, Kind, Level
from bot.language.danger.folding import BREAK, tokens
from bot.language.danger.phrases import Phrase, longest, walk
from bot.language.danger.reading import DangerFile, Pattern
from bot.language.danger.weights import Weights

# A longer message is looked at in pieces, so that the time grows with its length and no faster.
PIECE = 6000
OVERLAP = 300
# How many words a message has at most for which the small model may contradict a pattern.
SHORT = 25

# "The school says my son wants to die" still wants a person to look; "they say I hit him" is theirs to say.
_STILL_CONCERN_WHEN_REPORTED: frozenset[Kind] = frozenset({"self_harm", "sexual_harm"})
# "Will my dad see what I write?" is the question of everybody who begins.
_NOTHING_WHEN_IMAGINED: frozenset[Kind] = frozenset({"cannot_speak"})


class DangerScreen:
    """Looks at messages for danger. Keeps and logs nothing of them."""

    def __init__(self, files: Sequence[DangerFile], weights: Sequence[Weights] = ()) -> None:
        self.files = tuple(files)
        self.weights = tuple(weights)

    @classmethod
    def load(cls, folder: Path, languages: Sequence[str], models: Path | None = None) -> DangerScreen:
        """Read `<folder>/<language>.yml` of every language, and `<models>/danger.<language>.json`.

        Without `models` there are the patterns alone. Raises ContentRefused if there is no language, a
        file is missing or wrong, or a pattern does not find its own examples.
        """
        if not languages:
            raise ContentRefused(
                "no language was named for the danger screen.",
                remedy="offer at least one language that has a file in dialogues/danger.",
            )
        files = [reading.read(folder / f"{language}.yml") for language in languages]
        for file in files:
            _check_examples(file)
        weights = (
            [Weights.load(models / f"danger.{language}.json") for language in languages] if models else ()
        )
        return cls(files, weights)

    def screen(self, words: str) -> Finding | None:
        """The gravest thing that a message of any length shows, or None."""
        found = [
            finding
            for start in range(0, max(len(words), 1), PIECE)
            if (finding := self._piece(words[start : start + PIECE + OVERLAP])) is not None
        ]
        return min(found, key=_gravity, default=None)

    def _piece(self, words: str) -> Finding | None:
        """What one piece shows: patterns and model look at it, and the gravest language counts."""
        patterns = {finding for file in self.files for finding in _findings(file, words)}
        found = min(patterns, key=_gravity, default=None)
        answers = [(*answer, one.limits) for one in self.weights if (answer := one.now(words)) is not None]
        if not answers:
            # In words that no example has, only the patterns know anything.
            return found
        likely, kind, limits = max(answers, key=lambda answer: answer[0])
        if found is not None and found.level == "now":
            # What only a pattern sees, in a short message, is read as an answer. In a long one there is
            # so much else that the model says too little about the few words that count.
            is_long = len(words.split()) > SHORT
            return found if is_long or likely >= limits.with_pattern else Finding("concern", found.kind)
        if likely >= limits.alone:
            return Finding("now", kind)
        return found


def _gravity(finding: Finding) -> tuple[bool, int]:
    return finding.level != "now", KINDS.index(finding.kind)


@dataclass(slots=True)
class _Message:
    """A message as rows of bits (see `phrases`): which word is of which class, and how it is told.

    `negated`, `imagined` and `reported` are places where a phrase that begins there is so told;
    `past` and `recent` are words in a part of the message that is so told.
    """

    everywhere: int
    classes: list[int]
    passable: int
    parts: list[int]
    negated: int = 0
    imagined: int = 0
    reported: int = 0
    past: int = 0
    recent: int = 0


def _findings(file: DangerFile, words: str) -> Iterator[Finding]:
    message = _read(file, words)
    if message is None:
        return
    _set_ordinary_aside(file, message)
    _find_telling(file, message)
    for pattern in file.patterns:
        level = _level(pattern, message)
        if level:
            yield Finding(level, pattern.kind)


def _level(pattern: Pattern, message: _Message) -> Level | None:
    kind = pattern.kind
    aside = message.negated | message.imagined | message.reported
    # A find that begins before "he reported that" and ends in what was reported is reported too.
    ends = _ends(pattern.phrase, message, message.everywhere & ~aside) & ~(message.reported << 1)
    if ends:
        return _told_level(pattern, message, ends)
    # What is denied or reported may be imagined too ("they asked if he hit me"): that stays so.
    softened = 0 if kind in _NOTHING_WHEN_IMAGINED else message.imagined
    if kind in _STILL_CONCERN_WHEN_REPORTED:
        softened = (softened | message.reported) & ~message.negated
    else:
        softened &= ~(message.reported | message.negated)
    return "concern" if softened and _ends(pattern.phrase, message, softened) else None


def _told_level(pattern: Pattern, message: _Message, ends: int) -> Level:
    # `ends` are places after the last word of a find, so one bit above that word.
    present = ends & ~(message.past << 1)
    if pattern.level == "concern":
        return "concern"
    if pattern.told == "past":
        return "now" if present & (message.recent << 1) else "concern"
    return "now" if pattern.told == "present" or present else "concern"


def _ends(phrase: Phrase, message: _Message, places: int) -> int:
    return walk(phrase, places, message.classes, message.passable)


def _read(file: DangerFile, words: str) -> _Message | None:
    lexicon = file.lexicon
    spots: dict[str, int] = {}
    breaks = count = 0
    for token in tokens(words):
        for word in [BREAK] if token == BREAK else lexicon.spread(token):
            if word == BREAK:
                breaks |= 1 << count
            else:
                spots[word] = spots.get(word, 0) | 1 << count
            count += 1
    classes = [0] * len(lexicon)
    for word, at in spots.items():
        for number in lexicon.classes(word):
            classes[number] |= at
    if not any(classes):
        return None
    everywhere = (1 << (count + 1)) - 1
    parts = _parts(breaks | classes[file.telling.parts], count)
    return _Message(everywhere, classes, everywhere & ~breaks, parts)


def _parts(ends: int, count: int) -> list[int]:
    """The stretches of words between the words (or breaks) that part one telling from the next."""
    parts, start = [], 0
    for at in [*_bits(ends), count]:
        parts.append((1 << (at + 1)) - (1 << start))
        start = at + 1
    return parts


def _bits(row: int) -> Iterator[int]:
    while row:
        lowest = row & -row
        yield lowest.bit_length() - 1
        row ^= lowest


def _set_ordinary_aside(file: DangerFile, message: _Message) -> None:
    """Take ordinary turns of phrase ("kill for a coffee") out of the message."""
    aside = 0
    for phrase in file.ordinary:
        for start, end in _spans(phrase, message):
            aside |= (1 << end) - (1 << start)
    if aside:
        message.classes = [row & ~aside for row in message.classes]


def _find_telling(file: DangerFile, message: _Message) -> None:
    telling = file.telling
    negating = message.classes[telling.negation]
    for phrase in telling.negation_unless:
        for start, end in _spans(phrase, message):
            negating &= ~((1 << end) - (1 << start))
    message.passable &= ~negating
    stops = message.classes[telling.negation_stops]
    reach = negating << 1
    for _ in range(telling.negation_reaches):
        reach |= (reach & message.passable & ~stops) << 1
    message.negated = reach
    message.imagined = _all_ends(telling.imagined, message)
    reported = 0
    for phrase in telling.reported:
        for start, _ in _spans(phrase, message):
            reported |= 1 << start
    past, recent = _all_ends(telling.past, message) >> 1, _all_ends(telling.recent, message) >> 1
    for part in message.parts:
        first = reported & part
        if first:
            message.reported |= part & ~((first & -first) - 1)
        if past & part:
            message.past |= part
        if recent & part:
            message.recent |= part


def _spans(phrase: Phrase, message: _Message) -> Iterator[tuple[int, int]]:
    """Where a phrase is found: the place before its first word and the one after its last."""
    for end in _bits(_ends(phrase, message, message.everywhere)):
        for start in range(max(0, end - longest(phrase)), end):
            if _ends(phrase, message, 1 << start) >> end & 1:
                yield start, end
                break


def _all_ends(phrases: Sequence[Phrase], message: _Message) -> int:
    ends = 0
    for phrase in phrases:
        ends |= _ends(phrase, message, message.everywhere)
    return ends


def _check_examples(file: DangerFile) -> None:
    for pattern in file.patterns:
        for example in pattern.examples:
            message = _read(file, example)
            if message is None or not _ends(pattern.phrase, message, message.everywhere):
                raise ContentRefused(
                    f"{file.path}:{pattern.line} does not find its own example '{example}'.",
                    remedy="mend the phrase or the example, so that the one finds the other.",
                )
