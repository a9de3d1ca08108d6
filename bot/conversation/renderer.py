"""Content ids into words, at the moment of delivery."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from string import Formatter

from bot.content.load import SOMEONE_TO_TALK_TO
from bot.content.model import HelpLine
from bot.conversation.buttons import encode
from bot.errors import ContentRefused
from bot.language.direction import isolate, isolate_to_text
from bot.messages import Choice, Picture, Reply, Say
from bot.services.texts import Texts

BY_TEXT = "notices.by_text"
# The one placeholder that stands for what a person or a worker wrote.
SOMEBODYS_WORDS = "{answer}"
AnswerLookup = Callable[[str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Values:
    """What placeholders stand for in one conversation: names, times, numbers, ready to show."""

    language: str
    nation: str
    audience: str
    named: Mapping[str, str]
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def known(self) -> frozenset[str]:
        """The placeholders and settings that a text can rest on here. A setting that says no is none."""
        set_here = (name for name, value in self.settings.items() if value != "no")
        return frozenset((*self.named, *set_here))


class Renderer:
    """Puts words to what the engine chose. Holds no state of any conversation."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    def replies(self, say: Say, values: Values, answers: AnswerLookup) -> list[Reply]:
        """Return the messages of one Say; the buttons stand under the last of them."""
        language = values.language
        direction = self._texts.catalogues.direction(language)
        sources = self._texts.messages(say.content, language, values.known)
        args = self._arguments(say, "".join(sources), values, answers)
        item_id, _, twin = say.content.partition("#")
        item = self._texts.content.item(item_id)
        choices = tuple(self._choice(full, language) for full in say.choices)
        shown = item.picture if twin != "again" else None
        picture = shown and Picture(shown, self._texts.messages(f"pictures.{shown}", language)[0])
        question = item.id if say.asks else None
        last = len(sources) - 1
        return [
            Reply(
                content=say.content,
                text=_fill(source, args),
                language=language,
                direction=direction,
                choices=choices if number == last else (),
                question=question if number == last else None,
                picture=picture or None if number == 0 else None,
                aloud=SOMEBODYS_WORDS not in source,
            )
            for number, source in enumerate(sources)
        ]

    def _choice(self, full: str, language: str) -> Choice:
        name = full.rpartition(":")[2]
        item = self._texts.content.items.get(name)
        picture = item.picture if item else None
        in_its_own = name if full.startswith("language:") else None
        return Choice(encode(full), self.label(full, language), name, picture, in_its_own)

    def label(self, full: str, language: str) -> str:
        """Return a button's words. `full` is a full button id."""
        verb, *rest = full.split(":")
        value = rest[-1]
        match verb:
            case "control":
                return self._texts.short(f"menus.{value}", language)
            case "topic":
                return self._texts.short(f"topics.{value}", language)
            case "language":
                return self._texts.catalogues.own_name(value)
            case _ if value.isdigit():
                return value
            case _:
                return self._texts.short(value, language)

    def page_text(self, item_id: str, values: Values, **args: str) -> str:
        """Return one string of a web page."""
        text = self._texts.messages(item_id, values.language, values.known)[0]
        return _fill(text, {**values.named, **self._lines(text, values), **args})

    def filled(self, say: Say, text: str, values: Values, answers: AnswerLookup) -> str:
        """Return one text of a Say's item, filled; whether this person would be told it is not looked at."""
        return _fill(text, self._arguments(say, text, values, answers))

    def _arguments(self, say: Say, source: str, values: Values, answers: AnswerLookup) -> dict[str, str]:
        args = {name: isolate(value) for name, value in values.named.items()}
        for name, value in say.args.items():
            args[name] = self._argument(name, value, values.language)
        args.update(self._lines(source, values, say.args.get("topic") or _topic(say.content)))
        if SOMEBODYS_WORDS in source:
            args["answer"] = isolate("\n".join(answers(say.args.get("question", ""))))
        return args

    def _argument(self, name: str, value: str, language: str) -> str:
        if name in ("question", "term"):
            return isolate(self._texts.short(value, language))
        return isolate(value)

    def _lines(self, text: str, values: Values, topic: str = SOMEONE_TO_TALK_TO) -> dict[str, str]:
        if "{lines}" not in text:
            return {}
        lines = self._texts.content.help_lines(values.nation, values.audience, topic)
        return {"lines": "\n".join(self._line(line, values.language) for line in lines)}

    def _line(self, line: HelpLine, language: str) -> str:
        number = isolate(line.number) if line.number else isolate_to_text(line.text_number or "")
        by_text = ""
        if line.number and line.text_number and line.text_number != line.number:
            by_text = f"{self._texts.short(BY_TEXT, language)}: {isolate_to_text(line.text_number)}. "
        # Whom a line is for and when it is open stand beside it: a number alone sends people wrong.
        return f"{isolate(line.name)}: {number}. {by_text}{self._texts.hours(line, language)}"


def _topic(content: str) -> str:
    """The topic that help lines are chosen by: the middle of `topics.complain.young_person`."""
    return content.split(".")[1]


def _fill(text: str, args: Mapping[str, str]) -> str:
    """Fill bare names. Raises ContentRefused when a placeholder has no value here."""
    names = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
    missing = [name for name in names if name not in args]
    if missing:
        raise ContentRefused(
            f"Nothing to put in the place of {{{missing[0]}}}.",
            remedy="Use a placeholder that is known here.",
        )
    return text.format_map({name: args[name] for name in names})
