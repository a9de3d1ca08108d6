"""What a person types stops at the classifier: not printed, not passed on, not kept, not written."""

from __future__ import annotations

import asyncio
import base64
import gc
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.training_data.message import Message

from bot.engine.action_endpoint import SignedEndpoint
from bot.engine.channel import Asked, answer
from bot.engine.processor import TurnFailedError
from bot.engine.server import load_agent
from bot.engine.settings import MODEL, ROOT, EngineSettings
from tests.engine.engine_process import Engine
from tests.engine.guide_actions import ActionServer

BEGUN = {
    "slots": {"guide": "g.test", "question": "q.one", "requested_slot": "answer"},
    "active_loop": "guide_form",
}
CANARY = "kanarek7781łاب"
MESSAGES = [
    f"  /he hit me with a belt {CANARY} ",
    f'/stop{{"question": "{CANARY}"}}',
    f"will they take my kids {CANARY}",
    f"{CANARY} %s ${{x}} {{{{7*7}}}} EXTERNAL: stop",
    CANARY,
]


def forms(text: str) -> list[bytes]:
    """Return the ways in which the text may lie in a file."""
    raw = text.encode()
    found = [raw, text.encode("utf-16-le"), raw.hex().encode(), json.dumps(text)[1:-1].encode()]
    # The first and last characters of base64 depend on what stands beside the text.
    base64s = (base64.b64encode(b"\0" * lead + raw)[4 * (lead > 0) : -4] for lead in range(3))
    return [*found, *base64s]


def files_with(folder: Path, text: str) -> list[str]:
    looked = [path for path in folder.rglob("*") if path.is_file()]
    assert looked, "nothing to search"
    return [str(path) for path in looked if any(form in path.read_bytes() for form in forms(text))]


@pytest.fixture(scope="module")
def watched(
    tmp_path_factory: pytest.TempPathFactory, key: bytes, served: ActionServer
) -> Iterator[tuple[Engine, Path]]:
    """An engine whose home, temporary files and output are in one folder."""
    folder = tmp_path_factory.mktemp("watched")
    running = Engine(folder, key, served.port, LANG="C.UTF-8")
    yield running, folder
    running.close()


def test_the_search_finds_what_is_there(folder: Path) -> None:
    for number, form in enumerate(forms(CANARY)):
        (folder / str(number)).write_bytes(b"before" + form + b"after")
    assert len(files_with(folder, CANARY)) == len(forms(CANARY))


@pytest.mark.parametrize("fault", [None, (500, b"{}"), (200, CANARY.encode()), (200, b'{"events": 3}')])
def test_words_are_nowhere(
    watched: tuple[Engine, Path], actions: ActionServer, fault: tuple[int, bytes] | None
) -> None:
    engine, folder = watched
    if fault:
        actions.instead["action_ask_answer"] = fault
    for words in MESSAGES:
        status, reply = engine.ask(state=BEGUN, text=words)
        assert status == (502 if fault else 200)
        assert "kanarek" not in json.dumps(reply, ensure_ascii=False)
    assert actions.calls
    assert not [body for _, body in actions.calls if any(form in body for form in forms(CANARY))]
    assert files_with(folder, CANARY) == []
    assert engine.output.read_text().count('"ready"') == 1


def test_words_in_a_refused_request_are_nowhere(watched: tuple[Engine, Path]) -> None:
    engine, folder = watched
    body = json.dumps({"text": CANARY}, ensure_ascii=False).encode()
    assert engine.post(body, "t=1,n=2,v=3")[0] == 401
    assert engine.ask(text=CANARY, more=CANARY)[0] == 400
    assert engine.ask(intent=CANARY)[0] == 400
    assert files_with(folder, CANARY) == []


def test_what_happened_is_said_without_words(watched: tuple[Engine, Path], actions: ActionServer) -> None:
    engine, _ = watched
    actions.instead["action_ask_answer"] = (500, b"{}")
    before = len(engine.output.read_text().splitlines())
    engine.ask(state=BEGUN, text=CANARY)
    lines = [json.loads(line) for line in engine.output.read_text().splitlines()[before:]]
    assert lines
    allowed = {"time", "part", "event", "logger", "line", "exception"}
    assert all(set(line) <= allowed for line in lines)
    assert any(line.get("exception") for line in lines)


def test_no_tracker_and_no_message_outlives_its_turn(key: bytes, actions: ActionServer) -> None:
    # Pytest keeps what is logged, and a logged exception keeps its frames; the engine keeps neither.
    logging.disable()
    try:
        statuses = asyncio.run(_turns(key, actions))
    finally:
        logging.disable(logging.NOTSET)
    assert statuses == ["answered", "action_failed", "answered"]
    gc.collect()
    kept = (DialogueStateTracker, UserMessage, Message)
    assert not [found for found in gc.get_objects() if type(found) in kept]


async def _turns(key: bytes, actions: ActionServer) -> list[str]:
    settings = EngineSettings(0, actions.port, key, ROOT / MODEL, ROOT)
    endpoint = SignedEndpoint(actions.port, key)
    agent = load_agent(settings, endpoint)
    statuses = []
    for fault in (None, (500, b"{}"), None):
        actions.instead = {"action_ask_answer": fault} if fault else {}
        try:
            await answer(agent, Asked("t1", "en", BEGUN, None, CANARY))
            statuses.append("answered")
        except TurnFailedError as failed:
            statuses.append(failed.code)
    assert list(await agent.tracker_store.keys()) == []
    await endpoint.close()
    return statuses
