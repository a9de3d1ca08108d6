"""Walking the guide: nothing asked twice, nothing lost by going back."""

from __future__ import annotations

import copy
from dataclasses import replace

import pytest

from bot.content.model import Condition, GuideEntry
from bot.services import controls, effects, prepare, take
from bot.services.ask import answered, ask, choices_of
from bot.services.staged import KeepAside, KeepPart, SetSharing
from bot.services.texts import Texts
from bot.services.turn import Answer
from tests.services.conftest import MakeTurn, settled_before

MOMENT = "parent.good.ordinary_moment"
NEXT = "parent.good.child_would_say"
LATER = "parent.good.kept_safe"
LONG = "On Sunday we baked bread and she laughed when the dough stuck to my nose"


def test_words_are_kept_to_the_letter_and_the_next_question_opens(make_turn: MakeTurn) -> None:
    turn = make_turn(MOMENT, words=f"  /{LONG} ")
    take.take_words(turn)
    assert turn.staged == [KeepPart(MOMENT, "words", f"  /{LONG} ", replace=True)]
    assert turn.position.question == NEXT


def test_an_answer_that_is_only_a_label_gets_one_gentle_follow_up(make_turn: MakeTurn) -> None:
    turn = make_turn("parent.worries.own", words="neglect")
    take.take_words(turn)
    assert turn.position.question == "parent.worries.own.more.seen_at_home"
    turn.words = "neglect"
    take.take_words(turn)
    assert not turn.position.question.startswith("parent.worries.own")


def test_words_of_harm_never_get_the_follow_up(make_turn: MakeTurn) -> None:
    turn = make_turn("parent.worries.own", words="neglect", sore=True)
    take.take_words(turn)
    assert not turn.position.question.startswith("parent.worries.own")


def test_going_back_and_answering_comes_straight_back_to_where_it_was(make_turn: MakeTurn) -> None:
    turn = make_turn(MOMENT, words=LONG)
    take.take_words(turn)
    turn.words = LONG + " again"
    take.take_words(turn)
    assert turn.position.question == LATER
    controls.go_back(turn)
    assert turn.position.question == NEXT
    turn.words = "She would say I sing to her every night"
    take.take_words(turn)
    assert turn.answers[NEXT].parts == ["She would say I sing to her every night"]
    assert turn.position.question == LATER


def test_skipping_an_answered_question_leaves_its_answer(make_turn: MakeTurn) -> None:
    turn = make_turn(NEXT, answers={MOMENT: Answer(MOMENT, "words", [LONG])})
    controls.go_back(turn)
    controls.skip(turn)
    assert turn.answers[MOMENT].parts == [LONG]
    assert turn.position.question == NEXT


def test_a_thought_in_several_messages_is_one_answer_of_several_parts(make_turn: MakeTurn) -> None:
    turn = make_turn(NEXT, answers={MOMENT: Answer(MOMENT, "words", [LONG])}, about=MOMENT)
    for more in ("and then", "we ate it all", "with jam"):
        turn.words = more
        take.add_part(turn)
    assert turn.answers[MOMENT].parts == [LONG, "and then", "we ate it all", "with jam"]
    assert turn.position.question == NEXT
    assert turn.quiet


def test_adding_to_the_last_answer_appends_and_returns(make_turn: MakeTurn) -> None:
    turn = make_turn(NEXT, answers={MOMENT: Answer(MOMENT, "words", [LONG])})
    controls.add_to_answer(turn)
    turn.words = "one more thing"
    take.take_words(turn)
    assert turn.answers[MOMENT].parts == [LONG, "one more thing"]
    assert turn.position.question == NEXT


def test_words_where_only_buttons_answer_are_set_aside_and_said_so(make_turn: MakeTurn) -> None:
    turn = make_turn("arrival.limits", words="what do you mean by that")
    take.take_words(turn)
    assert turn.staged == [KeepAside("review.also_written", "what do you mean by that")]
    assert [say.content for say in turn.said] == ["notices.please_choose_kept"]
    assert turn.position.question == "arrival.limits"


def test_a_word_or_two_where_only_buttons_answer_are_not_said_to_be_kept(make_turn: MakeTurn) -> None:
    turn = make_turn("arrival.limits", words="whatever then")
    take.take_words(turn)
    assert [say.content for say in turn.said] == ["notices.please_choose"]
    assert not any(
        isinstance(done, KeepAside) and done.question == "review.also_written" for done in turn.staged
    )
    assert turn.position.question == "arrival.limits"


def test_words_taken_for_a_question_can_still_be_the_answer(make_turn: MakeTurn) -> None:
    turn = make_turn(MOMENT, asides=[KeepAside(MOMENT, LONG)])
    assert "control:that_was_my_answer" in choices_of(turn, turn.question)
    take.that_was_my_answer(turn)
    assert turn.answers[MOMENT].parts == [LONG]
    assert turn.aside is None
    assert turn.position.question == NEXT


@pytest.mark.parametrize(("typed", "value"), [("7", "7"), ("7/10", "7"), ("0", "0"), ("10", "10")])
def test_a_number_typed_at_the_scale_is_its_value(make_turn: MakeTurn, typed: str, value: str) -> None:
    turn = make_turn("parent.scale.safety", words=typed)
    take.take_words(turn)
    assert turn.answers["parent.scale.safety"].parts == [value]
    assert turn.position.question == "parent.scale.reason"


