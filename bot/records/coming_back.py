"""Coming back: six digits that the person chose, and the return code they were given."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise

from sqlalchemy import ColumnElement, func, select, update

from bot.errors import DigitsWeak, InviteRefused
from bot.messages import Channel
from bot.records import audit, conversations
from bot.records.conversations import Conversation, Place
from bot.records.database import AnyRow, Database, Tx
from bot.records.ids import SpokenCode
from bot.records.passwords import matches, slow_hash
from bot.records.scopes import ParticipantScope
from bot.records.tables import ConversationRow

MOST_TRIES = 5
DIGITS = 6


def set_digits(
    database: Database,
    scope: ParticipantScope,
    digits: str,
    now: datetime,  # noqa: ARG001 - every write takes the time, whoever comes to need it
) -> str:
    """Keep the digits that a person chose and return their return code, shown once.

    Chosen again, both are new. Raises DigitsWeak unless they are six digits that are not the first that
    anybody would try; NotFound.
    """
    if not _usable(digits):
        raise DigitsWeak("These digits are too easy to guess.", remedy="Choose six others, not in a row.")
    with database.read() as tx:
        code = _free_code(tx)
        digits_text = tx.keys.pepper("conversation.digits", digits)
        verifier_text = tx.keys.pepper("conversation.code", code.verifier)
    secrets = {"digits_hash": slow_hash(digits_text), "verifier_hash": slow_hash(verifier_text)}
    with database.begin() as tx:
        conversations.get(tx, scope.conversation_id)
        tx.connection.execute(
            update(ConversationRow)
            .where(_is(scope))
            .values(selector=code.selector, digits_tries=0, **secrets)
        )
    return code.text


def check_digits(database: Database, scope: ParticipantScope, digits: str, now: datetime) -> bool:
    """Say whether these are the person's digits. After five wrong ones only a new invite helps."""
    with database.begin() as tx:
        row = _begin_try(tx, _is(scope))
        typed = tx.keys.pepper("conversation.digits", digits.strip()[:16])
    right = matches(row.digits_hash if row else None, typed)
    with database.begin() as tx:
        _end_try(tx, row, now, right=right)
    return right


def unlock_earlier(
    database: Database,
    scope: ParticipantScope,
    digits: str,
    now: datetime,  # noqa: ARG001 - every write takes the time, whoever comes to need it
) -> bool:
    """Say whether these are the digits from before the new invite; then all may be looked at again.

    After five wrong ones it stays closed for good; continuing and sending go on.
    """
    row = ConversationRow
    with database.begin() as tx:
        found = tx.connection.execute(
            update(row)
            .where(_is(scope), row.earlier_tries < MOST_TRIES, row.earlier_before.is_not(None))
            .values(earlier_tries=row.earlier_tries + 1)
            .returning(row.earlier_digits_hash)
        ).one_or_none()
        typed = tx.keys.pepper("conversation.digits", digits.strip()[:16])
    right = matches(found[0] if found else None, typed)
    if right:
        with database.begin() as tx:
            tx.connection.execute(
                update(row)
                .where(_is(scope))
                .values(earlier_before=None, earlier_digits_hash=None, earlier_tries=0)
            )
    return right


def come_back(
    database: Database,
    code: str,
    digits: str,
    *,
    channel: Channel,
    address: str | None,
    now: datetime,
    displacing: str | None = None,
) -> Conversation:
    """Return the conversation of this code and these digits, which lives here from now on.

    Raises InviteRefused whatever is wrong, after the same work; after five wrong tries the code is dead
    until a new invite, and the worker is told. Raises Conflict for a taken chat.
    """
    typed = SpokenCode.parse(code)
    with database.begin() as tx:
        person = ConversationRow.__table__.c.participant_id
        allowed = conversations.may_live(channel, person)
        row = _begin_try(tx, (ConversationRow.selector == typed.selector) & allowed)
        verifier = tx.keys.pepper("conversation.code", typed.verifier)
        six = tx.keys.pepper("conversation.digits", digits.strip()[:16])
    # Both are always checked: which of the two was wrong must not show in the time.
    known = matches(row.verifier_hash if row else None, verifier)
    right = matches(row.digits_hash if row else None, six) and known
    with database.begin() as tx:
        _end_try(tx, row, now, right=right)
    if row is None or not right:
        raise InviteRefused(
            "A code was refused.", remedy="Check code and digits, or ask the worker for a new invite."
        )
    with database.begin() as tx:
        return conversations.move(tx, row.id, Place(channel, address, displacing), now)


def _is(scope: ParticipantScope) -> ColumnElement[bool]:
    return (ConversationRow.id == scope.conversation_id) & (
        ConversationRow.participant_id == scope.participant_id
    )


def _begin_try(tx: Tx, which: ColumnElement[bool]) -> AnyRow | None:
    """Count a try before it is checked, so that tries made at once count too."""
    row = ConversationRow
    return tx.connection.execute(
        update(row)
        .where(which, row.dead_at.is_(None), row.digits_tries < MOST_TRIES)
        .values(digits_tries=row.digits_tries + 1)
        .returning(row.id, row.participant_id, row.digits_hash, row.verifier_hash, row.digits_tries)
    ).one_or_none()


def _end_try(tx: Tx, row: AnyRow | None, now: datetime, *, right: bool) -> None:
    """Forget the failures after a success; after the fifth, let the code die and the worker see it."""
    if row is None:
        return
    here = update(ConversationRow).where(ConversationRow.id == row.id, ConversationRow.dead_at.is_(None))
    if right:
        tx.connection.execute(here.values(digits_tries=0))
    elif row.digits_tries >= MOST_TRIES and tx.connection.execute(here.values(dead_at=now)).rowcount:
        audit.by_nobody(tx, "return_code.died", row.participant_id, now)


def _usable(digits: str) -> bool:
    if not (digits.isascii() and digits.isdigit() and len(digits) == DIGITS):
        return False
    steps = {int(b) - int(a) for a, b in pairwise(digits)}
    return not (len(steps) == 1 and steps <= {-1, 0, 1})


def _free_code(tx: Tx) -> SpokenCode:
    while True:
        code = SpokenCode.make()
        used = tx.connection.execute(
            select(func.count()).where(ConversationRow.selector == code.selector)
        ).scalar_one()
        if not used:
            return code
