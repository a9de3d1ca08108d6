"""Inviting one person, or everybody of a case.

What is handed over is shown once, in the answer to the form, and has no address.
"""

from __future__ import annotations

from starlette.responses import Response

from bot.errors import InviteRefused
from bot.portal.access import WORKERS, Page, Visit
from bot.records import cases, participants
from bot.records.cases import Case
from bot.records.participants import Participant
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


def ask_all(visit: Visit) -> Response:
    return _ask_all(visit, 200, problem=False)


def issue_all(visit: Visit) -> Response:
    """An invite for each person who was ticked, was never invited, and is of this case: nobody else."""
    case, people = _not_invited(visit)
    chosen = [person for person in people if visit.form.ticked(f"person-{person.id}")]
    if not chosen:
        return _ask_all(visit, 400, problem=True)
    portal, wish = visit.portal, invites.Wish(life=visit.form.line("life"))
    made = [
        invites.invite(
            portal.database, portal.settings, visit.scope, person.id, visit.now, wish,
            telegram_name=portal.telegram_name,
        )
        for person in chosen
    ]  # fmt: skip
    return visit.show("invites_issued.html", case=case, invites=made, home=portal.settings.family_url)


def _ask_all(visit: Visit, status: int, *, problem: bool) -> Response:
    case, people = _not_invited(visit)
    return visit.show("invites.html", status, case=case, people=people, problem=problem)


def _not_invited(visit: Visit) -> tuple[Case, list[Participant]]:
    with visit.portal.database.read() as tx:
        case = cases.get(tx, visit.scope, visit.path["case"])
        people = participants.of_case(tx, visit.scope, case.id)
    return case, [person for person in people if person.status == "not_invited"]


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
    Page("invites", "GET", "/cases/{case}/invites", WORKERS, ask_all),
    Page("invites-issue", "POST", "/cases/{case}/invites", WORKERS, issue_all),
    Page("invite-stop", "POST", "/people/{person}/invite/stop", WORKERS, stop),
)
