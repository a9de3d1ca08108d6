"""Staff sign-in: one answer for every refusal, at the same cost, slower with each failure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select, update

from bot.errors import SignInRefused
from bot.records import audit, security_keys, staff, staff_sessions, totp
from bot.records.database import AnyRow, Database, Tx
from bot.records.ids import new_id
from bot.records.passwords import is_outdated, matches, slow_hash
from bot.records.scopes import WorkerScope
from bot.records.sealing import unlock_with_password
from bot.records.security_keys import Answer
from bot.records.tables import RecoveryCodeRow, SignInFailureRow, StaffRow
from bot.records.upserts import upsert

FIRST_DELAY, LONGEST_DELAY = 0.2, 60.0
STRANGERS, STRANGERS_WITHIN = 5, timedelta(seconds=60)
# So long after the last time a place or a browser is known.
PLACES_KEPT = timedelta(days=60)
_UNKNOWN = "unknown"
# What stands beside the password: digits or a recovery code as typed, or what a security key answered.
Second = str | Answer


@dataclass(frozen=True, slots=True)
class SignedIn:
    """`browser` is what this browser is known by from now on."""

    token: str = field(repr=False)
    session: staff_sessions.StaffSession
    browser: str = field(repr=False)


def sign_in(
    database: Database,
    *,
    email: str,
    password: str,
    code: str,
    client: str,
    now: datetime,
    key: Answer | None = None,
    browser: str = "",
) -> SignedIn:
    """Check password and second factor (a code or a recovery code; or `key`) and open a session.

    `client` is where the request came from, `browser` what an earlier sign-in left there. After n failures
    in a row from one of them for this account the next try is refused unseen for min(60, 0.2 * 2**n)
    seconds. Places and browsers where this account never came in have STRANGERS tries a minute, all of them
    together. Nobody is ever locked out. Raises
    SignInRefused, the same for every reason. The failure is committed whatever the caller does.
    """
    password = password[: staff.LONGEST + 1]
    row = _checked(database, email, password, key or code, (client, browser), now)
    half = unlock_with_password(row.key_box, password, row.key_salt)
    renewed = slow_hash(password) if is_outdated(row.password_hash) else row.password_hash
    with database.begin() as tx:
        # One that was never ours may have been planted by somebody who wants tries of their own.
        browser = browser if _is_known(tx, email, browser) else new_id()
        _came_in(tx, email, client, now)
        _came_in(tx, email, _browser(browser), now)
        tx.connection.execute(update(StaffRow).where(StaffRow.id == row.id).values(password_hash=renewed))
        token = staff_sessions.start(tx, row.id, half, now)
        audit.append(tx, actor=row.id, role=row.role, action="staff.signed_in", about=row.id, now=now)
    session = staff_sessions.resume(database, token, now)
    if session is None:  # disabled in between
        raise refused()
    return SignedIn(token, session, browser)


def confirm(
    database: Database,
    scope: WorkerScope,
    *,
    password: str,
    code: str,
    client: str,
    now: datetime,
    browser: str = "",
) -> None:
    """Check both factors of somebody who is signed in already. Slowed and refused as a sign-in is."""
    with database.read() as tx:
        email = staff.get(tx, scope.staff_id).email
    _checked(database, email, password[: staff.LONGEST + 1], code, (client, browser), now)
    with database.begin() as tx:
        _came_in(tx, email, client, now)
        audit.by_worker(tx, scope, "staff.confirmed", scope.staff_id, now)


def know_browser(database: Database, email: str, now: datetime) -> str:
    """Let a browser be known in which somebody used their link; return what it is known by."""
    browser = new_id()
    with database.begin() as tx:
        _came_in(tx, email, _browser(browser), now)
    return browser


def _checked(
    database: Database, email: str, password: str, second: Second, whence: tuple[str, str], now: datetime
) -> AnyRow:
    """Return the row of whoever proved both factors. Raises SignInRefused.

    `whence` is the address and the browser.
    """
    row = _begin_try(database, email, whence, now)
    known = matches(row.password_hash if row else None, password)
    if row is None or not known or not _second_factor(database, row, second, now):
        with database.begin() as tx:
            about = row.id if row else _UNKNOWN
            audit.by_nobody(tx, "staff.signed_in", about, now, outcome="refused")
        raise refused()
    return row


def refused() -> SignInRefused:
    return SignInRefused(
        "Sign-in was refused.",
        remedy="Check e-mail, password and code; wait a little; ask an administrator for a new link.",
    )


def _begin_try(database: Database, email: str, whence: tuple[str, str], now: datetime) -> AnyRow | None:
    """Count this try as a failure until it succeeds, so that tries made at once count too."""
    client, browser = whence
    with database.begin() as tx:
        known = _is_known(tx, email, browser)
        who = _who(tx, email, _browser(browser) if known else client)
        last = tx.connection.execute(
            select(SignInFailureRow.failures, SignInFailureRow.last_at, SignInFailureRow.known_at).where(
                SignInFailureRow.who == who
            )
        ).one_or_none()
        failures = last.failures if last else 0
        if last and failures and now < last.last_at + _delay(failures):
            raise refused()
        if last is None or last.known_at is None:
            _count_strangers(tx, email, now)
        upsert(tx, SignInFailureRow, {"who": who}, {"failures": failures + 1, "last_at": now})
        return tx.connection.execute(
            select(StaffRow.__table__).where(
                StaffRow.email_hash == staff.email_hash(tx, email),
                StaffRow.disabled_at.is_(None),
                StaffRow.password_hash.is_not(None),
            )
        ).one_or_none()


def _count_strangers(tx: Tx, email: str, now: datetime) -> None:
    """Count a try from a place where this account never came in. Raises SignInRefused when they are many.

    Places where it did come in are not held up: somebody who guesses from elsewhere keeps nobody out.
    """
    who = tx.keys.index("sign_in", f"{email.strip().casefold()} everywhere")
    last = tx.connection.execute(
        select(SignInFailureRow.failures, SignInFailureRow.last_at).where(SignInFailureRow.who == who)
    ).one_or_none()
    fresh = last is None or now >= last.last_at + STRANGERS_WITHIN
    if last is not None and not fresh and last.failures >= STRANGERS:
        raise refused()
    tries, since = (1, now) if last is None or fresh else (last.failures + 1, last.last_at)
    upsert(tx, SignInFailureRow, {"who": who}, {"failures": tries, "last_at": since})


def _came_in(tx: Tx, email: str, client: str, now: datetime) -> None:
    """Forget the failures from here, and know the place from now on."""
    values = {"failures": 0, "last_at": now, "known_at": now}
    upsert(tx, SignInFailureRow, {"who": _who(tx, email, client)}, values)


def _is_known(tx: Tx, email: str, browser: str) -> bool:
    """Whether this account came in with this browser before: it is then told apart from wherever it is."""
    row = SignInFailureRow
    here = row.who == _who(tx, email, _browser(browser))
    found = tx.connection.execute(select(row.who).where(here, row.known_at.is_not(None))).one_or_none()
    return bool(browser) and found is not None


def _browser(browser: str) -> str:
    """In the place of an address, and never the same as one."""
    return f"browser {browser}"


def _delay(failures: int) -> timedelta:
    return timedelta(seconds=min(LONGEST_DELAY, FIRST_DELAY * 2 ** min(failures, 20)))


def _who(tx: Tx, email: str, client: str) -> bytes:
    return tx.keys.index("sign_in", f"{email.strip().casefold()} {client}")


def _second_factor(database: Database, row: AnyRow, second: Second, now: datetime) -> bool:
    """Use up a step, a recovery code or a challenge. Committed at once: none is ever accepted again."""
    with database.begin() as tx:
        if isinstance(second, Answer):
            return security_keys.fits(tx, row.id, second, now)
        code = second
        secret = tx.keys.decrypt_text("staff.totp", row.id, row.totp_box)
        step = totp.step_of(secret, code, row.totp_step, now)
        if step is None:
            return _recovery_code(tx, row.id, code, now)
        used = tx.connection.execute(
            update(StaffRow).where(StaffRow.id == row.id, StaffRow.totp_step < step).values(totp_step=step)
        )
        return used.rowcount == 1


def _recovery_code(tx: Tx, staff_id: str, code: str, now: datetime) -> bool:
    used = tx.connection.execute(
        update(RecoveryCodeRow)
        .where(
            RecoveryCodeRow.code_hash == staff.recovery_code_hash(tx, staff_id, code),
            RecoveryCodeRow.used_at.is_(None),
        )
        .values(used_at=now)
    )
    if used.rowcount != 1:
        return False
    audit.append(tx, actor=staff_id, role="staff", action="staff.recovery_code_used", about=staff_id, now=now)
    return True
