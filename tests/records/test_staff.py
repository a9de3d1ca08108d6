"""Staff: the first link, sign-in, the second factor, sessions."""

from __future__ import annotations

from datetime import datetime, timedelta

import pyotp
import pytest
from sqlalchemy import select

from bot.errors import Conflict, NotFound, PasswordWeak, RecordsRefused, SignInRefused
from bot.records import audit, cases, participants, retention, safe_contact, staff, staff_sessions
from bot.records.participants import NewParticipant
from bot.records.recovery import recovery_half
from bot.records.scopes import Role, WorkerScope
from bot.records.sign_in import SignedIn, confirm, know_browser, sign_in
from bot.records.tables import SignInFailureRow, StaffSessionRow
from tests.records.parts import counted_work
from tests.world import NOW, PASSWORD, Worker, World, cases_of

LATER = NOW + timedelta(hours=1)


def code_of(worker: Worker, at: datetime) -> str:
    return pyotp.TOTP(worker.totp_secret).at(at)


def enter(
    world: World,
    now: datetime,
    *,
    email: str | None = None,
    password: str = PASSWORD,
    code: str | None = None,
    client: str = "10.0.0.1",
    browser: str = "",
) -> SignedIn:
    return sign_in(
        world.database,
        email=email or world.ada.email,
        password=password,
        code=code or code_of(world.ada, now),
        client=client,
        now=now,
        browser=browser,
    )


def refused(world: World, now: datetime, **how: str) -> str:
    with pytest.raises(SignInRefused) as found:
        enter(world, now, **how)  # type: ignore[arg-type]
    assert found.type is SignInRefused
    return str(found.value)


def test_signing_in_gives_the_scope_and_the_key(world: World) -> None:
    signed = enter(world, LATER, email="  ADA@oakshire.example ")
    assert signed.session.scope == WorkerScope(world.ada.id, "oakshire", Role.WORKER)
    assert signed.session.key.raw() == world.ada.key.raw()
    assert signed.session.name == "Ada"
    again = staff_sessions.resume(world.database, signed.token, LATER)
    assert again is not None
    assert again.csrf == signed.session.csrf
    assert signed.token not in repr(signed)


def test_every_refusal_has_one_text(world: World) -> None:
    """W-01: wrong user, wrong password, wrong code, too soon, disabled."""
    texts = {
        refused(world, LATER, email="nobody@oakshire.example"),
        refused(world, LATER, password="another password", client="a"),
        refused(world, LATER, code="000000", client="b"),
        refused(world, LATER, client="b"),
        refused(world, LATER, password="", client="c"),
        refused(world, LATER, password="x" * 100_000, client="d"),
        refused(world, LATER, code=" ", client="e"),
    }
    with world.database.begin() as tx:
        staff.disable(tx, world.ada.id, LATER)
    texts.add(refused(world, LATER, client="f"))
    assert len(texts) == 1


def test_every_refusal_costs_one_slow_hash(world: World) -> None:
    """W-01: the same path for an unknown user, a wrong password and a wrong code."""
    works = []
    for number, how in enumerate(
        (
            {"email": "nobody@oakshire.example"},
            {"password": "another password"},
            {"code": "000000"},
            {"email": "", "password": ""},
        )
    ):
        with counted_work() as work:
            refused(world, LATER, client=str(number), **how)
        works.append(work[0])
    assert works == [1, 1, 1, 1]


def test_a_failure_is_in_the_audit_whatever_follows(world: World) -> None:
    """W-01: the row survives."""
    refused(world, LATER, password="wrong password")
    refused(world, LATER, email="nobody@oakshire.example")
    with world.database.read() as tx:
        rows = [row for row in audit.of(tx, world.ada.id) if row.action == "staff.signed_in"]
        assert [row.outcome for row in rows] == ["done", "refused"]
        assert audit.of(tx, "unknown")


