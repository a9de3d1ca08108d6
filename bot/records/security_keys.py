"""Security keys (WebAuthn) in the place of the one-time code: each answer is accepted once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, insert, select, update
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from bot.errors import Conflict, SignInRefused
from bot.records import audit
from bot.records.access import nothing
from bot.records.database import AnyRow, Tx
from bot.records.ids import new_id
from bot.records.scopes import WorkerScope
from bot.records.tables import SecurityKeyRow, UsedChallengeRow
from bot.records.upserts import insert_new

NAME_LENGTH = 40
MOST_KEYS = 5
LONGEST_ANSWER = 8 * 1024
# Longer than any challenge is taken, so that none is forgotten while it could be given again.
CHALLENGES_KEPT = timedelta(days=1)
_PRODUCT = "Beforehand"


@dataclass(frozen=True, slots=True)
class Site:
    """Whom a key is asked by: its name, and the origin that the browser has to have been at."""

    name: str
    origin: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the browser sent back from a key, to the challenge that it was given."""

    site: Site
    challenge: bytes = field(repr=False)
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SecurityKey:
    """One key of a list of them. `name` is what its owner calls it."""

    id: str
    name: str
    added_at: datetime
    used_at: datetime | None


def asking_to_add(tx: Tx, scope: WorkerScope, site: Site, email: str, challenge: bytes) -> str:
    """What the browser is given to make a key with, as JSON."""
    return options_to_json(
        generate_registration_options(
            rp_id=site.name,
            rp_name=_PRODUCT,
            user_id=scope.staff_id.encode(),
            user_name=email,
            challenge=challenge,
            # The key has to know whose it is: at sign-in nobody is told which accounts have one.
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED,
                user_verification=UserVerificationRequirement.PREFERRED,
            ),
            exclude_credentials=[PublicKeyCredentialDescriptor(row.credential) for row in _rows(tx, scope)],
        )
    )


def asking_to_sign_in(site: Site, challenge: bytes) -> str:
    """What the browser is given to sign in with, as JSON: the same for whoever comes."""
    return options_to_json(generate_authentication_options(rp_id=site.name, challenge=challenge))


def add(tx: Tx, scope: WorkerScope, answer: Answer, name: str, now: datetime) -> None:
    """Keep a key for whoever asks. Raises SignInRefused for an answer that does not fit, Conflict."""
    try:
        made = verify_registration_response(
            credential=answer.text[:LONGEST_ANSWER],
            expected_challenge=answer.challenge,
            expected_rp_id=answer.site.name,
            expected_origin=answer.site.origin,
        )
    except _UNFIT:
        raise unfit() from None
    if len(_rows(tx, scope)) >= MOST_KEYS or not _first_use(tx, answer.challenge, now):
        raise unfit()
    key_id = new_id()
    known = select(SecurityKeyRow.id).where(SecurityKeyRow.credential_hash == _hash(made.credential_id))
    if tx.connection.execute(known).first() is not None:
        raise Conflict("That key is somebody's already.", remedy="Use another, or remove it there first.")
    tx.connection.execute(
        insert(SecurityKeyRow).values(
            id=key_id,
            staff_id=scope.staff_id,
            credential_hash=_hash(made.credential_id),
            credential=made.credential_id,
            public_key=made.credential_public_key,
            sign_count=made.sign_count,
            name_box=tx.keys.encrypt_text("security_key.name", key_id, name),
            added_at=now,
        )
    )
    audit.by_worker(tx, scope, "staff.key_added", scope.staff_id, now)


def mine(tx: Tx, scope: WorkerScope) -> list[SecurityKey]:
    """Return the keys of whoever asks, oldest first."""
    return [
        SecurityKey(
            row.id,
            tx.keys.decrypt_text("security_key.name", row.id, row.name_box),
            row.added_at,
            row.used_at,
        )
        for row in _rows(tx, scope)
    ]


def remove(tx: Tx, scope: WorkerScope, key_id: str, now: datetime) -> None:
    """Take one of one's own keys away. Raises NotFound, also for somebody else's."""
    gone = tx.connection.execute(
        delete(SecurityKeyRow).where(SecurityKeyRow.id == key_id, SecurityKeyRow.staff_id == scope.staff_id)
    )
    if gone.rowcount != 1:
        raise nothing()
    audit.by_worker(tx, scope, "staff.key_removed", scope.staff_id, now)


def remove_all(tx: Tx, staff_id: str) -> None:
    """Take every key of somebody away, whose whole sign-in begins anew."""
    tx.connection.execute(delete(SecurityKeyRow).where(SecurityKeyRow.staff_id == staff_id))


def fits(tx: Tx, staff_id: str, answer: Answer, now: datetime) -> bool:
    """Whether a key of this person answered this challenge, here and for the first time.

    Counter and challenge are used up in the caller's transaction: it has to commit whatever follows.
    """
    try:
        said = parse_authentication_credential_json(answer.text[:LONGEST_ANSWER])
        row = tx.connection.execute(
            select(SecurityKeyRow.__table__).where(
                SecurityKeyRow.credential_hash == _hash(said.raw_id), SecurityKeyRow.staff_id == staff_id
            )
        ).one_or_none()
        if row is None:
            return False
        proved = verify_authentication_response(
            credential=said,
            expected_challenge=answer.challenge,
            expected_rp_id=answer.site.name,
            expected_origin=answer.site.origin,
            credential_public_key=row.public_key,
            credential_current_sign_count=row.sign_count,
        )
    except _UNFIT:
        return False
    if not _first_use(tx, answer.challenge, now):
        return False
    counted = tx.connection.execute(
        update(SecurityKeyRow)
        .where(SecurityKeyRow.id == row.id, SecurityKeyRow.sign_count == row.sign_count)
        .values(sign_count=proved.new_sign_count, used_at=now)
    )
    return counted.rowcount == 1


def forget_challenges(tx: Tx, now: datetime) -> int:
    """Let go of used challenges that are too old to be given again; return how many."""
    old = UsedChallengeRow.used_at <= now - CHALLENGES_KEPT
    return tx.connection.execute(delete(UsedChallengeRow).where(old)).rowcount


def unfit() -> SignInRefused:
    return SignInRefused(
        "The security key's answer does not fit.", remedy="Load the page again and try again."
    )


# What the library raises for an answer of another form is not all its own: a browser sends what it likes.
_UNFIT = (WebAuthnException, ValueError, TypeError, LookupError, AttributeError, RecursionError)


def _first_use(tx: Tx, challenge: bytes, now: datetime) -> bool:
    row = {"challenge_hash": _hash(challenge), "used_at": now}
    return insert_new(tx, UsedChallengeRow, row, ("challenge_hash",))


def _rows(tx: Tx, scope: WorkerScope) -> list[AnyRow]:
    return list(
        tx.connection.execute(
            select(SecurityKeyRow.__table__)
            .where(SecurityKeyRow.staff_id == scope.staff_id)
            .order_by(SecurityKeyRow.added_at, SecurityKeyRow.id)
        )
    )


def _hash(text: bytes) -> bytes:
    return sha256(text).digest()