def test_words_at_the_scale_are_kept_as_words(make_turn: MakeTurn) -> None:
    turn = make_turn("parent.scale.safety", words="I cannot put a number on my child")
    take.take_words(turn)
    assert turn.answers["parent.scale.safety"].kind == "words"


def test_a_choice_opens_the_question_that_depends_on_it(make_turn: MakeTurn) -> None:
    turn = make_turn("parent.practical.interpreter")
    effects.choose(turn, "choices.yes")
    assert turn.position.question == "parent.practical.interpreter.which"


@pytest.mark.parametrize(("nation", "answered", "asked"), [("wales", True, True), ("wales", False, False)])
def test_all_conditions_of_an_entry_must_hold(
    make_turn: MakeTurn, nation: str, *, answered: bool, asked: bool
) -> None:
    turn = make_turn()
    turn.facts = replace(turn.facts, nation=nation)
    if answered:
        turn.answers[MOMENT] = Answer(MOMENT, "words", [LONG])
    both = (Condition("if_answered", MOMENT), Condition("if_nation", nations=("wales",)))
    guide = replace(turn.guide, entries=(GuideEntry(MOMENT, "a"), GuideEntry(NEXT, "a", conditions=both)))
    turn.texts = Texts(copy.copy(turn.content), turn.texts.catalogues)
    turn.content.guides = {guide.id: guide}
    assert (NEXT in [entry.item for entry in prepare.open_entries(turn)]) is asked
    turn.facts = replace(turn.facts, nation="england")
    assert [entry.item for entry in prepare.open_entries(turn)] == [MOMENT]


def test_a_change_that_closes_a_question_keeps_later_answers(make_turn: MakeTurn) -> None:
    turn = make_turn("parent.practical.interpreter")
    settled_before(turn, "review.with_you")
    turn.answers["parent.practical.take_part"] = Answer("parent.practical.take_part", "words", ["A lift"])
    turn.position.mode = "change"
    effects.choose(turn, "choices.no")
    assert turn.answers["parent.practical.take_part"].parts == ["A lift"]
    assert turn.position.question == "review.with_you"


def test_coming_back_asks_whether_now_is_a_good_time_then_the_same_question(make_turn: MakeTurn) -> None:
    turn = make_turn(NEXT, returning=True)
    ask(turn)
    assert [say.content for say in turn.said] == ["side.good_time"]
    effects.choose(turn, "choices.good_time")
    ask(turn)
    assert [say.content for say in turn.said][-1] == NEXT


def test_answers_are_listed_for_a_change_by_question_only(make_turn: MakeTurn) -> None:
    turn = make_turn(NEXT, answers={MOMENT: Answer(MOMENT, "words", [LONG])})
    controls.change_answer(turn)
    ask(turn)
    assert f"change:{MOMENT}" in turn.said[-1].choices
    assert LONG not in repr(turn.said)


def test_sharing_is_chosen_for_all_and_then_for_one(make_turn: MakeTurn) -> None:
    held = {name: Answer(name, "words", [LONG]) for name in (MOMENT, NEXT)}
    turn = make_turn("review.sharing", answers=held)
    effects.choose(turn, "choices.share_read_out")
    turn.pick, turn.choice = NEXT, "choices.share_worker_only"
    controls.pick_to_share(turn)
    assert turn.staged[-1] == SetSharing("worker_only", NEXT)
    assert (turn.answers[MOMENT].sharing, turn.answers[NEXT].sharing) == ("read_out", "worker_only")


def test_sending_with_nothing_said_sends_nothing(make_turn: MakeTurn) -> None:
    turn = make_turn("review.send")
    effects.choose(turn, "choices.send")
    assert [say.content for say in turn.said] == ["notices.nothing_to_send"]
    assert turn.staged == []


def test_what_was_written_where_only_buttons_answer_is_offered_before_sending(make_turn: MakeTurn) -> None:
    said = "she never hit him, write that down"
    held = [KeepAside("review.also_written", said), KeepAside("parent.good.intro", "is it a court")]
    turn = make_turn("review.with_you", words="on my own", asides=held)
    take.take_words(turn)
    assert turn.position.question == "review.also_written"
    effects.choose(turn, "choices.keep_asides")
    assert turn.answers["review.also_written"].parts == [said]
    assert turn.asides == [KeepAside("parent.good.intro", "is it a court")]
    assert turn.position.question == "review.safe_to_show"
    assert "review.also_written" in answered(turn)


def test_what_was_written_at_a_button_may_be_left_out(make_turn: MakeTurn) -> None:
    turn = make_turn("review.also_written", asides=[KeepAside("review.also_written", "I was not ready")])
    effects.choose(turn, "choices.leave_asides")
    assert answered(turn) == []
    assert turn.position.question == "review.safe_to_show"


def test_nothing_is_offered_when_nothing_was_written_at_a_button(make_turn: MakeTurn) -> None:
    turn = make_turn(
        "review.with_you", words="my sister", asides=[KeepAside(MOMENT, "who will be there then")]
    )
    take.take_words(turn)
    assert turn.position.question == "review.safe_to_show"


def test_words_while_looking_back_are_kept_at_once(make_turn: MakeTurn) -> None:
    turn = make_turn("review.send", words="and tell them I was on time")
    take.take_words(turn)
    assert turn.answers["review.also_written"].parts == ["and tell them I was on time"]
    assert [say.content for say in turn.said] == ["notices.kept_with_answers", "notices.please_choose"]
    assert turn.position.question == "review.send"
