"""What notices to staff need of a mail server."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class Mail(Protocol):
    def send(self, to: Sequence[str], subject: str, text: str) -> None:
        """Send one message. Blocks. Raises DeliveryFailed."""
