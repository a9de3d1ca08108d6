"""Reminders of unread answers, by e-mail: to whom, when, how often, and that they say nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.conversation.knowledge import Knowledge
from bot.conversation.reading_notices import ReadingNotices
from bot.errors import DeliveryFailed, NotFound
from bot.messages import Inbound, InboundKind, Recording
from bot.records import (
    audit,
    cases,
    drafts,
    inbox,
    meetings,
    parked,
    reading,
    reading_notices,
    recordings,
    sending,
    sent_answers,
    sent_recordings,
    staff,
)
from bot.records.recordings import voice_note
from bot.records.scopes import Role, WorkerScope
from bot.services.reading import late_of_council
from tests.records.parts import words
from tests.sounds import wav
from tests.world import MEETING, NOW, World, make_worker

# NOW is a Monday, the meeting the Thursday after; it should be read by the Tuesday.
TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
WEDNESDAY = TUESDAY + timedelta(days=1)
TELLING = ("child", "famil", "council", "rowan", "ewa", "protect", "conference", "oakshire", "answer", "case")


@dataclass
class Post:
    """A mail server: keeps what it took, with the time, and can be away."""

    clock: Clock
    away: bool = False
    taken: list[tuple[str, datetime, str, str]] = field(default_factory=list)

    def send(self, to: Sequence[str], subject: str, text: str) -> None:
        if self.away:
            raise DeliveryFailed("away", remedy="wait")
        (address,) = to
        self.taken.append((address, self.clock.now, subject, text))

    def to(self, name: str) -> list[datetime]:
        return [at for address, at, _, _ in self.taken if address.startswith(name)]


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Office:
    world: World
    clock: Clock
    post: Post
    notices: ReadingNotices

    def restarted(self) -> Office:
        """The same records and mail server, another process."""
        fresh = replace(self.notices, mail=self.post)
        return replace(self, notices=fresh)

    def live(self, begins: datetime, days: float, every: timedelta = timedelta(minutes=30)) -> None:
        self.clock.now = begins
        while self.clock.now < begins + timedelta(days=days):
            self.notices.pass_once()
            self.clock.now += every


def send(world: World, person: Any, worker: Any, at: datetime) -> None:
    scope = world.arrive(person, worker).scope
    with world.database.begin() as tx:
        drafts.keep(tx, scope, f"turn-{person.id}", [words("q", "a")], at)
        sending.send(tx, scope, at)


@pytest.fixture
def office(world: World, known: Knowledge) -> Office:
    """Ada's parent has sent, and nobody else; Dot manages the council, Eli another one."""
    make_worker(world.database, "oakshire", "Dot", Role.MANAGER)
    make_worker(world.database, "elmford", "Eli", Role.MANAGER)
    clock = Clock()
    post = Post(clock)
    notices = ReadingNotices(world.database, known, clock, post, "https://desk.example")
    send(world, world.parent, world.ada, NOW - timedelta(days=3))
    return Office(world, clock, post, notices)


def test_the_worker_the_day_before_and_on_the_day_then_the_manager(office: Office) -> None:
    """Ten days, day and night: three e-mails in all, each in the first half hour of a working day."""
    office.live(NOW - timedelta(hours=9), 10)
    assert office.post.to("ada") == [NOW, TUESDAY]
    assert office.post.to("dot") == [WEDNESDAY]
    assert len(office.post.taken) == 3


def test_two_families_are_one_letter(office: Office) -> None:
    send(office.world, office.world.teen, office.world.ada, NOW - timedelta(days=2))
    office.live(NOW - timedelta(hours=9), 10)
    assert office.post.to("ada") == [NOW, TUESDAY]
    assert office.post.to("dot") == [WEDNESDAY]


def test_nothing_in_it_tells_anything(office: Office) -> None:
    """P-04: the same words for everybody, and an address that names nobody."""
    office.live(NOW, 3)
    for _, _, subject, text in office.post.taken:
        body, _, link = text.rstrip().rpartition("\n")
        assert link == "https://desk.example/"
        assert not [word for word in TELLING if word in f"{subject} {body}".lower()]
    assert len({text for _, _, _, text in office.post.taken}) == 2


def test_what_is_opened_in_time_is_told_to_no_manager(office: Office) -> None:
    ada = office.world.ada
    office.live(NOW, 1)
    sent_answers.open_all(office.world.database, ada.scope, ada.key, office.world.parent.id, TUESDAY)
    office.live(TUESDAY, 5)
    assert office.post.to("ada") == [NOW]
    assert office.post.to("dot") == []


def test_a_restart_repeats_nothing(office: Office) -> None:
    office.live(NOW, 0.3)
    office.restarted().live(NOW, 0.3)
    office.restarted().live(WEDNESDAY, 0.3)
    office.restarted().live(WEDNESDAY, 0.3)
    assert office.post.to("ada") == [NOW]
    assert office.post.to("dot") == [WEDNESDAY]


