"""A control that names a topic for its help lines names one that some line is for."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.services import controls
from bot.services.turn import Turn
from tests.services.conftest import MakeTurn


@pytest.mark.parametrize("act", [controls.talk_to_person, controls.help_now])
@pytest.mark.parametrize("audience", ["parent", "young_person", "child"])
def test_help_lines_are_asked_for_by_a_topic_that_some_line_has(
    make_turn: MakeTurn, audience: str, act: Callable[[Turn], None]
) -> None:
    turn = make_turn(audience=audience)
    act(turn)
    told = next(say for say in turn.said if "topic" in say.args)
    topics = {topic for line in turn.content.all_help_lines for topic in line.topics}
    assert told.args["topic"] in topics
