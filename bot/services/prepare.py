"""Walking a guide: which question is next, and when one is settled."""

from __future__ import annotations

from collections.abc import Iterator

from bot.content.model import Condition, GuideEntry
from bot.services import helper
from bot.services.order import chosen_column, columns_left, in_chosen_order, is_chosen
from bot.services.probing import follow_up
from bot.services.staged import Author, KeepAside, KeepPart, NoticeSeen
from bot.services.turn import Turn

REVIEW, SENT = "review", "sent"
# Asks whether what was written where only a button counted is to go with the answers.
ALSO_WRITTEN = "review.also_written"
FINISHED = "done"
PASSED_OVER = "passed over"


def open_entries(turn: Turn) -> Iterator[GuideEntry]:
    """Every entry of the guide whose conditions all hold now, columns in the order that was chosen."""
    return (entry for entry in in_chosen_order(turn) if _is_open(turn, entry))


def before(turn: Turn, question: str) -> Iterator[GuideEntry]:
    """The open entries that stand before a question, also before one that a change has closed."""
    for entry in in_chosen_order(turn):
        if entry.item == question:
            return
        if _is_open(turn, entry):
            yield entry


def _is_open(turn: Turn, entry: GuideEntry) -> bool:
    return all(_holds(turn, entry, condition) for condition in entry.conditions)


def _settled(turn: Turn, entry: GuideEntry) -> bool:
    """Whether nothing more is to be asked here. A wish for a column that has come before is open again."""
    if entry.item not in turn.answers:
        return False
    wish = chosen_column(turn, entry.item)
    return wish is None or wish in columns_left(turn, entry.item)


def _holds(turn: Turn, entry: GuideEntry, condition: Condition) -> bool:
    answer = turn.answers.get(condition.question or "")
    match condition.kind:
        case "if_label":
            return follow_up(turn, condition.question or "") == entry.item
        case "if_answered":
            # After words that sound like harm nothing more is asked about them: a person is offered.
            return answer is not None and answer.kind not in ("skip", "seen") and not answer.sore
        case "if_choice":
            return answer is not None and condition.choice in answer.parts
        case "if_setting":
            return turn.facts.settings.get(condition.setting or "", "no") != "no"
        case "if_nation":
            return turn.facts.nation in condition.nations
        case "if_first_time":
            return not turn.facts.sent
        case "if_due":
            return condition.due in turn.facts.due
        case "if_set_aside":
            return ALSO_WRITTEN in turn.answers or bool(loose_words(turn))


def loose_words(turn: Turn) -> list[KeepAside]:
    """What was written at questions that only buttons answer."""
    return [aside for aside in turn.asides if aside.question == ALSO_WRITTEN]


def move_on(turn: Turn) -> None:
    """Go to the next open entry that is not settled; finish the guide if there is none.

    Everything before the furthest point is settled, so changing an early answer comes straight back, by
    way of any question that the change has opened. What stands earlier and was never asked comes first,
    if an answer opened it or the person chose the order of the columns: somebody may have left it there to
    change another answer, or have put questions to come before an answer by another wish.
    """
    position = turn.position
    position.mode = ""
    if position.return_to:
        position.question, position.return_to = position.return_to, ""
        return
    # An answer that is changed may stand at a question that a later change has closed.
    passed, wished = False, is_chosen(turn)
    for entry in in_chosen_order(turn):
        here = entry.item == position.question
        left = entry.item not in turn.answers and (wished or any(one.question for one in entry.conditions))
        wanted = not here and (passed or left)
        if wanted and _is_open(turn, entry) and not _settled(turn, entry):
            position.question = entry.item
            return
        passed = passed or here
    position.question = ""
    turn.finished = True


def come_due(turn: Turn) -> str | None:
    """A question that the guide asks at its own time, whose time has come after its place was passed.

    With what depends on it. None while somebody changes or adds to an answer, or is at a side question, and
    none after sending: what is answered then would go nowhere (`bot/services/after.py` says what one can do).
    """
    position = turn.position
    if position.return_to or position.mode or not is_under_way(turn):
        return None
    timed = {
        entry.item
        for entry in turn.guide.entries
        if any(condition.kind == "if_due" for condition in entry.conditions)
    }
    for entry in open_entries(turn):
        if entry.item == position.question:
            return None
        looked_at = {condition.question for condition in entry.conditions}
        if (entry.item in timed or looked_at & timed) and not _settled(turn, entry):
            return entry.item
    return None


def settle_beside(turn: Turn, kind: str = "seen") -> None:
    """Mark a question of the guide as dealt with that stands in front of the open one."""
    if any(entry.item == turn.position.question for entry in turn.guide.entries):
        settle(turn, kind)


def first_question(turn: Turn) -> str:
    """Return the first open entry that is not settled, or "" when the guide is finished."""
    return next((entry.item for entry in open_entries(turn) if not _settled(turn, entry)), "")


def told_of(turn: Turn, topic: str) -> list[str]:
    """The steps with which this person's guide answers a topic, where they hold; none for most topics."""
    guide = turn.guide_for("prepare")
    named = guide.answers.get(topic, ())
    return [entry.item for entry in guide.entries if entry.item in named and _is_open(turn, entry)]


def part_of(turn: Turn, question: str) -> str:
    """Return the name of the guide's part that holds the question, or ""."""
    return next((entry.part for entry in turn.guide.entries if entry.item == question), "")


def is_under_way(turn: Turn) -> bool:
    """Whether somebody is in a guide whose answers are still to be sent."""
    position = turn.position
    here = position.return_to or position.question
    return bool(position.guide) and part_of(turn, here) not in ("", SENT)


def passed_over(turn: Turn, question: str) -> bool:
    """Whether an entry was left out together with the rest of its part, and never shown."""
    answer = turn.answers.get(question)
    return answer is not None and answer.kind == "seen" and answer.parts == [PASSED_OVER]


def in_guide(turn: Turn, question: str | None) -> bool:
    """Whether the question is one of the guide's whose answers are kept."""
    if question is None or question not in turn.content.items:
        return False
    asked_here = any(entry.item == question for entry in turn.guide.entries)
    return asked_here and turn.content.item(question).answer in ("words", "choice", "scale")


def settle(turn: Turn, kind: str = "seen") -> None:
    """Mark the open question as dealt with without an answer; an answer already there stays."""
    question = turn.position.question
    if question in turn.answers:
        return
    turn.stage(KeepPart(question, "skip" if kind == "skip" else "seen", ""))
    if turn.content.item(question).kind == "notice":
        turn.stage(NoticeSeen(question))


def set_aside(turn: Turn, question: str = "") -> None:
    """Keep the words beside the guide's open question, or another, in case they were an answer after all.

    A question of the guide that stands in front of another, in its time, is the one they may answer.
    """
    position = turn.position
    asked = position.question if in_guide(turn, position.question) else position.return_to
    by: Author = ""
    if helper.is_speaking(turn):
        by, position.mode = "helper", ""
    asked = question or asked or position.question
    turn.stage(KeepAside(asked, turn.words or "", by, voice=turn.voice))
