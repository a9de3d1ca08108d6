"""What every connection to us has, whichever app it is for."""

from __future__ import annotations

import socket

from bot.conversation.engine_process import free_port
from bot.serving import _listen


def test_a_connection_sends_its_answer_at_once() -> None:
    with _listen(free_port()) as listener, socket.create_connection(listener.getsockname()):
        accepted, _ = listener.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_we_listen_on_loopback_only() -> None:
    with _listen(free_port()) as listener:
        assert listener.getsockname()[0] == "127.0.0.1"
