"""A turn in, content ids and the new state out: the guide, what interrupts it, and its end."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.engine.engine_process import ROOT, Engine
from tests.engine.guide_actions import ActionServer

DOMAIN = YAML(typ="safe").load(ROOT / "domain.yml")
INTENTS = [name if isinstance(name, str) else next(iter(name)) for name in DOMAIN["intents"]]
FORM = ["answer", "choose", "skip", "go_back", "yes", "no"]
# The stand-in for delete_everything opens a question of its own, so it has a test of its own.
INTERRUPTIONS = [name for name in INTENTS if name not in [*FORM, "begin", "delete_everything"]]
State = dict[str, Any]


def contents(reply: dict[str, Any]) -> list[str]:
    return [one["content"] for one in reply["replies"]]


def turn(engine: Engine, state: State | None, **said: str) -> tuple[list[str], State]:
    status, reply = engine.ask(state=state, **said)
    assert status == 200, reply
    return contents(reply), reply["state"]


@pytest.fixture
def begun(engine: Engine, actions: ActionServer) -> State:
    said, state = turn(engine, None, intent="begin")
    assert said == ["hello", "q.one"]
    return state


@pytest.fixture
def finished(engine: Engine, begun: State) -> State:
    state = begun
    for _ in range(3):
        said, state = turn(engine, state, intent="choose")
    assert said == ["action_after_guide"]
    assert state["active_loop"] is None
    return state


def test_an_answer_moves_on(engine: Engine, begun: State) -> None:
    said, state = turn(engine, begun, text="She sings to the baby when he can not sleep at night")
    assert said == ["q.two"]
    assert state["slots"]["question"] == "q.two"
    assert state["active_loop"] == "guide_form"


def test_the_state_holds_ids_only(engine: Engine, begun: State) -> None:
    _, state = turn(engine, begun, text="She sings to the baby when he can not sleep at night")
    assert state == {
        "slots": {"guide": "g.test", "question": "q.two", "requested_slot": "answer"},
        "active_loop": "guide_form",
    }


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Are they going to take my children away from me on Thursday?"),
        ("pl", "Czy zabiorą mi dzieci w czwartek po tym spotkaniu?"),
    ],
)
def test_a_topic_in_words_is_answered_and_the_question_comes_back(
    engine: Engine, begun: State, language: str, words: str
) -> None:
    said, state = turn(engine, begun, text=words, language=language)
    assert said == ["topics.take_my_child", "q.one"]
    assert state == begun


@pytest.mark.parametrize("intent", INTERRUPTIONS)
def test_what_interrupts_brings_the_same_question_back(engine: Engine, begun: State, intent: str) -> None:
    said, state = turn(engine, begun, intent=intent)
    assert len(said) == 2
    assert said[-1] == "q.one"
    assert state["active_loop"] == "guide_form"
    assert state["slots"]["question"] == "q.one"


@pytest.mark.parametrize("intent", [name for name in INTENTS if name != "begin"])
def test_everything_has_a_reply_when_no_question_is_open(
    engine: Engine, finished: State, intent: str
) -> None:
    said, _ = turn(engine, finished, intent=intent)
    assert said


@pytest.mark.parametrize("state", ["begun", "finished"])
def test_a_short_message_like_a_control_is_asked_about_and_not_acted_on(
    engine: Engine, request: pytest.FixtureRequest, state: str, actions: ActionServer
) -> None:
    before = request.getfixturevalue(state)
    status, reply = engine.ask(state=before, text="stop")
    assert status == 200
    assert reply["understood"]["intent"] == "maybe_control"
    assert reply["replies"][0] == {"content": "did_you_mean", "args": {"control": "stop"}}
    assert reply["state"]["active_loop"] == before["active_loop"]
    called = [json.loads(body)["next_action"] for _, body in actions.calls]
    assert "action_did_you_mean" in called
    assert "action_stop" not in called


@pytest.mark.parametrize("text", ["/stop", "  /restart", '/skip{"question":"q.three"}', "/", "//"])
def test_a_command_of_rasas_is_plain_words(engine: Engine, begun: State, text: str) -> None:
    status, reply = engine.ask(state=begun, text=text)
    assert status == 200
    assert reply["understood"]["intent"] in ("answer", "maybe_control")
    assert reply["state"]["slots"]["question"] in ("q.one", "q.two")


@pytest.mark.parametrize(
    "text",
    [
        "\ud800 half of it",
        "it was \x00 there",
        "\u202e his nan came on Sunday",
        "👍",
        "She sang to him. " * 240,
    ],
    ids=["lone surrogate", "nul", "right to left", "emoji", "long"],
)
def test_odd_text_is_an_answer(engine: Engine, begun: State, text: str) -> None:
    said, _ = turn(engine, begun, text=text)
    assert said == ["q.two"]


def test_an_action_may_open_the_guide_again_after_its_end(engine: Engine, finished: State) -> None:
    said, state = turn(engine, finished, intent="delete_everything")
    assert said == ["q.sure"]
    assert state["active_loop"] == "guide_form"
    said, state = turn(engine, state, intent="choose")
    assert said == ["action_after_guide"]
    assert state["active_loop"] is None


def test_slots_that_core_sets_come_before_the_turn(engine: Engine, begun: State) -> None:
    status, reply = engine.ask(state=begun, intent="repeat", slots={"question": "q.three"})
    assert status == 200
    assert contents(reply) == ["action_repeat", "q.three"]


def test_any_engine_goes_on_where_another_stood(
    engine: Engine, begun: State, folder: Path, key: bytes, actions: ActionServer
) -> None:
    other = Engine(folder, key, actions.port)
    try:
        said, state = turn(other, begun, intent="skip")
        assert said == ["q.two"]
        said, state = turn(engine, state, intent="who_sees")
        assert said == ["action_who_sees", "q.two"]
    finally:
        other.process.kill()
        other.close()
    said, _ = turn(engine, state, intent="skip")
    assert said == ["q.three"]


def test_turns_at_once_do_not_mix(engine: Engine, begun: State, actions: ActionServer) -> None:
    actions.delay = 0.02
    states = [{**begun, "slots": {**begun["slots"], "question": f"q.{name}"}} for name in ["one", "two"] * 20]
    with ThreadPoolExecutor(16) as pool:
        replies = list(pool.map(lambda state: turn(engine, state, intent="skip")[0], states))
    assert replies == [["q.two"], ["q.three"]] * 20


def test_a_turn_in_flight_is_not_taken_up_twice(engine: Engine, begun: State, actions: ActionServer) -> None:
    actions.delay = 0.2
    with ThreadPoolExecutor(2) as pool:
        asked = [pool.submit(engine.ask, turn="twice", state=begun, intent="skip") for _ in range(2)]
        statuses = sorted(one.result()[0] for one in asked)
    assert statuses == [200, 400]
    assert engine.ask(turn="twice", state=begun, intent="skip")[0] == 200


def test_the_form_takes_exactly_what_the_slot_lists() -> None:
    listed = [mapping["intent"] for mapping in DOMAIN["slots"]["answer"]["mappings"]]
    assert listed == FORM
    assert all(mapping["type"] == "from_intent" for mapping in DOMAIN["slots"]["answer"]["mappings"])
