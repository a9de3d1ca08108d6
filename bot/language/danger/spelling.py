"""What one typed word stands for: short forms, and spellings that are taken for one another."""

from __future__ import annotations

import re
from collections.abc import Mapping

_NUMBER_AND_WORD = re.compile(r"(\d{1,3})([^\W\d_]{2,})")


class Spelling:
    """How one language is typed.

    `same` maps what people type to the words it stands for ("dont": "do not"), and `sounds` maps
    spellings that are taken for one another ("rz": "z").
    """

    def __init__(self, same: Mapping[str, str], sounds: Mapping[str, str]) -> None:
        self._sounds = dict(sounds)
        # Ten thousand short forms stand for a few hundred words: each of those is kept once.
        once: dict[str, str] = {}
        self._same = {}
        for word, meant in same.items():
            # What a short form stands for may be one itself: "hasnt" is "has not", and "has" is "is".
            whole = " ".join(same.get(each, each) for each in meant.split())
            self._same[word] = once.setdefault(whole, whole)

    def spelt(self, word: str) -> str:
        """A folded word with the spellings that sound alike made one."""
        for written, sound in self._sounds.items():
            word = word.replace(written, sound)
        return word

    def spread(self, token: str) -> list[str]:
        """The words that one folded token stands for: "don't" is "do" and "not"."""
        bare = token.replace("'", "")
        meant = self._same.get(token) or self._same.get(bare)
        if meant is None:
            # "5yr" and "5latka" are a number and a word; "2day" is above, among the short forms.
            apart = _NUMBER_AND_WORD.fullmatch(bare)
            meant = f"{apart[1]} {self._same.get(apart[2], apart[2])}" if apart else bare
        return [self.spelt(word) for word in meant.split()]
