"""Notices by e-mail, against a real SMTP server on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from bot.channels.notice_mail import MailServer
from bot.conversation.engine_process import free_port
from bot.errors import DeliveryFailed, SettingsRefused


class Mailbox:
    """Takes mail for everyone but one address."""

    def __init__(self) -> None:
        self.taken: list[tuple[list[str], str]] = []

    async def handle_RCPT(self, _s: Any, _e: Any, envelope: Any, address: str, _o: Any) -> str:  # noqa: N802
        if address.startswith("nobody@"):
            return "550 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _s: Any, _e: Any, envelope: Any) -> str:  # noqa: N802
        self.taken.append((envelope.rcpt_tos, envelope.content.decode()))
        return "250 OK"


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, int]]:
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield box, controller.port
    controller.stop()


def test_a_notice_reaches_everyone_it_is_for(mailbox: tuple[Mailbox, int]) -> None:
    box, port = mailbox
    server = MailServer.from_url(f"smtp://127.0.0.1:{port}", "beforehand@council.example")
    server.send(["a@council.example", "b@council.example"], "Beforehand", "Please sign in.")
    ((to, text),) = box.taken
    assert to == ["a@council.example", "b@council.example"]
    assert "Please sign in." in text


def test_a_refused_address_is_a_failure_and_not_a_success(mailbox: tuple[Mailbox, int]) -> None:
    _, port = mailbox
    server = MailServer.from_url(f"smtp://127.0.0.1:{port}", "beforehand@council.example")
    with pytest.raises(DeliveryFailed):
        server.send(["a@council.example", "nobody@council.example"], "Beforehand", "Please sign in.")


def test_a_server_that_is_away_is_a_failure() -> None:
    server = MailServer.from_url("smtp://127.0.0.1:1", "beforehand@council.example")
    with pytest.raises(DeliveryFailed):
        server.send(["a@council.example"], "Beforehand", "Please sign in.")


@pytest.mark.parametrize("url", ["", "http://mail.example", "smtp://", "mail.example:25"])
def test_an_address_of_another_kind_is_refused_without_being_repeated(url: str) -> None:
    with pytest.raises(SettingsRefused) as refused:
        MailServer.from_url(url, "beforehand@council.example")
    assert "mail.example" not in str(refused.value)
