"""What a channel asks of the conversation, and nothing more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.language.catalogues import Catalogues
from bot.messages import Channel, Inbound, Reply


class Accepted(Protocol):
    """A committed message. `is_new` is False for a repeat."""

    @property
    def id(self) -> str: ...
    @property
    def is_new(self) -> bool: ...


class Intake(Protocol):
    """The one way in: what it returns is kept."""

    async def accept(self, inbound: Inbound) -> Accepted:
        """Screen and commit one message. Raises ChannelRefused."""
        ...


class Words(Protocol):
    """Strings of the web pages and names of buttons, in a language."""

    def page_text(self, item_id: str, language: str, **args: str) -> str:
        """One string of a web page. Raises ContentRefused or WordingMissing."""
        ...

    def label(self, full: str, language: str) -> str:
        """The words on a button, by its full id such as `control:skip`."""
        ...


class Claimed(Protocol):
    """An invite that was just claimed, or a conversation somebody came back to."""

    @property
    def conversation_id(self) -> str: ...
    @property
    def public_id(self) -> str: ...
    @property
    def digits_set(self) -> bool: ...


class Arrival(Protocol):
    """Ways in and back. All are blocking; every refusal is InviteRefused and tells nothing apart."""

    def claim_link(
        self, token: str, pin: str, *, channel: Channel, address: str | None, now: datetime
    ) -> Claimed: ...
    def claim_spoken(self, code: str, *, channel: Channel, address: str | None, now: datetime) -> Claimed: ...
    def choose_digits(self, conversation_id: str, digits: str, *, now: datetime) -> str:
        """Keep the six digits and return the return code, which is shown once."""
        ...

    def come_back(
        self, code: str, digits: str, *, channel: Channel, address: str | None, now: datetime
    ) -> Claimed: ...

    def show_earlier(self, conversation_id: str, digits: str, *, now: datetime) -> bool:
        """Whether these are the digits from before a new invite; then what was kept then may be shown."""
        ...


class Core(Protocol):
    """The conversation as a channel sees it."""

    @property
    def intake(self) -> Intake: ...
    @property
    def words(self) -> Words: ...
    @property
    def arrival(self) -> Arrival: ...
    @property
    def catalogues(self) -> Catalogues: ...
    @property
    def first_languages(self) -> Sequence[str]:
        """The languages that a council of this install gives equal weight; () where none does."""
        ...

    async def takes_voice(self, conversation_id: str, question: str | None = None) -> bool:
        """Whether somebody's council takes voice notes; of a question, whether words answer it as well."""
        ...

    async def answered(self, accepted: Accepted, timeout: float) -> bool:  # noqa: ASYNC109 - plain for channels
        """Wait until the message is answered; False when that takes longer than `timeout` seconds."""
        ...

    async def page(self, conversation_id: str) -> Sequence[Reply]:
        """What this sitting was told, newest last; a person's own message is the item KEPT, wordless."""
        ...

    async def told(self, conversation_id: str) -> Sequence[Reply]:
        """The same as far as a page has shown it, without answers read back; nothing changes by it."""
        ...
