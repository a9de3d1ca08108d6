"""An admin's pages: who works here. An admin sees no case and nothing that a family said."""

from __future__ import annotations

from starlette.responses import Response

from bot.errors import Conflict, SettingsRefused
from bot.portal.access import ADMINS, Page, Visit
from bot.records.scopes import Role
from bot.services import staffing

NAME_LENGTH = 60
ROLES = {"worker": Role.WORKER, "admin": Role.ADMIN}


def everyone(visit: Visit) -> Response:
    found = staffing.of_my_council(visit.portal.database, visit.scope)
    council = visit.portal.texts.content.council(visit.scope.council).name
    return visit.show("staff.html", everyone=found, council=council)


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


def stop(visit: Visit) -> Response:
    try:
        staffing.stop(visit.portal.database, visit.scope, visit.path["staff"], visit.now)
    except Conflict:
        return visit.show("trouble.html", 409, what="own_access")
    return visit.go("staff")


def _form(visit: Visit, status: int, problems: tuple[str, ...]) -> Response:
    return visit.show(
        "staff_new.html", status, form=visit.form, problems=problems, roles=tuple(ROLES), longest=NAME_LENGTH
    )


PAGES = (
    Page("staff", "GET", "/staff", ADMINS, everyone),
    Page("staff-new", "GET", "/staff/new", ADMINS, new),
    Page("staff-add", "POST", "/staff/new", ADMINS, add),
    Page("staff-link", "POST", "/staff/{staff}/link", ADMINS, renew),
    Page("staff-stop", "POST", "/staff/{staff}/stop", ADMINS, stop),
)
