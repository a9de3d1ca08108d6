"""The small language that patterns are written in, and how a pattern walks along a message.

    he is hitting me        these words, one after the other
    (hit|hits|hitting)      one of these; an empty one, as in (the|), may be left out
    [someone]               one of a named group of the file
    touch*                  any word that begins so
    ...   or   ...5         up to three, or up to five, words that do not matter
    #   and   ####          a number, a year

A message is walked with one whole number as a row of bits, a bit for each place between words:
all places at once, so the time does not depend on how often a pattern almost fits.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.language.danger.folding import LETTER, fold
from bot.language.danger.spelling import Spelling

LONGEST_GAP = 6
SHORTEST_STEM = 3
DEEPEST = 6

_PIECE = re.compile(
    r"\s*(?P<gap>\.\.\.\d?)|\s*(?P<mark>[()|])|\s*\[(?P<group>\w+)\]|\s*(?P<word>[^\s()|\[\]]+)"
)
_SIGNS = "\u2190-\u2bff\U0001f000-\U0001faff"
_WORD = re.compile(rf"{LETTER}+(?:'{LETTER}+)*\*?|#|####|[{_SIGNS}]")


class PhraseFault(ValueError):
    """A phrase is not written as the small language has it; the message says what is wrong."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Up to `words` words that do not matter."""

    words: int


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several ways on."""

    ways: tuple[Phrase, ...]


# A number is a word class of the lexicon: any one of the words in it.
Step = int | Gap | Choice
Phrase = tuple[Step, ...]


def walk(phrase: Phrase, places: int, classes: Sequence[int], passable: int) -> int:
    """The places that a phrase can end at, when it may begin at `places`.

    Bit n of `places` is the place before word n. Bit n of `classes[c]` is set where word n is of
    class c, and bit n of `passable` where a gap may pass over word n.
    """
    for step in phrase:
        if isinstance(step, int):
            places = (places & classes[step]) << 1
        elif isinstance(step, Gap):
            for _ in range(step.words):
                places |= (places & passable) << 1
        else:
            reached = 0
            for way in step.ways:
                reached |= walk(way, places, classes, passable)
            places = reached
        if not places:
            return 0
    return places


def longest(phrase: Phrase) -> int:
    """How many words a phrase can take up at most."""
    return sum(
        1 if isinstance(step, int) else step.words if isinstance(step, Gap) else max(map(longest, step.ways))
        for step in phrase
    )


def can_be_nothing(phrase: Phrase) -> bool:
    """Whether a phrase is satisfied by no words at all."""
    return all(
        isinstance(step, Gap) or (isinstance(step, Choice) and any(map(can_be_nothing, step.ways)))
        for step in phrase
    )


class PhraseParser:
    """Reads phrases of one file, with its groups. `classes` are those of words that were met, by number."""

    def __init__(self, spelling: Spelling) -> None:
        self.classes: dict[frozenset[str], int] = {}
        self._spelling = spelling
        self._groups: dict[str, Phrase] = {}

    def add_group(self, name: str, phrases: Sequence[str]) -> None:
        """Give alternatives a name. They may use groups that were added before.

        Raises PhraseFault.
        """
        self._groups[name] = self.parse(f"({'|'.join(phrases)})")

    def parse(self, text: str) -> Phrase:
        """Read one phrase. Raises PhraseFault."""
        pieces = _pieces(text)
        reader = _Reader(pieces, self._groups, self._spelling, self.classes)
        ways = reader.ways(0)
        if reader.at < len(pieces):
            raise PhraseFault("there is a closing bracket too many")
        phrase = ways[0] if len(ways) == 1 else (Choice(tuple(ways)),)
        if can_be_nothing(phrase):
            raise PhraseFault("it would fit anything: every word of it may be left out")
        return phrase


def _pieces(text: str) -> list[tuple[str, str]]:
    pieces: list[tuple[str, str]] = []
    at, end = 0, len(text.rstrip())
    while at < end:
        found = _PIECE.match(text, at)
        if not found or not found.lastgroup:
            raise PhraseFault(f"'{text[at:].strip()}' cannot be read")
        pieces.append((found.lastgroup, found[found.lastgroup]))
        at = found.end()
    return pieces


class _Reader:
    """Reads the pieces of one phrase from left to right."""

    def __init__(
        self,
        pieces: list[tuple[str, str]],
        groups: Mapping[str, Phrase],
        spelling: Spelling,
        classes: dict[frozenset[str], int],
    ) -> None:
        self._pieces = pieces
        self._groups = groups
        self._spelling = spelling
        self._classes = classes
        self.at = 0

    def ways(self, depth: int) -> list[Phrase]:
        """Alternatives up to a closing bracket or the end; single words are joined in one class."""
        if depth > DEEPEST:
            raise PhraseFault("brackets stand in brackets too often")
        ways: list[list[str | Step]] = [[]]
        while self.at < len(self._pieces):
            kind, piece = self._pieces[self.at]
            if kind == "mark" and piece == ")":
                break
            self.at += 1
            if kind == "mark" and piece == "|":
                ways.append([])
            else:
                ways[-1].extend(self._step(kind, piece, depth))
        return self._joined(ways)

    def _step(self, kind: str, piece: str, depth: int) -> list[str | Step]:
        if kind == "word":
            return list(_words(piece, self._spelling))
        if kind == "gap":
            words = int(piece[3:] or 3)
            if not 1 <= words <= LONGEST_GAP:
                raise PhraseFault(f"'{piece}' is not a gap of 1 to {LONGEST_GAP} words")
            return [Gap(words)]
        if kind == "group":
            if piece not in self._groups:
                raise PhraseFault(f"there is no group [{piece}] above it in this file")
            return list(self._groups[piece])
        ways = self.ways(depth + 1)
        if self.at >= len(self._pieces):
            raise PhraseFault("a bracket is opened and not closed")
        self.at += 1
        return list(ways[0]) if len(ways) == 1 else [Choice(tuple(ways))]

    def _joined(self, ways: list[list[str | Step]]) -> list[Phrase]:
        single = {way[0] for way in ways if len(way) == 1 and isinstance(way[0], str)}
        joined: list[Phrase] = []
        if single:
            joined.append((self._class_of(frozenset(map(str, single))),))
        joined.extend(
            tuple(map(self._compiled, way)) for way in ways if len(way) != 1 or not isinstance(way[0], str)
        )
        return joined

    def _compiled(self, step: str | Step) -> Step:
        return self._class_of(frozenset({step})) if isinstance(step, str) else step

    def _class_of(self, words: frozenset[str]) -> int:
        return self._classes.setdefault(words, len(self._classes))


def _words(piece: str, spelling: Spelling) -> list[str]:
    folded = fold(piece)
    if not _WORD.fullmatch(folded):
        raise PhraseFault(f"'{piece}' is not a word, a beginning of one (`touch*`), a number or a sign")
    if folded.endswith("*"):
        stem = folded.removesuffix("*")
        if len(stem) < SHORTEST_STEM:
            raise PhraseFault(f"'{piece}' is too short a beginning: it would fit too many words")
        return [spelling.spelt(stem) + "*"]
    return spelling.spread(folded)
