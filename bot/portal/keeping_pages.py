"""Until when one person's records are kept, why longer, and what becomes of their wish to delete."""

from __future__ import annotations

from starlette.responses import Response

from bot.errors import NotRead
from bot.portal.access import WORKERS, Page, Visit
from bot.portal.meeting_pages import council_of
from bot.records import deletion, ending, erase, participants
from bot.records.deletion import REASONS
from bot.records.ending import HOLDS
from bot.services import keeping

SPEAK_FIRST, RELEASE = "speak_first", "release"


def show(visit: Visit) -> Response:
    return page(visit, 200, ())


def page(visit: Visit, status: int, problems: tuple[str, ...]) -> Response:
    """What may be seen without opening anything."""
    council = council_of(visit)
    with visit.portal.database.read() as tx:
        person = participants.get(tx, visit.scope, visit.path["person"])
        end = ending.of(tx, visit.scope, person.id, keeping.kept(council))
        wishes = deletion.of_participant(tx, visit.scope, person.id)
        is_read = deletion.is_read(tx, visit.scope, person.id)
    return visit.show(
        "keeping.html",
        status,
        person=person,
        end=end,
        weeks=council.number(keeping.SETTING),
        schedule=council.setting("retention"),
        holds=HOLDS,
        wishes=wishes,
        waiting=any(one.is_open for one in wishes),
        is_read=is_read,
        reasons=REASONS,
        problems=problems,
    )


def hold(visit: Visit) -> Response:
    """Keep the records beyond their end for a reason of the list, or no longer."""
    why = visit.form.line("why")
    chosen = next((one for one in HOLDS if one == why), None)
    if chosen is None and why != RELEASE:
        return page(visit, 400, ("hold",))
    person = visit.path["person"]
    with visit.portal.database.begin() as tx:
        if chosen is not None:
            ending.hold(tx, visit.scope, person, chosen, visit.now)
        else:
            ending.release(tx, visit.scope, person, visit.now)
    return visit.go("keeping", person=person)


def decide(visit: Visit) -> Response:
    """Decide a wish to delete. Whatever is said to the person is then so."""
    person, database = visit.path["person"], visit.portal.database
    answer, _, reason = visit.form.line("decision").partition(":")
    if answer == SPEAK_FIRST:
        with database.begin() as tx:
            deletion.speak_first(tx, visit.scope, person, visit.now)
    elif answer == "must_keep" and reason in REASONS["must_keep"]:
        with database.begin() as tx:
            deletion.keep(tx, visit.scope, person, reason, visit.now)
    elif answer == "deleted" and reason in REASONS["deleted"]:
        if not visit.form.ticked("sure"):
            return page(visit, 400, ("sure",))
        try:
            erase.sent(database, visit.scope, person, reason, visit.now)
        except NotRead:
            return page(visit, 409, ("unread",))
    else:
        return page(visit, 400, ("decision",))
    return visit.go("keeping", person=person)


PAGES = (
    Page("keeping", "GET", "/people/{person}/keeping", WORKERS, show),
    Page("hold", "POST", "/people/{person}/hold", WORKERS, hold),
    Page("deletion-answer", "POST", "/people/{person}/deletion", WORKERS, decide),
)
