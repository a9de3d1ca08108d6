"""What notices to staff need of a mail server, and of an address that is called."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class Mail(Protocol):
    def send(self, to: Sequence[str], subject: str, text: str) -> None:
        """Send one message. Blocks. Raises DeliveryFailed."""


class Hook(Protocol):
    def call(self, text: str) -> None:
        """Hand one line over. Blocks. Raises DeliveryFailed."""
