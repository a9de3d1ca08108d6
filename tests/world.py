"""An invented world with a second family and a second council to leak into, for any test of records."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyotp

from bot.messages import Channel
from bot.records import case_list, cases, install, invites, meetings, participants, staff
from bot.records.cases import Case
from bot.records.conversations import Conversation
from bot.records.database import Database, Tx
from bot.records.keyring import Keyring
from bot.records.keys import ServiceKeys
from bot.records.participants import NewParticipant, Participant
from bot.records.passwords import COST, Cost
from bot.records.recovery import RecoveryPair, make_recovery
from bot.records.scopes import Role, WorkerScope
from bot.records.sealing import PrivateHalf
from bot.records.sign_in import sign_in

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MEETING = datetime(2026, 11, 26, 14, 0, tzinfo=UTC)
PASSWORD = "a long enough password"
SERVICE, INDEX = bytes(range(32)), bytes(range(100, 132))


def cheap_hashes() -> AbstractContextManager[None]:
    """Argon2 turned down, for whoever does not measure it."""
    return _hashes(Cost(time=1, memory_kib=64))


def dear_hashes() -> AbstractContextManager[None]:
    """Argon2 as it is in use."""
    return _hashes(Cost())


@contextmanager
def _hashes(cost: Cost) -> Iterator[None]:
    before = COST.time, COST.memory_kib
    COST.time, COST.memory_kib = cost.time, cost.memory_kib
    try:
        yield
    finally:
        COST.time, COST.memory_kib = before


def open_database(url: str, folder: Path) -> Database:
    return Database(url, ServiceKeys(SERVICE, INDEX), Keyring(folder / "keyring"))


@dataclass
class Worker:
    id: str
    email: str
    scope: WorkerScope
    key: PrivateHalf
    totp_secret: str
    recovery_codes: tuple[str, ...]


@dataclass
class World:
    """`case` with `parent` and `teen` is Ada's. Bea has another family next door, Cai another council."""

    database: Database
    recovery: RecoveryPair
    ada: Worker
    bea: Worker
    cai: Worker
    case: Case
    parent: Participant
    teen: Participant
    other_parent: Participant
    far_parent: Participant

    def arrive(self, person: Participant, worker: Worker, address: str | None = None) -> Conversation:
        """Invite somebody and let them claim."""
        with self.database.begin() as tx:
            issued = invites.issue(tx, worker.scope, person.id, NOW, pin="2580")
        channel = Channel.TELEGRAM if address else Channel.WEB
        return invites.claim_link(
            self.database, issued.token, pin="2580", channel=channel, address=address, now=NOW
        )


def make_worker(database: Database, council: str, name: str, role: Role = Role.WORKER) -> Worker:
    email = f"{name.lower()}@{council}.example"
    with database.begin() as tx:
        link = staff.add(
            tx, council=council, email=email, name=name, role=role, role_label="social worker", now=NOW
        )
        owner = staff.look_up_link(tx, link.token, NOW)
    before = NOW - timedelta(minutes=5)
    code = pyotp.TOTP(owner.totp_secret).at(before)
    claimed = staff.claim_link(database, link.token, PASSWORD, code, before)
    now = NOW - timedelta(minutes=2)
    signed = sign_in(
        database,
        email=email,
        password=PASSWORD,
        code=pyotp.TOTP(owner.totp_secret).at(now),
        client="fixture",
        now=now,
    )
    session = signed.session
    return Worker(
        claimed.staff_id, email, session.scope, session.key, owner.totp_secret, claimed.recovery_codes
    )


def cases_of(tx: Tx, scope: WorkerScope) -> list[Case]:
    """Every case that somebody's pages would show, whole."""
    return list(case_list.some(tx, scope, [one.id for one in case_list.placed(tx, scope)]).values())


def make_world(database: Database) -> World:
    """Fill an empty, migrated database."""
    recovery = make_recovery()
    with database.begin() as tx:
        install.create(tx, "test", recovery.public, NOW)
    ada = make_worker(database, "oakshire", "Ada")
    bea = make_worker(database, "oakshire", "Bea")
    cai = make_worker(database, "elmford", "Cai")
    people = []
    made = []
    with database.begin() as tx:
        for worker, family, names in (
            (ada, "Rowan", [("parent", "Ewa Rowan"), ("young_person", "Kuba Rowan")]),
            (bea, "Sedge", [("parent", "Mo Sedge")]),
            (cai, "Teasel", [("parent", "Jo Teasel")]),
        ):
            case = cases.create(tx, worker.scope, family, NOW)
            made.append(case)
            meetings.set_meeting(
                tx,
                worker.scope,
                case.id,
                kind="initial_conference",
                nation="england",
                starts_at=MEETING,
                place="Town Hall",
                mode="in_person",
                now=NOW,
            )
            for audience, name in names:
                new = NewParticipant(
                    audience, name, "pl", telegram_allowed=True, safe_contact=f"only text {name}"
                )
                people.append(participants.create(tx, worker.scope, case.id, new, NOW))
    return World(database, recovery, ada, bea, cai, made[0], *people)
