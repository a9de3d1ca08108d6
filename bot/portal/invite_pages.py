"""Inviting one person. What is handed over is shown once, in the answer to the form, and has no address."""

from __future__ import annotations

from starlette.responses import Response

from bot.errors import InviteRefused
from bot.portal.access import WORKERS, Page, Visit
from bot.records import cases, participants
from bot.services import invites


def ask(visit: Visit) -> Response:
    return _ask(visit, 200, "")


def issue(visit: Visit) -> Response:
    form = visit.form
    try:
        invitation = invites.invite(
            visit.portal.database,
            visit.portal.settings,
            visit.scope,
            visit.path["person"],
            visit.now,
            invites.Wish(form.line("pin"), form.line("life"), form.ticked("same_person")),
            telegram_name=visit.portal.telegram_name,
        )
    except InviteRefused:
        return _ask(visit, 400, "pin")
    home = visit.portal.settings.family_url
    return visit.show("invite_issued.html", invite=invitation, person=invitation.participant, home=home)


def stop(visit: Visit) -> Response:
    invites.revoke(visit.portal.database, visit.scope, visit.path["person"], visit.now)
    return visit.go("person", person=visit.path["person"])


def _ask(visit: Visit, status: int, problem: str) -> Response:
    with visit.portal.database.read() as tx:
        person = participants.get(tx, visit.scope, visit.path["person"])
        case = cases.get(tx, visit.scope, person.case_id)
    return visit.show("invite.html", status, person=person, case=case, problem=problem)


PAGES = (
    Page("invite", "GET", "/people/{person}/invite", WORKERS, ask),
    Page("invite-issue", "POST", "/people/{person}/invite", WORKERS, issue),
    Page("invite-stop", "POST", "/people/{person}/invite/stop", WORKERS, stop),
)
