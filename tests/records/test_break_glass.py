"""Two officers open one person together, for a day, and never silently."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.errors import CannotOpen, NotFound, RecordsRefused
from bot.records import (
    alerts,
    audit,
    break_glass,
    break_glass_notices,
    drafts,
    holders,
    officers,
    retention,
    sending,
    staff,
    wraps,
)
from bot.records.recovery import make_recovery, recovery_half
from bot.records.scopes import Role
from bot.records.sealing import unwrap
from bot.records.tables import KeyWrapRow, SentAnswerRow, StaffRow
from tests.records.parts import words
from tests.world import NOW, Worker, World, make_worker

CANARY = "kanarek 24 godziny"


@dataclass
class Team:
    """Gil and Hal are officers of Oakshire, Ivy of another council. Mel manages, Oz audits."""

    world: World
    gil: Worker
    hal: Worker
    ivy: Worker

    def ask(self, who: Worker, person: str = "") -> str:
        with self.world.database.begin() as tx:
            return break_glass.ask(tx, who.scope, who.key, person or self.world.parent.id, "worker_away", NOW)

    def agree(self, who: Worker, asked: str, later: timedelta = timedelta()) -> None:
        with self.world.database.begin() as tx:
            break_glass.agree(tx, who.scope, who.key, asked, NOW + later)

    def read(self, who: Worker, asked: str, later: timedelta = timedelta()) -> break_glass.Opened:
        return break_glass.open_person(self.world.database, who.scope, who.key, asked, NOW + later)


@pytest.fixture
def team(world: World) -> Team:
    database = world.database
    gil, hal = (make_worker(database, "oakshire", name, Role.RECOVERY_OFFICER) for name in ("Gil", "Hal"))
    ivy = make_worker(database, "elmford", "Ivy", Role.RECOVERY_OFFICER)
    make_worker(database, "oakshire", "Mel", Role.MANAGER)
    make_worker(database, "oakshire", "Oz", Role.AUDITOR)
    sheets = recovery_half(*world.recovery.sheets)
    with database.begin() as tx:
        for one in (gil, hal, ivy):
            officers.appoint(tx, one.id, sheets, NOW)
    talk = world.arrive(world.parent, world.ada)
    with database.begin() as tx:
        drafts.keep(tx, talk.scope, "t1", [words("q.one", CANARY)], NOW)
        sending.send(tx, talk.scope, NOW)
        alerts.record(tx, talk.scope, kind="weapon", level="now", words=CANARY, now=NOW)
    return Team(world, gil, hal, ivy)


def test_two_officers_open_one_person_for_a_day(team: Team) -> None:
    """W-08: with two it opens one participant, three notices are due, it ends at 24 hours."""
    asked = team.ask(team.gil)
    with pytest.raises(NotFound):
        team.read(team.gil, asked)
    team.agree(team.hal, asked)
    opened = team.read(team.gil, asked)
    assert [one.parts for one in opened.answers] == [(CANARY,)]
    assert [one.words for one in opened.alerts] == [CANARY]
    assert opened.person.id == team.world.parent.id
    with team.world.database.read() as tx:
        due = {one.whom: one.emails for one in break_glass_notices.due(tx, NOW)}
        rows = [(row.actor, row.action) for row in audit.of(tx, team.world.parent.id)]
    assert due == {
        "workers": ("ada@oakshire.example",),
        "managers": ("mel@oakshire.example",),
        "auditors": ("oz@oakshire.example",),
    }
    assert rows[-3:] == [
        (team.gil.id, "break_glass.asked"),
        (team.hal.id, "break_glass.agreed"),
        (team.gil.id, "break_glass.opened"),
    ]
    day = timedelta(hours=24)
    assert team.read(team.gil, asked, day - timedelta(seconds=1)).answers
    with pytest.raises(NotFound):
        team.read(team.gil, asked, day)


def test_one_officer_alone_opens_nothing(team: Team) -> None:
    """W-08: one officer, the same twice, an officer who is not the one who asked, another council's."""
    asked = team.ask(team.gil)
    for who in (team.gil, team.ivy, team.world.ada):
        with pytest.raises(NotFound):
            team.agree(who, asked)
    with pytest.raises(NotFound):
        team.read(team.gil, asked)
    team.agree(team.hal, asked)
    with pytest.raises(NotFound):
        team.agree(team.hal, asked)
    for who in (team.hal, team.ivy, team.world.bea):
        with pytest.raises(NotFound):
            team.read(who, asked)
    for who in (team.ivy, team.world.ada, team.world.bea):
        with pytest.raises(NotFound):
            team.ask(who)
    with pytest.raises(NotFound):
        team.ask(team.gil, team.world.far_parent.id)


