"""An admin's pages: who works here. An admin sees no case and nothing that a family said."""

from __future__ import annotations

from starlette.responses import Response

from bot.errors import Conflict, RecordsRefused, SettingsRefused
from bot.portal.access import ADMINS, Page, Visit
from bot.records import bulk
from bot.records.scopes import Role
from bot.services import staffing

NAME_LENGTH = 60
ROLES = {role.value: role for role in Role}


def everyone(visit: Visit) -> Response:
    found = staffing.of_my_council(visit.portal.database, visit.scope)
    council = visit.portal.texts.content.council(visit.scope.council).name
    with visit.portal.database.read() as tx:
        alarms = bulk.alarms(tx, visit.scope, visit.now)
    return visit.show(
        "staff.html",
        everyone=found,
        council=council,
        alarms=alarms,
        names={one.id: one.name for one in found},
        most=visit.portal.settings.most_opened,
    )


def new(visit: Visit) -> Response:
    return _form(visit, 200, ())


def add(visit: Visit) -> Response:
    form = visit.form
    name, label, email = form.line("name"), form.line("role_label"), form.line("email")
    checks = {
        "name": bool(name) and len(name) <= NAME_LENGTH,
        "email": staffing.looks_like_email(email),
        "role": form.line("role") in ROLES,
        "role_label": len(label) <= NAME_LENGTH,
    }
    problems = tuple(field for field, fine in checks.items() if not fine)
    if problems:
        return _form(visit, 400, problems)
    try:
        link = staffing.add(
            visit.portal.database,
            visit.portal.settings,
            council=visit.scope.council,
            email=email,
            name=name,
            role=ROLES[form.line("role")],
            role_label=label,
            now=visit.now,
            by=visit.scope,
        )
    except (Conflict, SettingsRefused):
        return _form(visit, 400, ("known",))
    return visit.show("staff_link.html", link=link, name=name)


def renew(visit: Visit) -> Response:
    found = staffing.in_my_council(visit.portal.database, visit.scope, visit.path["staff"])
    link = staffing.renew(visit.portal.database, visit.portal.settings, found.id, visit.now, visit.scope)
    return visit.show("staff_link.html", link=link, name=found.name)


def one(visit: Visit) -> Response:
    """A colleague: their role, and which cases still hang on them before and after their access ends."""
    return _one(visit, 200, "")


def stop(visit: Visit) -> Response:
    """End access at once, whatever hangs on it: who leaves must not stay in because of a list."""
    try:
        staffing.stop(visit.portal.database, visit.scope, visit.path["staff"], visit.now)
    except Conflict:
        return visit.show("trouble.html", 409, what="own_access")
    return visit.go("colleague", staff=visit.path["staff"])


def change_role(visit: Visit) -> Response:
    role = ROLES.get(visit.form.line("role"))
    staff_id = visit.path["staff"]
    if role is None:
        return _one(visit, 400, "role")
    try:
        staffing.change_role(visit.portal.database, visit.scope, staff_id, role, visit.now)
    except Conflict:
        return visit.show("trouble.html", 409, what="own_access")
    except RecordsRefused:
        return _one(visit, 409, "hanging")
    return visit.go("colleague", staff=staff_id)


def _one(visit: Visit, status: int, problem: str) -> Response:
    database, staff_id = visit.portal.database, visit.path["staff"]
    found = staffing.in_my_council(database, visit.scope, staff_id)
    left = staffing.hanging(database, visit.scope, staff_id)
    return visit.show(
        "colleague.html", status, colleague=found, hanging=left, problem=problem, roles=tuple(Role)
    )


def _form(visit: Visit, status: int, problems: tuple[str, ...]) -> Response:
    return visit.show(
        "staff_new.html", status, form=visit.form, problems=problems, roles=tuple(ROLES), longest=NAME_LENGTH
    )


PAGES = (
    Page("staff", "GET", "/staff", ADMINS, everyone),
    Page("staff-new", "GET", "/staff/new", ADMINS, new),
    Page("staff-add", "POST", "/staff/new", ADMINS, add),
    Page("colleague", "GET", "/staff/{staff}", ADMINS, one),
    Page("staff-role", "POST", "/staff/{staff}/role", ADMINS, change_role),
    Page("staff-link", "POST", "/staff/{staff}/link", ADMINS, renew),
    Page("staff-stop", "POST", "/staff/{staff}/stop", ADMINS, stop),
)
