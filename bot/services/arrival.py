"""Ways in and back: by link and PIN, by the spoken code, by return code and digits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.messages import Channel
from bot.records import coming_back, conversations, invites
from bot.records.conversations import Conversation
from bot.records.database import Database


@dataclass(frozen=True, slots=True)
class Claimed:
    """Whose conversation opened. `public_id` is its address on the web and in the terminal."""

    conversation_id: str
    public_id: str
    digits_set: bool


@dataclass(frozen=True, slots=True)
class Arrival:
    """All of it blocks (argon2 and the database): run it in a thread.

    Every refusal is InviteRefused and tells nothing apart, except PinWrong while tries are left.
    `address` is the chat on Telegram, None elsewhere. Conflict: another person's conversation lives in
    that chat, and its digits were not given as `displacing`.
    """

    database: Database

    def claim_link(
        self,
        token: str,
        pin: str,
        *,
        channel: Channel,
        address: str | None,
        now: datetime,
        displacing: str | None = None,
    ) -> Claimed:
        """Claim an invite by its link and the PIN that the worker said."""
        return _claimed(
            invites.claim_link(
                self.database,
                token,
                pin=pin,
                channel=channel,
                address=address,
                now=now,
                displacing=displacing,
            )
        )

    def claim_spoken(
        self,
        code: str,
        *,
        channel: Channel,
        address: str | None,
        now: datetime,
        displacing: str | None = None,
    ) -> Claimed:
        """Claim an invite by the code that the worker said."""
        return _claimed(
            invites.claim_code(
                self.database, code, channel=channel, address=address, now=now, displacing=displacing
            )
        )

    def choose_digits(self, conversation_id: str, digits: str, *, now: datetime) -> str:
        """Keep the six digits and return the return code, shown once. Raises DigitsWeak, NotFound."""
        with self.database.read() as tx:
            scope = conversations.get(tx, conversation_id).scope
        return coming_back.set_digits(self.database, scope, digits, now)

    def come_back(
        self,
        code: str,
        digits: str,
        *,
        channel: Channel,
        address: str | None,
        now: datetime,
        displacing: str | None = None,
    ) -> Claimed:
        """Come back to a conversation; it lives here from now on."""
        return _claimed(
            coming_back.come_back(
                self.database,
                code,
                digits,
                channel=channel,
                address=address,
                now=now,
                displacing=displacing,
            )
        )

    def show_earlier(self, conversation_id: str, digits: str, *, now: datetime) -> bool:
        """Say whether these are the digits from before a new invite; then what was kept then may be shown."""
        with self.database.read() as tx:
            scope = conversations.get(tx, conversation_id).scope
        return coming_back.unlock_earlier(self.database, scope, digits, now)

    def living_in(self, channel: Channel, address: str) -> Conversation | None:
        """Return the conversation that lives in a chat, None where nobody has come in."""
        with self.database.read() as tx:
            return conversations.by_address(tx, channel, address)

    def are_their_digits(self, conversation_id: str, digits: str, *, now: datetime) -> bool:
        """Say whether these are the digits of a conversation's person. Five wrong ones end its code."""
        with self.database.read() as tx:
            scope = conversations.get(tx, conversation_id).scope
        return coming_back.check_digits(self.database, scope, digits, now)


def _claimed(conversation: Conversation) -> Claimed:
    return Claimed(conversation.id, conversation.public_id, conversation.digits_set)
