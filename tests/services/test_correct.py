"""What an edited message does, by what it was and when it was sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.conversation.buttons import Buttons
from bot.conversation.resolve import NOTE_VERSION, resolve
from bot.errors import TurnRefused
from bot.messages import Channel, Inbound, InboundKind, Written
from bot.records.drafts import Part
from bot.services import take
from bot.services.correct import is_new, note
from bot.services.staged import Correct
from bot.services.turn import Answer, Before, Turn
from tests.services.conftest import MakeTurn

AT = datetime(2026, 11, 23, tzinfo=UTC)
MOMENT, SCALE, OPEN = "parent.good.ordinary_moment", "parent.scale.safety", "parent.good.child_would_say"
WAS = Written("7/1", 5)
HELD = Part("p", MOMENT, "v", "en", "?", "words", "We baked", label=False, sore=False, sharing="", kept_at=AT)
HELD = replace(HELD, written=WAS)


def edited(make_turn: MakeTurn, words: str, held: Part | None = HELD, **before: bool) -> Turn:
    """A turn of an edit, standing at another question than the one that was answered."""
    return make_turn(OPEN, words=words, written=Written("7/1", 6), before=Before(held, **before))


def meaning(turn: Turn, about: str | None = MOMENT) -> tuple[str | None, str | None]:
    inbound = Inbound(Channel.TELEGRAM, "6", "7", InboundKind.EDIT, AT, turn.words, about=about)
    found = resolve(inbound, turn, Buttons(turn.content), turn.phrases)
    return found.intent, found.first


def corrected(turn: Turn) -> Part:
    (change,) = turn.staged
    assert isinstance(change, Correct)
    return change.part


def test_an_edit_is_taken_by_what_its_message_made(make_turn: MakeTurn) -> None:
    assert meaning(edited(make_turn, "We cooked", came=True)) == ("add_part", None)
    assert meaning(edited(make_turn, "We cooked", came=True, sent=True)) == ("add_part", None)
    assert meaning(edited(make_turn, "We baked", came=True)) == (NOTE_VERSION, None)
    assert meaning(edited(make_turn, " ", came=True)) == ("repeat", None)
    late, steered = "notices.edited_after_sending", "notices.edited_no_answer"
    assert meaning(edited(make_turn, "We cooked", None, came=True, sent=True)) == ("repeat", late)
    assert meaning(edited(make_turn, "We cooked", None, sent=True)) == ("repeat", late)
    assert meaning(edited(make_turn, "We cooked", None, came=True)) == ("repeat", steered)
    assert meaning(edited(make_turn, "We cooked", None), "arrival.limits") == ("repeat", steered)
    assert meaning(edited(make_turn, "We cooked", None)) == ("add_part", None)


def test_the_old_words_stay_beside_the_new_ones(make_turn: MakeTurn) -> None:
    turn = edited(make_turn, "We cooked")
    take.add_part(turn)
    part = corrected(turn)
    assert (part.id, part.value, part.kind) == ("p", "We cooked", "words")
    assert part.written == Written("7/1", 6, ((5, "We baked"),))
    assert [say.content for say in turn.said] == ["notices.edited"]
    assert turn.quiet


@pytest.mark.parametrize(
    ("words", "kind", "value"), [("8", "scale", "8"), ("eight, since she came", "words", None)]
)
def test_a_typed_number_becomes_another_or_words(
    make_turn: MakeTurn, words: str, kind: str, value: str | None
) -> None:
    turn = edited(make_turn, words, replace(HELD, question=SCALE, kind="scale", value="7"))
    take.add_part(turn)
    assert (corrected(turn).kind, corrected(turn).value) == (kind, value or words)


def test_a_label_is_one_no_longer_and_harm_stays(make_turn: MakeTurn) -> None:
    turn = edited(
        make_turn, "We cooked soup and she told me of her day", replace(HELD, label=True, sore=True)
    )
    take.add_part(turn)
    assert (corrected(turn).label, corrected(turn).sore) == (False, True)


def test_an_older_version_is_kept_in_its_place_and_once(make_turn: MakeTurn) -> None:
    newest = replace(HELD, value="We ate", written=Written("7/1", 9, ((3, "We baked"),)))
    turn = edited(make_turn, "We cooked", newest)
    assert not is_new(turn)
    note(turn)
    late = corrected(turn)
    assert late.value == "We ate"
    assert late.written == Written("7/1", 9, ((3, "We baked"), (6, "We cooked")))
    again = edited(make_turn, "We cooked", late)
    note(again)
    assert again.staged == []


def test_a_message_that_made_nothing_cannot_be_corrected(make_turn: MakeTurn) -> None:
    with pytest.raises(TurnRefused):
        is_new(edited(make_turn, "We cooked", None))


def test_an_edit_of_a_helpers_words_stays_a_helpers(make_turn: MakeTurn) -> None:
    """Whoever holds the phone by now, and whoever's turn it is: it corrects what that message made."""
    held = replace(HELD, by="helper", question="child.good.smile")
    turn = edited(make_turn, "She laughs at the dog", held)
    turn.answers["child.good.smile"] = Answer("child.good.smile", "words", ["My dog"])
    take.add_part(turn)
    part = corrected(turn)
    assert (part.by, part.question, part.value) == ("helper", "child.good.smile", "She laughs at the dog")
    assert part.written == replace(WAS, revision=6, before=((5, "We baked"),))
    assert turn.answers["child.good.smile"].parts == ["My dog"]
    assert turn.helper_said == []


def test_an_edit_while_the_helper_may_speak_takes_nobodys_turn(make_turn: MakeTurn) -> None:
    """The child edits after the helper pressed: the words stay a child’s, and the helper may still speak."""
    turn = edited(make_turn, "My dog and my cat", replace(HELD, question="child.good.smile"))
    turn.position.mode = "helper"
    take.add_part(turn)
    assert corrected(turn).by == ""
    assert turn.position.mode == "helper"
