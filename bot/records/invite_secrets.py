"""What an invite is proved with: made and hashed before any transaction, because hashing is slow."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from bot.errors import InviteRefused
from bot.records.database import Database, Tx
from bot.records.ids import SpokenCode, new_id
from bot.records.passwords import slow_hash

PIN_DIGITS = range(4, 7)


@dataclass(frozen=True, slots=True)
class InviteSecrets:
    """Plain for the worker to hand over, hashed to keep. The code's selector is found at the issue."""

    token: str = field(repr=False)
    pin: str = field(repr=False)
    verifier: str = field(repr=False)
    pin_hash: str = field(repr=False)
    verifier_hash: str = field(repr=False)


def prepare(database: Database, pin: str | None) -> InviteSecrets:
    """Make the secrets of one invite, outside any transaction (about half a second).

    `pin` is four to six digits, None for six random ones. Raises InviteRefused for any other.
    """
    with database.read() as tx:
        peppers = _peppered(tx, usable_pin(pin))
    return _hashed(*peppers)


def prepare_within(tx: Tx, pin: str | None) -> InviteSecrets:
    """As `prepare`, where a transaction is open already and nobody waits for it."""
    return _hashed(*_peppered(tx, usable_pin(pin)))


def usable_pin(pin: str | None) -> str:
    if pin is None:
        return "".join(secrets.choice("0123456789") for _ in range(PIN_DIGITS[-1]))
    if not (pin.isascii() and pin.isdigit() and len(pin) in PIN_DIGITS):
        raise InviteRefused("That is not a usable PIN.", remedy="Choose four to six digits.")
    return pin


def _peppered(tx: Tx, pin: str) -> tuple[str, str, str, str]:
    verifier = SpokenCode.make().verifier
    return (
        pin,
        verifier,
        tx.keys.pepper("invite.pin", pin),
        tx.keys.pepper("invite.code", verifier),
    )


def _hashed(pin: str, verifier: str, peppered_pin: str, peppered_verifier: str) -> InviteSecrets:
    return InviteSecrets(new_id(), pin, verifier, slow_hash(peppered_pin), slow_hash(peppered_verifier))
