"""A question that is not quite like one we can answer: the nearest are offered, and no word is lost."""

from __future__ import annotations

import pytest

from bot.conversation.buttons import Buttons, encode
from bot.conversation.resolve import resolve
from bot.messages import Channel, Inbound, InboundKind
from bot.services import explain, take
from bot.services.turn import Turn
from tests.services.conftest import MakeTurn


def offered(turn: Turn) -> list[str]:
    return [choice for say in turn.said for choice in say.choices]


def test_the_nearest_topics_are_buttons_and_a_person_is_one_too(make_turn: MakeTurn) -> None:
    turn = make_turn("parent.worries.own", words="so what happens if nobody turns up")
    explain.nearest_topics(turn, ["not_go", "who_decides", "interpreter"])
    assert [say.content for say in turn.said] == ["notices.nearest_topics"]
    assert offered(turn) == [
        "topic:not_go", "topic:who_decides", "topic:interpreter", "control:talk_to_person",
    ]  # fmt: skip


def test_the_words_are_kept_aside_for_the_open_question(make_turn: MakeTurn) -> None:
    turn = make_turn("parent.worries.own", words="so what happens if nobody turns up")
    explain.nearest_topics(turn, ["not_go"])
    assert turn.aside is not None
    assert (turn.aside.question, turn.aside.value) == (
        "parent.worries.own",
        "so what happens if nobody turns up",
    )
    assert turn.position.question == "parent.worries.own"


@pytest.mark.parametrize("topics", [[""], ["no_such_topic"], []])
def test_where_there_is_none_a_person_is_offered(make_turn: MakeTurn, topics: list[str]) -> None:
    turn = make_turn("parent.worries.own", words="why is the sky blue")
    explain.nearest_topics(turn, topics)
    assert [say.content for say in turn.said] == ["notices.no_topic"]
    assert offered(turn) == ["control:talk_to_person"]


def test_an_answer_that_is_not_quite_sure_offers_what_else_it_may_have_been(make_turn: MakeTurn) -> None:
    turn = make_turn("parent.worries.own")
    explain.answer_topic(turn, "who_decides", ["not_go", "no_such_topic", ""])
    assert turn.said[0].choices[0] == "topic:not_go"
    assert not [choice for choice in turn.said[0].choices if "no_such" in choice or choice == "topic:"]


def test_beside_an_answer_the_topics_for_this_person_are_offered(make_turn: MakeTurn) -> None:
    turn = make_turn(words="nobody told me who comes")
    explain.offer_beside(turn, ["who_will_be_there", "no_such_topic"])
    assert [(say.content, say.choices) for say in turn.said] == [
        ("notices.or_a_question", ("topic:who_will_be_there",))
    ]


def test_where_it_was_said_already_that_the_words_are_kept_it_is_not_said_twice(make_turn: MakeTurn) -> None:
    turn = make_turn("arrival.limits", words="nobody told me who comes")
    take.take_words(turn)
    explain.offer_beside(turn, ["who_will_be_there"])
    assert [say.content for say in turn.said] == ["notices.please_choose_kept", "notices.nearest_topics"]


def test_beside_words_of_harm_nothing_is_offered(make_turn: MakeTurn) -> None:
    turn = make_turn(words="he hit me and nobody told me who comes", sore=True)
    explain.offer_beside(turn, ["who_will_be_there"])
    assert turn.said == []


@pytest.mark.parametrize(
    ("audience", "words"), [("parent", "not read it"), ("child", "mum being sad all the time")]
)
def test_beside_a_word_or_two_and_beside_a_childs_worry_nothing_is_offered(
    make_turn: MakeTurn, audience: str, words: str
) -> None:
    turn = make_turn(audience=audience, words=words)
    explain.offer_beside(turn, ["my_fault"])
    assert turn.said == []
    asked = make_turn(audience=audience, words=words + "?")
    explain.offer_beside(asked, ["my_fault"])
    assert [say.content.removesuffix(".child") for say in asked.said] == ["notices.or_a_question"]


def test_a_button_says_what_the_topic_is_called_for_this_person(make_turn: MakeTurn) -> None:
    turn = make_turn("child.worries.own", audience="child", words="what if nobody wants me there")
    explain.nearest_topics(turn, ["take_my_child"])
    assert offered(turn)[0] == "topic:take_my_child.child"
    data = encode("topic:take_my_child.child")
    pressed = Inbound(Channel.WEB, "1", "a", InboundKind.BUTTON, turn.facts.now, button=data)
    resolved = resolve(pressed, turn, Buttons(turn.content), turn.phrases)
    assert resolved.intent == "ask_take_my_child"
