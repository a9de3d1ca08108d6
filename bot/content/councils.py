"""C19: each council's settings, and each nation's dated defaults, are of the table and fit it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from bot.content import council_settings
from bot.content.findings import Finding, nearest
from bot.content.keys import Place
from bot.content.model import Council

_SEEN = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")
_DATED = ("value", "seen", "source")
CHECKED_DAYS = 365


def faults(place: Place, value: Mapping[str, Any], *, national: bool) -> Iterator[Finding]:
    """What is wrong with the settings of one file; `national`: of a nation's defaults."""
    held = value.get("settings") or {}
    for name, said in held.items() if isinstance(held, dict) else ():
        inside = place.inside("settings")
        setting = council_settings.settings().get(name)
        if setting is None:
            mend = "`./run content councils` lists them."
            wrong = f"there is no setting '{name}'."
            yield inside.finding("C19", wrong, mend + nearest(name, council_settings.settings()), name)
            continue
        if national and setting.local:
            wrong, mend = f"'{name}' differs by council.", "Set it in the files of councils."
            yield inside.finding("C19", wrong, mend, name)
            continue
        if national and (fault := _undated(said)) is not None:
            yield inside.finding("C19", f"'{name}' {fault[0]}", fault[1], name)
            continue
        how = council_settings.misfit(setting, said["value"] if national else said)
        if how is not None:
            yield inside.finding("C19", f"'{name}' holds something that does not fit.", how, name)


def _undated(said: object) -> tuple[str, str] | None:
    """A national figure says where it is from and when it was seen: both go stale."""
    if not isinstance(said, dict) or sorted(said) != sorted(_DATED):
        return "is not dated.", 'Write {value: "...", seen: "2026-11", source: "..."}.'
    if not isinstance(said["seen"], str) or not _SEEN.fullmatch(said["seen"]):
        return "does not say in which month it was seen.", 'Write seen: "2026-11".'
    if not isinstance(said["source"], str) or not said["source"].strip():
        return "has no source.", "Say where the figure is from."
    return None


def defaults(nation: str, value: Mapping[str, Any], file: str) -> Council:
    """What usually holds in a nation, over the product's own choices."""
    held = {name: council_settings.as_text(said["value"]) for name, said in value["settings"].items()}
    first = tuple(value.get("first_languages") or ())
    return Council(
        nation, nation, nation, dict(council_settings.usual()) | held, first_languages=first, file=file
    )


def council(council_id: str, value: Mapping[str, Any], national: Council | None, file: str) -> Council:
    """One council over its nation's defaults."""
    under = national.settings if national else council_settings.usual()
    held = {name: council_settings.as_text(said) for name, said in value["settings"].items()}
    return Council(
        council_id,
        value["name"],
        value["nation"],
        dict(under) | held,
        first_languages=national.first_languages if national else (),
        invented=bool(value.get("invented", False)),
        file=file,
    )


def due(found: Council, today: date) -> list[str]:
    """Whether somebody has to look at a council's settings: never done, long ago, or by nobody named."""
    checked, by = found.setting("last_checked") or "none", found.setting("signed_by") or "none"
    if "none" in (checked, by):
        return [f"settings of {found.id}: never checked by anybody of the council"]
    if date.fromisoformat(checked) + timedelta(days=CHECKED_DAYS) < today:
        return [f"settings of {found.id}: checked on {checked}, more than {CHECKED_DAYS} days ago"]
    return []