def test_one_key_and_the_whole_table_open_nothing(team: Team) -> None:
    """W-08 and W-06: each officer's own key against every wrap there is, before anybody asked."""
    with team.world.database.read() as tx:
        boxes = tx.connection.execute(
            select(KeyWrapRow.wrap, KeyWrapRow.holder).order_by(KeyWrapRow.holder)
        ).all()
    pairs = [row.wrap for row in boxes if row.holder.startswith("pair:")]
    assert len(pairs) == 2 * 3
    opened = 0
    for key in (team.gil.key, team.hal.key):
        for box in (row.wrap for row in boxes):
            try:
                inner = key.open(box)
            except CannotOpen:
                continue
            opened += 1
            assert len(inner) != 32
            with pytest.raises(CannotOpen):
                key.open(inner)
    assert opened == len(pairs)


def test_only_what_was_asked_for_opens(team: Team) -> None:
    """W-08: one participant; the sister's and the neighbours' halves are wrapped for nobody new."""
    asked = team.ask(team.gil)
    team.agree(team.hal, asked)
    with team.world.database.read() as tx:
        found = tx.connection.execute(
            select(KeyWrapRow.participant_id, KeyWrapRow.holder).where(holders.of_glass(asked))
        ).all()
    assert [tuple(row) for row in found] == [(team.world.parent.id, holders.glass(asked, team.gil.id))]


def test_what_nobody_agreed_to_lapses(team: Team) -> None:
    """W-08, expired: a day later nobody can agree, and the sweep takes the offer away."""
    asked = team.ask(team.gil)
    with pytest.raises(NotFound):
        team.agree(team.hal, asked, timedelta(hours=24))
    assert retention.run(team.world.database, NOW + timedelta(hours=24)).break_glass == 1
    with team.world.database.read() as tx:
        assert tx.connection.execute(select(KeyWrapRow.holder).where(holders.of_glass(asked))).all() == []
        assert wraps.live_holders(tx, team.world.parent.id, 1) == [team.world.ada.id]


def test_what_was_kept_opens_nothing_after_the_end(team: Team) -> None:
    """C-02 for officers: the half that was opened, kept aside, against what is sent afterwards."""
    asked = team.ask(team.gil)
    team.agree(team.hal, asked)
    with team.world.database.read() as tx:
        boxes = wraps.boxes_of(
            tx, team.world.parent.id, KeyWrapRow.holder == holders.glass(asked, team.gil.id)
        )
        kept = unwrap(boxes[1], team.gil.key)
        old = tx.connection.execute(select(SentAnswerRow.id, SentAnswerRow.sealed)).one()
    assert kept.open(old.sealed)
    assert retention.run(team.world.database, NOW + timedelta(hours=24)).break_glass == 1
    talk = team.world.arrive(team.world.parent, team.world.ada)
    with team.world.database.begin() as tx:
        drafts.keep(tx, talk.scope, "t2", [words("q.two", "later")], NOW)
        sending.send(tx, talk.scope, NOW)
    with team.world.database.read() as tx:
        new = tx.connection.execute(
            select(SentAnswerRow.sealed).where(SentAnswerRow.id != old.id)
        ).scalar_one()
    with pytest.raises(CannotOpen):
        kept.open(new)
    again = team.ask(team.hal)
    team.agree(team.gil, again)
    assert len(team.read(team.hal, again).answers) == 2


def test_an_officer_takes_both_sheets(team: Team) -> None:
    """An administrator who adds two officers, and is both, has appointed nobody."""
    database = team.world.database
    jo, kit = (make_worker(database, "oakshire", name, Role.RECOVERY_OFFICER) for name in ("Jo", "Kit"))
    for who in (jo, kit):
        with pytest.raises(NotFound):
            team.ask(who)
    other = recovery_half(*make_recovery().sheets)
    right = recovery_half(*team.world.recovery.sheets)
    with pytest.raises(CannotOpen), database.begin() as tx:
        officers.appoint(tx, jo.id, other, NOW)
    with pytest.raises(RecordsRefused), database.begin() as tx:
        officers.appoint(tx, team.world.bea.id, right, NOW)
    with database.begin() as tx:
        assert officers.appoint(tx, jo.id, right, NOW) == 3
        tx.connection.execute(update(StaffRow).where(StaffRow.id == jo.id).values(public_key=kit.key.public))
    # Another key since then: a new sign-in link is no appointment.
    with pytest.raises(NotFound):
        team.ask(jo)


def test_without_a_second_officer_there_is_nobody_to_ask(team: Team) -> None:
    with team.world.database.begin() as tx:
        staff.disable(tx, team.hal.id, NOW)
    with pytest.raises(RecordsRefused):
        team.ask(team.gil)
    with pytest.raises(RecordsRefused):
        team.ask(team.ivy, team.world.far_parent.id)


def test_an_officer_finds_by_the_whole_name_only(team: Team) -> None:
    database = team.world.database
    with database.read() as tx:
        found = break_glass.find(tx, team.gil.scope, " rowan ")
        assert {one.participant_id for one in found} == {team.world.parent.id, team.world.teen.id}
        for nothing in ("", "Row", "Teasel"):
            assert break_glass.find(tx, team.gil.scope, nothing) == []
        with pytest.raises(NotFound):
            break_glass.find(tx, team.world.ada.scope, "Rowan")