def test_a_code_is_accepted_once_and_within_one_step(world: World) -> None:
    """W-02: replay refused, an older step after a newer one refused, two steps off refused."""
    code = code_of(world.ada, LATER)
    enter(world, LATER, code=code)
    refused(world, LATER + timedelta(seconds=1), code=code)
    behind = LATER + timedelta(minutes=5)
    enter(world, behind, code=code_of(world.ada, behind + timedelta(seconds=30)), client="x")
    refused(world, behind, code=code_of(world.ada, behind), client="y")
    far = LATER + timedelta(minutes=10)
    for seconds in (-60, 60):
        other = code_of(world.ada, far + timedelta(seconds=seconds))
        refused(world, far, code=other, client=f"z{seconds}")
    enter(world, far, code=code_of(world.ada, far - timedelta(seconds=30)), client="w")


def test_a_recovery_code_stands_in_once(world: World) -> None:
    codes = world.ada.recovery_codes
    assert len(set(codes)) == 10
    enter(world, LATER, code=codes[3].lower().replace("-", " "))
    refused(world, LATER, code=codes[3], client="b")
    enter(world, LATER, code=codes[4], client="c")
    refused(world, LATER, code=world.bea.recovery_codes[0], client="d")


def test_failures_slow_down_and_lock_nobody_out(world: World) -> None:
    """W-04: min(60, 0.2 * 2**n) seconds from a known place, and nothing from elsewhere."""
    enter(world, LATER - timedelta(minutes=5))
    at = LATER
    for failures in range(1, 12):
        refused(world, at, password="wrong password")
        wait = min(60.0, 0.2 * 2**failures)
        refused(world, at + timedelta(seconds=wait - 0.01))  # right, and still too soon
        at += timedelta(seconds=wait)
    enter(world, at, client="10.9.9.9")
    enter(world, at + timedelta(seconds=60))


def test_guesses_from_everywhere_are_few_and_hold_up_nobody_who_is_known(world: World) -> None:
    """W-04: five tries a minute for one account, from wherever; not for a place where its owner came in."""
    enter(world, LATER, client="the office")
    at = LATER + timedelta(minutes=2)
    works = []
    for number in range(9):
        with counted_work() as work:
            refused(world, at + timedelta(seconds=number), password="guess", client=f"guesser {number}")
        works.append(work[0])
    assert works == [1] * 5 + [0] * 4
    soon = at + timedelta(seconds=30)
    refused(world, soon, client="a hotel")
    enter(world, soon, client="the office")
    with counted_work() as work:
        refused(world, soon, email=world.bea.email, password="guess", client="guesser 0")
    assert work[0] == 1
    enter(world, at + timedelta(seconds=60), client="a hotel")
    enter(world, at + timedelta(seconds=120), client="a hotel")


def test_a_browser_that_came_in_before_is_held_up_by_no_stranger_wherever_it_is(world: World) -> None:
    """W-04: its own delay and no more; only for the account that came in with it, and never a planted one."""
    mine = enter(world, LATER, client="the office", browser="planted").browser
    assert mine != "planted"
    at = LATER + timedelta(minutes=2)
    for second in range(60):
        refused(world, at + timedelta(seconds=second), password="guess", client=f"guesser {second}")
    soon = at + timedelta(seconds=59)
    for browser in ("", "planted", "x" * 22):
        refused(world, soon, client="a train", browser=browser)
    with counted_work() as work:
        refused(world, soon, email=world.bea.email, password="x", client="guesser 0", browser=mine)
        for number in range(6):
            refused(world, soon, email=world.bea.email, password="x", client=f"b{number}", browser=mine)
    assert work[0] == 5, "for another account it is a stranger like any"
    assert enter(world, soon, client="a train", browser=mine).browser == mine
    # Whoever has it and guesses waits as at a known place.
    later = at + timedelta(minutes=5)
    refused(world, later, password="wrong", client="a train", browser=mine)
    with counted_work() as work:
        refused(world, later + timedelta(seconds=0.3), password="wrong", client="elsewhere", browser=mine)
    assert work[0] == 0


def test_where_a_link_was_used_the_first_sign_in_is_held_up_by_nobody(world: World) -> None:
    """W-04: an outsider who knows the address of somebody new does not keep them out."""
    browser = know_browser(world.database, world.ada.email, LATER)
    for second in range(30):
        refused(world, LATER + timedelta(seconds=second), password="guess", client=f"guesser {second}")
    enter(world, LATER + timedelta(seconds=30), client="at home", browser=browser)


