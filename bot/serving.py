"""Serving an app on a port inside a running loop, stopped by whoever started it."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from bot.errors import SettingsRefused

STOP_WITHIN = 8
WHOLE_WITHIN = 8.0
LARGEST_HEAD = 32 * 1024


class WholeInTime(HttpToolsProtocol):
    """Closes a connection whose request is not whole in time, be it head or body, or whose head is too long.

    The proxy waits for slow phones and hands on whole requests; who is slow here is so on purpose.
    """

    _deadline: asyncio.TimerHandle | None = None
    _is_whole = False
    # How much has come of a head that has not ended, or None outside of heads. The parser sets no limit.
    _head: int | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn's own
        super().connection_made(transport)
        self._wait()

    def on_message_begin(self) -> None:
        self._head = 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._head = None
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._is_whole = True
        super().on_message_complete()

    def data_received(self, data: bytes) -> None:
        self._is_whole = False
        super().data_received(data)
        if self._head is not None:
            self._head += len(data)
            if self._head > LARGEST_HEAD:
                self.send_400_response("The head of this request is too long.")
        if self._is_whole:
            self._stop_waiting()
        else:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def _wait(self) -> None:
        if self._deadline is None:
            self._deadline = self.loop.call_later(WHOLE_WITHIN, self.transport.abort)

    def _stop_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


class _Server(uvicorn.Server):
    """Leaves signals to the process: with several servers in a loop the last would take them all."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@contextlib.asynccontextmanager
async def serving(app: ASGIApp, port: int, *, proxy: str | None = None) -> AsyncIterator[None]:
    """Serve on loopback until the block ends; requests in flight are finished first.

    Raises SettingsRefused when the port is taken.
    """
    listener = _listen(port)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=proxy is not None,
        forwarded_allow_ips=proxy,
        timeout_graceful_shutdown=STOP_WITHIN,
        timeout_keep_alive=5,
        http=WholeInTime,
        ws="none",
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    while not server.started and not task.done():  # noqa: ASYNC110 - uvicorn has no event to wait for
        await asyncio.sleep(0.01)
    try:
        yield
    finally:
        server.should_exit = True
        await task


def _listen(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # asyncio sets this only where a socket names its protocol. Accepted connections take it over; without it
    # every answer waits 40 ms for an acknowledgement.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        listener.bind(("127.0.0.1", port))
    except OSError:
        listener.close()
        raise SettingsRefused(
            f"Port {port} is in use.", remedy="Stop the other process, or set another port."
        ) from None
    listener.listen(128)
    return listener
