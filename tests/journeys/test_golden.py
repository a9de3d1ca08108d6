"""Whole conversations, replayed. Set UPDATE_GOLDEN=1 to write them anew, then read the difference as code."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import re
import tempfile
from pathlib import Path
from typing import Any

import pytest

from bot.channels.terminal import turn_object
from bot.content import council_settings, vocabulary
from bot.content.cli import offered
from bot.conversation.values import DEFAULT_MEETING
from bot.talk_command import Held
from tests.shared_engine import shared_engine
from tests.stack import knowledge

HERE = Path(__file__).parent / "golden"
LANGUAGES = offered()
SCRIPTS = sorted(script for script in HERE.glob("*.script") if script.name.split(".")[1] in LANGUAGES)
REVIEW = "review.answer"
INTERRUPTIONS = ("topics.", "words.", "menus.talk_to_person", "menus.help_now", "notices.stale_button")
# A step of the guide may answer too; what leads back to the open one says so, as does saying it more simply.
BACK = ("#again", "#easier")
CHANGES = ("menus.go_back.done", "menus.change_answer.done")
LEAST_SHARED = 12
DEFAULT_COUNCIL = "oakshire"
CHANGED = "side.change_language"
KNOWN = (*vocabulary.LOCAL_PLACEHOLDERS, *council_settings.settings())

Turn = dict[str, Any]


def hold(script: Path) -> list[Turn]:
    """Hold the script as `./run talk --json` does and return its turns without the time they took.

    Its name says who talks, and may say before which meeting and in which council.
    """
    turns = json.loads(json.dumps(asyncio.run(held(script, *script.stem.split(".")))))
    return [{key: value for key, value in turn.items() if key != "ms"} for turn in turns]


async def held(script: Path, audience: str, language: str, *where: str) -> list[Turn]:
    with (
        tempfile.TemporaryDirectory() as state,
        script.open(encoding="utf-8") as lines,
        pytest.MonkeyPatch.context() as environment,
    ):
        for name, value in shared_engine().items():
            environment.setenv(name, value)
        # Sixteen languages are read once for all conversations.
        talk = await Held.open(Path(state), audience, language, *where, known=knowledge())
        try:
            return [
                turn_object(spoken.said, spoken.replies, spoken.milliseconds)
                async for spoken in talk.turns(lines)
            ]
        finally:
            await talk.close()


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


def test_every_audience_every_kind_of_meeting_and_every_nation_is_in_a_script() -> None:
    """A child alone and one with a helper, a grandmother, a change, and another language on the way."""
    content = knowledge().texts.content
    named = [(*script.stem.split("."), DEFAULT_MEETING, DEFAULT_COUNCIL)[:4] for script in SCRIPTS]
    met = {(audience, meeting) for audience, _, meeting, _ in named}
    nations = {content.council(council).nation for *_, council in named}
    assert {audience for audience, _ in met} == {"parent", "young_person", "child"}
    assert {meeting for _, meeting in met} == set(vocabulary.MEETINGS)
    assert nations == set(vocabulary.NATIONS)
    lines = [line for script in SCRIPTS for line in script.read_text(encoding="utf-8").splitlines()]
    pressed = {line.removeprefix("!choose ") for line in lines if line.startswith("!choose ")}
    assert {"choices.child_with_helper", "choices.child_on_my_own", "choices.helper_says"} <= pressed
    assert {"choices.change_answer", "choices.rather_talk"} <= pressed
    assert "change language" in lines
    assert any("grandmother" in line for line in lines if line.startswith("#"))


def test_every_offered_language_has_a_script_with_an_interruption_a_change_and_a_switch() -> None:
    """A script is a language's if its name says so, or if most of its turns are in it."""
    whole: set[str] = set()
    for script in SCRIPTS:
        turns: list[Turn] = json.loads(script.with_suffix(".json").read_text(encoding="utf-8"))
        named = script.name.split(".")[1]
        spoken = languages_of(turns, named)
        said = {reply["content"] for turn in turns for reply in turn["replies"]}
        if any(map(_is_interruption, turns)) and said & set(CHANGES) and len(set(spoken)) > 1:
            whole |= {named, max(spoken, key=spoken.count)}
    assert whole == set(LANGUAGES)


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
    for turn, spoken in zip(turns[1:], languages_of(turns, language)[1:], strict=True):
        assert turn["replies"]
        for reply in turn["replies"]:
            written = _written(reply["content"], spoken)
            assert any(_fits(text, reply["text"]) for text in written), reply["content"]


def languages_of(turns: list[Turn], first: str) -> list[str]:
    """The language of each turn's replies: that of the script's name, until another is chosen."""
    of_label = {choice["label"]: choice["id"] for choice in _choices(turns) if choice["id"] in LANGUAGES}
    spoken = [first]
    for before, turn in itertools.pairwise(turns):
        chosen = any(reply["content"] == CHANGED for reply in before["replies"])
        spoken.append(of_label.get(turn["said"], spoken[-1]) if chosen else spoken[-1])
    return spoken


def _written(content: str, language: str) -> list[str]:
    """Return what an item says, where something is known and where it is not."""
    return [text for known in (KNOWN, ()) for text in knowledge().texts.messages(content, language, known)]


def _fits(template: str, text: str) -> bool:
    pieces = [re.escape(piece) for piece in re.split(r"\{\w+\}", template)]
    return re.fullmatch(".*".join(pieces), text, re.DOTALL) is not None


def the_open_question_comes_back_after_an_interruption(turns: list[Turn]) -> None:
    asked = ""
    interruptions = 0
    for turn in turns:
        last = turn["replies"][-1]["content"].partition("#")[0]
        if _is_interruption(turn):
            interruptions += 1
            assert last == asked, turn["replies"]
        asked = last
    assert interruptions >= 2


def _is_interruption(turn: Turn) -> bool:
    contents: list[str] = [reply["content"] for reply in turn["replies"]]
    return contents[0].startswith(INTERRUPTIONS) or contents[-1].endswith(BACK)


def nothing_said_is_said_back_outside_the_review(turns: list[Turn], language: str) -> None:
    """P-03. Words that stand in the item itself are ours, not theirs."""
    said: list[str] = []
    for turn, spoken in zip(turns, languages_of(turns, language), strict=True):
        for reply in turn["replies"]:
            if reply["content"].startswith(REVIEW):
                continue
            ours = "\n".join(_written(reply["content"], spoken))
            for words in said:
                starts = range(len(words) - LEAST_SHARED + 1)
                theirs = {words[at : at + LEAST_SHARED] for at in starts} - _pieces(ours)
                assert not any(piece in reply["text"] for piece in theirs), reply["content"]
        if turn["said"] and not _is_label(turn["said"], turns):
            said.append(turn["said"])


def _pieces(text: str) -> set[str]:
    return {text[at : at + LEAST_SHARED] for at in range(len(text) - LEAST_SHARED + 1)}


def _is_label(said: str, turns: list[Turn]) -> bool:
    return any(choice["label"] == said for choice in _choices(turns))


def _choices(turns: list[Turn]) -> list[dict[str, str]]:
    return [choice for turn in turns for reply in turn["replies"] for choice in reply["choices"]]
