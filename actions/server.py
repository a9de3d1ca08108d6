"""The action endpoint, served by core on loopback: rasa_sdk's own executor behind one signed route."""

from __future__ import annotations

import json
import logging
import time
from http import HTTPStatus

from rasa_sdk.executor import ActionExecutor
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.errors import BeforehandError
from bot.signature import Verifier

log = logging.getLogger(__name__)
MOST_BYTES = 1024 * 1024


def create_app(key: bytes) -> Starlette:
    """Return the app. Its one route answers rasa_sdk's protocol; 401 when the signature does not hold."""
    executor = ActionExecutor()
    executor.register_package("actions")
    verifier = Verifier(key)

    async def webhook(request: Request) -> Response:
        try:
            body = await request.body()
        except ClientDisconnect:  # the engine died while it asked: its turn is done again
            return Response(status_code=HTTPStatus.BAD_REQUEST)
        header = request.headers.get("X-Beforehand-Signature", "")
        if len(body) > MOST_BYTES or not verifier.check(header, body, time.time()):
            return Response(status_code=HTTPStatus.UNAUTHORIZED)
        # The engine leaves the domain out (enable_selective_domain): no action of ours reads it.
        call = {"domain": {"config": {}}, **json.loads(body)}
        try:
            result = await executor.run(call)
        except BeforehandError as refused:
            log.warning("action refused", extra={"code": refused.code})
            return JSONResponse({"error": refused.code}, status_code=HTTPStatus.CONFLICT)
        except Exception as fault:  # noqa: BLE001 - whatever it is, the engine gets a code, never the words
            log.warning("action failed", extra={"code": "B421", "type": type(fault).__name__})
            return JSONResponse({"error": "B421"}, status_code=HTTPStatus.INTERNAL_SERVER_ERROR)
        return JSONResponse(result.model_dump() if result else {"events": [], "responses": []})

    return Starlette(routes=[Route("/webhook", webhook, methods=["POST"])])
