"""What the engine's door lets in: only core, only now, only once, and only a turn (A-10, I-02, I-07)."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from bot.signature import sign
from tests.engine.engine_process import Engine
from tests.engine.guide_actions import ActionServer

TURN = {"turn": "t1", "language": "en", "state": None, "intent": "begin"}
BODY = json.dumps(TURN).encode()


def refused(engine: Engine, actions: ActionServer, header: str | None, body: bytes = BODY) -> None:
    assert engine.post(body, header) == (401, b"")
    assert actions.calls == []


def test_no_signature(engine: Engine, actions: ActionServer) -> None:
    refused(engine, actions, None)


@pytest.mark.parametrize("header", ["", "t=,n=,v=", "nonsense", "t=1,n=2,v=3", "v=ż,t=1,n=é"])
def test_not_a_signature(engine: Engine, actions: ActionServer, header: str) -> None:
    refused(engine, actions, header.encode().decode("latin-1"))


def test_another_key(engine: Engine, actions: ActionServer) -> None:
    refused(engine, actions, sign(b"x" * 32, BODY, time.time()))


def test_another_body(engine: Engine, actions: ActionServer) -> None:
    refused(engine, actions, sign(engine.key, BODY + b" ", time.time()))


@pytest.mark.parametrize("seconds", [-32, 32, -86400])
def test_another_time(engine: Engine, actions: ActionServer, seconds: int) -> None:
    refused(engine, actions, sign(engine.key, BODY, time.time() + seconds))


def test_a_second_time(engine: Engine, actions: ActionServer) -> None:
    header = sign(engine.key, BODY, time.time())
    assert engine.post(BODY, header)[0] == 200
    actions.calls.clear()
    refused(engine, actions, header)


@pytest.mark.parametrize(
    "change",
    [
        {"intent": None},
        {"text": "both"},
        {"intent": 3},
        {"turn": ""},
        {"turn": None},
        {"language": None},
        {"state": []},
        {"state": {}},
        {"state": {"slots": None, "active_loop": None}},
        {"state": {"slots": {"guide": ["x"]}, "active_loop": None}},
        {"state": {"slots": {"guide": "x" * 201}, "active_loop": None}},
        {"state": {"slots": {}, "active_loop": "other_form"}},
        {"slots": ["x"]},
        {"slots": {"guide": 4}},
        {"more": 1},
        {"intent": "no_such_intent"},
        {"intent": "restart"},
    ],
)
def test_what_is_not_a_turn(engine: Engine, actions: ActionServer, change: dict[str, Any]) -> None:
    status, answer = engine.ask(**TURN | change)
    assert status == 400
    assert set(answer) == {"error"}
    assert actions.calls == []


@pytest.mark.parametrize(
    "body", [b"", b"null", b"[]", b"3", b"{", b"\xff\xfe{}", b"[" * 10_000 + b"]" * 10_000]
)
def test_what_is_not_json_or_no_object(engine: Engine, actions: ActionServer, body: bytes) -> None:
    status, answer = engine.post(body, sign(engine.key, body, time.time()))
    assert status == 400
    assert json.loads(answer)["error"] in ("json", "shape")
    assert actions.calls == []


def test_a_body_over_the_limit(engine: Engine, actions: ActionServer) -> None:
    body = json.dumps({**TURN, "intent": None, "text": "x" * 70_000}).encode()
    status, _ = engine.post(body, sign(engine.key, body, time.time()))
    assert status == 413
    assert actions.calls == []


@pytest.mark.parametrize(
    "path",
    ["/status", "/domain", "/conversations/t1/tracker", "/model/parse", "/webhooks/rest/webhook"],
)
def test_rasas_own_api_is_not_there(engine: Engine, path: str) -> None:
    assert engine.get(path)[0] == 404


def test_health_needs_no_key_and_says_little(engine: Engine) -> None:
    status, body = engine.get("/health")
    assert status == 200
    assert set(json.loads(body)) == {"ready", "model"}