def test_a_place_is_known_for_two_months_after_the_last_time(world: World) -> None:
    """W-04: what keeps an owner from being held up outlives the failures, and is let go of too."""
    enter(world, LATER, client="the office")
    refused(world, LATER, password="guess", client="elsewhere")

    def kept(at: datetime) -> int:
        retention.run(world.database, at)
        with world.database.read() as tx:
            return len(tx.connection.execute(select(SignInFailureRow.who)).all())

    before = kept(LATER)
    assert kept(LATER + timedelta(days=2)) < before
    assert kept(LATER + timedelta(days=59)) > 0
    assert kept(LATER + timedelta(days=61)) == 0


def test_proving_it_again_is_slowed_like_a_sign_in(world: World) -> None:
    """W-02, W-04 for what changes a sign-in: a code works once, and a wrong try makes the next one wait."""
    how = {"scope": world.ada.scope, "client": "here"}
    code = code_of(world.ada, LATER)
    confirm(world.database, password=PASSWORD, code=code, now=LATER, **how)
    for password, typed, after in (
        (PASSWORD, code, 1),
        ("wrong", code_of(world.ada, LATER + timedelta(seconds=60)), 60),
        (PASSWORD, code_of(world.ada, LATER + timedelta(seconds=60)), 60.1),
    ):
        with pytest.raises(SignInRefused):
            confirm(
                world.database, password=password, code=typed, now=LATER + timedelta(seconds=after), **how
            )
    later = LATER + timedelta(minutes=5)
    confirm(world.database, password=PASSWORD, code=code_of(world.ada, later), now=later, **how)


def test_a_link_is_used_once_within_a_day(world: World) -> None:
    with world.database.begin() as tx:
        link = staff.add(
            tx,
            council="elmford",
            email="New@Elmford.example",
            name="Dee",
            role=Role.ADMIN,
            role_label="admin",
            now=NOW,
        )
        owner = staff.look_up_link(tx, link.token, NOW)
        assert not staff.get(tx, owner.staff_id).has_key
    assert owner.totp_secret in owner.totp_uri
    assert link.expires_at == NOW + timedelta(hours=24)
    right = pyotp.TOTP(owner.totp_secret).at(NOW)
    for password in ("seven77", "x" * 129):
        with pytest.raises(PasswordWeak):
            staff.claim_link(world.database, link.token, password, right, NOW)
    with pytest.raises(SignInRefused):
        staff.claim_link(world.database, link.token, PASSWORD, "000000", NOW)
    with pytest.raises(SignInRefused):
        staff.claim_link(world.database, link.token, PASSWORD, right, link.expires_at)
    staff.claim_link(world.database, link.token, PASSWORD, right, NOW)
    with pytest.raises(SignInRefused):
        staff.claim_link(world.database, link.token, PASSWORD, right, NOW)
    with world.database.begin() as tx:
        found = staff.by_email(tx, "new@elmford.EXAMPLE")
        assert found is not None
        assert (found.email, found.name, found.has_key) == ("New@Elmford.example", "Dee", True)
    with pytest.raises(SignInRefused):  # the code that proved the set-up signs nobody in
        enter(world, NOW, email="new@elmford.example", code=right)
    with pytest.raises(Conflict), world.database.begin() as tx:
        staff.add(
            tx,
            council="oakshire",
            email="new@elmford.example",
            name="x",
            role=Role.WORKER,
            role_label="",
            now=NOW,
        )


def test_a_new_link_leaves_the_old_password_until_it_is_used(world: World) -> None:
    """C-03: then key and wraps are new; data waits for a colleague or recovery."""
    with world.database.begin() as tx:
        link = staff.renew_link(tx, world.ada.id, NOW)
        secret = staff.look_up_link(tx, link.token, NOW).totp_secret
    signed = enter(world, LATER)
    staff.claim_link(world.database, link.token, "another long password", pyotp.TOTP(secret).at(LATER), LATER)
    assert staff_sessions.resume(world.database, signed.token, LATER) is None
    at = LATER + timedelta(minutes=2)
    refused(world, at, client="b")
    again = enter(world, at, password="another long password", code=pyotp.TOTP(secret).at(at), client="c")
    assert again.session.key.raw() != world.ada.key.raw()
    with pytest.raises(NotFound):
        safe_contact.opened(world.database, again.session.scope, again.session.key, world.parent.id, at)
    with world.database.begin() as tx:
        half = recovery_half(*world.recovery.sheets)
        cases.recover(tx, world.case.id, world.ada.id, half, at)
    assert safe_contact.opened(world.database, again.session.scope, again.session.key, world.parent.id, at)


