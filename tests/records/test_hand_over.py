"""Hand-over, leavers and key epochs: whoever gives a case away opens nothing of what comes after."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from bot.errors import CannotOpen, NotFound, RecordsRefused
from bot.records import (
    alerts,
    audit,
    cases,
    conversations,
    drafts,
    participants,
    reminders,
    replies,
    safe_contact,
    sending,
    sent_answers,
    staff,
    wraps,
)
from bot.records.conversations import Conversation
from bot.records.figures import figures
from bot.records.recovery import recovery_half
from bot.records.replies import NewReply
from bot.records.sealing import Halves
from bot.records.tables import (
    RECOVERY,
    AlertRow,
    CaseWorkerRow,
    KeyWrapRow,
    ParticipantRow,
    SentAnswerRow,
    StaffRow,
    WorkerReplyRow,
)
from tests.records.parts import words
from tests.world import NOW, Worker, World

OLD, NEW = "before the hand-over", "after the hand-over"


def say(world: World, talk: Conversation, what: str) -> None:
    with world.database.begin() as tx:
        drafts.keep(tx, talk.scope, f"turn {what}", [words(f"q.{what}", what)], NOW)
        sending.send(tx, talk.scope, NOW)


def read(world: World, worker: Worker, person_id: str) -> list[str]:
    found = sent_answers.open_all(world.database, worker.scope, worker.key, person_id, NOW)
    return [part for one in found for part in one.parts]


def kept_halves(world: World, worker: Worker, person_id: str) -> Halves:
    """What somebody could carry away while the case was theirs."""
    with world.database.read() as tx:
        return wraps.halves_for(tx, worker.scope, worker.key, person_id)


def hand_over(world: World, old: Worker, new: Worker) -> None:
    with world.database.begin() as tx:
        cases.hand_over(tx, old.scope, world.case.id, new.id, old.key, NOW)


def sealed_boxes(world: World, person_id: str) -> list[bytes]:
    """Every sealed thing of one person, in no order."""
    with world.database.read() as tx:
        return [
            box
            for row in (SentAnswerRow, AlertRow, WorkerReplyRow)
            for box in tx.connection.execute(
                select(row.sealed).where(row.participant_id == person_id)
            ).scalars()
        ]


def test_a_kept_key_opens_nothing_new_and_the_new_worker_opens_all(world: World) -> None:
    """C-02: the old worker's private halves and own key, kept aside, against everything sealed afterwards."""
    talk = world.arrive(world.parent, world.ada)
    say(world, talk, OLD)
    kept = kept_halves(world, world.ada, world.parent.id)
    before = sealed_boxes(world, world.parent.id)
    assert all(kept.open(box) for box in before)
    hand_over(world, world.ada, world.bea)
    say(world, talk, NEW)
    with world.database.begin() as tx:
        alert = alerts.record(tx, talk.scope, kind="weapon", level="now", words=NEW, now=NOW)
        replies.write(tx, world.bea.scope, world.parent.id, NewReply(words=NEW), NOW)
    after = [box for box in sealed_boxes(world, world.parent.id) if box not in before]
    assert len(after) == 3
    for box in after:
        for key in (kept, world.ada.key):
            with pytest.raises(CannotOpen):
                key.open(box)
    assert read(world, world.bea, world.parent.id) == [OLD, NEW]
    opened = alerts.open_alert(world.database, world.bea.scope, world.bea.key, alert, NOW)
    assert opened.words == NEW
    told = replies.open_all(world.database, world.bea.scope, world.bea.key, world.parent.id, NOW)
    assert [one.words for one in told] == [NEW]
    note = safe_contact.opened(world.database, world.bea.scope, world.bea.key, world.parent.id, NOW)
    assert note == "only text Ewa Rowan"
    with pytest.raises(NotFound):
        read(world, world.ada, world.parent.id)


