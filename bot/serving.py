"""Serving an app on a port inside a running loop, stopped by whoever started it."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator

import uvicorn
from starlette.types import ASGIApp

from bot.errors import SettingsRefused

STOP_WITHIN = 8


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
        h11_max_incomplete_event_size=32 * 1024,
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
