"""One language's patterns over one message: what is found, and how it is told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.language.danger.findings import Finding, Kind, PatternLevel
from bot.language.danger.folding import BREAK, tokens
from bot.language.danger.phrases import Phrase, longest, walk
from bot.language.danger.reading import DangerFile, Pattern

# "The school says my son wants to die" still wants a person to look; "they say I hit him" is theirs to say.
_STILL_CONCERN_WHEN_REPORTED: frozenset[Kind] = frozenset({"self_harm", "sexual_harm"})
# "Will my dad see what I write?" is the question of everybody who begins.
_NOTHING_WHEN_IMAGINED: frozenset[Kind] = frozenset({"cannot_speak"})


TELLING = ("negated", "imagined", "reported", "past", "recent")


@dataclass(slots=True)
class Message:
    """A message as rows of bits (see `phrases`): which word is of which class, and how it is told.

    `present` are the classes that any word is of.
    `negated`, `imagined` and `reported` are places where a phrase that begins there is so told;
    `past` and `recent` are words in a part of the message that is so told.
    """

    everywhere: int
    classes: list[int]
    present: set[int]
    passable: int
    parts: list[int]
    negated: int = 0
    imagined: int = 0
    reported: int = 0
    past: int = 0
    recent: int = 0


@dataclass(frozen=True, slots=True)
class Seen:
    """What one language's patterns see in some words.

    `marks` are for the model beside them: finds by level and kind, and how it is told. `there` are the
    patterns whose phrase stands in the words, however it is told.
    """

    findings: frozenset[Finding] = frozenset()
    marks: frozenset[str] = frozenset()
    there: tuple[Pattern, ...] = ()


def see(file: DangerFile, words: str, among: Sequence[Pattern] | None = None) -> Seen:
    """Look at some words with all patterns of a file, or with those that are known to stand in the whole."""
    message = told(file, words)
    if message is None:
        return Seen()
    if among is None:
        among = [file.patterns[place] for place in file.pattern_index.may_stand(message.present)]
    there = tuple(one for one in among if ends_of(one.phrase, message, message.everywhere))
    levels = [(_level(one, message), one.kind) for one in there]
    marks = {f"?{name}" for name in TELLING if getattr(message, name)}
    for level, kind in levels:
        # A phrase that is there, but denied or said by somebody else, says something too.
        marks |= {f"!{level or 'off'}", f"!{level or 'off'}:{kind}"}
    found = frozenset(Finding(level, kind) for level, kind in levels if level)
    return Seen(found, frozenset(marks), there)


def told(file: DangerFile, words: str) -> Message | None:
    """Read a message and how it is told; None when it holds no word of any pattern."""
    message = read(file, words)
    if message is not None:
        _set_ordinary_aside(file, message)
        _find_telling(file, message)
    return message


def _level(pattern: Pattern, message: Message) -> PatternLevel | None:
    kind = pattern.kind
    aside = message.negated | message.imagined | message.reported
    # A find that begins before "he reported that" and ends in what was reported is reported too.
    ends = ends_of(pattern.phrase, message, message.everywhere & ~aside) & ~(message.reported << 1)
    if ends:
        return _told_level(pattern, message, ends)
    # What is denied or reported may be imagined too ("they asked if he hit me"): that stays so.
    softened = 0 if kind in _NOTHING_WHEN_IMAGINED else message.imagined
    if kind in _STILL_CONCERN_WHEN_REPORTED:
        softened = (softened | message.reported) & ~message.negated
    else:
        softened &= ~(message.reported | message.negated)
    return "concern" if softened and ends_of(pattern.phrase, message, softened) else None


def _told_level(pattern: Pattern, message: Message, ends: int) -> PatternLevel:
    # `ends` are places after the last word of a find, so one bit above that word.
    present = ends & ~(message.past << 1)
    if pattern.level == "concern":
        return "concern"
    if pattern.told == "past":
        return "now" if present & (message.recent << 1) else "concern"
    return "now" if pattern.told == "present" or present else "concern"


def ends_of(phrase: Phrase, message: Message, places: int) -> int:
    """The places after the last word of each find that begins in one of `places`."""
    return walk(phrase, places, message.classes, message.passable)


def read(file: DangerFile, words: str) -> Message | None:
    """Lay a message out by classes of words; None when it holds none."""
    lexicon = file.lexicon
    spots: dict[str, int] = {}
    breaks = count = 0
    for token in tokens(words):
        for word in [BREAK] if token == BREAK else lexicon.spelling.spread(token):
            if word == BREAK:
                breaks |= 1 << count
            else:
                spots[word] = spots.get(word, 0) | 1 << count
            count += 1
    classes = [0] * len(lexicon)
    present: set[int] = set()
    for word, at in spots.items():
        numbers = lexicon.classes(word)
        present |= numbers
        for number in numbers:
            classes[number] |= at
    if not present:
        return None
    everywhere = (1 << (count + 1)) - 1
    parts = _parts(breaks | classes[file.telling.parts], count)
    return Message(everywhere, classes, present, everywhere & ~breaks, parts)


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


def _set_ordinary_aside(file: DangerFile, message: Message) -> None:
    """Take ordinary turns of phrase ("kill for a coffee") out of the message."""
    aside = 0
    for place in file.ordinary_index.may_stand(message.present):
        for start, end in _spans(file.ordinary[place], message):
            aside |= (1 << end) - (1 << start)
    if aside:
        for number in message.present:
            message.classes[number] &= ~aside


def _find_telling(file: DangerFile, message: Message) -> None:
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


def _spans(phrase: Phrase, message: Message) -> Iterator[tuple[int, int]]:
    """Where a phrase is found: the place before its first word and the one after its last."""
    for end in _bits(ends_of(phrase, message, message.everywhere)):
        for start in range(max(0, end - longest(phrase)), end):
            if ends_of(phrase, message, 1 << start) >> end & 1:
                yield start, end
                break


def _all_ends(phrases: Sequence[Phrase], message: Message) -> int:
    ends = 0
    for phrase in phrases:
        ends |= ends_of(phrase, message, message.everywhere)
    return ends
