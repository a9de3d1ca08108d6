"""A voice note, listened to on a page of its own: each opening is written down first."""

from __future__ import annotations

from starlette.responses import Response

from bot.errors import CannotOpen
from bot.portal import playing
from bot.portal.access import WORKERS, Page, Visit
from bot.portal.answer_pages import cannot
from bot.records import participants, sent_recordings


def listen(visit: Visit) -> Response:
    """The player. That the voice note was opened is written down before the page is made."""
    person_id, note = visit.path["person"], visit.path["note"]
    sent_recordings.note_opening(visit.portal.database, visit.scope, person_id, note, visit.now)
    with visit.portal.database.read() as tx:
        person = participants.get(tx, visit.scope, person_id)
    sound = visit.portal.pages.url("voice-sound", person=person_id, note=note, opening=playing.opening(visit))
    return playing.page(visit, person, sound)


def sound(visit: Visit) -> Response:
    """The sound, whole or a piece of it, for the page that was just opened and for nothing else."""
    playing.require_opening(visit)
    path, database = visit.path, visit.portal.database
    try:
        opened = sent_recordings.open_one(
            database, visit.scope, visit.staff.key, path["person"], path["note"], visit.now
        )
    except CannotOpen:
        return cannot(visit)
    return playing.piece(opened, visit.byte_range)


PAGES = (
    Page("voice-note", "GET", "/people/{person}/voice-notes/{note}", WORKERS, listen),
    Page("voice-sound", "GET", "/people/{person}/voice-notes/{note}/{opening}", WORKERS, sound),
)
