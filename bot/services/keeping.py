"""How long a council keeps what was sent, and who did what: its own settings.

Where it has set none, what was sent has no end of ours; the audit has six years.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.content.load import Content
from bot.content.model import Council
from bot.records.audit_ending import month_before

SETTING = "keep_weeks"
AUDIT = "audit_years"


def kept(council: Council) -> timedelta | None:
    """How long after the meeting, None where it is still to be agreed."""
    weeks = council.number(SETTING)
    return None if weeks is None else timedelta(weeks=weeks)


def kept_by_council(content: Content) -> Mapping[str, timedelta]:
    """The same for every council that has set it."""
    found = {council.id: kept(council) for council in content.councils.values()}
    return {council_id: span for council_id, span in found.items() if span is not None}


def audit_before(content: Content, now: datetime) -> datetime | None:
    """Before when the audit's rows have had their time: the longest of all councils' counts."""
    years = [years for one in content.councils_here() if (years := one.number(AUDIT)) is not None]
    return month_before(now, max(years)) if years else None
