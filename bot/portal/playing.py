"""What a page with a player is, and the sound it asks for: only for the opening that was written down."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import timedelta

from starlette.responses import Response

from bot import byte_ranges
from bot.errors import NotFound
from bot.portal.access import Visit
from bot.portal.cookies import same
from bot.portal.defences import HEADERS
from bot.records.participants import Participant
from bot.records.sent_recordings import Sound

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


def page(visit: Visit, person: Participant, sound: str, *, together: str = "") -> Response:
    """The page with the player; `sound` is the sound's address, `together` what two officers opened."""
    shown = visit.show("voice_note.html", person=person, sound=sound, together=together)
    shown.headers.update(MAY_PLAY)
    return shown


def opening(visit: Visit) -> str:
    """That this session opened the page of this voice note now: the end of the sound's address."""
    at = str(int(visit.now.timestamp()))
    return f"{at}-{_proof(visit, at)}"


def require_opening(visit: Visit) -> None:
    """Raise NotFound unless the address ends in what `opening` gave out, within its time."""
    at, _, proof = visit.path["opening"].partition("-")
    known = at.isascii() and at.isdigit() and same(proof, _proof(visit, at))
    if not known or visit.now.timestamp() - int(at) > OPENING_LASTS.total_seconds():
        raise NotFound("A sound was asked for without its page.", remedy="Open the voice note's page again.")


def piece(opened: Sound, wanted: str) -> Response:
    """What the player asked for by its header: the whole, one range of it, or none that there is."""
    given = byte_ranges.piece(opened.sound, wanted)
    if given.status == 416:
        return Response(status_code=416, headers=given.headers)
    headers = {**given.headers, "Content-Disposition": "inline"}
    return Response(given.body, given.status, media_type=TYPES[opened.form], headers=headers)


def _proof(visit: Visit, at: str) -> str:
    """Of this session, whatever the note belongs to, this voice note and this time."""
    whose = visit.path.get("person") or f"together {visit.path['glass']}"
    said = f"{visit.csrf} {whose} {visit.path['note']} {at}"
    return hmac.new(visit.portal.cookies.secret, said.encode(), "sha256").hexdigest()
