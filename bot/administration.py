"""What an administrator does at the command line, with the keys at hand and no one else signed in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from bot.errors import CannotOpen, NotFound
from bot.exports.known import known
from bot.records import anchor, audit, cases, erase, install, officers, staff
from bot.records.anchor import Compared
from bot.records.database import Database
from bot.records.recovery import make_recovery, recovery_half
from bot.records.scopes import Role
from bot.secret_files import make_secrets
from bot.services import staffing
from bot.settings import Settings


def set_up(environ: Mapping[str, str], council: str, admin: str, now: datetime) -> Iterator[str]:
    """Make what is missing and yield what to print, once and never again.

    Raises SettingsRefused when the council has an admin, or for wrong settings.
    """
    for path in make_secrets(Path(environ.get("BEFOREHAND_STATE") or ".state").absolute()):
        yield f"made {path.name}"
    settings = Settings.load(environ)
    database = Database.open(settings)
    database.migrate()
    with database.begin() as tx:
        if install.get(tx) is None:
            pair = make_recovery()
            install.create(tx, settings.mode, pair.public, now)
            yield "Recovery sheet one. Print it, keep it apart from the other; it is not stored:"
            yield pair.sheets[0]
            yield "Recovery sheet two. The same:"
            yield pair.sheets[1]
    link = staffing.first_admin(database, settings, council, admin, now)
    yield f"First sign-in, once, until {link.expires_at:%d %B %H:%M} UTC: {link.url}"


def add_staff(
    environ: Mapping[str, str], council: str, email: str, name: str, role: str, title: str, now: datetime
) -> str:
    """Return the link of somebody's first sign-in. Raises SettingsRefused, Conflict."""
    settings, database = open_records(environ)
    link = staffing.add(
        database,
        settings,
        council=council,
        email=email,
        name=name,
        role=Role(role),
        role_label=title,
        now=now,
    )
    return f"First sign-in, once, until {link.expires_at:%d %B %H:%M} UTC: {link.url}"


def recover_case(
    environ: Mapping[str, str], case_id: str, email: str, one: str, other: str, now: datetime
) -> int:
    """Wrap a case's keys for a worker. Raises CannotOpen for mistyped sheets, NotFound."""
    _, database = open_records(environ)
    half = recovery_half(one, other)
    with database.begin() as tx:
        worker = staff.by_email(tx, email)
        if worker is None:
            raise NotFound("Nobody has that e-mail address.", remedy="Add them with ./run worker add.")
        return cases.recover(tx, case_id, worker.id, half, now)


def appoint_officer(environ: Mapping[str, str], email: str, one: str, other: str, now: datetime) -> int:
    """Appoint a recovery officer. Raises CannotOpen for mistyped sheets, NotFound, RecordsRefused."""
    _, database = open_records(environ)
    half = recovery_half(one, other)
    with database.begin() as tx:
        member = staff.by_email(tx, email)
        if member is None:
            raise NotFound("Nobody has that e-mail address.", remedy="Add them with ./run worker add.")
        return officers.appoint(tx, member.id, half, now)


def verify(environ: Mapping[str, str], kept: Path | None = None) -> tuple[bool, list[str]]:
    """Walk the chain, and the heads that were kept outside. Return whether all fits, and what to say."""
    _, database = open_records(environ)
    lines = kept.read_text(encoding="utf-8", errors="replace").splitlines() if kept else []
    with database.read() as tx:
        verdict = audit.verify(tx)
        found = anchor.compare(tx, lines) if kept else None
    if verdict.first_bad is not None:
        said = [f"Row {verdict.first_bad} was changed, moved or taken out."]
    else:
        said = [f"{verdict.rows} rows, unbroken. Head: {verdict.head}"]
    if verdict.ended_before is not None:
        day = f"{verdict.ended_before:%d %B %Y}"
        said.append(f"The first {verdict.ended} of them had their time and ended: all of before {day}.")
    return (
        verdict.first_bad is None and (found is None or found.fits),
        said + (_anchored(found) if found else []),
    )


def _anchored(found: Compared) -> list[str]:
    said = []
    if found.not_ours:
        said.append(f"{found.not_ours} lines of the anchor were not signed by this install, or were changed.")
    if found.first_unfit is not None:
        rows, at = found.first_unfit.rows, found.first_unfit.at
        said.append(f"The chain was rewritten: on {at:%d %B %Y %H:%M} UTC row {rows} had another hash.")
    if found.too_early is not None:
        at = found.too_early.at
        said.append(f"Rows were ended before their time: some were written after {at:%d %B %Y %H:%M} UTC.")
    if found.anchors and found.anchors == found.ended:
        said.append("Every head of the anchor is of rows that have ended: it tells nothing about the rest.")
    if found.last is None:
        said.append("The anchor holds no head at all.")
    elif found.fits:
        at = found.last.at
        through = found.anchors - found.ended
        said.append(f"It leads through all {through} heads, the last of {at:%d %B %Y %H:%M} UTC.")
        if found.ended:
            said.append(f"{found.ended} older heads are of rows that have ended.")
    return said


def verify_file(environ: Mapping[str, str], path: Path) -> str:
    """Say of a file whether it is what was exported here. Raises NotFound when it is not, CannotOpen."""
    _, database = open_records(environ)
    body = path.read_bytes()
    with database.read() as tx:
        found = known(tx, body)
    if found.made_at is not None:
        return f"This is the {found.form} of {found.made_at:%d %B %Y %H:%M} UTC, to the last byte."
    if found.answer == "same_content":
        return "The bytes are not those that were exported, but everything in it is, and is signed here."
    if found.answer == "record_changed":
        raise CannotOpen("The record of this file was changed.", remedy="Restore the database from a backup.")
    raise NotFound(
        "This is not a file that was exported here, or it was changed since.",
        remedy="Export it again from the portal and compare the two.",
    )


def erase_participant(
    environ: Mapping[str, str], participant_id: str, now: datetime, *, only_sent: bool = False
) -> None:
    """Erase one person, or only what they sent. Raises NotFound."""
    _, database = open_records(environ)
    if only_sent:
        erase.sent_again(database, participant_id, now)
        return
    erase.participant(database, participant_id, now)


def open_records(environ: Mapping[str, str]) -> tuple[Settings, Database]:
    """Return settings and database, once both are fit for use. Raises SettingsRefused, RecordsRefused."""
    settings = Settings.load(environ)
    database = Database.open(settings)
    database.check_version()
    with database.read() as tx:
        install.require(tx, settings.mode)
    return settings, database
