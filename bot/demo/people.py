"""Making invented people: staff who can sign in, a case, a meeting, participants."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyotp

from bot import documents
from bot.content.model import Council
from bot.records import cases, install, invites, meetings, officers, participants, staff
from bot.records.database import Database, Tx
from bot.records.invites import IssuedInvite
from bot.records.participants import NewParticipant
from bot.records.recovery import make_recovery, recovery_half
from bot.records.scopes import Role, WorkerScope
from bot.records.sealing import PrivateHalf
from bot.settings import Mode

FAMILY = Path(__file__).with_name("family.yml")
STEP = timedelta(seconds=30)
LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True, slots=True)
class Login:
    """How an invented member of staff signs in."""

    staff_id: str
    email: str
    password: str
    totp_secret: str
    role: Role = Role.WORKER

    def code(self) -> str:
        """Return the current one-time code."""
        return pyotp.TOTP(self.totp_secret).now()


@dataclass(frozen=True, slots=True)
class Person:
    key: str
    audience: str
    name: str
    language: str
    participant_id: str


@dataclass(frozen=True, slots=True)
class Family:
    """Everything that was made, for whoever shows it."""

    worker: Login
    colleagues: tuple[Login, ...]
    scope: WorkerScope
    case_id: str
    people: tuple[Person, ...]


def make_family(
    database: Database,
    mode: Mode,
    now: datetime,
    chosen: Path = FAMILY,
    *,
    council: Council | None = None,
    kind: str | None = None,
) -> Family:
    """Set the database up and make everybody in the file; `council` and `kind` of meeting may be others.

    Raises Conflict when it is set up already.
    """
    plan = documents.read(chosen).value
    if council is not None:
        plan["council"], plan["meeting"]["nation"] = council.id, council.nation
    if kind is not None:
        plan["meeting"]["kind"] = kind
    recovery = make_recovery()
    with database.begin() as tx:
        install.create(tx, mode, recovery.public, now)
    worker = _staff(database, plan["council"], plan["worker"], Role.WORKER, now)
    # Each costs a second of slow hashes, and only who looks around needs them.
    wanted = plan["colleagues"] if mode == "demo" else []
    colleagues = tuple(_staff(database, plan["council"], who, Role(who["role"]), now) for who in wanted)
    _appoint(database, colleagues, recovery_half(*recovery.sheets), now)
    _staff(database, plan["other_council"], plan["other_worker"], Role.WORKER, now)
    scope = WorkerScope(worker.staff_id, plan["council"], Role.WORKER)
    with database.begin() as tx:
        case_id = cases.create(tx, scope, plan["case"], now).id
        _meeting(tx, scope, case_id, plan["meeting"], now)
        people = tuple(_person(tx, scope, case_id, who, now) for who in plan["family"])
    return Family(worker, colleagues, scope, case_id, people)


def _appoint(database: Database, colleagues: tuple[Login, ...], sheets: PrivateHalf, now: datetime) -> None:
    for one in colleagues:
        if one.role is Role.RECOVERY_OFFICER:
            with database.begin() as tx:
                officers.appoint(tx, one.staff_id, sheets, now)


def invite(database: Database, family: Family, person: Person, now: datetime) -> IssuedInvite:
    """Issue an invite for somebody of the family."""
    with database.begin() as tx:
        return invites.issue(tx, family.scope, person.participant_id, now, pin=None)


def _staff(database: Database, council: str, who: dict[str, Any], role: Role, now: datetime) -> Login:
    password = secrets.token_urlsafe(12)
    with database.begin() as tx:
        link = staff.add(
            tx,
            council=council,
            email=who["email"],
            name=who["name"],
            role=role,
            role_label=who["role_label"],
            now=now,
        )
        secret = staff.look_up_link(tx, link.token, now).totp_secret
    # The step before this one, so that the code of now is still there for whoever signs in first.
    staff.claim_link(database, link.token, password, pyotp.TOTP(secret).at(now - STEP), now)
    return Login(link.staff_id, who["email"], password, secret, role)


def _meeting(tx: Tx, scope: WorkerScope, case_id: str, plan: dict[str, Any], now: datetime) -> None:
    day = now.astimezone(LONDON) + timedelta(days=plan["days_from_now"])
    starts_at = day.replace(hour=plan["hour"], minute=0, second=0, microsecond=0).astimezone(UTC)
    meetings.set_meeting(
        tx,
        scope,
        case_id,
        kind=plan["kind"],
        nation=plan["nation"],
        starts_at=starts_at,
        place=plan["place"],
        mode=plan["mode"],
        now=now,
    )


def _person(tx: Tx, scope: WorkerScope, case_id: str, who: dict[str, Any], now: datetime) -> Person:
    new = NewParticipant(
        who["audience"], who["name"], who["language"], interpreter=who.get("interpreter", False)
    )
    made = participants.create(tx, scope, case_id, new, now)
    return Person(who["key"], who["audience"], who["name"], who["language"], made.id)
