"""What waits is told one question at a time, and any-time buttons do nothing but what they may."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.conversation.buttons import Buttons, encode
from bot.conversation.resolve import resolve
from bot.messages import Channel, Inbound, InboundKind
from bot.records.reminders import Standing
from bot.records.scopes import ParticipantScope
from bot.services import after, controls, effects
from bot.services.ask import AFTER_GUIDE, what_follows
from bot.services.reminding import still_holds, wanted
from bot.services.staged import (
    AnswerPromise,
    AskDeletion,
    DeleteDrafts,
    NextMeeting,
    Send,
    ShowReceipts,
    StopReminders,
    Told,
)
from bot.services.turn import News, Turn
from tests.services.conftest import MakeTurn

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MEETING = datetime(2026, 11, 30, 14, 0, tzinfo=UTC)
PROMISE = "A" * 22


def with_news(turn: Turn, *news: News) -> Turn:
    object.__setattr__(turn.facts, "news", news)
    return turn


def contents(turn: Turn) -> list[str]:
    return [say.content for say in turn.said]


def test_what_waits_is_told_after_a_good_time_up_to_the_first_question(make_turn: MakeTurn) -> None:
    opened = News("r1", "opened_told", "1", "notices.seen_by_worker", {"when": "Monday"})
    first = News("r2", "promise_due", PROMISE, "promises.was_it_done", {"reply": PROMISE}, (), asks=True)
    second = News("r3", "feedback", "", "feedback.offer", asks=True)
    turn = with_news(make_turn("side.good_time", sent=True), opened, first, second)
    turn.position.return_to = AFTER_GUIDE
    effects.choose(turn, "choices.good_time")
    assert contents(turn) == ["notices.seen_by_worker", "promises.was_it_done"]
    assert turn.staged == [Told("r1", "opened_told", "1"), Told("r2", "promise_due", PROMISE)]
    assert turn.quiet
    assert turn.position.question == AFTER_GUIDE


REPORT = News("r1", "report_asked", "5", "reminders.report")
LATER = News("r2", "report_asked", "3", "reminders.report")


@pytest.mark.parametrize(
    ("question", "due", "audience", "said"),
    [
        (AFTER_GUIDE, True, "parent", ["reminders.report"]),
        (AFTER_GUIDE, True, "young_person", ["reminders.report.young_person"]),
        ("sent.done", True, "parent", ["reminders.report"]),
        ("", True, "parent", ["reminders.report"]),
        (AFTER_GUIDE, False, "parent", []),
        ("parent.worries.own", True, "parent", []),
    ],
)
def test_of_the_report_one_hears_once_where_no_guide_asks_about_it(
    make_turn: MakeTurn, question: str, due: bool, audience: str, said: list[str]
) -> None:
    """Whoever is still in the guide is asked there, where the answer is kept for the worker."""
    turn = with_news(make_turn(question, audience=audience, sent=True), REPORT, LATER)
    turn.facts = replace(turn.facts, due=frozenset({"report"} if due else ()))
    after.tell(turn)
    assert contents(turn) == said
    assert turn.staged == [Told("r1", "report_asked", "5"), Told("r2", "report_asked", "3")]


def test_the_next_meeting_comes_before_a_further_part(make_turn: MakeTurn) -> None:
    turn = make_turn(sent=True, question="")
    object.__setattr__(turn.facts, "next_meeting", True)
    assert what_follows(turn) == "after.next_meeting"
    turn.position.guide, turn.position.question = "parent_further", "after.next_meeting"
    effects.choose(turn, "choices.next_meeting")
    assert turn.staged == [NextMeeting()]
    assert turn.position.guide == turn.guide_for("prepare").id
    assert turn.position.question == "arrival.language"


def test_nobody_has_to_begin_with_the_next_meeting(make_turn: MakeTurn) -> None:
    turn = make_turn("after.next_meeting", sent=True)
    effects.choose(turn, "choices.no_thanks")
    assert (turn.position.question, turn.finished, turn.staged) == ("", True, [])


def test_at_a_bad_time_nothing_is_told(make_turn: MakeTurn) -> None:
    turn = with_news(make_turn("side.good_time"), News("r1", "opened_told", "1", "notices.seen_by_worker"))
    effects.choose(turn, "choices.bad_time")
    assert "notices.seen_by_worker" not in contents(turn)
    assert not any(isinstance(change, Told) for change in turn.staged)


def test_a_promise_is_answered_by_a_button_that_needs_no_open_question(make_turn: MakeTurn) -> None:
    turn = make_turn()
    data = encode(f"promise:{PROMISE}:choices.promise_partly")
    assert len(data.encode()) <= 64
    inbound = Inbound(Channel.WEB, "1", "a", InboundKind.BUTTON, NOW, button=data)
    resolved = resolve(inbound, turn, Buttons(turn.content), turn.phrases)
    assert resolved.intent == "answer_promise"
    turn.pick, turn.choice = resolved.pick, resolved.choice
    after.answer_promise(turn)
    assert turn.staged == [AnswerPromise(PROMISE, "choices.promise_partly")]


@pytest.mark.parametrize(
    ("choice", "change"),
    [("choices.receipt_again", ShowReceipts()), ("choices.no_reminders", StopReminders())],
)
def test_words_that_are_the_label_do_the_same(make_turn: MakeTurn, choice: str, change: object) -> None:
    turn = make_turn(sent=True, words=make_turn().label(choice).upper() + ".")
    inbound = Inbound(Channel.WEB, "1", "a", InboundKind.WORDS, NOW, words=turn.words)
    resolved = resolve(inbound, turn, Buttons(turn.content), turn.phrases)
    assert (resolved.intent, resolved.choice) == ("press_any", choice)
    turn.choice = resolved.choice
    effects.press_any(turn)
    assert change in turn.staged


@pytest.mark.parametrize("choice", ["choices.send", "choices.delete_everything", "choices.show_answers"])
def test_a_forged_button_of_any_time_sends_and_deletes_nothing(make_turn: MakeTurn, choice: str) -> None:
    turn = make_turn()
    if choice not in turn.content.items:
        choice = "choices.start_again"
    turn.choice = choice
    effects.press_any(turn)
    assert contents(turn) == ["notices.stale_button"]
    assert not any(isinstance(change, Send | DeleteDrafts) for change in turn.staged)


def test_deleting_after_sending_is_a_request(make_turn: MakeTurn) -> None:
    turn = make_turn(AFTER_GUIDE, sent=True)
    controls.delete_everything(turn)
    assert turn.position.question == "side.ask_deletion"
    effects.choose(turn, "choices.ask_deletion")
    assert turn.staged == [AskDeletion()]
    assert turn.position.question == AFTER_GUIDE


def test_nothing_to_add_closes_the_talk(make_turn: MakeTurn) -> None:
    turn = make_turn(AFTER_GUIDE, sent=True)
    effects.choose(turn, "choices.no_thanks")
    assert (turn.position.question, turn.finished) == ("", True)


def stand(**changes: object) -> Standing:
    usual = {
        "scope": ParticipantScope("p", "c"), "council": "oakshire", "audience": "parent", "reminders": True,
        "may_write": True, "report_had": False,
        "meeting_kind": "initial_conference", "nation": "england", "meeting_at": MEETING,
        "sitting_at": NOW - timedelta(days=2), "came_at": NOW - timedelta(days=3), "sent": False,
        "has_drafts": True,
    }  # fmt: skip
    return Standing(**(usual | changes))  # type: ignore[arg-type] # named as its fields


def kinds(made: Turn, held: Standing, now: datetime) -> list[tuple[str, str]]:
    council = made.content.council("oakshire")
    return [(one.kind, one.about) for one in wanted(council, held, now)]


def test_the_report_is_asked_about_some_days_before_but_never_before_it_should_be_there(
    make_turn: MakeTurn,
) -> None:
    made = make_turn()
    steps = {}
    for days in range(10):
        now = MEETING - timedelta(days=days, hours=2)
        steps[now.date().isoformat()] = kinds(made, stand(has_drafts=False), now)
    assert steps["2026-11-30"] == []
    assert steps["2026-11-29"] == [("report_asked", "2026-11-30 1")]
    assert steps["2026-11-27"] == [("report_asked", "2026-11-30 1")]
    assert steps["2026-11-25"] == [("report_asked", "2026-11-30 3")]
    assert steps["2026-11-24"] == [], "this council gives three working days"
    assert steps["2026-11-23"] == []
    assert steps["2026-11-21"] == []
    assert kinds(made, stand(meeting_kind="core_group", has_drafts=False), NOW) == []


def test_something_unfinished_is_mentioned_when_it_has_rested_and_the_meeting_is_near(
    make_turn: MakeTurn,
) -> None:
    made, near = make_turn(), MEETING - timedelta(days=3)
    council = made.content.council("oakshire")
    assert ("draft_unsent", "") in kinds(made, stand(), near)
    for held in (stand(sent=True), stand(has_drafts=False), stand(sitting_at=near - timedelta(hours=5))):
        assert ("draft_unsent", "") not in kinds(made, held, near)
    assert ("draft_unsent", "") not in kinds(made, stand(), NOW - timedelta(days=2))
    assert not still_holds("draft_unsent", council, stand(sent=True), near)
    assert not still_holds("draft_unsent", council, stand(), MEETING + timedelta(hours=1))
    assert still_holds("reply_waiting", council, None, near)


def test_feedback_waits_a_day_and_is_skipped_when_messages_are_off(make_turn: MakeTurn) -> None:
    made, day_after = make_turn(), MEETING + timedelta(days=1, hours=1)
    assert kinds(made, stand(), day_after) == [("feedback", "2026-11-30")]
    assert kinds(made, stand(), MEETING + timedelta(hours=3)) == []
    assert kinds(made, stand(), MEETING + timedelta(days=8)) == []
    for held in (stand(reminders=False), stand(may_write=False), stand(came_at=MEETING + timedelta(hours=1))):
        assert kinds(made, held, day_after) == []


@pytest.mark.parametrize("days", [1, 3, 5])
def test_a_council_says_after_how_many_days_it_asks_how_it_went(make_turn: MakeTurn, days: int) -> None:
    council = replace(make_turn().content.council("oakshire"), settings={"feedback_after_days": str(days)})
    due = MEETING + timedelta(days=days)
    assert [one.kind for one in wanted(council, stand(), due - timedelta(minutes=1))] == []
    assert [one.kind for one in wanted(council, stand(), due)] == ["feedback"]
    assert still_holds("feedback", council, stand(), due)
    assert not still_holds("feedback", council, stand(), due - timedelta(minutes=1))


def test_no_child_is_reminded_of_a_report_that_no_guide_asks_about(make_turn: MakeTurn) -> None:
    made, near = make_turn(), MEETING - timedelta(days=3)
    assert "report_asked" in [kind for kind, _ in kinds(made, stand(has_drafts=False), near)]
    assert kinds(made, stand(audience="child", has_drafts=False), near) == []