def test_a_process_that_was_off_for_days_tells_what_is_late_all_the_same(office: Office) -> None:
    late = datetime(2026, 12, 3, 9, 0, tzinfo=UTC)
    office.live(late, 2)
    assert office.post.to("ada") == []
    assert office.post.to("dot") == [late]


def test_a_kill_between_try_and_note_loses_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The try is committed before it is made: after a kill it is made again, later, and then never."""

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(reading_notices, "sent", killed)
        office.clock.now = NOW
        with pytest.raises(KeyboardInterrupt):
            office.notices.pass_once()
    office.restarted().live(NOW, 0.3, timedelta(minutes=1))
    assert office.post.to("ada") == [NOW, NOW + timedelta(minutes=10)]


def test_a_server_that_is_away_is_tried_again_within_the_day(office: Office) -> None:
    """And what has become pointless is let be: on Tuesday nobody hears that tomorrow is the day."""
    office.post.away = True
    office.live(NOW, 0.1)
    office.post.away = False
    office.live(office.clock.now, 0.1)
    assert len(office.post.to("ada")) == 1
    assert office.post.to("ada")[0].date() == NOW.date()
    with office.world.database.read() as tx:
        assert reading_notices.due(tx, WEDNESDAY) == []


def test_a_server_that_was_away_all_day_is_not_caught_up_with(office: Office) -> None:
    office.post.away = True
    office.live(NOW, 0.5)
    office.post.away = False
    office.live(NOW + timedelta(hours=12), 1.3)
    assert office.post.to("ada") == [TUESDAY]


def test_what_was_opened_while_the_server_was_away_is_not_told(office: Office) -> None:
    """Although something else of the same worker is: the audit says of whom it was."""
    world = office.world
    send(world, world.teen, world.ada, NOW - timedelta(days=2))
    office.post.away = True
    office.live(NOW, 0.1)
    office.post.away = False
    sent_answers.open_all(world.database, world.ada.scope, world.ada.key, world.parent.id, office.clock.now)
    office.live(office.clock.now, 0.1)
    assert len(office.post.to("ada")) == 1
    with world.database.read() as tx:
        told = {one.id: [row.action for row in audit.of(tx, one.id)] for one in (world.parent, world.teen)}
    assert "reading.reminded" not in told[world.parent.id]
    assert told[world.teen.id].count("reading.reminded") == 1


def test_a_meeting_that_moves_is_told_of_anew(office: Office) -> None:
    office.live(NOW, 1)
    with office.world.database.begin() as tx:
        meetings.set_meeting(
            tx, office.world.ada.scope, office.world.case.id, kind="initial_conference", nation="england",
            starts_at=MEETING + timedelta(days=7), place="Town Hall", mode="in_person", now=NOW,
        )  # fmt: skip
    office.live(TUESDAY, 10)
    week = timedelta(days=7)
    assert office.post.to("ada") == [NOW, NOW + week, TUESDAY + week]
    assert office.post.to("dot") == [WEDNESDAY + week]


def test_over_a_weekend_the_day_before_is_the_friday(office: Office) -> None:
    """Meeting on a Wednesday: read by the Monday, reminded on the Friday; nothing goes out in between."""
    with office.world.database.begin() as tx:
        meetings.set_meeting(
            tx, office.world.ada.scope, office.world.case.id, kind="initial_conference", nation="england",
            starts_at=datetime(2026, 12, 2, 14, tzinfo=UTC), place="Town Hall", mode="in_person", now=NOW,
        )  # fmt: skip
    office.live(NOW, 10)
    assert office.post.to("ada") == [
        datetime(2026, 11, 27, 9, tzinfo=UTC),
        datetime(2026, 11, 30, 9, tzinfo=UTC),
    ]


def test_both_workers_of_a_case_hear_of_it_and_nobody_who_left(office: Office) -> None:
    world = office.world
    with world.database.begin() as tx:
        cases.assign(tx, world.ada.scope, world.case.id, world.bea.id, world.ada.key, NOW)
        staff.disable(tx, world.ada.id, NOW)
    office.live(NOW, 1)
    assert office.post.to("bea") == [NOW]
    assert office.post.to("ada") == []


def speak(world: World, person: Any, worker: Any, name: str, at: datetime) -> None:
    """Send one answer that is a voice note."""
    scope = world.arrive(person, worker).scope
    sound = wav(1)
    spoken = replace(words("q", ""), voice=voice_note(name, Recording("wav", 1, sound)))
    with world.database.begin() as tx:
        drafts.keep(tx, scope, f"turn-{name}", [spoken], at)
        recordings.keep(tx, scope, name, sound)
        sending.send(tx, scope, at)


def lose(world: World, person: Any, worker: Any, at: datetime, recording: Recording | None = None) -> None:
    """Have one message come in that cannot be placed."""
    talk = world.arrive(person, worker)
    kind = InboundKind.VOICE if recording else InboundKind.WORDS
    inbound = Inbound(talk.channel, f"m-{person.id}", talk.address or "", kind, at, "w", recording=recording)
    with world.database.begin() as tx:
        inbox.accept(tx, inbound, talk.id, at)
        row = inbox.next_for(tx, talk.id, at + timedelta(seconds=1))
        assert row is not None
        parked.park(tx, row, at)


def opens_parked(world: World, person: Any, at: datetime) -> None:
    assert parked.open_all(world.database, world.ada.scope, world.ada.key, person.id, at)


def opens(world: World, person: Any, at: datetime) -> None:
    sent_answers.open_all(world.database, world.ada.scope, world.ada.key, person.id, at)


def listens(world: World, person: Any, name: str, at: datetime) -> None:
    sent_recordings.open_one(world.database, world.ada.scope, world.ada.key, person.id, name, at)


def test_a_voice_note_that_nobody_has_heard_is_unread_although_the_answers_were_opened(
    office: Office,
) -> None:
    """To open the page is not to listen: the clock runs on, to the same hours and the same people."""
    world = office.world
    opens(world, world.parent, NOW)
    speak(world, world.teen, world.ada, "n1", NOW - timedelta(days=3))
    opens(world, world.teen, NOW)
    office.live(NOW - timedelta(hours=9), 10)
    assert office.post.to("ada") == [NOW, TUESDAY]
    assert office.post.to("dot") == [WEDNESDAY]
    with world.database.read() as tx:
        told = [row.action for row in audit.of(tx, world.teen.id)]
    assert (told.count("reading.reminded"), told.count("reading.escalated")) == (2, 1)


def test_a_voice_note_says_no_more_in_the_mail_than_anything_else(office: Office) -> None:
    """P-04: the same two texts, and no word that tells a stranger of a voice."""
    world = office.world
    opens(world, world.parent, NOW)
    speak(world, world.teen, world.ada, "n1", NOW - timedelta(days=3))
    opens(world, world.teen, NOW)
    office.live(NOW, 3)
    texts = office.notices.known.texts
    known = {texts.messages(f"notices.staff.{one}", "en")[0] for one in ("unread", "late")}
    assert {text.partition("\n")[0] for _, _, _, text in office.post.taken} == known
    assert not [text for _, _, _, text in office.post.taken if "voice" in text.lower()]


def test_listening_stops_the_clock_and_one_of_two_does_not(office: Office) -> None:
    world, days = office.world, timedelta(days=1)
    opens(world, world.parent, NOW)
    for name, back in (("n1", 3), ("n2", 2)):
        speak(world, world.teen, world.ada, name, NOW - back * days)
    opens(world, world.teen, NOW)
    office.live(NOW, 1)
    listens(world, world.teen, "n1", NOW + days)
    office.live(TUESDAY, 0.5)
    assert office.post.to("ada") == [NOW, TUESDAY]
    listens(world, world.teen, "n2", TUESDAY)
    office.live(WEDNESDAY, 3)
    assert office.post.to("dot") == []


def test_a_voice_note_in_an_unopened_sending_is_waited_for_once(office: Office) -> None:
    world = office.world
    speak(world, world.teen, world.ada, "n1", NOW)
    with world.database.read() as tx:
        waiting = [(one.participant_id, one.round) for one in reading.everywhere(tx)]
    assert waiting == [(world.parent.id, 1), (world.teen.id, 1)]
    opens(world, world.teen, NOW)
    with world.database.read() as tx:
        waiting = [(one.participant_id, one.round, one.spoken) for one in reading.everywhere(tx)]
    assert waiting == [(world.parent.id, 1, False), (world.teen.id, reading.VOICE, True)]


def test_a_voice_note_that_could_not_be_placed_waits_too(office: Office) -> None:
    """It came with no sending: nobody would hear of it but by looking. Once: first as what was not placed."""
    world = office.world

    def waits() -> list[int]:
        with world.database.read() as tx:
            return [one.round for one in reading.everywhere(tx) if one.participant_id == world.teen.id]

    lose(world, world.teen, world.ada, NOW, Recording("wav", 1, wav(1)))
    assert waits() == [reading.PARKED]
    opens_parked(world, world.teen, NOW)
    assert waits() == [reading.VOICE]


def test_a_message_that_could_not_be_placed_is_unread_until_it_is_opened(office: Office) -> None:
    """By the same clock: the worker twice, then the manager; the mail says no more than any other (P-04)."""
    world = office.world
    opens(world, world.parent, NOW)
    lose(world, world.teen, world.ada, NOW - timedelta(days=3))
    opens(world, world.teen, NOW)
    office.live(NOW - timedelta(hours=9), 10)
    assert office.post.to("ada") == [NOW, TUESDAY]
    assert office.post.to("dot") == [WEDNESDAY]
    assert (office.post.to("bea"), office.post.to("eli")) == ([], [])
    assert not [text for _, _, _, text in office.post.taken if "placed" in text.lower()]
    with world.database.read() as tx:
        told = [row.action for row in audit.of(tx, world.teen.id)]
    assert (told.count("reading.reminded"), told.count("reading.escalated")) == (2, 1)


def test_opening_what_could_not_be_placed_stops_the_clock(office: Office) -> None:
    """A-12, W-05: the manager's list is the council's own, and names what it is."""
    world = office.world
    opens(world, world.parent, NOW)
    for person, worker in ((world.teen, world.ada), (world.far_parent, world.cai)):
        lose(world, person, worker, NOW - timedelta(days=3))
    council = office.notices.known.texts.content.council("oakshire")
    dot = WorkerScope("dot", "oakshire", Role.MANAGER)
    with world.database.read() as tx:
        (late,) = late_of_council(tx, dot, council, WEDNESDAY)
        assert (late.case_name, late.by, late.unplaced, late.spoken) == ("Rowan", TUESDAY.date(), True, False)
    office.live(NOW, 1)
    opens_parked(world, world.teen, TUESDAY)
    office.live(TUESDAY, 3)
    assert (office.post.to("ada"), office.post.to("dot")) == ([NOW], [])
    with world.database.read() as tx:
        assert late_of_council(tx, dot, council, WEDNESDAY) == []


def test_the_managers_list_says_that_it_is_a_voice_note_and_is_the_councils_own(office: Office) -> None:
    """A-12, W-05: nobody is told that a page was not opened when it was; another council sees none of it."""
    world = office.world
    opens(world, world.parent, NOW)
    for person, worker in ((world.teen, world.ada), (world.far_parent, world.cai)):
        speak(world, person, worker, f"n-{person.id}", NOW - timedelta(days=3))
    opens(world, world.teen, NOW)
    council = office.notices.known.texts.content.council("oakshire")
    dot = WorkerScope("dot", "oakshire", Role.MANAGER)
    with world.database.read() as tx:
        (late,) = late_of_council(tx, dot, council, WEDNESDAY)
        assert (late.case_name, late.by, late.spoken) == ("Rowan", TUESDAY.date(), True)
    listens(world, world.teen, f"n-{world.teen.id}", TUESDAY)
    with world.database.read() as tx:
        assert late_of_council(tx, dot, council, WEDNESDAY) == []


def test_without_a_mail_server_nothing_is_planned(office: Office) -> None:
    office.notices = replace(office.notices, mail=None)
    office.live(NOW, 5)
    with office.world.database.read() as tx:
        assert reading_notices.due(tx, NOW + timedelta(days=9)) == []


def test_a_councils_own_hours_hold(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    content = office.notices.known.texts.content
    oakshire = content.council("oakshire")
    hours = {"working_hours_from": "11:30", "working_hours_until": "12:30"}
    changed = replace(oakshire, settings={**oakshire.settings, **hours})
    monkeypatch.setattr(content, "councils", {**content.councils, "oakshire": changed})
    office.live(NOW - timedelta(hours=9), 1)
    assert office.post.to("ada") == [NOW.replace(hour=11, minute=30)]


def test_a_manager_sees_who_is_late_by_name_and_day_only(office: Office) -> None:
    """W-05, A-12: the list for the manager's page; another council's manager sees none of it."""
    world = office.world
    council = office.notices.known.texts.content.council("oakshire")
    dot = WorkerScope("dot", "oakshire", Role.MANAGER)
    with world.database.read() as tx:
        assert late_of_council(tx, dot, council, TUESDAY) == []
        (late,) = late_of_council(tx, dot, council, WEDNESDAY)
        assert late.worker is not None
        assert (late.worker.name, late.case_name, late.by) == ("Ada", "Rowan", TUESDAY.date())
        assert late.person_name == "Ewa Rowan"
        assert late_of_council(tx, replace(dot, council="elmford"), council, WEDNESDAY) == []
        with pytest.raises(NotFound):
            late_of_council(tx, world.ada.scope, council, WEDNESDAY)
    with world.database.begin() as tx:
        staff.disable(tx, world.ada.id, NOW)
    with world.database.read() as tx:
        assert [one.worker for one in late_of_council(tx, dot, council, WEDNESDAY)] == [None]
        assert len(reading.everywhere(tx)) == 1
