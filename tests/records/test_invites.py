"""The way in: one claim, alike refusals, dead after five wrong tries."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.errors import Conflict, InviteRefused, NotFound, PinWrong
from bot.messages import Channel
from bot.records import coming_back, conversations, invites, participants, web_sessions
from bot.records.conversations import Conversation
from bot.records.ids import SpokenCode
from bot.records.invites import IssuedInvite
from bot.records.participants import Participant
from bot.records.tables import InviteRow
from tests.records.parts import counted_work
from tests.world import MEETING, NOW, Worker, World

PIN = "2580"


def issue(world: World, person: Participant | None = None, worker: Worker | None = None) -> IssuedInvite:
    with world.database.begin() as tx:
        return invites.issue(tx, (worker or world.ada).scope, (person or world.parent).id, NOW, pin=PIN)


def by_link(world: World, token: str, pin: str = PIN, address: str | None = None) -> Conversation:
    channel = Channel.TELEGRAM if address else Channel.WEB
    return invites.claim_link(world.database, token, pin=pin, channel=channel, address=address, now=NOW)


def by_code(world: World, code: str) -> Conversation:
    return invites.claim_code(world.database, code, channel=Channel.WEB, address=None, now=NOW)


def test_a_link_with_its_pin_opens_the_persons_own_conversation(world: World) -> None:
    issued = issue(world)
    assert len(issued.token) == 22
    with world.database.read() as tx:
        assert invites.look_up(tx, issued.token, NOW).needs_pin
    talk = by_link(world, issued.token)
    assert talk.participant_id == world.parent.id
    assert talk.phase == "arriving"
    assert talk.language == "pl"
    assert talk.address == talk.public_id
    assert talk.public_id != talk.id


def test_a_spoken_code_is_enough_by_itself_however_it_is_typed(world: World) -> None:
    code = issue(world).code
    assert len(code) == len("SSSS-VVVV-VVVV")
    heard = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert by_code(world, heard).participant_id == world.parent.id


def test_used_unknown_expired_revoked_and_dead_are_refused_alike(world: World) -> None:
    """A-01, A-07: the same error, the same text, the same slow work."""
    used = issue(world, world.teen)
    by_link(world, used.token)
    revoked = issue(world)
    with world.database.begin() as tx:
        invites.revoke(tx, world.ada.scope, world.parent.id, NOW)
    dead = issue(world, world.other_parent, world.bea)
    for _ in range(4):
        with pytest.raises(PinWrong):
            by_link(world, dead.token, "0000")
    with pytest.raises(InviteRefused) as last:
        by_link(world, dead.token, "0000")
    refusals = {(type(last.value), str(last.value))}
    expired = issue(world, world.far_parent, world.cai)
    with world.database.begin() as tx:
        tx.connection.execute(
            InviteRow.__table__.update()
            .where(InviteRow.participant_id == world.far_parent.id)
            .values(expires_at=NOW)
        )
    works = []
    for token in (used.token, revoked.token, dead.token, expired.token, "x" * 22, "", "ł" * 300):
        with pytest.raises(InviteRefused) as refused, counted_work() as work:
            by_link(world, token)
        refusals.add((type(refused.value), str(refused.value)))
        works.append(work[0])
        with pytest.raises(InviteRefused) as looked, world.database.read() as tx:
            invites.look_up(tx, token, NOW)
        refusals.add((type(looked.value), str(looked.value)))
    assert works == [1] * len(works), "each refusal costs one slow hash, as a success does"
    assert len(refusals) == 1


def test_spoken_codes_are_refused_alike(world: World) -> None:
    """A-01, A-07 for the spoken code: unknown selector, wrong verifier, nonsense, used."""
    used = issue(world, world.teen).code
    by_code(world, used)
    live = issue(world).code
    wrong = live[:5] + ("AAAA-AAAA" if live[5:] != "AAAA-AAAA" else "BBBB-BBBB")
    refusals = set()
    for code in (used, wrong, "ZZZZ-ZZZZ-ZZZZ", "", "hello", "U" * 12, "ł" * 500):
        with pytest.raises(InviteRefused) as refused, counted_work() as work:
            by_code(world, code)
        refusals.add((type(refused.value), str(refused.value)))
        assert work[0] == 1
    assert len(refusals) == 1


def test_the_sixth_guess_is_refused_even_if_right(world: World) -> None:
    """A-02: dead after five, the worker sees it, nobody else is touched."""
    live, other = issue(world), issue(world, world.teen)
    wrong = live.code[:5] + ("AAAA-AAAA" if live.code[5:] != "AAAA-AAAA" else "BBBB-BBBB")
    for _ in range(5):
        with pytest.raises(InviteRefused):
            by_code(world, wrong)
    with pytest.raises(InviteRefused):
        by_code(world, live.code)
    with pytest.raises(InviteRefused):
        by_link(world, live.token)
    with world.database.read() as tx:
        assert participants.get(tx, world.ada.scope, world.parent.id).trouble == "invite_dead"
        assert participants.get(tx, world.ada.scope, world.teen.id).trouble == ""
    assert by_link(world, other.token).participant_id == world.teen.id


def test_guesses_made_at_once_get_no_more_tries(world: World) -> None:
    """A-02 in parallel: twelve wrong PINs at once are five tries, then dead."""
    issued = issue(world)

    def guess(number: int) -> type[BaseException]:
        with pytest.raises(InviteRefused) as refused:
            by_link(world, issued.token, f"00{number:02}")
        return refused.type

    with ThreadPoolExecutor(12) as threads:
        results = list(threads.map(guess, range(12)))
    assert results.count(PinWrong) == 4
    with pytest.raises(InviteRefused) as refused:
        by_link(world, issued.token)
    assert refused.type is InviteRefused


def test_two_devices_at_once_are_one_claim(world: World) -> None:
    """A-04: exactly one winner, every time; 500 times on each database."""
    for _ in range(500):
        issued = issue(world)

        def claim(how: int, issued: IssuedInvite = issued) -> bool:
            try:
                if how % 2:
                    by_link(world, issued.token)
                else:
                    by_code(world, issued.code)
            except InviteRefused:
                return False
            return True

        with ThreadPoolExecutor(2) as threads:
            assert sorted(threads.map(claim, range(2))) == [False, True]


def test_ten_thousand_random_codes_open_nothing(world: World) -> None:
    """A-03 at record level: none of them hits; the throttle is the page's."""
    issue(world)
    with world.database.read() as tx:
        live = set(tx.connection.execute(select(InviteRow.selector)).scalars())
    assert live
    codes = [SpokenCode.make() for _ in range(10_000)]
    assert len({code.text for code in codes}) == 10_000
    hits = [code for code in codes if code.selector in live]
    for code in hits + codes[:20]:
        with pytest.raises(InviteRefused):
            by_code(world, code.text)


