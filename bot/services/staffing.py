"""Adding staff: a one-use link, by which the person alone sets password and second factor."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime

from bot.errors import Conflict, NotFound, RecordsRefused, SettingsRefused
from bot.records import staff, team
from bot.records.database import Database
from bot.records.scopes import Role, WorkerScope
from bot.records.staff import SignInLink, Staff
from bot.records.team import Hanging
from bot.settings import Settings

# Only to catch slips: the address proves itself by the mail that arrives.
_ADDRESS = re.compile(r"[^\s@<>,;]{1,64}@[^\s@<>,;]+\.[^\s@<>,;]{2,}")


@dataclass(frozen=True, slots=True)
class FirstSignIn:
    """Where somebody signs in for the first time. The address is a secret: it goes to that person only."""

    staff_id: str
    url: str = field(repr=False)
    expires_at: datetime


def looks_like_email(text: str) -> bool:
    """Whether a text has the shape of an e-mail address."""
    return len(text) <= 254 and _ADDRESS.fullmatch(text) is not None


def first_admin(
    database: Database, settings: Settings, council: str, email: str, now: datetime
) -> FirstSignIn:
    """Add a council's first admin (`./run init`).

    Raises SettingsRefused when the council has one that can sign in, or the address is no address;
    Conflict when somebody else has that address.
    """
    with database.read() as tx:
        known = staff.by_email(tx, email)
        admins = [one for one in staff.of_council(tx, council) if one.role is Role.ADMIN]
    if any(one.has_key and not one.disabled for one in admins):
        raise SettingsRefused(
            "This council has an admin already.", remedy="Let that admin add staff in the portal."
        )
    if known is not None and known.id in {one.id for one in admins}:
        # The first link was lost before it was used.
        return renew(database, settings, known.id, now)
    return add(
        database, settings, council=council, email=email, name=email, role=Role.ADMIN, role_label="", now=now
    )


def add(  # noqa: PLR0913 (what a member of staff is made of, and who asks)
    database: Database,
    settings: Settings,
    *,
    council: str,
    email: str,
    name: str,
    role: Role,
    role_label: str,
    now: datetime,
    by: WorkerScope | None = None,
) -> FirstSignIn:
    """Add a member of staff and make the link of their first sign-in (`./run worker add`, and the portal).

    `by` is the admin who asks, None at the command line: the audit names them.
    Raises SettingsRefused when the address is no address, Conflict when it is known already.
    """
    if not looks_like_email(email):
        raise SettingsRefused(
            "That is not an e-mail address.", remedy="Give one such as name@council.gov.uk."
        )
    with database.begin() as tx:
        if staff.by_email(tx, email) is not None:
            raise Conflict(
                "Somebody has that e-mail address already.", remedy="Give them a new link instead."
            )
        link = staff.add(
            tx, council=council, email=email, name=name, role=role, role_label=role_label, now=now, by=by
        )
    return _address(settings, link)


def renew(
    database: Database, settings: Settings, staff_id: str, now: datetime, by: WorkerScope | None = None
) -> FirstSignIn:
    """Make a new link for somebody who lost theirs, or their password. Raises NotFound."""
    with database.begin() as tx:
        link = staff.renew_link(tx, staff_id, now, by)
    return _address(settings, link)


def of_my_council(database: Database, scope: WorkerScope) -> list[Staff]:
    """Everybody in the council of whoever asks."""
    with database.read() as tx:
        return staff.of_council(tx, scope.council)


def in_my_council(database: Database, scope: WorkerScope, staff_id: str) -> Staff:
    """One colleague. Raises NotFound for anybody of another council, as for nobody at all."""
    with database.read() as tx:
        found = staff.get(tx, staff_id)
    if found.council != scope.council:
        raise NotFound("No such member of staff.", remedy="Look at the list of your own council.")
    return found


def stop(database: Database, scope: WorkerScope, staff_id: str, now: datetime) -> None:
    """End somebody's access. Raises NotFound; Conflict for oneself, so that one admin always stays."""
    found = in_my_council(database, scope, staff_id)
    if found.id == scope.staff_id:
        raise Conflict("Nobody ends their own access.", remedy="Ask another admin.")
    with database.begin() as tx:
        staff.disable(tx, staff_id, now, scope)


def change_role(database: Database, scope: WorkerScope, staff_id: str, role: Role, now: datetime) -> None:
    """Give somebody another role; their sessions end.

    Raises NotFound; Conflict for oneself; RecordsRefused while cases hang on somebody who would no longer be
    a worker: nobody could open those cases, and no figure would show it.
    """
    found = in_my_council(database, scope, staff_id)
    if found.id == scope.staff_id:
        raise Conflict("Nobody changes their own role.", remedy="Ask another admin.")
    if found.role is role:
        return
    with database.begin() as tx:
        if role is not Role.WORKER and team.hanging(tx, scope, staff_id):
            raise RecordsRefused(
                "Cases still hang on this worker.",
                remedy="Have them handed over first, then change the role.",
            )
        staff.set_role(tx, staff_id, role, now, scope)


def hanging(database: Database, scope: WorkerScope, staff_id: str) -> list[Hanging]:
    """The cases that still hang on a colleague. Raises NotFound."""
    in_my_council(database, scope, staff_id)
    with database.read() as tx:
        return team.hanging(tx, scope, staff_id)


def _address(settings: Settings, link: SignInLink) -> FirstSignIn:
    return FirstSignIn(link.staff_id, f"{settings.portal_url}/welcome/{link.token}", link.expires_at)
