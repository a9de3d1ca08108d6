"""When somebody may safely be written to: agreed with them, kept by the worker."""

from __future__ import annotations

from datetime import time

from starlette.responses import Response

from bot.portal.access import WORKERS, Page, Visit
from bot.portal.meeting_pages import council_of
from bot.records import contact, participants
from bot.records.contact import Contact
from bot.services.safe_times import begins_with_reminders, hours_of

WEEKDAYS = range(7)


def show(visit: Visit) -> Response:
    with visit.portal.database.read() as tx:
        held = contact.get(tx, visit.scope, visit.path["person"])
    return _form(visit, 200, held, ())


def save(visit: Visit) -> Response:
    form = visit.form
    days = tuple(day for day in WEEKDAYS if form.ticked(f"day{day}"))
    begins, ends = (_clock(form.line(name)) for name in ("begins", "ends"))
    agreed = Contact(
        days, begins or time(), ends or time(), form.ticked("reminders"), form.ticked("may_write")
    )
    fits = not days or (begins is not None and ends is not None and begins < ends)
    if not fits:
        return _form(visit, 400, agreed, ("hours",))
    first, last = hours_of(council_of(visit))
    if days and not (agreed.begins < last and first < agreed.ends):
        return _form(visit, 400, agreed, ("council",))
    person = visit.path["person"]
    with visit.portal.database.begin() as tx:
        contact.agree(tx, visit.scope, person, agreed, visit.now)
    return visit.go("person", person=person)


def _clock(text: str) -> time | None:
    """A clock time to the minute, or None for anything else."""
    try:
        found = time.fromisoformat(text)
    except ValueError:
        return None
    return found.replace(second=0, microsecond=0) if found.tzinfo is None else None


def _form(visit: Visit, status: int, held: Contact, problems: tuple[str, ...]) -> Response:
    with visit.portal.database.read() as tx:
        person = participants.get(tx, visit.scope, visit.path["person"])
    return visit.show(
        "contact.html",
        status,
        person=person,
        held=held,
        weekdays=WEEKDAYS,
        council_hours=hours_of(council_of(visit)),
        on_at_first=begins_with_reminders(council_of(visit), person.audience),
        problems=problems,
    )


PAGES = (
    Page("contact", "GET", "/people/{person}/contact", WORKERS, show),
    Page("contact-save", "POST", "/people/{person}/contact", WORKERS, save),
)
