"""What a choice does when it is more than an answer. The closed list that content may name."""

from __future__ import annotations

from collections.abc import Callable

from bot.services import after, controls, feedback, helper, prepare, take
from bot.services.ask import FOLLOWING, answered, beside, leave_side
from bot.services.staged import (
    SHARING,
    DeleteDrafts,
    EndSitting,
    KeepPart,
    NextMeeting,
    RaiseAlert,
    Reopen,
    Send,
    SetSharing,
    Sharing,
)
from bot.services.turn import Turn

Effect = Callable[[Turn], None]


def _next(turn: Turn) -> None:
    if turn.position.return_to:
        prepare.settle_beside(turn)
        leave_side(turn)
        return
    _reopen_part(turn)
    prepare.settle(turn)
    prepare.move_on(turn)


def _reopen_part(turn: Turn) -> None:
    """Whoever comes back and goes on where a part was passed over is asked what it holds."""
    choices = [turn.content.item(choice) for choice in turn.question.choices]
    if not any(choice.effect == "skip_part" for choice in choices):
        return
    here, after = prepare.part_of(turn, turn.position.question), False
    for entry in prepare.open_entries(turn):
        if after and entry.part == here and prepare.passed_over(turn, entry.item):
            turn.stage(Reopen(entry.item))
        after = after or entry.item == turn.position.question


def _skip_part(turn: Turn) -> None:
    here = prepare.part_of(turn, turn.position.question)
    for entry in prepare.open_entries(turn):
        if entry.part == here and entry.item not in turn.answers:
            value = "" if entry.item == turn.position.question else prepare.PASSED_OVER
            turn.stage(KeepPart(entry.item, "seen", value))
    prepare.move_on(turn)


def _show_answers(turn: Turn) -> None:
    prepare.settle(turn)
    for question in answered(turn):
        turn.say("review.answer", question=question)
    for question in turn.helper_said:
        turn.say("review.answer.helper", question=question)
    prepare.move_on(turn)


def _not_here(turn: Turn) -> None:
    turn.say("review.not_shown")
    prepare.settle(turn)
    prepare.move_on(turn)


def _share_all(sharing: Sharing) -> Effect:
    def effect(turn: Turn) -> None:
        turn.stage(SetSharing(sharing))
        _next(turn)

    return effect


def _choose_sharing(turn: Turn) -> None:
    beside(turn, "side.sharing_which")


def _send(turn: Turn) -> None:
    if not answered(turn) and not turn.helper_said:
        turn.say("notices.nothing_to_send")
        return
    prepare.settle(turn)
    turn.stage(Send())
    prepare.move_on(turn)


def _not_yet(turn: Turn) -> None:
    turn.say("menus.pause.done")
    turn.stage(EndSitting())
    turn.quiet = True


def _change_answer(turn: Turn) -> None:
    beside(turn, "side.change_answer")


def _delete_everything(turn: Turn) -> None:
    turn.stage(DeleteDrafts())
    turn.say("notices.deleted")
    turn.say("notices.delete_kept_alert")
    turn.stage(EndSitting())
    _from_the_start(turn)
    turn.quiet = True


def _start_again(turn: Turn) -> None:
    turn.stage(DeleteDrafts())
    turn.say("notices.start_again_done")
    _from_the_start(turn)


def _from_the_start(turn: Turn) -> None:
    turn.position.return_to = ""
    turn.position.mode = ""
    turn.position.question = prepare.first_question(turn)


def _bad_time(turn: Turn) -> None:
    turn.say("side.good_time.not_now")
    turn.stage(EndSitting())
    turn.quiet = True


def _return(turn: Turn) -> None:
    """Back to the question before the side question; nothing to add after sending closes the talk."""
    if turn.position.question in FOLLOWING and not turn.position.return_to:
        turn.position.question = ""
        turn.finished = True
        return
    leave_side(turn)


def _good_time(turn: Turn) -> None:
    leave_side(turn)
    after.look(turn)


def _raise_alert(turn: Turn) -> None:
    turn.stage(RaiseAlert("in_danger"))
    turn.say(turn.variant("safety.in_danger"))
    leave_side(turn)


def _further_part(turn: Turn) -> None:
    turn.position.guide = turn.guide_for("further").id
    turn.position.return_to = ""
    turn.position.question = prepare.first_question(turn)


def _next_meeting(turn: Turn) -> None:
    """Begin the guide for the meeting that comes after the one this person got ready for."""
    turn.stage(NextMeeting())
    turn.position.guide = turn.guide_for("prepare").id
    turn.position.return_to = ""
    turn.position.question = prepare.first_question(turn)


EFFECTS: dict[str, Effect] = {
    "next": _next,
    "return": _return,
    "skip_part": _skip_part,
    "show_answers": _show_answers,
    "not_here": _not_here,
    **{effect: _share_all(sharing) for effect, sharing in SHARING.items()},
    "choose_sharing": _choose_sharing,
    "send": _send,
    "not_yet": _not_yet,
    "change_answer": _change_answer,
    "delete_everything": _delete_everything,
    "start_again": _start_again,
    "good_time": _good_time,
    "bad_time": _bad_time,
    "raise_alert": _raise_alert,
    "further_part": _further_part,
    "next_meeting": _next_meeting,
    "helper_says": helper.let_speak,
    "keep_asides": take.keep_asides,
    "look": after.look,
    "show_receipts": after.show_receipts,
    "no_reminders": after.no_reminders,
    "ask_deletion": after.ask_deletion,
    "feedback_start": feedback.start,
    "feedback_send": feedback.send,
    "feedback_no": feedback.decline,
    "who_sees_all": controls.who_sees_all,
}


# What a forged or old button may do at any time: nothing here sends, shows or deletes an answer.
AT_ANY_TIME = frozenset(
    {
        "look",
        "show_receipts",
        "no_reminders",
        "feedback_start",
        "feedback_no",
        "who_sees_all",
    }
)


def press_any(turn: Turn) -> None:
    """Do what a choice does that can be pressed whatever question is open."""
    effect = turn.content.item(turn.choice).effect if turn.choice else None
    if effect not in AT_ANY_TIME:
        turn.say("notices.stale_button")
        return
    EFFECTS[effect](turn)


def choose(turn: Turn, choice: str) -> None:
    """Do what the pressed choice of the open question does: its effect, else keep it as the answer."""
    if choice.isdigit():
        take.take_choice(turn, choice)
        return
    effect = turn.content.item(choice).effect
    if effect is None:
        take.take_choice(turn, choice)
    else:
        EFFECTS[effect](turn)
