"""Where words were placed: sealed, gone with their answer, and nobody's but the case's workers'."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from bot.errors import CannotOpen, NotFound
from bot.records import audit, drafts, erase, placements, sending, sent_answers
from bot.records.placements import Placement, Spot
from bot.records.sent_answers import SentAnswer
from bot.records.tables import PlacementRow, SentAnswerRow
from tests.records.parts import words
from tests.world import NOW, Worker, World

LATER = NOW + timedelta(hours=1)
SAID = "he shouts at night 😀 and then Gran comes"
GRAN = Spot("safety_map", "harm", 0, SAID.index("Gran"), len(SAID))


def sent(world: World, *answers: str) -> list[SentAnswer]:
    scope = world.arrive(world.parent, world.ada).scope
    with world.database.begin() as tx:
        parts = [words(f"q{place}", answer) for place, answer in enumerate(answers)]
        drafts.keep(tx, scope, "turn", parts, NOW)
        sending.send(tx, scope, NOW)
    return answers_of(world)


def answers_of(world: World) -> list[SentAnswer]:
    return sent_answers.open_all(world.database, world.ada.scope, world.ada.key, world.parent.id, LATER)


def place(world: World, answer: SentAnswer, spot: Spot = GRAN, worker: Worker | None = None) -> str:
    with world.database.begin() as tx:
        return placements.place(tx, (worker or world.ada).scope, answer, spot, LATER)


def opened(world: World, answers: list[SentAnswer], worker: Worker | None = None) -> list[Placement]:
    who = worker or world.ada
    return placements.open_all(world.database, who.scope, who.key, world.parent.id, answers, LATER)


def test_a_stretch_and_a_whole_answer(world: World) -> None:
    answers = sent(world, SAID, "more")
    place(world, answers[0])
    place(world, answers[1], Spot("safety_map", "strengths"))
    one, two = sorted(opened(world, answers), key=lambda found: found.spot.heading)
    assert (one.words, one.spot, one.by) == (("Gran comes",), GRAN, "Ada")
    assert (two.words, two.spot.heading) == (("more",), "strengths")


def test_no_word_and_no_heading_stands_in_the_table(world: World) -> None:
    """P-01: the row says that something was placed, and neither what nor under which heading."""
    answers = sent(world, SAID)
    place(world, answers[0])
    with world.database.read() as tx:
        row = tx.connection.execute(select(PlacementRow.__table__)).one()
    held = b" ".join(one if isinstance(one, bytes) else str(one).encode() for one in row)
    assert world.ada.id.encode() in held
    for plain in (b"Gran", b"harm", b"safety_map"):
        assert plain not in held


def test_two_headings_look_alike_from_outside(world: World) -> None:
    (answer,) = sent(world, SAID)
    place(world, answer, Spot("safety_map", "harm"))
    place(world, answer, Spot("safety_map", "complicating", 0, 0, 30))
    with world.database.read() as tx:
        lengths = {len(one) for one in tx.connection.execute(select(PlacementRow.sealed)).scalars()}
    assert len(lengths) == 1


@pytest.mark.parametrize(
    "spot",
    [
        Spot("safety_map", "harm", 0, 3, 3),
        Spot("safety_map", "harm", 0, -1, 3),
        Spot("safety_map", "harm", 0, 0, len(SAID) + 1),
        Spot("safety_map", "harm", 1, 0, 2),
        Spot("safety_map", "harm", -1, 0, 2),
    ],
)
def test_words_that_are_not_there_cannot_be_placed(world: World, spot: Spot) -> None:
    (answer,) = sent(world, SAID)
    with pytest.raises(NotFound):
        place(world, answer, spot)
    assert opened(world, [answer]) == []


def test_it_goes_with_its_answer(world: World) -> None:
    answers = sent(world, SAID, "more")
    place(world, answers[0])
    place(world, answers[1], Spot("safety_map", "strengths"))
    with world.database.begin() as tx:
        tx.connection.execute(delete(SentAnswerRow).where(SentAnswerRow.id == answers[0].id))
    with world.database.read() as tx:
        left = tx.connection.execute(select(PlacementRow.answer_id)).scalars().all()
    assert left == [answers[1].id]


def test_it_goes_with_the_person(world: World) -> None:
    """Erasing leaves no row behind."""
    (answer,) = sent(world, SAID)
    place(world, answer)
    erase.participant(world.database, world.parent.id, LATER)
    with world.database.read() as tx:
        assert tx.connection.execute(select(PlacementRow.id)).all() == []


@pytest.mark.parametrize("becomes", ["he shouts at night 😀 and then Nana comes", "short"])
def test_other_words_are_never_shown_in_their_place(world: World, becomes: str) -> None:
    """An answer that is not what was placed from shows nothing, rather than other words under a heading."""
    (answer,) = sent(world, SAID)
    place(world, answer)
    assert len(opened(world, [answer])) == 1
    assert opened(world, [replace(answer, parts=(becomes,))]) == []


def test_what_is_taken_off_is_gone_and_the_answer_stays(world: World) -> None:
    (answer,) = sent(world, SAID)
    placement = place(world, answer)
    with world.database.begin() as tx, pytest.raises(NotFound):
        placements.remove(tx, world.ada.scope, world.teen.id, placement, LATER)
    with world.database.begin() as tx:
        placements.remove(tx, world.ada.scope, world.parent.id, placement, LATER)
    with world.database.begin() as tx, pytest.raises(NotFound):
        placements.remove(tx, world.ada.scope, world.parent.id, placement, LATER)
    assert opened(world, [answer]) == []
    assert answers_of(world)[0].parts == (SAID,)


@pytest.mark.parametrize("who", ["bea", "cai"])
def test_nobody_elses_worker_places_reads_or_takes_off(world: World, who: str) -> None:
    """A-12: a colleague and another council, with every id in their hands."""
    (answer,) = sent(world, SAID)
    placement = place(world, answer)
    stranger = getattr(world, who)
    with pytest.raises(NotFound):
        place(world, answer, GRAN, stranger)
    with pytest.raises(NotFound):
        opened(world, [answer], stranger)
    with world.database.begin() as tx, pytest.raises(NotFound):
        placements.remove(tx, stranger.scope, world.parent.id, placement, LATER)
    assert len(opened(world, [answer])) == 1


def test_moved_to_another_answer_it_does_not_open(world: World) -> None:
    """C-01: a row that points at another answer of the same person is a fault, not another sentence."""
    answers = sent(world, SAID, SAID)
    place(world, answers[0])
    with world.database.begin() as tx:
        tx.connection.execute(update(PlacementRow).values(answer_id=answers[1].id))
    with pytest.raises(CannotOpen):
        opened(world, answers)


def test_placing_opening_and_taking_off_are_in_the_audit(world: World) -> None:
    """W-07: the opening is written down before anything is read."""
    (answer,) = sent(world, SAID)
    placement = place(world, answer)
    opened(world, [answer])
    with world.database.begin() as tx:
        placements.remove(tx, world.ada.scope, world.parent.id, placement, LATER)
    with world.database.read() as tx:
        actions = [row.action for row in audit.of(tx, world.parent.id)]
        assert audit.verify(tx).first_bad is None
    assert actions[-3:] == ["placement.made", "placements.opened", "placement.removed"]
