"""Which messages are ours alone, and may be read aloud: none that a person or a worker wrote."""

from __future__ import annotations

import pytest

from bot.conversation.knowledge import Knowledge
from bot.conversation.saying_replies import reply_of_worker
from bot.conversation.values import values_for_anyone
from bot.messages import Channel, Reply, Say
from bot.records import replies
from bot.records.outbox import OutboxRow
from bot.records.replies import NewReply
from tests.world import NOW, World

WORDS = "kanarek 61 wrote this"
QUESTION = "parent.good.ordinary_moment"


def test_a_question_is_ours(known: Knowledge) -> None:
    said = known.renderer.replies(Say(QUESTION), values_for_anyone(known, "en"), lambda _: [WORDS])
    assert [reply.aloud for reply in said] == [True] * len(said)
    assert said


@pytest.mark.parametrize("item", ["review.answer", "review.answer.helper"])
def test_an_answer_read_back_is_not(known: Knowledge, item: str) -> None:
    say = Say(item, {"question": QUESTION})
    said = known.renderer.replies(say, values_for_anyone(known, "en"), lambda _: [WORDS])
    assert [(WORDS in reply.text, reply.aloud) for reply in said] == [(True, False)]


def told(world: World, known: Knowledge, written: NewReply, item: str) -> list[Reply]:
    here = world.arrive(world.parent, world.ada).scope
    with world.database.begin() as tx:
        reply = replies.write(tx, world.ada.scope, world.parent.id, written, NOW)
        row = OutboxRow(
            "row",
            1,
            here.conversation_id,
            here.participant_id,
            Channel.WEB,
            None,
            "en",
            Say(item, {"reply": reply}),
            None,
            0,
            0,
            NOW,
            None,
        )
        return reply_of_worker(tx, known, row, values_for_anyone(known, "en"))


def test_a_workers_ready_words_are_ours_and_free_ones_are_not(world: World, known: Knowledge) -> None:
    (ready,) = told(world, known, NewReply("replies.ready.read"), "replies.written")
    assert "I have read what you sent." in ready.text
    assert ready.aloud
    (free,) = told(world, known, NewReply(None, WORDS), "replies.written")
    assert WORDS in free.text
    assert not free.aloud
