"""The short messages that steer. Each function is one control; the open question comes back after it."""

from __future__ import annotations

from bot.language.fold import fold
from bot.services import prepare
from bot.services.ask import FOLLOWING, WORD_MEANING, answered, beside, choices_of, leave_side
from bot.services.staged import SHARING, EndSitting, Hide, SetSharing
from bot.services.turn import Turn

IN_SHORT, ALL_OF_IT = "menus.who_sees.short", "choices.who_sees_all"


def go_back(turn: Turn) -> None:
    """Ask the question before the open one again. What is written then takes the earlier one's place.

    What was left out with its part is passed by: before it stands what leads into it.
    """
    if turn.position.return_to:
        prepare.settle_beside(turn, "skip")
        leave_side(turn)
        return
    before = ""
    if turn.position.question in FOLLOWING:
        turn.say("menus.go_back.first")
        return
    for entry in prepare.before(turn, turn.position.question):
        if prepare.passed_over(turn, entry.item):
            continue
        if turn.content.item(entry.item).kind != "notice" or not before:
            before = entry.item
    if not before:
        turn.say("menus.go_back.first")
        return
    turn.position.question = before
    turn.position.mode = "change"
    if prepare.in_guide(turn, before):
        turn.say("menus.go_back.done")


def skip(turn: Turn) -> None:
    """Leave the open question without an answer; an answer already there stays as it is."""
    if turn.position.return_to:
        prepare.settle_beside(turn, "skip")
        leave_side(turn)
        return
    if turn.question.answer in ("gate", "language"):
        turn.say("notices.please_choose")
        return
    prepare.settle(turn, "skip")
    turn.say("menus.skip.done")
    prepare.move_on(turn)


def change_answer(turn: Turn) -> None:
    """Offer the answered questions by their short names; never the answers."""
    if not turn.answers or not answered(turn):
        turn.say("menus.change_answer.none")
        return
    beside(turn, "side.change_answer")


def pick_to_change(turn: Turn) -> None:
    """Open the picked question again; later answers stay."""
    if turn.pick is None or not prepare.in_guide(turn, turn.pick):
        turn.say("notices.stale_button")
        return
    leave_side(turn)
    turn.position.question = turn.pick
    turn.position.mode = "change"
    turn.say("menus.change_answer.done")


def pick_to_share(turn: Turn) -> None:
    """Ask who may see the picked answer; with a choice pressed, let it be so."""
    if turn.pick is None or not prepare.in_guide(turn, turn.pick):
        turn.say("notices.stale_button")
        return
    if turn.choice is None:
        choices = turn.content.item("side.sharing_one").choices
        buttons = tuple(f"share:{turn.pick}:{choice}" for choice in choices)
        turn.say("side.sharing_one", buttons, question=turn.pick)
        turn.quiet = True
        return
    effect = turn.content.item(turn.choice).effect or ""
    turn.stage(SetSharing(SHARING[effect], turn.pick))
    leave_side(turn)
    turn.say("notices.sharing_changed")


def add_to_answer(turn: Turn) -> None:
    """Let the next words be added to the last answer that was given."""
    held = [question for question in turn.answers if question in answered(turn)]
    if not held:
        turn.say("menus.change_answer.none")
        return
    leave_side(turn)
    position = turn.position
    position.return_to, position.question, position.mode = position.question, held[-1], "add"
    turn.say("menus.add_to_answer.done")
    turn.quiet = True


def repeat(turn: Turn) -> None:
    """Nothing to do: the open question is asked again."""
    turn.quiet = False


def simpler(turn: Turn) -> None:
    """Ask the open question by its easier twin."""
    if not turn.position.question:
        return
    item = turn.question
    if not item.easier:
        turn.say("menus.simpler.none")
        return
    turn.say(f"{item.id}#easier", choices_of(turn, item), asks=True)
    turn.quiet = True


