"""Inviting one person: everything that is handed over or spoken, shown once."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from bot.errors import InviteRefused
from bot.records import cases, invites, participants
from bot.records.database import Database
from bot.records.participants import Participant
from bot.records.scopes import WorkerScope
from bot.settings import Settings

PIN_DIGITS = 6
Life = Literal["week", "two_days"]
LIVES: dict[str, timedelta] = {"week": timedelta(days=7), "two_days": timedelta(hours=48)}


@dataclass(frozen=True, slots=True)
class Invitation:
    """One way in for one person. `pin` is None where none is needed; `telegram` where that is off."""

    participant: Participant
    link: str = field(repr=False)
    code: str = field(repr=False)
    pin: str | None = field(repr=False)
    telegram: str | None = field(repr=False)
    expires_at: datetime


def invite(
    database: Database,
    settings: Settings,
    scope: WorkerScope,
    participant_id: str,
    now: datetime,
    *,
    pin: str = "",
    life: str = "week",
    same_person: bool = False,
    telegram_name: str | None = None,
) -> Invitation:
    """Issue an invite, which ends the one before it.

    `pin` is four to six digits of the worker's choice, or "" for six made here. `same_person` keeps the
    sessions that are open now. The invite never outlives the meeting. Raises NotFound; InviteRefused
    for a PIN that is easily guessed or no PIN, and for a meeting that is over.
    """
    with database.begin() as tx:
        person = participants.get(tx, scope, participant_id)
        meeting = cases.get(tx, scope, person.case_id).meeting
        chosen = _pin(pin) if person.pin_required else None
        expires_at = now + LIVES.get(life, LIVES["week"])
        if meeting is not None and meeting.starts_at > now:
            expires_at = min(expires_at, meeting.starts_at)
        issued = invites.issue(
            tx, scope, participant_id, now, pin=chosen, expires_at=expires_at, keep_sessions=same_person
        )
    deep = None
    if person.telegram_allowed and telegram_name:
        deep = f"https://t.me/{telegram_name}?start={issued.token}"
    return Invitation(
        participant=person,
        link=f"{settings.family_url}/j#{issued.token}",
        code=issued.code,
        pin=issued.pin,
        telegram=deep,
        expires_at=issued.expires_at,
    )


def revoke(database: Database, scope: WorkerScope, participant_id: str, now: datetime) -> None:
    """End an invite that nobody has used yet, and the sessions that came from it. Raises NotFound."""
    with database.begin() as tx:
        invites.revoke(tx, scope, participant_id, now)


def _pin(chosen: str) -> str:
    if not chosen:
        return "".join(secrets.choice("0123456789") for _ in range(PIN_DIGITS))
    if not (chosen.isascii() and chosen.isdigit() and 4 <= len(chosen) <= PIN_DIGITS) or _guessable(chosen):
        raise InviteRefused("That is not a usable PIN.", remedy="Choose four to six digits, not in a row.")
    return chosen


def _guessable(pin: str) -> bool:
    """All one digit, or digits that count up or down."""
    steps = {int(after) - int(before) for before, after in zip(pin, pin[1:], strict=False)}
    return len(steps) == 1 and steps <= {-1, 0, 1}
