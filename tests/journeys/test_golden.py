"""Whole conversations, replayed. Set UPDATE_GOLDEN=1 to write them anew, then read the difference as code."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.content import council_settings, vocabulary
from tests.stack import knowledge

HERE = Path(__file__).parent / "golden"
SCRIPTS = sorted(HERE.glob("*.script"))
REVIEW = "review.answer"
INTERRUPTIONS = ("topics.", "words.", "menus.talk_to_person", "menus.help_now", "notices.stale_button")
LEAST_SHARED = 12
KNOWN = (*vocabulary.LOCAL_PLACEHOLDERS, *council_settings.settings())

Turn = dict[str, Any]


def hold(script: Path) -> list[Turn]:
    """Hold the script by `./run talk --json` and return its turns without the time they took.

    Its name says who talks, and may say before which meeting and in which council.
    """
    audience, language, *where = script.stem.split(".")
    command = [sys.executable, "-m", "bot.cli", "talk", "--as", audience, "--lang", language, "--json"]
    for option, value in zip(("--meeting", "--council"), where, strict=False):
        command += [option, value]
    held = subprocess.run(
        [*command, "--script", str(script)], capture_output=True, text=True, timeout=120, check=False
    )
    assert held.returncode == 0, held.stderr[-2000:]
    turns: list[Turn] = [json.loads(line) for line in held.stdout.splitlines()]
    return [{key: value for key, value in turn.items() if key != "ms"} for turn in turns]


def stable(turns: list[Turn]) -> list[Turn]:
    """Leave out the day of the meeting, which moves with the calendar, and the receipt, which is random."""
    for turn in turns:
        for reply in turn["replies"]:
            if "meeting." in reply["content"] and ".what" in reply["content"]:
                reply["text"] = "(day, hour and place of the meeting)"
            if reply["content"] == "sent.receipt":
                reply["text"] = "(a random receipt code)"
    return turns


def test_there_are_scripts_for_both_audiences_in_both_languages() -> None:
    assert {script.name for script in SCRIPTS} >= {
        "parent.en.script",
        "parent.pl.script",
        "young_person.en.script",
        "young_person.pl.script",
        "parent.en.review_conference.strathorrin.script",
        "young_person.en.care_review.glanafon.script",
    }


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_a_whole_conversation_goes_as_it_went(script: Path) -> None:
    turns = hold(script)
    language = script.name.split(".")[1]
    every_turn_has_a_reply_in_the_language(turns, language)
    the_open_question_comes_back_after_an_interruption(turns)
    nothing_said_is_said_back_outside_the_review(turns, language)
    assert any(reply["content"] == "sent.done" for turn in turns for reply in turn["replies"])
    golden = script.with_suffix(".json")
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(json.dumps(stable(turns), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert stable(turns) == json.loads(golden.read_text(encoding="utf-8"))


def every_turn_has_a_reply_in_the_language(turns: list[Turn], language: str) -> None:
    texts = knowledge().texts
    for turn in turns[1:]:
        assert turn["replies"]
        for reply in turn["replies"]:
            # Where something is known, and where it is not.
            written = [
                text for known in (KNOWN, ()) for text in texts.messages(reply["content"], language, known)
            ]
            assert any(_fits(text, reply["text"]) for text in written), reply["content"]


def _fits(template: str, text: str) -> bool:
    pieces = [re.escape(piece) for piece in re.split(r"\{\w+\}", template)]
    return re.fullmatch(".*".join(pieces), text, re.DOTALL) is not None


def the_open_question_comes_back_after_an_interruption(turns: list[Turn]) -> None:
    asked = ""
    interruptions = 0
    for turn in turns:
        contents = [reply["content"] for reply in turn["replies"]]
        last = contents[-1].partition("#")[0]
        if contents[0].startswith(INTERRUPTIONS):
            interruptions += 1
            assert last == asked, contents
        asked = last
    assert interruptions >= 2


def nothing_said_is_said_back_outside_the_review(turns: list[Turn], language: str) -> None:
    """P-03. Words that stand in the item itself are ours, not theirs."""
    said: list[str] = []
    for turn in turns:
        for reply in turn["replies"]:
            if reply["content"].startswith(REVIEW):
                continue
            ours = "\n".join(knowledge().texts.messages(reply["content"], language))
            for words in said:
                starts = range(len(words) - LEAST_SHARED + 1)
                theirs = {words[at : at + LEAST_SHARED] for at in starts} - _pieces(ours)
                assert not any(piece in reply["text"] for piece in theirs), reply["content"]
        if turn["said"] and not _is_label(turn["said"], turns):
            said.append(turn["said"])


def _pieces(text: str) -> set[str]:
    return {text[at : at + LEAST_SHARED] for at in range(len(text) - LEAST_SHARED + 1)}


def _is_label(said: str, turns: list[Turn]) -> bool:
    return any(
        choice["label"] == said for turn in turns for reply in turn["replies"] for choice in reply["choices"]
    )
