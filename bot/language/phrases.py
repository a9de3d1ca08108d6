"""Short messages that act at once: the exact phrases of the controls, in each language."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bot.errors import ContentRefused
from bot.language.examples import Examples, is_control
from bot.language.fold import fold
from bot.language.short_answers import ShortAnswers

# Past this many characters a message is no command, whatever it folds to.
LONGEST = 120
# Understood in every conversation: it is what phones and helpers speak.
EVERYWHERE = "en"


class Phrases:
    """The exact phrases of the controls in every offered language."""

    def __init__(self, examples: Examples, short_answers: ShortAnswers | None = None) -> None:
        self._short_answers = short_answers or ShortAnswers({})
        self._controls: dict[str, dict[str, str]] = {}
        for example, folded in zip(examples.all, examples.folded, strict=True):
            if is_control(example.intent):
                self._controls.setdefault(example.language, {}).setdefault(folded, example.intent)
        # What else an English control may mean. Of all other examples nobody asks here.
        english = self._controls.get(EVERYWHERE, {})
        self._no_controls = {
            (example.language, folded)
            for example, folded in zip(examples.all, examples.folded, strict=True)
            if folded in english and not is_control(example.intent)
        }

    @classmethod
    def load(cls, folder: Path, languages: Sequence[str], labels: Path | None = None) -> Phrases:
        """Read `dialogues/nlu/<language>/*.yml`, and `dialogues/labels` beside it. Raises as `of` does."""
        beside = labels if labels is not None else folder.parent / "labels"
        return cls.of(Examples.read(folder, languages), languages, beside)

    @classmethod
    def of(cls, examples: Examples, languages: Sequence[str], labels: Path) -> Phrases:
        """Take the controls from examples, and the labels from their folder.

        Raises ContentRefused if an offered language has no example of any control, or if one phrase of a
        language is an example of two controls.
        """
        made = cls(examples, ShortAnswers.load(labels, languages))
        for code in languages:
            if not made._controls.get(code):
                raise ContentRefused(
                    f"no control has a phrase in '{code}'.",
                    remedy=f"write them in dialogues/nlu/{code}, or do not offer '{code}'.",
                )
        for clash in examples.clashes():
            if clash.first.language == clash.second.language:
                raise ContentRefused(
                    f"'{clash.phrase}' in {clash.second.file} means both {clash.first.intent} and "
                    f"{clash.second.intent}.",
                    remedy="take it out of one of them: an exact phrase acts at once.",
                )
        return made

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that have phrases."""
        return tuple(self._controls)

    def control(self, words: str, language: str) -> str | None:
        """The control that the whole message says, in its language or else in English, or None.

        What is an answer in its own language is never taken for the English control: "no" is Polish
        for "yeah".
        """
        # "/restart" is a command of somebody else's bots, and a slash falls away when words are folded.
        if len(words) > LONGEST or words.lstrip().startswith("/"):
            return None
        folded = fold(words)
        for code in dict.fromkeys((language, EVERYWHERE)):
            found = self._controls.get(code, {}).get(folded)
            if found is not None:
                return found
            if (code, folded) in self._no_controls:
                return None
        return None

    def is_label(self, words: str, language: str) -> bool:
        """Whether an answer is only labels (see ShortAnswers)."""
        return bool(self.label_classes(words, language))

    def label_classes(self, words: str, language: str) -> frozenset[str]:
        """The classes of the labels that are all there is of an answer (see ShortAnswers)."""
        return self._short_answers.label_classes(words, language)

    @property
    def classes_of_labels(self) -> frozenset[str]:
        """The classes that labels are ordered by, the same in every language."""
        return self._short_answers.classes

    def scale_value(self, words: str, language: str) -> int | None:
        """The place from 0 to 10 that a short message names (see ShortAnswers), or None."""
        return self._short_answers.scale_value(words, language)
