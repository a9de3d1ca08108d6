"""`./run bench engine`: a form turn on our engine beside the same on stock Rasa, in the same call.

Both speak over HTTP on loopback, take the same texts, and call the same rasa_sdk action server. Stock
Rasa has SQLTrackerStore (SQLite), the REST channel, its own classifier and jsonschema as it resolves.
"""

from __future__ import annotations

import json
import secrets
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil
from ruamel.yaml import YAML

from bench.processes import (
    ENGINE_PYTHON,
    ROOT,
    STOCK_PYTHON,
    environment,
    free_port,
    megabytes,
    started,
)
from bench.stock_project import quiet, stock_project
from bot.signature import HEADER, sign

DIALOGUES = 3
TURNS = 30
# Turn 400 for us; stock Rasa would take minutes to get there.
LONG = {"ours": 410, "stock": 110}
STOCK_ANSWERS = ROOT / "tests" / "engine" / "stock_answers.json"
Turn = Callable[[str], None]


@dataclass
class Side:
    """One engine under measurement: `begin` opens a conversation and gives its turn function."""

    name: str
    process: psutil.Process
    ready: float
    begin: Callable[[], Turn]

    def megabytes(self) -> float:
        """Return the resident memory of the process and its children, in MB."""
        family = [self.process, *self.process.children(recursive=True)]
        return sum(one.memory_info().rss for one in family) / 1e6


def texts() -> list[str]:
    """Return plain answers: the examples of the intent `answer`, which both classifiers know."""
    found: list[str] = []
    for path in sorted((ROOT / "dialogues" / "nlu" / "en").glob("*.yml")):
        for entry in YAML(typ="safe").load(path)["nlu"]:
            if entry["intent"] == "answer":
                lines = entry["examples"].splitlines()
                found += [line.strip()[2:] for line in lines if line.strip().startswith("- ")]
    if len(found) < TURNS:
        raise RuntimeError("too few examples of the intent 'answer' to talk with")
    return found


def ours(port: int, key: bytes, http: httpx.Client) -> Callable[[], Turn]:
    """Return how a conversation with our engine is begun."""
    address = f"http://127.0.0.1:{port}/webhooks/turn/"

    def ask(state: object, said: dict[str, str]) -> dict[str, Any]:
        turn = {"turn": secrets.token_hex(8), "language": "en", "state": state, **said}
        body = json.dumps(turn).encode()
        answer = http.post(address, content=body, headers={HEADER: sign(key, body, time.time())})
        return dict(answer.raise_for_status().json())

    def begin() -> Turn:
        held = ask(None, {"intent": "begin"})
        number = 0

        def turn(text: str) -> None:
            nonlocal held, number
            number += 1
            held = ask(held["state"], {"text": text})
            _expect([one["content"] for one in held["replies"]], number)

        return turn

    return begin


def stock(port: int, http: httpx.Client) -> Callable[[], Turn]:
    """Return how a conversation with stock Rasa is begun."""
    address = f"http://127.0.0.1:{port}/webhooks/rest/webhook"

    def begin() -> Turn:
        sender = secrets.token_hex(8)
        http.post(address, json={"sender": sender, "message": "/begin"}).raise_for_status()
        number = 0

        def turn(text: str) -> None:
            nonlocal number
            number += 1
            answer = http.post(address, json={"sender": sender, "message": text})
            replies = answer.raise_for_status().json()
            _expect([one["custom"]["content"] for one in replies], number)

        return turn

    return begin


def _expect(contents: list[str], number: int) -> None:
    if contents != [f"q.{number}"]:
        raise RuntimeError(f"turn {number} was answered with {contents}: nothing is compared")


@contextmanager
def both(folder: Path, http: httpx.Client) -> Iterator[tuple[Side, Side]]:
    """Run the action server and both engines; give the two sides, stock first."""
    action_port, stock_port, port = free_port(), free_port(), free_port()
    print("training the stock model ...", flush=True)
    project = stock_project(folder, action_port)
    key = secrets.token_hex(32).encode()
    (folder / "key").write_bytes(key)
    (folder / "key").chmod(0o600)
    env = environment(
        folder, BEFOREHAND_ENGINE_PORT=str(port), BEFOREHAND_ACTION_PORT=str(action_port),
        BEFOREHAND_ENGINE_KEY_FILE=str(folder / "key"),
    )  # fmt: skip
    actions = [str(STOCK_PYTHON), "-m", "rasa_sdk", "--actions", "actions", "-p", str(action_port)]
    stock_run = [str(STOCK_PYTHON), "-m", "rasa", "run", "-i", "127.0.0.1", "-p", str(stock_port)]
    local = "http://127.0.0.1"
    with (
        started(actions, folder, quiet(folder), f"{local}:{action_port}/health", ROOT / "bench/stock"),
        started(stock_run, folder, quiet(folder), f"{local}:{stock_port}/", project) as (one, slow),
        started([str(ENGINE_PYTHON), "-m", "bot.engine"], folder, env, f"{local}:{port}/health") as (
            two, quick,
        ),
    ):  # fmt: skip
        yield (
            Side("stock", one, slow, stock(stock_port, http)),
            Side("ours", two, quick, ours(port, key, http)),
        )


