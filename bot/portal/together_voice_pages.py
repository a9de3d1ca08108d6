"""A voice note of a person whom two recovery officers opened, listened to as a worker does."""

from __future__ import annotations

from starlette.responses import Response

from bot.errors import CannotOpen
from bot.portal import playing
from bot.portal.access import OFFICERS, Page, Visit
from bot.portal.together_pages import listed
from bot.records import glass_voice


def listen(visit: Visit) -> Response:
    """The player. That the voice note was opened is written down before the page is made."""
    glass, note = visit.path["glass"], visit.path["note"]
    person = glass_voice.note_opening(visit.portal.database, visit.scope, glass, note, visit.now)
    sound = visit.portal.pages.url("together-sound", glass=glass, note=note, opening=playing.opening(visit))
    return playing.page(visit, person, sound, together=glass)


def sound(visit: Visit) -> Response:
    """The sound, whole or a piece of it, for the page that was just opened and for nothing else."""
    playing.require_opening(visit)
    path, database = visit.path, visit.portal.database
    try:
        opened = glass_voice.open_one(
            database, visit.scope, visit.staff.key, path["glass"], path["note"], visit.now
        )
    except CannotOpen:
        return listed(visit, 409, "broken")
    return playing.piece(opened, visit.byte_range)


PAGES = (
    Page("together-voice", "POST", "/together/{glass}/voice-notes/{note}", OFFICERS, listen),
    Page("together-sound", "GET", "/together/{glass}/voice-notes/{note}/{opening}", OFFICERS, sound),
)
