"""Half a turn is no turn: whatever goes wrong at the actions, core hears a code and never words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.engine.engine_process import Engine, free_port
from tests.engine.guide_actions import ActionServer, said, slot

BEGUN = {
    "slots": {"guide": "g.test", "question": "q.one", "requested_slot": "answer"},
    "active_loop": "guide_form",
}
WORDS = "canary-5512 he hid the keys from us again"


def body(*responses: dict[str, Any], events: tuple[dict[str, Any], ...] = ()) -> bytes:
    return json.dumps({"events": list(events), "responses": list(responses)}).encode()


@pytest.mark.parametrize(
    ("status", "answer", "code"),
    [
        (500, b'{"error": "B421"}', "action_failed"),
        (409, b'{"error": "B420"}', "action_failed"),
        (400, b'{"action_name": "validate_guide_form", "error": "no"}', "action_failed"),
        (200, b"not json " + WORDS.encode(), "action_failed"),
        (200, b"[]", "action_failed"),
        (200, b'{"events": [{"event": "unheard of"}], "responses": []}', "action_failed"),
        (200, b'{"events": {}, "responses": []}', "action_failed"),
    ],
)
@pytest.mark.parametrize("action", ["validate_guide_form", "action_ask_answer"])
def test_an_action_that_fails_fails_the_turn(
    engine: Engine, actions: ActionServer, action: str, status: int, answer: bytes, code: str
) -> None:
    actions.instead[action] = (status, answer)
    got, reply = engine.ask(state=BEGUN, text=WORDS)
    assert (got, reply) == (502, {"error": code})
    actions.instead.clear()
    assert engine.ask(state=BEGUN, text=WORDS)[0] == 200


def test_nothing_follows_a_failed_action(engine: Engine, actions: ActionServer) -> None:
    actions.instead["action_who_sees"] = (500, b"{}")
    assert engine.ask(state=BEGUN, intent="who_sees")[0] == 502
    called = [json.loads(call)["next_action"] for _, call in actions.calls]
    assert called[-1] == "action_who_sees"


def test_no_reply_is_a_fault(engine: Engine, actions: ActionServer) -> None:
    actions.instead["action_ask_answer"] = (200, body())
    assert engine.ask(state=BEGUN, intent="skip") == (502, {"error": "no_reply"})


@pytest.mark.parametrize(
    "response", [{"text": "made up words"}, {"custom": {"text": "x"}}, {"custom": {"content": 4}}]
)
def test_what_is_no_content_item_is_never_said(
    engine: Engine, actions: ActionServer, response: dict[str, Any]
) -> None:
    actions.instead["action_ask_answer"] = (200, body(response))
    assert engine.ask(state=BEGUN, intent="skip") == (502, {"error": "not_content"})


def test_a_guide_that_turns_in_circles_is_a_fault(engine: Engine, actions: ActionServer) -> None:
    again = {"event": "followup", "name": "action_repeat", "timestamp": None}
    actions.instead["action_repeat"] = (200, body(said("x"), events=(again,)))
    assert engine.ask(state=BEGUN, intent="repeat") == (502, {"error": "not_finished"})


def test_actions_that_are_not_there(key: bytes, folder: Path) -> None:
    alone = Engine(folder, key, free_port())
    try:
        assert alone.ask(state=BEGUN, text=WORDS) == (502, {"error": "action_failed"})
        assert "canary" not in alone.output.read_text()
    finally:
        alone.close()


def test_actions_signed_with_another_key_are_called_in_vain(folder: Path) -> None:
    server = ActionServer(b"k" * 32)
    alone = Engine(folder, b"q" * 32, server.port)
    try:
        assert alone.ask(state=BEGUN, text=WORDS) == (502, {"error": "action_failed"})
        assert len(server.calls) == 1
    finally:
        alone.close()
        server.close()


def test_slots_come_back_as_the_actions_set_them(engine: Engine, actions: ActionServer) -> None:
    actions.instead["action_repeat"] = (200, body(said("x"), events=(slot("mode", "add"),)))
    status, reply = engine.ask(state=BEGUN, intent="repeat")
    assert status == 200
    assert reply["state"]["slots"]["mode"] == "add"
