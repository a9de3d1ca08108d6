"""Whether somebody has chosen their language is known from what they have read, and is never forgotten."""

from __future__ import annotations

from bot.conversation.choosing import side_by_side
from bot.conversation.knowledge import Knowledge
from bot.records import notices
from tests.world import NOW, World


def test_a_notice_of_a_guide_comes_after_the_choice_and_one_about_danger_may_come_before(
    world: World, known: Knowledge
) -> None:
    here, content = world.arrive(world.parent, world.ada), known.texts.content
    other = world.arrive(world.teen, world.ada)
    both = ("cy", "en")
    with world.database.begin() as tx:
        assert side_by_side(tx, content, "glanafon", here.scope) == both
        notices.seen(tx, here.scope, "safety.concern", "", "en", NOW)
        assert side_by_side(tx, content, "glanafon", here.scope) == both
        notices.seen(tx, here.scope, "arrival.who_sees", "1", "cy", NOW)
        assert side_by_side(tx, content, "glanafon", here.scope) == ()
        assert side_by_side(tx, content, "glanafon", other.scope) == both
        assert side_by_side(tx, content, "oakshire", other.scope) == ()