def test_a_worker_who_never_signed_in_cannot_be_given_a_case(world: World) -> None:
    with world.database.begin() as tx:
        link = staff.add(
            tx,
            council="oakshire",
            email="new@oakshire.example",
            name="New",
            role=Role.WORKER,
            role_label="",
            now=NOW,
        )
    with pytest.raises(RecordsRefused), world.database.begin() as tx:
        cases.assign(tx, world.ada.scope, world.case.id, link.staff_id, world.ada.key, NOW)
    with pytest.raises(RecordsRefused), world.database.begin() as tx:
        cases.create(tx, WorkerScope(link.staff_id, "oakshire", Role.WORKER), "x", NOW)


def test_sessions_end_by_idleness_by_age_and_by_change(world: World) -> None:
    """W-03 at record level."""

    def alive(token: str, at: datetime) -> bool:
        return staff_sessions.resume(world.database, token, at) is not None

    token = enter(world, LATER).token
    assert alive(token, LATER + timedelta(minutes=14, seconds=59))
    assert alive(token, LATER + timedelta(minutes=29))
    assert not alive(token, LATER + timedelta(minutes=44, seconds=1))
    at = LATER + timedelta(hours=1)
    token = enter(world, at).token
    for minutes in range(10, 600, 10):
        assert alive(token, at + timedelta(minutes=minutes))
    assert not alive(token, at + timedelta(hours=10))
    for number, change in enumerate(
        (
            lambda tx, at: staff.set_role(tx, world.ada.id, Role.MANAGER, at),
            lambda tx, at: staff_sessions.end_all(tx, world.ada.id, at),
            lambda tx, at: staff.disable(tx, world.ada.id, at),
        ),
        start=12,
    ):
        at = LATER + timedelta(hours=number)
        token = enter(world, at).token
        with world.database.begin() as tx:
            change(tx, at)
        assert not alive(token, at)


def test_a_session_row_alone_opens_nothing(world: World) -> None:
    """T8: the private half in a stolen table is locked by the token, which is not in it."""
    signed = enter(world, LATER)
    with world.database.read() as tx:
        rows = tx.connection.execute(select(StaffSessionRow.__table__)).all()
    stored = b"".join(bytes(value) for row in rows for value in row if isinstance(value, bytes))
    assert stored
    assert signed.session.key.raw() not in stored
    assert signed.token.encode() not in stored


def test_nobody_sees_another_council_and_a_manager_sees_names_only(world: World) -> None:
    """A-12 and W-05 at record level, for every worker against every case."""
    owners = {world.ada.id: world.parent, world.bea.id: world.other_parent, world.cai.id: world.far_parent}
    manager = WorkerScope("m", "oakshire", Role.MANAGER)
    with world.database.read() as tx:
        for worker in (world.ada, world.bea, world.cai):
            assert {case.id for case in cases_of(tx, worker.scope)} == {owners[worker.id].case_id}
            for owner, person in owners.items():
                if owner == worker.id:
                    assert cases.get(tx, worker.scope, person.case_id).meeting is not None
                    assert participants.get(tx, worker.scope, person.id).name == person.name
                    continue
                with pytest.raises(NotFound):
                    cases.get(tx, worker.scope, person.case_id)
                with pytest.raises(NotFound):
                    participants.get(tx, worker.scope, person.id)
                with pytest.raises(NotFound):
                    participants.of_case(tx, worker.scope, person.case_id)
        assert len(cases_of(tx, manager)) == 2
        assert len(cases_of(tx, WorkerScope("x", "oakshire", Role.ADMIN))) == 0
    with pytest.raises(NotFound):
        safe_contact.opened(world.database, manager, world.ada.key, world.parent.id, NOW)
    new = NewParticipant("parent", "x", "en")
    with pytest.raises(NotFound), world.database.begin() as tx:
        participants.create(tx, world.cai.scope, world.case.id, new, NOW)
