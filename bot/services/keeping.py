"""How long a council keeps what was sent: its own setting, and nothing of ours where it has set none."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from bot.content.load import Content
from bot.content.model import Council

SETTING = "keep_weeks"


def kept(council: Council) -> timedelta | None:
    """How long after the meeting, None where it is still to be agreed."""
    weeks = council.number(SETTING)
    return None if weeks is None else timedelta(weeks=weeks)


def kept_by_council(content: Content) -> Mapping[str, timedelta]:
    """The same for every council that has set it."""
    found = {council.id: kept(council) for council in content.councils.values()}
    return {council_id: span for council_id, span in found.items() if span is not None}
