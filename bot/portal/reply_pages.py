"""Writing back to a person, what was promised and whether it was done."""

from __future__ import annotations

from datetime import datetime

from starlette.responses import Response

from bot.errors import CannotOpen
from bot.language.languages import LONDON
from bot.portal.access import WORKERS, Page, Visit
from bot.portal.answer_pages import cannot
from bot.records import participants, replies
from bot.services.one_answer import language_name
from bot.services.replying import MOST_CHARACTERS, OWN_WORDS, READY, Written, new_reply, problems_of

STAFF_LANGUAGE = "en"


def show(visit: Visit) -> Response:
    return _page(visit, 200, Written("", "", ""), ())


def write(visit: Visit) -> Response:
    form = visit.form
    # Own words have lines; control characters are for nobody.
    lines = form["words"].splitlines()
    words = "\n".join("".join(letter for letter in line if letter.isprintable()) for line in lines).strip()
    written = Written(form.line("which"), words, form.line("by_day"))
    problems = problems_of(written, _today(visit.now).date())
    if problems:
        return _page(visit, 400, written, problems)
    person = visit.path["person"]
    with visit.portal.database.begin() as tx:
        replies.write(tx, visit.scope, person, new_reply(written), visit.now)
    return visit.go("replies", person=person)


def _page(visit: Visit, status: int, written: Written, problems: tuple[str, ...]) -> Response:
    portal = visit.portal
    with portal.database.read() as tx:
        person = participants.get(tx, visit.scope, visit.path["person"])
    try:
        held = replies.open_all(portal.database, visit.scope, visit.staff.key, person.id, visit.now)
    except CannotOpen:
        return cannot(visit)
    return visit.show(
        "replies.html",
        status,
        person=person,
        replies=held,
        ready={item: portal.texts.short(item, STAFF_LANGUAGE) for item in READY},
        own=OWN_WORDS,
        written=written,
        problems=problems,
        longest=MOST_CHARACTERS,
        today=_today(visit.now).date().isoformat(),
        language=language_name(portal.texts, person.language),
        said=lambda choice: portal.texts.short(choice, STAFF_LANGUAGE),
    )


def _today(now: datetime) -> datetime:
    return now.astimezone(LONDON)


PAGES = (
    Page("replies", "GET", "/people/{person}/replies", WORKERS, show),
    Page("reply-write", "POST", "/people/{person}/replies", WORKERS, write),
)
