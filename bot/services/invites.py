"""Inviting one person: everything that is handed over or spoken, shown once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

from bot.errors import InviteRefused
from bot.records import invite_secrets, invites, participants
from bot.records.database import Database
from bot.records.participants import Participant
from bot.records.scopes import WorkerScope
from bot.settings import Settings

LIVES: dict[str, timedelta] = {"week": timedelta(days=7), "two_days": timedelta(hours=48)}


@dataclass(frozen=True, slots=True)
class Wish:
    """`pin`: four to six digits of the worker's choice, "" for six at random. `life`: one of LIVES.

    `same_person` keeps the sessions that are open now: the same person has a new phone.
    """

    pin: str = field(default="", repr=False)
    life: str = "week"
    same_person: bool = False


@dataclass(frozen=True, slots=True)
class Invitation:
    """One way in for one person. `telegram` is None where that is off."""

    participant: Participant
    link: str = field(repr=False)
    code: str = field(repr=False)
    pin: str = field(repr=False)
    telegram: str | None = field(repr=False)
    expires_at: datetime


def invite(
    database: Database,
    settings: Settings,
    scope: WorkerScope,
    participant_id: str,
    now: datetime,
    wish: Wish,
    telegram_name: str | None = None,
) -> Invitation:
    """Issue an invite, which ends the one before it.

    It never outlives the meeting. Raises NotFound; InviteRefused for a PIN that is easily guessed or none.
    """
    if wish.pin and _guessable(wish.pin):
        raise InviteRefused("That PIN is easily guessed.", remedy="Choose digits that are not in a row.")
    secrets = invite_secrets.prepare(database, wish.pin or None)
    with database.begin() as tx:
        person = participants.get(tx, scope, participant_id)
        issued = invites.issue(
            tx,
            scope,
            participant_id,
            now,
            secrets=secrets,
            expires_at=now + LIVES.get(wish.life, LIVES["week"]),
            keep_sessions=wish.same_person,
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


def _guessable(pin: str) -> bool:
    """All one character, or characters that count up or down."""
    steps = {ord(after) - ord(before) for before, after in pairwise(pin)}
    return len(steps) == 1 and steps <= {-1, 0, 1}
