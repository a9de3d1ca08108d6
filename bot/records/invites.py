"""The one-time way in for one person: a link that needs the spoken PIN, or a spoken code.

Unknown, used, expired, revoked and dead are refused alike: the same error after the same work. Each try
is counted before it is checked, so that tries made at once count too.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, func, insert, select, update
from sqlalchemy.orm import InstrumentedAttribute

from bot.errors import InviteRefused, PinWrong
from bot.messages import Channel
from bot.records import audit, meetings, web_sessions
from bot.records.access import require_assigned
from bot.records.arrivals import arrive
from bot.records.conversations import Conversation, Place, address_taken, may_live
from bot.records.database import AnyRow, Database, Tx
from bot.records.ids import SpokenCode, new_id
from bot.records.invite_secrets import InviteSecrets, prepare_within
from bot.records.keys import token_hash
from bot.records.passwords import matches
from bot.records.scopes import WorkerScope
from bot.records.tables import ConversationRow, InviteRow

LIFE = timedelta(days=7)
MOST_TRIES = 5
_PERSON = InviteRow.__table__.c.participant_id


@dataclass(frozen=True, slots=True)
class IssuedInvite:
    """Shown to the worker once and kept nowhere."""

    token: str = field(repr=False)
    code: str = field(repr=False)
    pin: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Door:
    """A live link: it opens with its PIN."""

    needs_pin: bool


def issue(
    tx: Tx,
    scope: WorkerScope,
    participant_id: str,
    now: datetime,
    *,
    pin: str | None = None,
    secrets: InviteSecrets | None = None,
    expires_at: datetime | None = None,
    keep_sessions: bool = False,
) -> IssuedInvite:
    """Make an invite; every earlier one ends, and so do live web sessions unless they are kept.

    `secrets` come from `invite_secrets.prepare`; without them they are made here, from `pin`, while the
    transaction waits. It lives seven days or until `expires_at`, and never past a meeting that is still
    to come. Raises NotFound; InviteRefused for an unusable PIN.
    """
    case_id = require_assigned(tx, scope, participant_id)
    end = min(expires_at or now + LIFE, now + LIFE)
    meeting = meetings.of_case(tx, case_id)
    if meeting is not None and meeting.starts_at > now:
        end = min(end, meeting.starts_at)
    _end_older(tx, participant_id, now)
    if not keep_sessions:
        _end_web_sessions(tx, participant_id)
    made = secrets or prepare_within(tx, pin)
    code = SpokenCode(_free_selector(tx), made.verifier)
    tx.connection.execute(
        insert(InviteRow).values(
            id=new_id(),
            participant_id=participant_id,
            token_hash=token_hash(made.token),
            pin_hash=made.pin_hash,
            pin_tries=0,
            selector=code.selector,
            verifier_hash=made.verifier_hash,
            code_tries=0,
            issued_by=scope.staff_id,
            issued_at=now,
            expires_at=end,
        )
    )
    audit.by_worker(tx, scope, "invite.issued", participant_id, now)
    return IssuedInvite(made.token, code.text, made.pin, end)


def revoke(tx: Tx, scope: WorkerScope, participant_id: str, now: datetime) -> None:
    """End what was issued, and the live web sessions. Raises NotFound."""
    require_assigned(tx, scope, participant_id)
    _end_older(tx, participant_id, now)
    _end_web_sessions(tx, participant_id)
    audit.by_worker(tx, scope, "invite.revoked", participant_id, now)


def look_up(tx: Tx, token: str, now: datetime) -> Door:
    """Say what a link asks for. Claims nothing. Raises InviteRefused."""
    found = tx.connection.execute(
        select(InviteRow.id).where(InviteRow.token_hash == token_hash(token), _live(now))
    ).scalar_one_or_none()
    if found is None:
        raise refused()
    return Door(needs_pin=True)


def claim_link(
    database: Database,
    token: str,
    *,
    pin: str,
    channel: Channel,
    address: str | None,
    now: datetime,
    displacing: str | None = None,
) -> Conversation:
    """Claim by link and PIN. One claim wins, whatever happens at once.

    `address` None (web, terminal) makes the conversation's public id the address. A chat that another
    conversation lives in is taken only when that one is `displacing`, whose digits the caller has just
    checked. Raises PinWrong while tries are left, InviteRefused, or Conflict for a taken chat, which
    uses nothing up.
    """
    place = Place(channel, address, displacing)
    by = (InviteRow.token_hash == token_hash(token)) & may_live(channel, _PERSON)
    with database.begin() as tx:
        row = _begin_try(tx, by, InviteRow.pin_tries, now)
        peppered = tx.keys.pepper("invite.pin", pin.strip()[:16])
    right = matches(row.pin_hash if row else None, peppered)
    return _finish(database, row, place, now, right=right, by_pin=True)


def claim_code(
    database: Database,
    code: str,
    *,
    channel: Channel,
    address: str | None,
    now: datetime,
    displacing: str | None = None,
) -> Conversation:
    """Claim by the spoken code, which needs no PIN. Raises as `claim_link`, but never PinWrong."""
    place = Place(channel, address, displacing)
    typed = SpokenCode.parse(code)
    with database.begin() as tx:
        by = (InviteRow.selector == typed.selector) & may_live(channel, _PERSON)
        row = _begin_try(tx, by, InviteRow.code_tries, now)
        peppered = tx.keys.pepper("invite.code", typed.verifier)
    right = matches(row.verifier_hash if row else None, peppered)
    return _finish(database, row, place, now, right=right, by_pin=False)


def delete_expired(tx: Tx, before: datetime) -> int:
    """Delete unclaimed invites that had ended by a time; return how many."""
    return tx.connection.execute(
        delete(InviteRow).where(InviteRow.expires_at <= before, InviteRow.claimed_at.is_(None))
    ).rowcount


def refused() -> InviteRefused:
    return InviteRefused(
        "An invite or code was refused.", remedy="Ask the worker for a new one; it may be used or too old."
    )


def _live(now: datetime) -> ColumnElement[bool]:
    return and_(
        InviteRow.claimed_at.is_(None),
        InviteRow.revoked_at.is_(None),
        InviteRow.dead_at.is_(None),
        InviteRow.expires_at > now,
        InviteRow.pin_tries < MOST_TRIES,
        InviteRow.code_tries < MOST_TRIES,
    )


def _begin_try(
    tx: Tx, by: ColumnElement[bool], tries: InstrumentedAttribute[int], now: datetime
) -> AnyRow | None:
    return tx.connection.execute(
        update(InviteRow)
        .where(by, _live(now))
        .values({tries: tries + 1})
        .returning(
            InviteRow.id,
            InviteRow.participant_id,
            InviteRow.pin_hash,
            InviteRow.verifier_hash,
            InviteRow.pin_tries,
            InviteRow.code_tries,
        )
    ).one_or_none()


def _finish(
    database: Database, row: AnyRow | None, place: Place, now: datetime, *, right: bool, by_pin: bool
) -> Conversation:
    if row is None or not right:
        with database.begin() as tx:
            died = row is not None and _died(tx, row, now)
        if row is None or died or not by_pin:
            raise refused()
        raise PinWrong("The PIN was wrong.", remedy="Try again with the PIN the worker spoke.")
    with database.begin() as tx:
        taken = address_taken(tx, place, row.participant_id)
        if taken is not None:
            _give_back(tx, row.id)
            audit.by_nobody(tx, "invite.claimed", row.participant_id, now, "refused")
            result = None
        else:
            _claim(tx, row.id, now)
            result = arrive(tx, row.participant_id, place, now)
            audit.by_nobody(tx, "invite.claimed", row.participant_id, now)
    if result is None:
        raise taken or refused()
    return result


def _claim(tx: Tx, invite_id: str, now: datetime) -> None:
    done = tx.connection.execute(
        update(InviteRow)
        .where(
            InviteRow.id == invite_id,
            InviteRow.claimed_at.is_(None),
            InviteRow.revoked_at.is_(None),
            InviteRow.dead_at.is_(None),
            InviteRow.expires_at > now,
        )
        .values(claimed_at=now)
    )
    if done.rowcount != 1:
        raise refused()


def _died(tx: Tx, row: AnyRow, now: datetime) -> bool:
    if max(row.pin_tries, row.code_tries) < MOST_TRIES:
        return False
    tx.connection.execute(update(InviteRow).where(InviteRow.id == row.id).values(dead_at=now))
    audit.by_nobody(tx, "invite.died", row.participant_id, now)
    return True


def _give_back(tx: Tx, invite_id: str) -> None:
    tx.connection.execute(
        update(InviteRow).where(InviteRow.id == invite_id).values(pin_tries=0, code_tries=0)
    )


def _end_older(tx: Tx, participant_id: str, now: datetime) -> None:
    tx.connection.execute(
        update(InviteRow)
        .where(
            InviteRow.participant_id == participant_id,
            InviteRow.claimed_at.is_(None),
            InviteRow.revoked_at.is_(None),
        )
        .values(revoked_at=now)
    )


def _end_web_sessions(tx: Tx, participant_id: str) -> None:
    conversation_id = tx.connection.execute(
        select(ConversationRow.id).where(ConversationRow.participant_id == participant_id)
    ).scalar_one_or_none()
    if conversation_id is not None:
        web_sessions.end_all(tx, conversation_id)


def _free_selector(tx: Tx) -> str:
    while True:
        selector = SpokenCode.make().selector
        used = tx.connection.execute(select(func.count()).where(InviteRow.selector == selector)).scalar_one()
        if not used:
            return selector