def timed(turn: Turn, text: str) -> float:
    """Return what one turn took, in milliseconds."""
    began = time.perf_counter()
    turn(text)
    return (time.perf_counter() - began) * 1000


def dialogues(sides: tuple[Side, Side], said: list[str]) -> dict[str, list[float]]:
    """Hold the same dialogues with both, turn by turn, who is first changing each time."""
    taken: dict[str, list[float]] = {side.name: [] for side in sides}
    for number in range(DIALOGUES + 1):
        turns = {side.name: side.begin() for side in sides}
        for at in range(TURNS):
            for side in sides if at % 2 else reversed(sides):
                ms = timed(turns[side.name], said[at % len(said)])
                # The first dialogue warms both up.
                if number:
                    taken[side.name].append(ms)
    return taken


def growth(side: Side, said: list[str]) -> tuple[float, float]:
    """Return the median ms of the twenty turns about turn 20, and of the last twenty of a long one."""
    turn = side.begin()
    taken = [timed(turn, said[at % len(said)]) for at in range(LONG[side.name])]
    return statistics.median(taken[10:30]), statistics.median(taken[-20:])


def main(_: list[str]) -> int:
    """Measure, print, and return 1 when an aim is missed."""
    if not STOCK_PYTHON.exists():
        raise SystemExit("the stock environment is not there: ./run bench engine makes it")
    record = subprocess.run(  # what the tests hold our check of actions' answers to
        [str(STOCK_PYTHON), "bench/stock/record_answers.py"], cwd=ROOT, check=True,
        capture_output=True, text=True,
    )  # fmt: skip
    STOCK_ANSWERS.write_text(record.stdout + "\n")
    said = texts()
    with (
        tempfile.TemporaryDirectory() as name,
        httpx.Client(timeout=60, trust_env=False) as http,
        both(Path(name), http) as sides,
    ):
        usable = agreed(sides, said)
        print(f"{DIALOGUES + 1} dialogues with both, the first to warm up ...", flush=True)
        taken = dialogues(sides, usable)
        grown = {side.name: growth(side, usable) for side in reversed(sides)}
        return report(sides, taken, grown)


def agreed(sides: tuple[Side, Side], said: list[str]) -> list[str]:
    """Return texts that both take as an answer; another would measure something else."""
    usable = []
    for text in said:
        if len(usable) == TURNS:
            return usable
        try:
            for side in sides:
                side.begin()(text)
        except (RuntimeError, httpx.HTTPStatusError):
            continue
        usable.append(text)
    raise RuntimeError(f"only {len(usable)} texts that both take as an answer")


def report(
    sides: tuple[Side, Side], taken: dict[str, list[float]], grown: dict[str, tuple[float, float]]
) -> int:
    """Print the figures and how they stand to the aims; return 1 when one is missed."""
    medians = {name: statistics.median(values) for name, values in taken.items()}
    print(f"a form turn, {DIALOGUES} dialogues of {TURNS} turns, interleaved, medians in ms")
    for side in sides:
        p95 = statistics.quantiles(taken[side.name], n=20)[-1]
        early, late = grown[side.name]
        print(
            f"  {side.name:5}  median {medians[side.name]:6.1f}  p95 {p95:6.1f}"
            f"  turn 20 {early:6.1f}  turn {LONG[side.name] - 10} {late:6.1f}"
            f"  ready {side.ready:5.1f} s  memory {side.megabytes():4.0f} MB"
        )
    sizes = {name: megabytes(ROOT / name) for name in (".venv", ".venv-engine", ".venv-stock")}
    print("  disk:", ", ".join(f"{name} {size} MB" for name, size in sizes.items()))
    mine = sides[1]
    faster = medians["stock"] / medians["ours"]
    flat = grown["ours"][1] / grown["ours"][0]
    aims = [
        ("times faster than stock, at least 5", faster, faster >= 5),
        ("times turn 20 at turn 400, at most 1.2", flat, flat <= 1.2),
        ("MB of memory, under 350", mine.megabytes(), mine.megabytes() < 350),
        ("s until ready, under 15", mine.ready, mine.ready < 15),
        ("MB for both environments, under 1300", sizes[".venv"] + sizes[".venv-engine"],
         sizes[".venv"] + sizes[".venv-engine"] < 1300),
    ]  # fmt: skip
    for what, figure, held in aims:
        print(f"  {'held  ' if held else 'MISSED'}  {figure:7.1f} {what}")
    return 0 if all(held for _, _, held in aims) else 1
