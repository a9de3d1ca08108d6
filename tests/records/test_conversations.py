"""Coming back, moving, and where one conversation's words never get to."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.errors import Conflict, DigitsWeak, InviteRefused, NotFound
from bot.messages import Channel
from bot.records import coming_back, conversations, drafts, participants, web_sessions
from bot.records.conversations import Conversation
from bot.records.participants import NewParticipant
from tests.records.parts import words
from tests.world import NOW, World

DIGITS = "274918"


def back(world: World, code: str, digits: str, address: str | None = None) -> Conversation:
    channel = Channel.TELEGRAM if address else Channel.WEB
    return coming_back.come_back(world.database, code, digits, channel=channel, address=address, now=NOW)


@pytest.mark.parametrize("digits", ["", "12345", "1234567", "111111", "123456", "654321", "12345a", "١٢٣٤٥٦"])
def test_digits_that_anybody_would_try_are_not_taken(world: World, digits: str) -> None:
    talk = world.arrive(world.parent, world.ada)
    with pytest.raises(DigitsWeak):
        coming_back.set_digits(world.database, talk.scope, digits, NOW)


def test_coming_back_needs_code_and_digits(world: World) -> None:
    talk = world.arrive(world.parent, world.ada)
    code = coming_back.set_digits(world.database, talk.scope, DIGITS, NOW)
    with world.database.begin() as tx:
        conversations.save(tx, talk.id, language="pl", phase="open", state={"slots": {"guide": "g"}}, now=NOW)
    again = back(world, code, DIGITS)
    assert (again.id, again.phase, again.state) == (talk.id, "open", {"slots": {"guide": "g"}})
    refusals = set()
    for wrong in ((code, "000000"), ("ZZZZ-ZZZZ-ZZZZ", DIGITS), (code[:5] + "ZZZZ-ZZZZ", DIGITS), ("", "")):
        with pytest.raises(InviteRefused) as refused:
            back(world, *wrong)
        refusals.add((type(refused.value), str(refused.value)))
    assert len(refusals) == 1


def test_after_five_wrong_tries_only_a_new_invite_helps(world: World) -> None:
    """P-05 at record level."""
    talk = world.arrive(world.parent, world.ada)
    code = coming_back.set_digits(world.database, talk.scope, DIGITS, NOW)
    for _ in range(5):
        with pytest.raises(InviteRefused):
            back(world, code, "000000")
    with pytest.raises(InviteRefused):
        back(world, code, DIGITS)
    with world.database.read() as tx:
        assert conversations.get(tx, talk.id).dead
        assert participants.get(tx, world.ada.scope, world.parent.id).trouble == "code_dead"
    assert not world.arrive(world.parent, world.ada).dead
    with world.database.read() as tx:
        assert participants.get(tx, world.ada.scope, world.parent.id).trouble == ""


def test_four_wrong_tries_are_forgotten_after_a_right_one(world: World) -> None:
    talk = world.arrive(world.parent, world.ada)
    code = coming_back.set_digits(world.database, talk.scope, DIGITS, NOW)
    for _ in range(2):
        for _ in range(4):
            assert not coming_back.check_digits(world.database, talk.scope, "000000", NOW)
        assert back(world, code, DIGITS).id == talk.id


def test_one_live_channel_at_a_time(world: World) -> None:
    talk = world.arrive(world.parent, world.ada)
    code = coming_back.set_digits(world.database, talk.scope, DIGITS, NOW)
    with world.database.begin() as tx:
        token = web_sessions.create(tx, talk.scope, NOW)
    moved = back(world, code, DIGITS, address="4711")
    assert (moved.channel, moved.address) == (Channel.TELEGRAM, "4711")
    with world.database.begin() as tx:
        assert web_sessions.resume(tx, token, NOW) is None
        found = conversations.by_address(tx, Channel.TELEGRAM, "4711")
        assert found is not None
        assert found.id == talk.id
        assert conversations.by_address(tx, Channel.TELEGRAM, "4712") is None
    back(world, code, DIGITS)
    with world.database.read() as tx:
        assert conversations.by_address(tx, Channel.TELEGRAM, "4711") is None


def test_coming_back_into_somebody_elses_chat_is_refused(world: World) -> None:
    mother = world.arrive(world.parent, world.ada, address="4711")
    stranger = world.arrive(world.far_parent, world.cai)
    code = coming_back.set_digits(world.database, stranger.scope, DIGITS, NOW)
    with pytest.raises(Conflict):
        back(world, code, DIGITS, address="4711")
    with world.database.read() as tx:
        here = conversations.by_address(tx, Channel.TELEGRAM, "4711")
        assert here is not None
        assert here.id == mother.id


def test_after_a_new_invite_earlier_drafts_need_the_old_digits_to_be_looked_at(world: World) -> None:
    talk = world.arrive(world.parent, world.ada)
    coming_back.set_digits(world.database, talk.scope, DIGITS, NOW)
    with world.database.begin() as tx:
        drafts.keep(tx, talk.scope, "turn-1", [words("q.one", "before")], NOW)
    again = world.arrive(world.parent, world.ada)
    assert again.id == talk.id
    assert again.earlier_before == NOW
    assert not again.digits_set
    with world.database.read() as tx:
        assert [part.value for part in drafts.load(tx, again.scope)] == ["before"]
    coming_back.set_digits(world.database, again.scope, "918273", NOW)
    assert not coming_back.unlock_earlier(world.database, again.scope, "918273", NOW)
    assert coming_back.unlock_earlier(world.database, again.scope, DIGITS, NOW)
    with world.database.read() as tx:
        assert conversations.get(tx, talk.id).earlier_before is None


def test_a_third_invite_does_not_turn_the_thiefs_digits_into_the_guard(world: World) -> None:
    talk = world.arrive(world.parent, world.ada)
    coming_back.set_digits(world.database, talk.scope, DIGITS, NOW)
    world.arrive(world.parent, world.ada)
    coming_back.set_digits(world.database, talk.scope, "918273", NOW)
    world.arrive(world.parent, world.ada)
    assert not coming_back.unlock_earlier(world.database, talk.scope, "918273", NOW)
    assert coming_back.unlock_earlier(world.database, talk.scope, DIGITS, NOW)


def test_a_web_session_ends_by_itself_after_ten_idle_minutes(world: World) -> None:
    talk = world.arrive(world.parent, world.ada)
    with world.database.begin() as tx:
        token = web_sessions.create(tx, talk.scope, NOW)
        later = NOW + timedelta(minutes=9, seconds=59)
        session = web_sessions.resume(tx, token, later)
        assert session is not None
        assert session.scope == talk.scope
        assert web_sessions.peek(tx, token, later + timedelta(minutes=10)) is None
        assert web_sessions.resume(tx, token, later + timedelta(minutes=10)) is None
        assert web_sessions.resume(tx, "x", NOW) is None
        web_sessions.end(tx, token)
        assert web_sessions.resume(tx, token, later) is None


def test_a_conversation_may_name_only_its_own_people(world: World) -> None:
    mother, stranger = world.arrive(world.parent, world.ada), world.arrive(world.far_parent, world.cai)
    with world.database.read() as tx:
        around = participants.around(tx, mother.scope)
        assert around.name == "Ewa Rowan"
        assert [worker.name for worker in around.workers] == ["Ada"]
        assert around.council == "oakshire"
        assert around.meeting is not None
        assert around.meeting.starts_at.utcoffset() == timedelta(0)
        crossed = type(mother.scope)(mother.participant_id, stranger.id)
        with pytest.raises(NotFound):
            participants.around(tx, crossed)
        with pytest.raises(NotFound):
            drafts.load(tx, crossed)


def test_telegram_is_for_those_for_whom_it_was_switched_on(world: World) -> None:
    with world.database.begin() as tx:
        new = NewParticipant("young_person", "Ola Rowan", "pl")
        closed = participants.create(tx, world.ada.scope, world.case.id, new, NOW)
    with pytest.raises(InviteRefused):
        world.arrive(closed, world.ada, address="4711")
    talk = world.arrive(closed, world.ada)
    code = coming_back.set_digits(world.database, talk.scope, DIGITS, NOW)
    with pytest.raises(InviteRefused):
        back(world, code, DIGITS, address="4711")
    assert back(world, code, DIGITS).id == talk.id
