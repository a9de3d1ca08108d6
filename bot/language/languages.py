"""Which languages there are, what each calls itself, and how it writes days and times."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime

from bot import documents
from bot.errors import ContentRefused

LONDON = ZoneInfo("Europe/London")
# It stands on a command line.
_VOICE = re.compile(r"(?:[a-z]{2,3}(?:-[a-z0-9]+)*)?")
# The year, with what joins it to the month, at the end of a locale's full date.
_YEAR = re.compile(r"[,\s]*(?:'[^']*'\s*)?[yr]+.*$")


@dataclass(frozen=True, slots=True)
class Language:
    """One language. `name` is its own name for itself; `locale` is CLDR's code for its dates.

    `day` is how it writes a day, "" while it is not offered. `voice` is its voice in espeak-ng, "" if none.
    """

    code: str
    name: str
    english: str
    direction: Literal["ltr", "rtl"]
    offered: bool
    locale: str
    day: str
    clock: Literal[12, 24]
    voice: str = ""

    def day_of(self, when: datetime) -> str:
        """The day in London, as said in this language: 'Tuesday 4 June'. `when` is aware."""
        return format_datetime(when, self.day, tzinfo=LONDON, locale=self.locale)

    def name_of_day(self, day: date) -> str:
        """A day without a time, as said in this language: 'Tuesday 4 June'."""
        return format_date(day, self.day, locale=self.locale)

    def time_of(self, when: datetime) -> str:
        """The time in London, as written in this language: '2pm', '14:00'. `when` is aware."""
        local = when.astimezone(LONDON)
        if self.clock == 24:
            return format_datetime(local, "HH:mm", tzinfo=LONDON, locale=self.locale)
        pattern = "h:mma" if local.minute else "ha"
        return format_datetime(local, pattern, tzinfo=LONDON, locale=self.locale).lower()


def put_first(offered: Sequence[str], *first: str) -> tuple[str, ...]:
    """Offered languages with some of them in front, in that order; what is not offered is left out."""
    return tuple(dict.fromkeys(code for code in (*first, *offered) if code in offered))


def read_languages(path: Path, also: str = "") -> Mapping[str, Language]:
    """Read `languages.yml`: code -> language, in the file's order.

    `also` is read as one that is offered: somebody wants to see it before it is.

    Raises ContentRefused if an entry is incomplete, unknown to CLDR, or none is offered; if `also` is none.
    """
    document = documents.read(path)
    held = document.value
    entries = held.get("languages", held) if isinstance(held, dict) else held
    if isinstance(entries, list):
        entries = {str(entry.get("code")): entry for entry in entries if isinstance(entry, dict)}
    if also and also not in (entries or {}):
        raise ContentRefused(
            f"{path} has no language '{also}'.", remedy=f"name one of {', '.join(entries or {})}."
        )
    languages = {code: _language(path, code, entry, also) for code, entry in (entries or {}).items()}
    if not any(language.offered for language in languages.values()):
        raise ContentRefused(f"{path} offers no language.", remedy="set 'offered: true' for one at least.")
    return languages


def _language(path: Path, code: str, entry: Any, also: str) -> Language:  # noqa: ANN401 (YAML)
    held = entry if isinstance(entry, dict) else {}
    name = held.get("name") or held.get("own_name")
    english = held.get("english") or held.get("english_name")
    direction = held.get("direction", "ltr")
    clock = held.get("clock", 24)
    voice = held.get("voice", "")
    if not _VOICE.fullmatch(str(voice)):
        raise ContentRefused(
            f"{path}: the voice of '{code}' is no name of one.",
            remedy="write it as `espeak-ng --voices` does in its second column, or leave it out.",
        )
    if not name or not english or direction not in {"ltr", "rtl"} or clock not in {12, 24}:
        raise ContentRefused(
            f"{path}: the language '{code}' is not complete.",
            remedy="give it name, english, direction (ltr or rtl), offered and, if not 24, clock.",
        )
    locale, offered = str(held.get("locale", code)), bool(held.get("offered", False)) or code == also
    # What CLDR says of a language is a megabyte in memory: only for those that are spoken here.
    day = _day(path, code, locale, held.get("day")) if offered else ""
    return Language(code, name, english, direction, offered, locale, day, clock, str(voice))


def _day(path: Path, code: str, locale: str, written: str | None) -> str:
    try:
        pattern = Locale.parse(locale, sep="_").date_formats["full"].pattern
    except (UnknownLocaleError, ValueError) as fault:
        raise ContentRefused(
            f"{path}: nobody knows the locale '{locale}' of '{code}'.",
            remedy="use a CLDR code: en_GB, pl, pt_BR.",
        ) from fault
    day = str(written or _YEAR.sub("", pattern)).rstrip(" ،,")
    if not {"EEEE", "MMMM"} <= set(re.findall(r"E+|M+", day)):
        raise ContentRefused(
            f"{path}: no day of the week and month could be found for '{code}' in '{pattern}'.",
            remedy="add day: with CLDR's letters, such as day: 'EEEE d MMMM'.",
        )
    return day
