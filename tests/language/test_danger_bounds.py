"""Long and hostile messages: the work grows with their length and no faster, and nothing is missed."""

from __future__ import annotations

import gc
import logging
import pickle
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.language.danger import DangerScreen, reading
from bot.language.danger.screen import OVERLAP, PIECE

ROOT = Path(__file__).resolve().parents[2]
SCREEN = DangerScreen.load(ROOT / "dialogues/danger", ("en", "pl"), ROOT / "models")

HOSTILE = [
    "he is hitting me ",
    "he ",
    "a ",
    "no not never ",
    "i want to i want to kill ",
    "kill for a coffee ",
    "hiting stabing chokin ",
    "k*ll ",
    "****************",
    "a b c d e ",
    "years ago but years ago. ",
    "aaaaaaaaaaaaaaaaaaaaaaaa",
    "\u0301\u0301\u0301\u0301",
    "\ufdfa",
    "🔪🔫",
    "((((((((",
    "\u200b\u200bhe\u200b",
]


def steps_taken(work: Callable[[], object]) -> int:
    """Lines of Python run by `work`: unlike time, the same whatever else the machine does."""
    count = 0

    def watch(_frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal count
        count += event == "line"
        return watch

    before = sys.gettrace()
    sys.settrace(watch)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("piece", HOSTILE)
def test_the_work_of_a_hostile_message_is_bounded(piece: str) -> None:
    half, whole = (piece * 4096)[:2048], (piece * 4096)[:4096]
    first = steps_taken(lambda: SCREEN.screen(half))
    second = steps_taken(lambda: SCREEN.screen(whole))
    assert second < 3 * first + 20_000
    assert second < 2_500_000


def test_danger_at_the_end_of_a_very_long_message_is_found() -> None:
    quiet = "we went to the park and it was fine. "
    for length in (4096, PIECE - 10, PIECE + OVERLAP, 5 * PIECE):
        words = quiet * (length // len(quiet)) + "he is hitting me"
        finding = SCREEN.screen(words)
        assert finding is not None
        assert finding.level == "now"


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_any_text_at_all_is_answered(words: str) -> None:
    finding = SCREEN.screen(words)
    assert finding is None or finding.level in {"now", "unsure", "concern"}


def test_nothing_of_the_words_is_kept_or_logged(caplog: pytest.LogCaptureFixture) -> None:
    canary = "zqxjkvwycanary"
    with caplog.at_level(logging.DEBUG):
        finding = SCREEN.screen(f"he has a knife {canary} {canary}s")
    assert caplog.text == ""
    kept = pickle.dumps((finding, SCREEN))
    assert b"knife" in kept, "what is looked through must hold what the files say"
    assert canary.encode() not in kept


@pytest.mark.parametrize("language", ["en", "fa"])
def test_what_a_language_keeps_in_memory_is_bounded(language: str) -> None:
    """Sixteen languages stand in one small machine's memory: English by its patterns, Farsi by its words."""
    path = ROOT / f"dialogues/danger/{language}.yml"
    tracemalloc.start()
    try:
        file = reading.read(path)
        gc.collect()
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert file.patterns
    assert kept < 3_000_000
