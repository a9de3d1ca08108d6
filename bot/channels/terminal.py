"""The conversation in a terminal: typed by a person, or a script of messages, one a line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.errors import ChannelRefused
from bot.messages import Reply

_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_WAIT = re.compile(r"(\d{1,4})([mhd])")


@dataclass(frozen=True, slots=True)
class Words:
    """A message, sent after the last reply."""

    words: str


@dataclass(frozen=True, slots=True)
class Press:
    """A choice under one of the last replies, by its name or by its whole id."""

    name: str


@dataclass(frozen=True, slots=True)
class Burst:
    """Several messages sent without waiting for a reply in between."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wait:
    """Time that passes before the next step."""

    span: timedelta


@dataclass(frozen=True, slots=True)
class Restart:
    """`engine` or `core` is ended at once and started again."""

    what: str


Step = Words | Press | Burst | Wait | Restart


def read_script(lines: Iterable[str]) -> Iterator[Step]:
    """Read a script: `#` lines are comments, empty lines are ignored, `!` begins a command.

    Raises ChannelRefused, naming the line by its number only, for a command that is not one.
    """
    numbered = iter(enumerate(lines, start=1))
    for number, raw in numbered:
        line = raw.rstrip("\n")
        if not line.strip() or line.startswith("#"):
            continue
        if not line.startswith("!"):
            yield Words(line)
            continue
        command, _, rest = line[1:].partition(" ")
        if command == "burst":
            yield Burst(tuple(_next_lines(numbered, rest, number)))
        else:
            yield _command(command, rest, number)


def _command(command: str, rest: str, number: int) -> Step:
    match command:
        case "choose" if rest:
            return Press(rest.strip())
        case "say":
            return Words(_json_string(rest, number))
        case "wait" if found := _WAIT.fullmatch(rest.strip()):
            return Wait(timedelta(**{_UNITS[found[2]]: int(found[1])}))
        case "restart-engine" | "restart-core":
            return Restart(command.removeprefix("restart-"))
        case _:
            raise _refused(number)


def _next_lines(numbered: Iterator[tuple[int, str]], count: str, number: int) -> Iterator[str]:
    if not count.strip().isdigit():
        raise _refused(number)
    for _ in range(int(count)):
        following = next(numbered, None)
        if following is None:
            raise _refused(number)
        yield following[1].rstrip("\n")


def _json_string(text: str, number: int) -> str:
    try:
        said = json.loads(text)
    except ValueError:
        raise _refused(number) from None
    if not isinstance(said, str):
        raise _refused(number)
    return said


def _refused(number: int) -> ChannelRefused:
    return ChannelRefused(
        f"Line {number} of the script is not a command.",
        remedy='Use !choose ID, !say "text", !burst N, !wait 3d, !restart-engine or !restart-core.',
    )


def turn_object(said: str | None, replies: list[Reply], milliseconds: int) -> dict[str, Any]:
    """Return one turn as `--json` prints it."""
    return {
        "said": said,
        "replies": [
            {
                "content": reply.content,
                "text": reply.text,
                "choices": [{"id": choice.name, "label": choice.label} for choice in reply.choices],
                **({"picture": reply.picture.alt} if reply.picture else {}),
            }
            for reply in replies
        ],
        "ms": milliseconds,
    }


def printed(reply: Reply) -> str:
    """Return one reply as a person at a terminal reads it."""
    choices = "".join(f"\n    [{choice.name}] {choice.label}" for choice in reply.choices)
    picture = f"[{reply.picture.alt}]\n" if reply.picture else ""
    return f"{picture}{reply.text}{choices}"
