"""The sound of what we said last, for browsers that have no voice of their own or no scripts."""

from __future__ import annotations

import hmac
import logging
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot import byte_ranges
from bot.channels.base import Core
from bot.errors import SpeechFailed
from bot.speech import Speech
from bot.web.messages import Newest, newest
from bot.web.sessions import Sessions, Sitting

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Aloud:
    """Gives the newest messages an address, and answers at it."""

    core: Core
    sessions: Sessions
    speech: Speech

    def address(self, sitting: Sitting, said: Newest) -> str | None:
        """Return where the sound of these messages is, or None if there is no voice for them."""
        if not self.speech.can_say(said.language, said.words):
            return None
        return f"/chat/aloud/{_name(sitting, said)}"

    async def sound(self, request: Request) -> Response:
        """GET /chat/aloud/NAME: the sound of the newest messages, as long as they are the newest."""
        sitting = await self.sessions.find(request)
        if sitting is None:
            raise HTTPException(404)
        said = newest(await self.core.told(sitting.conversation.id))
        asked = request.path_params["name"].encode()
        is_here = hmac.compare_digest(asked, _name(sitting, said).encode())
        if not is_here or not self.speech.can_say(said.language, said.words):
            raise HTTPException(404)
        try:
            sound = await self.speech.sound(said.language, said.words)
        except SpeechFailed as fault:
            log.warning("not read aloud", extra={"code": fault.code})
            return Response(status_code=503)
        given = byte_ranges.piece(sound, request.headers.get("range", ""))
        return Response(given.body, given.status, headers=given.headers, media_type="audio/wav")


def _name(sitting: Sitting, said: Newest) -> str:
    """A name that holds for these words in this session alone, and tells nothing of either."""
    return hmac.new(sitting.csrf.encode(), f"{said.language}\n{said.words}".encode(), "sha256").hexdigest()
