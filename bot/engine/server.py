"""Rasa's server on loopback, with our endpoint, store and processor in it."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import time
from typing import Any

import rasa.core.agent
import rasa.core.run
from rasa.core.agent import Agent
from rasa.core.utils import AvailableEndpoints
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from bot.engine import action_endpoint, channel, quiet
from bot.engine.action_endpoint import SignedEndpoint
from bot.engine.processor import WholeTurnProcessor
from bot.engine.settings import EngineSettings, RefusedError
from bot.engine.turns import TurnStore
from bot.signature import Verifier

HOST = "127.0.0.1"


def serve(settings: EngineSettings, began: float) -> None:
    """Serve turns until told to stop. Raises RefusedError when the model does not load."""
    quiet.only(logging.StreamHandler())
    action_endpoint.install()
    listener = _listener(settings.port)
    endpoint = SignedEndpoint(settings.action_port, settings.key)
    agent = load_agent(settings, endpoint)
    app = _app(settings, agent)

    async def ready(app: Sanic, loop: Any) -> None:
        handler = quiet.hush()
        seconds = round(time.monotonic() - began, 1)
        handler.line("ready", port=settings.port, seconds=seconds)
        if settings.parent:
            app.add_task(_end_with(settings.parent, app))

    async def stop(app: Sanic, loop: Any) -> None:
        await endpoint.close()

    app.register_listener(ready, "after_server_start")
    app.register_listener(stop, "after_server_stop")
    app.run(sock=listener, workers=1, debug=False, access_log=False, auto_reload=False, motd=False)


def _listener(port: int) -> socket.socket:
    """Take the port before the model is loaded; nobody is listened to until it is."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # Accepted connections take it over: without it a reply waits 40 ms for an acknowledgement.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        listener.bind((HOST, port))
    except OSError as fault:
        raise RefusedError(f"port {port}: {os.strerror(fault.errno or 0)}") from None
    return listener


def load_agent(settings: EngineSettings, endpoint: SignedEndpoint) -> Agent:
    """Return Rasa's agent with our store, processor and endpoint. Raises RefusedError."""
    rasa.core.agent.MessageProcessor = WholeTurnProcessor
    store = TurnStore(domain=None)
    agent = Agent(tracker_store=store, action_endpoint=endpoint)
    try:
        agent.load_model(settings.model)
    except Exception as fault:  # noqa: BLE001 - whatever is wrong with it, the remedy is the same
        kind = type(fault).__name__
        raise RefusedError(f"the model does not load ({kind}): run ./run setup") from None
    # Rasa wraps a store so that, when it fails, what people say is kept in memory instead. Not here.
    store.domain = agent.domain
    agent.tracker_store = agent.processor.tracker_store = store
    return agent


def _app(settings: EngineSettings, agent: Agent) -> Sanic:
    doors = rasa.core.run.create_http_input_channels(None, str(settings.files / "credentials.yml"))
    for door in doors:
        if not isinstance(door, channel.TurnInput):
            raise RefusedError("credentials.yml opens a door of another kind")
        door.verifier = Verifier(settings.key)
    app = rasa.core.run.configure_app(
        doors, enable_api=False, endpoints=AvailableEndpoints(), port=settings.port
    )
    app.config.REQUEST_MAX_SIZE = channel.MOST_BYTES
    app.ctx.agent = agent

    @app.get("/health")
    async def health(_: Request) -> HTTPResponse:
        return json_response({"ready": agent.is_ready(), "model": agent.model_id})

    return app


async def _end_with(parent: int, app: Sanic) -> None:
    """Stop when the process that started us is gone, however it went."""
    # A stop that comes before the server runs is lost, and the parent may be gone by then.
    await asyncio.sleep(0.5)
    while os.getppid() == parent:  # noqa: ASYNC110 - a parent's end is no event
        await asyncio.sleep(0.5)
    app.stop()
