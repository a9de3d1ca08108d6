"""One person of a family: adding them, how far the invite is, and who has looked."""

from __future__ import annotations

from datetime import timedelta

from starlette.responses import Response

from bot.content.languages import offered_by
from bot.errors import CannotOpen
from bot.language.languages import LONDON
from bot.portal.access import WORKERS, Page, Visit
from bot.portal.meeting_pages import DEFAULT_KIND, audiences_for, council_of, day_of
from bot.records import (
    alerts,
    audit,
    cases,
    contact,
    deletion,
    ending,
    parked,
    participants,
    reading,
    reports,
    safe_contact,
    sent_recordings,
    staff,
)
from bot.records.cases import Case
from bot.records.participants import NewParticipant
from bot.services import keeping
from bot.services.one_answer import language_name
from bot.services.reading import state_of
from bot.services.safe_times import begins_with_reminders

UNDER_18 = {"young_person", "child"}
NAME_LENGTH = 60
NOTE_LENGTH = 1000
REPORT_LONGEST_AGO = timedelta(days=366)


def audiences(visit: Visit, case: Case) -> list[str]:
    """Those whom a guide has been written for, for the kind of meeting that the case has."""
    return audiences_for(visit, case.meeting.kind if case.meeting else DEFAULT_KIND)


def new(visit: Visit) -> Response:
    return _form(visit, 200, ())


def create(visit: Visit) -> Response:
    form = visit.form
    name, audience, language = (form.line(field) for field in ("name", "audience", "language"))
    # A note has lines; control characters are for nobody.
    note = "\n".join(line.strip() for line in form["safe_contact"].splitlines()).strip()
    catalogues = visit.portal.texts.catalogues
    with visit.portal.database.read() as tx:
        case = cases.get(tx, visit.scope, visit.path["case"])
    checks = {
        "name": bool(name) and len(name) <= NAME_LENGTH,
        "audience": audience in audiences(visit, case),
        "language": language in offered_by(council_of(visit), catalogues.offered),
        "note": len(note) <= NOTE_LENGTH,
    }
    problems = tuple(field for field, fine in checks.items() if not fine)
    if problems:
        return _form(visit, 400, problems)
    person = NewParticipant(
        audience=audience,
        name=name,
        language=language,
        telegram_allowed=form.ticked("telegram") and telegram_possible(visit, audience),
        interpreter=form.ticked("interpreter"),
        safe_contact=note,
        reminders=begins_with_reminders(council_of(visit), audience),
    )
    with visit.portal.database.begin() as tx:
        made = participants.create(tx, visit.scope, visit.path["case"], person, visit.now)
    return visit.go("person", person=made.id)


def telegram_possible(visit: Visit, audience: str) -> bool:
    """Whether this install has Telegram and this council lets that audience use it."""
    if visit.portal.telegram_name is None:
        return False
    council = visit.portal.texts.content.council(visit.scope.council)
    return audience not in UNDER_18 or council.setting("telegram_for_young_people") == "yes"


def one(visit: Visit) -> Response:
    return _one(visit, 200, ())


def report(visit: Visit) -> Response:
    """Note whether this person has had the report. What day it was is asked only of a yes."""
    had, on = visit.form.line("had"), day_of(visit.form.line("on"))
    today = visit.now.astimezone(LONDON).date()
    fits = had == "no" or (had == "yes" and on is not None and today - REPORT_LONGEST_AGO < on <= today)
    if not fits:
        return _one(visit, 400, ("report",))
    with visit.portal.database.begin() as tx:
        reports.note(tx, visit.scope, visit.path["person"], had=had == "yes", on=on, now=visit.now)
    return visit.go("person", person=visit.path["person"])


def _one(visit: Visit, status: int, problems: tuple[str, ...]) -> Response:
    """What may be seen without opening anything: never what was said, never how far somebody is."""
    with visit.portal.database.read() as tx:
        person = participants.get(tx, visit.scope, visit.path["person"])
        case = cases.get(tx, visit.scope, person.case_id)
        raised = [one for one in alerts.mine(tx, visit.scope) if one.participant_id == person.id]
        agreed = contact.get(tx, visit.scope, person.id)
        wishes = deletion.of_participant(tx, visit.scope, person.id)
        sendings = reading.of_participant(tx, visit.scope, person.id)
        end = ending.of(tx, visit.scope, person.id, keeping.kept(council_of(visit)))
        unheard = sent_recordings.unheard(tx, visit.scope).get(person.id)
        unplaced = parked.unopened(tx, visit.scope).get(person.id)
    return visit.show(
        "person.html",
        status,
        person=person,
        contact=agreed,
        wishes=wishes,
        sendings=[state_of(council_of(visit), case.meeting, one, visit.now) for one in sendings],
        end=end,
        case=case,
        problems=problems,
        alerts=raised,
        unheard=unheard,
        unplaced=unplaced,
        language=language_name(visit.portal.texts, person.language),
    )


def reach(visit: Visit) -> Response:
    """Open the note on how to reach this person safely. Its opening is written down first."""
    with visit.portal.database.read() as tx:
        person = participants.get(tx, visit.scope, visit.path["person"])
    try:
        note = safe_contact.opened(visit.portal.database, visit.scope, visit.staff.key, person.id, visit.now)
    except CannotOpen:
        return visit.show("cannot_open.html", 409, person=person)
    return visit.show("safe_contact.html", person=person, note=note)


def log(visit: Visit) -> Response:
    """Every opening of what this person sent: when, and by whom."""
    with visit.portal.database.read() as tx:
        person = participants.get(tx, visit.scope, visit.path["person"])
        raised = [one.id for one in alerts.mine(tx, visit.scope) if one.participant_id == person.id]
        found = [row for about in (person.id, *raised) for row in audit.of(tx, about)]
        rows = sorted(found, key=lambda row: row.seq, reverse=True)
        names = {one.id: one.name for one in staff.of_council(tx, visit.scope.council)}
    return visit.show("opened_log.html", person=person, rows=rows, names=names)


def _form(visit: Visit, status: int, problems: tuple[str, ...]) -> Response:
    with visit.portal.database.read() as tx:
        case = cases.get(tx, visit.scope, visit.path["case"])
    catalogues = visit.portal.texts.catalogues
    council = council_of(visit)
    return visit.show(
        "person_new.html",
        status,
        case=case,
        form=visit.form,
        problems=problems,
        audiences=audiences(visit, case),
        languages=[catalogues.language(code) for code in offered_by(council, catalogues.offered)],
        telegram=visit.portal.telegram_name is not None,
        telegram_young=council.setting("telegram_for_young_people") == "yes",
        longest=NAME_LENGTH,
        note_longest=NOTE_LENGTH,
    )


PAGES = (
    Page("person-new", "GET", "/cases/{case}/people/new", WORKERS, new),
    Page("person-create", "POST", "/cases/{case}/people/new", WORKERS, create),
    Page("person", "GET", "/people/{person}", WORKERS, one),
    Page("report", "POST", "/people/{person}/report", WORKERS, report),
    Page("safe-contact", "POST", "/people/{person}/safe-contact", WORKERS, reach),
    Page("opened-log", "GET", "/people/{person}/opened", WORKERS, log),
)