def test_a_hand_over_is_whole_or_not_at_all(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """C-02: a fault at the very end leaves wraps, epochs and assignment as they were."""

    def held() -> object:
        with world.database.read() as tx:
            return (
                tx.connection.execute(
                    select(KeyWrapRow.__table__).order_by("participant_id", "holder")
                ).all(),
                tx.connection.execute(select(ParticipantRow.id, ParticipantRow.epoch)).all(),
                tx.connection.execute(select(CaseWorkerRow.case_id, CaseWorkerRow.staff_id)).all(),
            )

    before = held()
    with monkeypatch.context() as broken:
        broken.setattr(audit, "_write", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            hand_over(world, world.ada, world.bea)
    assert held() == before


def test_a_second_hand_over_still_opens_everything(world: World) -> None:
    talk = world.arrive(world.parent, world.ada)
    say(world, talk, "one")
    hand_over(world, world.ada, world.bea)
    say(world, talk, "two")
    hand_over(world, world.bea, world.ada)
    say(world, talk, "three")
    assert read(world, world.ada, world.parent.id) == ["one", "two", "three"]
    sheets = recovery_half(*world.recovery.sheets)
    with world.database.begin() as tx:
        assert cases.recover(tx, world.case.id, world.bea.id, sheets, NOW) == 2
    assert read(world, world.bea, world.parent.id) == ["one", "two", "three"]


def test_only_the_worker_of_a_case_hands_it_over(world: World) -> None:
    for who, case, to in (
        (world.bea, world.case.id, world.bea.id),
        (world.cai, world.case.id, world.cai.id),
        (world.ada, world.case.id, world.cai.id),
        (world.ada, world.case.id, world.ada.id),
        (world.ada, "nothing", world.bea.id),
    ):
        with pytest.raises(NotFound), world.database.begin() as tx:
            cases.hand_over(tx, who.scope, case, to, who.key, NOW)
    assert kept_halves(world, world.ada, world.parent.id)


def test_other_families_keep_their_epoch(world: World) -> None:
    hand_over(world, world.ada, world.bea)
    with world.database.read() as tx:
        rows = tx.connection.execute(select(ParticipantRow.id, ParticipantRow.epoch)).all()
        epochs = {row.id: row.epoch for row in rows}
    assert epochs == {
        world.parent.id: 2, world.teen.id: 2, world.other_parent.id: 1, world.far_parent.id: 1,
    }  # fmt: skip


def test_the_last_wrap_stays(world: World) -> None:
    """C-04: not by taking the case, not while the only other one left or lost their key."""
    with pytest.raises(RecordsRefused), world.database.begin() as tx:
        cases.unassign(tx, world.ada.scope, world.case.id, world.ada.id, NOW)
    with world.database.begin() as tx:
        cases.assign(tx, world.ada.scope, world.case.id, world.bea.id, world.ada.key, NOW)
        tx.connection.execute(update(StaffRow).where(StaffRow.id == world.bea.id).values(disabled_at=NOW))
    with pytest.raises(RecordsRefused), world.database.begin() as tx:
        cases.unassign(tx, world.ada.scope, world.case.id, world.ada.id, NOW)
    with world.database.read() as tx:
        assert wraps.live_holders(tx, world.parent.id, 1) == [world.ada.id]


def test_a_leavers_kept_key_opens_nothing_new(world: World) -> None:
    """C-02, leavers: with a colleague who goes on reading, and with nobody but the two sheets."""
    talk = world.arrive(world.parent, world.ada)
    say(world, talk, OLD)
    with world.database.begin() as tx:
        cases.assign(tx, world.ada.scope, world.case.id, world.bea.id, world.ada.key, NOW)
    kept = kept_halves(world, world.ada, world.parent.id)
    before = sealed_boxes(world, world.parent.id)
    with world.database.begin() as tx:
        staff.disable(tx, world.ada.id, NOW)
    say(world, talk, NEW)
    (box,) = (box for box in sealed_boxes(world, world.parent.id) if box not in before)
    with pytest.raises(CannotOpen):
        kept.open(box)
    assert read(world, world.bea, world.parent.id) == [OLD, NEW]
    with world.database.begin() as tx:
        staff.disable(tx, world.bea.id, NOW)
    say(world, talk, "nobody reads this yet")
    with world.database.read() as tx:
        assert wraps.live_holders(tx, world.parent.id, 3) == []
        assert figures(tx, NOW).nobody_can_open == 3
        assert wraps.boxes_of(tx, world.parent.id, KeyWrapRow.holder == RECOVERY).keys() == {1, 2, 3}


def test_a_new_password_gets_no_new_epoch(world: World) -> None:
    """C-03: a link that an administrator makes, and uses, is no way to what comes next."""
    with world.database.begin() as tx:
        cases.assign(tx, world.ada.scope, world.case.id, world.bea.id, world.ada.key, NOW)
    # As after a claimed link: another key pair, and the old wraps are gone.
    with world.database.begin() as tx:
        tx.connection.execute(KeyWrapRow.__table__.delete().where(KeyWrapRow.holder == world.bea.id))
    with world.database.begin() as tx:
        staff.disable(tx, world.ada.id, NOW)
    with world.database.read() as tx:
        assert wraps.live_holders(tx, world.parent.id, 2) == []


def test_the_family_goes_on_and_hears_whose_name_it_is_now(world: World) -> None:
    """Only those of this case who came in, and not twice when it is handed back before they heard."""
    talk, other = world.arrive(world.parent, world.ada), world.arrive(world.other_parent, world.bea)
    hand_over(world, world.ada, world.bea)
    with world.database.read() as tx:
        waiting = reminders.of_person(tx, talk.scope, NOW)
        assert [(one.kind, one.about) for one in waiting] == [("worker_changed", world.bea.id)]
        assert reminders.of_person(tx, other.scope, NOW) == []
        assert conversations.of_participant(tx, world.teen.id) is None
        around = participants.around(tx, talk.scope)
    assert [worker.name for worker in around.workers] == ["Bea"]


def test_it_is_in_the_audit(world: World) -> None:
    hand_over(world, world.ada, world.bea)
    with world.database.read() as tx:
        rows = [(row.actor, row.action) for row in audit.of(tx, world.case.id)]
        assert audit.verify(tx).first_bad is None
    assert rows[-3:] == [
        (world.ada.id, "case.assigned"),
        (world.ada.id, "case.unassigned"),
        (world.ada.id, "case.handed_over"),
    ]