def test_a_new_invite_ends_the_old_one_and_the_open_sessions(world: World) -> None:
    """A-07: at once, unless the worker says it is the same person."""
    first = issue(world)
    talk = by_link(world, first.token)
    with world.database.begin() as tx:
        token = web_sessions.create(tx, talk.scope, NOW)
        kept = invites.issue(tx, world.ada.scope, world.parent.id, NOW, pin=PIN, keep_sessions=True)
        assert web_sessions.resume(tx, token, NOW)
    second = issue(world)
    with world.database.begin() as tx:
        assert web_sessions.resume(tx, token, NOW) is None
    with pytest.raises(InviteRefused):
        by_link(world, kept.token)
    assert by_link(world, second.token).id == talk.id


def test_an_invite_never_outlives_the_meeting(world: World) -> None:
    with world.database.begin() as tx:
        issued = invites.issue(tx, world.ada.scope, world.parent.id, NOW, pin=None)
        assert issued.expires_at == MEETING
        assert len(issued.pin) == 6
        short = invites.issue(
            tx, world.ada.scope, world.parent.id, NOW, pin=None, expires_at=NOW + timedelta(hours=1)
        )
    assert short.expires_at == NOW + timedelta(hours=1)
    with pytest.raises(InviteRefused):
        invites.claim_link(
            world.database,
            short.token,
            pin=short.pin,
            channel=Channel.WEB,
            address=None,
            now=short.expires_at,
        )


@pytest.mark.parametrize("pin", ["", "123", "1234567", "12a4", "１２３４"])
def test_a_pin_is_four_to_six_digits(world: World, pin: str) -> None:
    with pytest.raises(InviteRefused), world.database.begin() as tx:
        invites.issue(tx, world.ada.scope, world.parent.id, NOW, pin=pin)


def test_nobody_invites_somebody_elses_family(world: World) -> None:
    for stranger in (world.bea, world.cai):
        with pytest.raises(NotFound), world.database.begin() as tx:
            invites.issue(tx, stranger.scope, world.parent.id, NOW, pin=PIN)
        with pytest.raises(NotFound), world.database.begin() as tx:
            invites.revoke(tx, stranger.scope, world.parent.id, NOW)


def test_one_chat_holds_one_conversation_until_its_digits_are_given(world: World) -> None:
    """Two people on one phone: the second claim asks the first person's digits, and uses nothing up."""
    mother = by_link(world, issue(world).token, address="4711")
    coming_back.set_digits(world.database, mother.scope, "274918", NOW)
    invite = issue(world, world.teen)
    for _ in range(7):
        with pytest.raises(Conflict):
            by_link(world, invite.token, address="4711")
    assert coming_back.check_digits(world.database, mother.scope, "274918", NOW)
    teen = invites.claim_link(
        world.database,
        invite.token,
        pin=PIN,
        channel=Channel.TELEGRAM,
        address="4711",
        now=NOW,
        displacing=mother.id,
    )
    with world.database.read() as tx:
        here = conversations.by_address(tx, Channel.TELEGRAM, "4711")
        assert here is not None
        assert here.id == teen.id
        assert conversations.get(tx, mother.id).address is None
