"""A voice note, listened to on a page of its own: each opening is written down first."""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping
from datetime import timedelta

from starlette.responses import Response

from bot.errors import CannotOpen, NotFound
from bot.portal.access import WORKERS, Page, Visit
from bot.portal.answer_pages import cannot
from bot.portal.cookies import same
from bot.portal.defences import HEADERS
from bot.records import participants, sent_recordings

CSP = "Content-Security-Policy"
# Only here may a page play anything.
MAY_PLAY = {CSP: f"{HEADERS[CSP]}; media-src 'self'"}
TYPES: Mapping[str, str] = {
    "ogg": "audio/ogg",
    "m4a": "audio/mp4",
    "3gp": "audio/3gpp",
    "webm": "audio/webm",
    "mp3": "audio/mpeg",
    "wav": "audio/wav",
    "amr": "audio/amr",
}
# A player asks for a sound in pieces: they belong to the opening that was written down with its page.
OPENING_LASTS = timedelta(minutes=30)
_RANGE = re.compile(r"bytes=(\d{0,9})-(\d{0,9})")


def listen(visit: Visit) -> Response:
    """The player. That the voice note was opened is written down before the page is made."""
    person_id, note = visit.path["person"], visit.path["note"]
    sent_recordings.note_opening(visit.portal.database, visit.scope, person_id, note, visit.now)
    with visit.portal.database.read() as tx:
        person = participants.get(tx, visit.scope, person_id)
    at = str(int(visit.now.timestamp()))
    page = visit.show("voice_note.html", person=person, note=note, opening=f"{at}-{_proof(visit, at)}")
    page.headers.update(MAY_PLAY)
    return page


def sound(visit: Visit) -> Response:
    """The sound, whole or a piece of it, for the page that was just opened and for nothing else."""
    at, _, proof = visit.path["opening"].partition("-")
    if not (at.isascii() and at.isdigit() and same(proof, _proof(visit, at))):
        raise _not_opened()
    if visit.now.timestamp() - int(at) > OPENING_LASTS.total_seconds():
        raise _not_opened()
    try:
        opened = sent_recordings.open_one(
            visit.portal.database,
            visit.scope,
            visit.staff.key,
            visit.path["person"],
            visit.path["note"],
            visit.now,
        )
    except CannotOpen:
        return cannot(visit)
    return _piece(opened.sound, TYPES[opened.form], visit.byte_range)


def _proof(visit: Visit, at: str) -> str:
    """That this session opened the page of this voice note at that time."""
    said = f"{visit.csrf} {visit.path['person']} {visit.path['note']} {at}"
    return hmac.new(visit.portal.cookies.secret, said.encode(), "sha256").hexdigest()


def _not_opened() -> NotFound:
    return NotFound("A sound was asked for without its page.", remedy="Open the voice note's page again.")


def _piece(body: bytes, kind: str, wanted: str) -> Response:
    """One range as asked for (RFC 9110, 14); anything else gets the whole."""
    headers = {"Accept-Ranges": "bytes", "Content-Disposition": "inline"}
    asked = _RANGE.fullmatch(wanted)
    if asked is None or asked[0] == "bytes=-":
        return Response(body, media_type=kind, headers=headers)
    first, last = asked.groups()
    start = int(first) if first else max(0, len(body) - int(last))
    end = min(int(last), len(body) - 1) if first and last else len(body) - 1
    if start > end:
        return Response(status_code=416, headers={"Content-Range": f"bytes */{len(body)}"})
    headers["Content-Range"] = f"bytes {start}-{end}/{len(body)}"
    return Response(body[start : end + 1], 206, media_type=kind, headers=headers)


PAGES = (
    Page("voice-note", "GET", "/people/{person}/voice-notes/{note}", WORKERS, listen),
    Page("voice-sound", "GET", "/people/{person}/voice-notes/{note}/{opening}", WORKERS, sound),
)