def word_meaning(turn: Turn) -> None:
    """Explain the word that was picked or named, else ask which word."""
    term = turn.pick or _term_in(turn)
    if term is None:
        beside(turn, WORD_MEANING)
        return
    leave_side(turn)
    turn.say(term)


def _term_in(turn: Turn) -> str | None:
    """Return the longest glossary term that stands in the turn's words, or None.

    In whatever language somebody asks, workers have said the English words: "IRO" is one everywhere.
    """
    said = f" {fold(turn.words or '')} "
    terms = {
        f" {fold(name)} ": word
        for word, item in turn.content.words().items()
        for told in (turn.content.items[turn.variant(word)], item)
        for name in (*told.also, told.term or "", turn.label(told.id))
    }
    found = [term for term in terms if term in said and term.strip()]
    return terms[max(found, key=len)] if found else None


def pause(turn: Turn) -> None:
    """Keep everything and ask nothing more until the person comes back."""
    leave_side(turn)
    turn.say("menus.pause.done")
    _how_to_come_back(turn)
    turn.stage(EndSitting())
    turn.quiet = True


def _how_to_come_back(turn: Turn) -> None:
    """On Telegram the chat itself is the way back; from a browser only code and digits are."""
    if turn.facts.channel == "web":
        turn.say("notices.come_back")


def stop(turn: Turn) -> None:
    """Ask nothing more; say what is kept, for how long, and how to delete it."""
    leave_side(turn)
    _how_to_come_back(turn)
    turn.say("menus.stop.done", choices=("control:delete_everything", "control:resume"))
    turn.stage(EndSitting())
    turn.quiet = True


def start_again(turn: Turn) -> None:
    """Ask once whether the answers so far may go."""
    beside(turn, "side.start_again")


def delete_everything(turn: Turn) -> None:
    """Ask once more; after send, say that it is a request to the worker."""
    if turn.facts.sent:
        turn.say("menus.delete_everything.sent")
        beside(turn, "side.ask_deletion")
        return
    beside(turn, "side.delete_everything")


def change_language(turn: Turn) -> None:
    """Offer every language by its own name."""
    beside(turn, "side.change_language")


def who_sees(turn: Turn) -> None:
    """Say again who will see this, and the limits: in short where that is written, all on request."""
    if turn.content.item(turn.variant(IN_SHORT)).is_for(turn.facts.audience):
        turn.say(IN_SHORT, (f"any:{ALL_OF_IT}",))
        return
    who_sees_all(turn)


def who_sees_all(turn: Turn) -> None:
    """Say all that was told before the first question: the notices at the beginning of the guide."""
    for entry in turn.guide_for("prepare").entries:
        if turn.content.item(entry.item).kind == "notice":
            turn.say(entry.item)


def talk_to_person(turn: Turn) -> None:
    """Say how to reach the worker, the duty team and the help lines."""
    turn.say(turn.variant("menus.talk_to_person.done"), topic="talk_to_person")


def help_now(turn: Turn) -> None:
    """Say who to call, and ask whether a person should be told."""
    turn.say(turn.variant("menus.help_now.done"), topic="in_danger")
    beside(turn, "side.help_now")


def hide(turn: Turn) -> None:
    """Take away what can be taken away, and say what remains."""
    leave_side(turn)
    turn.say("notices.hidden_done")
    turn.stage(Hide())
    turn.stage(EndSitting())
    turn.quiet = True


def did_you_mean(turn: Turn, control: str) -> None:
    """A short message looked like a control: ask, never act, and keep the words meanwhile."""
    prepare.set_aside(turn)
    turn.say("side.did_you_mean", (f"control:{control}",), question=f"menus.{control}")


def stale_choice(turn: Turn) -> None:
    """A button about an earlier question does nothing."""
    turn.say("notices.stale_button")


def resume(turn: Turn) -> None:
    """The person is back: whether now is a good time is asked before the open question."""
    turn.quiet = False


def greet(turn: Turn) -> None:
    turn.say("notices.greet")


def thanks(turn: Turn) -> None:
    turn.say("notices.thanks")
