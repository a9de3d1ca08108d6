"""What the chat page shows: the sitting's messages, and the buttons and question that are open now."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from bot.messages import Choice, Picture, Reply
from bot.web.wording import KEPT

# The renderer puts names and numbers into isolates; one that is a telephone number can be tapped. Those of
# numbers that take text messages are of another kind.
_ISOLATED = re.compile("[\u2066\u2068](.*?)\u2069", re.DOTALL)
_TO_TEXT = "\u2066"
_NUMBER = re.compile(r"0[0-9 ]{8,14}|116 ?[0-9]{3}|18000|999|112|111|101")
_CONTROL = "k:"
_MANY = 5


@dataclass(frozen=True, slots=True)
class Message:
    """One message as shown. `is_mine` is the wordless marker of the person's own."""

    text: Markup
    language: str
    direction: str
    is_mine: bool
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class Newest:
    """What we said since the person's last message, as one text to hear; "" if none of it is read aloud."""

    words: str
    language: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A chat page. `first_new` is the place of the first message after the person's last one."""

    messages: tuple[Message, ...]
    first_new: int
    about: str
    choices: tuple[Choice, ...]
    controls: tuple[Choice, ...]
    newest: Newest

    @property
    def is_scale(self) -> bool:
        """Whether the choices are numbers, which fit beside each other."""
        return len(self.choices) >= _MANY and sum(one.label.isdigit() for one in self.choices) >= _MANY

    @property
    def are_languages(self) -> bool:
        """Whether the choices are names of languages, which are short too."""
        return sum(one.language is not None for one in self.choices) >= _MANY


def shown(replies: Sequence[Reply]) -> Shown:
    """Return the page of a sitting. Only buttons since the person's last message are still open."""
    first_new = _first_new(replies)
    buttons = [_in_language(choice, reply) for reply in replies[first_new:] for choice in reply.choices]
    asked = [reply.question for reply in replies if reply.question]
    return Shown(
        messages=tuple(_message(reply) for reply in replies),
        first_new=first_new,
        about=asked[-1] if asked else "",
        choices=tuple(_once(one for one in buttons if not one.id.startswith(_CONTROL))),
        controls=tuple(_once(one for one in buttons if one.id.startswith(_CONTROL))),
        newest=newest(replies),
    )


def newest(replies: Sequence[Reply]) -> Newest:
    """Return what is read aloud of a sitting: of the newest messages those that are ours alone.

    Where one thing is said in several languages, the first of them.
    """
    ours = [reply for reply in replies[_first_new(replies) :] if reply.aloud]
    language = ours[0].language if ours else ""
    return Newest("\n".join(_heard(reply.text) for reply in ours if reply.language == language), language)


def _first_new(replies: Sequence[Reply]) -> int:
    return max((place + 1 for place, reply in enumerate(replies) if reply.content == KEPT), default=0)


def _in_language(choice: Choice, reply: Reply) -> Choice:
    """A control with the language of its words: those of one message may not be those of the next."""
    return replace(choice, language=reply.language) if choice.id.startswith(_CONTROL) else choice


def _once(buttons: Iterable[Choice]) -> list[Choice]:
    """The same button once; where it was shown in two languages, once in each."""
    return list({(one.id, one.label): one for one in buttons}.values())


def _message(reply: Reply) -> Message:
    is_mine = reply.content == KEPT
    return Message(_tappable(reply.text), reply.language, reply.direction, is_mine, reply.picture)


def _heard(text: str) -> str:
    """A message as it is said: a telephone number digit by digit, or 999 becomes nine hundred and so on."""
    return _ISOLATED.sub(lambda found: _by_digits(found[1]), text)


def _by_digits(inside: str) -> str:
    if not _NUMBER.fullmatch(inside):
        return inside
    return ", ".join(" ".join(group) for group in inside.split())


def _tappable(text: str) -> Markup:
    parts = []
    end = 0
    for found in _ISOLATED.finditer(text):
        parts.append(Markup.escape(text[end : found.start()]))
        inside = found.group(1)
        to_text = found.group().startswith(_TO_TEXT)
        if to_text or _NUMBER.fullmatch(inside):
            address = ("sms:" if to_text else "tel:") + inside.replace(" ", "")
            parts.append(Markup('<a href="{}"><bdi>{}</bdi></a>').format(address, inside))
        else:
            parts.append(Markup("<bdi>{}</bdi>").format(inside))
        end = found.end()
    parts.append(Markup.escape(text[end:]))
    return Markup("").join(parts)
