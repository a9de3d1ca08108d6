"""The settings that a council may have, from the table beside this file, and what fits each of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from pathlib import Path

from bot import documents

TABLE = Path(__file__).with_suffix(".yml")
_NUMBER = re.compile(r"[1-9][0-9]{0,2}")
_PHONE = re.compile(r"\+?[0-9][0-9 ]{1,16}[0-9]")
_EMAIL = re.compile(r"[^@\s,]+@[^@\s,]+\.[^@\s,]+")
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table.

    `start` is what a time counts from, `due` what should happen by then (`before`: so long before its
    start). `local`: it differs by council, so no nation may set it. `usual` is the product's own choice where
    neither council nor nation says anything. `most`: no greater number fits.
    """

    name: str
    group: str
    kind: str
    meaning: str
    unit: str | None = None
    start: str | None = None
    local: bool = False
    due: str | None = None
    before: bool = False
    kinds: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    usual: str | None = None
    most: int | None = None


@cache
def settings() -> Mapping[str, Setting]:
    """The table, by name, in its order."""
    held = documents.read(TABLE).value
    found: dict[str, Setting] = {}
    for group, rows in held.items():
        for name, row in rows.items():
            lists = {key: tuple(row.get(key, ())) for key in ("choices", "kinds")}
            found[name] = Setting(name, group, **{**row, **lists})
    return found


@cache
def usual() -> Mapping[str, str]:
    """What holds where neither council nor nation says anything."""
    return {name: setting.usual for name, setting in settings().items() if setting.usual is not None}


def described() -> Iterator[str]:
    """The table in lines, for whoever writes a council's file."""
    group = ""
    for setting in settings().values():
        if setting.group != group:
            group = setting.group
            yield f"{group}" if setting.name == next(iter(settings())) else f"\n{group}"
        notes = [setting.kind.replace("_", " or ")]
        if setting.unit:
            notes = [f"number of {setting.unit}"]
        if setting.start:
            side = "before" if setting.before else "from"
            notes.append(f"counted {side}: {setting.start.replace('_', ' ')}")
        if setting.choices:
            notes.append(" | ".join(setting.choices))
        if setting.usual:
            notes.append(f"if not set: {setting.usual}")
        if not setting.local:
            notes.append("a nation’s default may be set")
        yield f"  {setting.name}: {setting.meaning}\n      ({'; '.join(notes)})"


def misfit(setting: Setting, held: object) -> str | None:
    """How to write a value that does not fit its setting; None when it fits."""
    if setting.kind in _LISTS:
        entries = held if isinstance(held, list) else []
        fits, mend = _LISTS[setting.kind]
        fine = bool(entries) and all(isinstance(one, str) and fits(one) for one in entries)
        if fine and setting.choices:
            fine = sorted(entries) == sorted(setting.choices)
            mend = "Write a list of all of: {choices}."
    else:
        fits, mend = _SINGLE[setting.kind]
        # Only a plain number may stand without quotation marks: a telephone's zeros would be lost.
        bare = setting.kind == "number" and isinstance(held, int) and not isinstance(held, bool)
        said = str(held) if bare else held
        fine = isinstance(said, str) and fits(said)
        if setting.choices:
            fine = said in setting.choices
        if fine and setting.most is not None and int(str(said)) > setting.most:
            fine, mend = False, f"Write a whole number from 1 to {setting.most}."
    return None if fine else mend.format(choices=", ".join(setting.choices))


def as_text(held: object) -> str:
    """A value as it is kept: a list with commas between."""
    return ", ".join(str(one) for one in held) if isinstance(held, list) else str(held)


def _is_words(said: str) -> bool:
    return 0 < len(said.strip()) <= _LONGEST and "\n" not in said and "{" not in said


def _is_date(said: str) -> bool:
    try:
        return date.fromisoformat(said).isoformat() == said
    except ValueError:
        return False


def _is_time(said: str) -> bool:
    try:
        return time.fromisoformat(said).strftime("%H:%M") == said
    except ValueError:
        return False


_Fit = tuple[Callable[[str], bool], str]
_LISTS: Mapping[str, _Fit] = {
    "list": (
        lambda said: _is_words(said) and "," not in said,
        "Write a list, without commas inside: [one, two].",
    ),
    "dates": (_is_date, 'Write a list of days: ["2026-12-24"].'),
}
_SINGLE: Mapping[str, _Fit] = {
    "number": (lambda said: _NUMBER.fullmatch(said) is not None, "Write a whole number from 1 to 999."),
    "yes_no": (lambda said: said in {"yes", "no"}, "Write yes or no."),
    "phone": (
        lambda said: _PHONE.fullmatch(said) is not None,
        "Write digits and spaces in double quotation marks, so that zeros stay.",
    ),
    "email": (lambda said: _EMAIL.fullmatch(said) is not None, "Write one e-mail address."),
    "name": (_is_words, "Write a name in double quotation marks, of 200 characters or fewer."),
    "words": (_is_words, "Write words in double quotation marks, of 200 characters or fewer."),
    "choice": (lambda _said: False, "Write one of: {choices}."),
    "date": (lambda said: said == "none" or _is_date(said), 'Write a day like "2026-11-30", or none.'),
    "time": (_is_time, 'Write a time like "09:00".'),
}
