"""How staff come in: the first time by link, then with password and second factor."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from bot.errors import PasswordWeak
from bot.records import security_keys, sign_in, staff, staff_sessions
from bot.records.database import Database
from bot.records.scopes import WorkerScope
from bot.records.security_keys import Answer
from bot.records.sign_in import SignedIn
from bot.records.staff import LinkOwner


@dataclass(frozen=True, slots=True)
class FirstSignIn:
    """What whoever used their link gets: ten codes, and what their browser is known by."""

    recovery_codes: tuple[str, ...] = field(repr=False)
    browser: str = field(repr=False)


def owner_of(database: Database, token: str, now: datetime) -> LinkOwner:
    """Whose first sign-in link this is. Raises SignInRefused: unknown, used and too old are one."""
    with database.read() as tx:
        return staff.look_up_link(tx, token, now)


def claim(database: Database, token: str, password: str, again: str, code: str, now: datetime) -> FirstSignIn:
    """Set password and second factor; the recovery codes are shown this once, and this browser is known.

    Raises PasswordWeak when the password is too short, too long or differs from `again`; SignInRefused
    for a wrong code or a dead link.
    """
    if password != again:
        raise PasswordWeak("The two passwords differ.", remedy="Type the same password twice.")
    owner = owner_of(database, token, now)
    claimed = staff.claim_link(database, token, password, spaceless(code), now)
    return FirstSignIn(claimed.recovery_codes, sign_in.know_browser(database, owner.email, now))


def enter(
    database: Database,
    email: str,
    password: str,
    code: str,
    client: str,
    now: datetime,
    key: Answer | None = None,
    browser: str = "",
) -> SignedIn:
    """Open a session, with a code or a security key. Raises SignInRefused, the same for every reason."""
    return sign_in.sign_in(
        database,
        email=email,
        password=password,
        code=spaceless(code),
        client=client,
        now=now,
        key=key,
        browser=browser,
    )


def confirm(
    database: Database,
    scope: WorkerScope,
    password: str,
    code: str,
    client: str,
    now: datetime,
    browser: str = "",
) -> None:
    """Have whoever is signed in prove it again, before something grave. Raises SignInRefused."""
    sign_in.confirm(
        database,
        scope,
        password=password,
        code=spaceless(code),
        client=client,
        now=now,
        browser=browser,
    )


def add_key(
    database: Database, scope: WorkerScope, token: str, answer: Answer, name: str, now: datetime
) -> None:
    """Keep a security key; every other session of theirs ends. Raises SignInRefused, Conflict."""
    with database.begin() as tx:
        security_keys.add(tx, scope, answer, name, now)
        staff_sessions.end_others(tx, scope, token, now)


def remove_key(database: Database, scope: WorkerScope, token: str, key_id: str, now: datetime) -> None:
    """Take a security key away; every other session of theirs ends. Raises NotFound."""
    with database.begin() as tx:
        security_keys.remove(tx, scope, key_id, now)
        staff_sessions.end_others(tx, scope, token, now)


def leave(database: Database, token: str, now: datetime) -> None:
    """End this session."""
    with database.begin() as tx:
        staff_sessions.end(tx, token, now)


def leave_everywhere(database: Database, staff_id: str, now: datetime) -> None:
    """End every session of one person, this one too."""
    with database.begin() as tx:
        staff_sessions.end_all(tx, staff_id, now)


def spaceless(code: str) -> str:
    """A code as apps show it, "123 456", without what was put in for the eye."""
    return "".join(code.split())
