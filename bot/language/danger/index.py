"""Which of many phrases may stand in a message, without walking along all of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from bot.language.danger.phrases import Choice, Phrase, can_be_nothing


class PhraseIndex:
    """Phrases by the classes of words of which a message must hold one, if the phrase stands in it."""

    def __init__(self, phrases: Sequence[Phrase]) -> None:
        # "He is hitting me" is looked for where somebody hits, not wherever there is a "he".
        often = Counter(number for phrase in phrases for number in set(_classes(phrase)))
        by_class: dict[int, list[int]] = defaultdict(list)
        for place, phrase in enumerate(phrases):
            for number in _needed(phrase, often):
                by_class[number].append(place)
        self._by_class = {number: tuple(places) for number, places in by_class.items()}

    def may_stand(self, present: Iterable[int]) -> list[int]:
        """The places of the phrases, in order, that may stand in a message with words of these classes."""
        return sorted({place for number in present for place in self._by_class.get(number, ())})


def _needed(phrase: Phrase, often: Mapping[int, int]) -> set[int]:
    """The rarest classes of which a message must hold one, for the phrase to stand in it.

    Empty for a phrase that no words at all would satisfy, which the parser refuses.
    """
    sets: list[set[int]] = []
    for step in phrase:
        if isinstance(step, int):
            sets.append({step})
        elif isinstance(step, Choice) and not can_be_nothing((step,)):
            sets.append(set().union(*(_needed(way, often) for way in step.ways)))
    return min(sets, key=lambda classes: sum(often[number] for number in classes), default=set())


def _classes(phrase: Phrase) -> Iterator[int]:
    for step in phrase:
        if isinstance(step, int):
            yield step
        elif isinstance(step, Choice):
            for way in step.ways:
                yield from _classes(way)
