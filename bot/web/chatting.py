"""The chat page: what was said to the person, and the forms that say something back."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import uuid4

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.channels.base import Core
from bot.channels.voice import recording_of
from bot.channels.web import MOST_CHARACTERS, TooLong, opening, read_say, read_voice
from bot.content.vocabulary import CONTROLS
from bot.conversation.buttons import encode
from bot.errors import ChannelRefused, VoiceRefused
from bot.messages import Choice
from bot.services.spoken import REFUSED
from bot.web.aloud import Aloud
from bot.web.forms import read_form
from bot.web.messages import shown
from bot.web.pages import Pages
from bot.web.sessions import IDLE_SECONDS, Sessions, Sitting, check_csrf, has_opened
from bot.web.uploads import read_upload

LATE_AFTER = 8.0
MENU = tuple(control for control in CONTROLS if control != "that_was_my_answer")


@dataclass(frozen=True, slots=True)
class Chatting:
    """The handlers of the chat."""

    core: Core
    pages: Pages
    sessions: Sessions
    aloud: Aloud

    async def chat(self, request: Request) -> Response:
        """GET /chat: the sitting so far. A new sitting is opened first."""
        sitting = await self.sessions.find(request)
        if sitting is None:
            return RedirectResponse("/", 303)
        if not sitting.conversation.digits_set:
            return RedirectResponse("/digits", 303)
        return await self._page(sitting, device=self.pages.words(request).language)

    async def say(self, request: Request) -> Response:
        """POST /say: words or a button. Kept once it is answered with a redirect."""
        self.sessions.check_origin(request)
        sitting = await self.sessions.find(request)
        if sitting is None:
            return RedirectResponse("/", 303)
        fields = await read_form(request, required={"csrf", "message", "about"}, optional={"words", "button"})
        check_csrf(sitting, fields)
        try:
            inbound = read_say(fields, sitting.conversation.public_id, datetime.now(UTC))
            device = self.pages.words(request).language
            accepted = await self.core.intake.accept(replace(inbound, device=device))
        except TooLong as refused:
            return await self._page(sitting, too_long=refused.words)
        except ChannelRefused:
            raise HTTPException(400) from None
        await self.core.answered(accepted, LATE_AFTER)
        return RedirectResponse("/chat#now", 303)

    async def speak(self, request: Request) -> Response:
        """POST /voice: a voice note. Kept once it is answered with a redirect."""
        self.sessions.check_origin(request)
        sitting = await self.sessions.find(request)
        if sitting is None:
            return RedirectResponse("/", 303)
        try:
            fields, sound = await read_upload(request, fields={"csrf", "message", "about"}, file="voice")
            check_csrf(sitting, fields)
            if not sound:
                return await self._page(sitting, no_voice="pages.chat.voice_none")
            recording = await asyncio.to_thread(recording_of, sound)
            inbound = read_voice(fields, recording, sitting.conversation.public_id, datetime.now(UTC))
            accepted = await self.core.intake.accept(inbound)
        except VoiceRefused as refused:
            return await self._page(sitting, no_voice=REFUSED[refused.why])
        except ChannelRefused:
            raise HTTPException(400) from None
        await self.core.answered(accepted, LATE_AFTER)
        return RedirectResponse("/chat#now", 303)

    async def here(self, request: Request) -> Response:
        """POST /here: still writing, so the session lives on."""
        self.sessions.check_origin(request)
        sitting = await self.sessions.find(request)
        fields = await read_form(request, required={"csrf"})
        if sitting is None:
            return Response(status_code=401)
        check_csrf(sitting, fields)
        return Response(status_code=204)

    async def leave(self, request: Request) -> Response:
        """POST /exit: end the session, empty the browser, go to a page that says nothing.

        Needs no token: somebody who must leave is never asked to try again.
        """
        self.sessions.check_origin(request)
        response = RedirectResponse("/left", 303)
        await self.sessions.end(request, response)
        return response

    async def left(self, request: Request) -> Response:
        """GET /left: an empty page that goes on elsewhere by itself."""
        return self.pages.page("left.html", self.pages.words(request))

    async def _page(
        self, sitting: Sitting, too_long: str | None = None, no_voice: str | None = None, device: str = ""
    ) -> Response:
        conversation = sitting.conversation
        marks = sitting.marks
        if not has_opened(marks):
            # Whatever else waits to be said: somebody who comes back is asked first if now is a good time.
            first = opening(conversation.public_id, sitting.started_at, is_first=conversation.state is None)
            accepted = await self.core.intake.accept(replace(first, device=device))
            await self.core.answered(accepted, LATE_AFTER)
            marks = await self.sessions.marks_now(sitting)
        replies = await self.core.page(conversation.id)
        say = self.pages.words_in(conversation.language)
        now = shown(replies)
        return self.pages.page(
            "chat.html",
            say,
            status=200 if too_long is None and no_voice is None else 422,
            csrf=sitting.csrf,
            shown=now,
            takes_voice=await self.core.takes_voice(conversation.id, now.about),
            no_voice=no_voice,
            voice=self.core.catalogues.language(conversation.language).locale.replace("_", "-"),
            aloud=self.aloud.address(sitting, now.newest),
            menu=[Choice(encode(f"control:{name}"), say.label(name), name) for name in MENU],
            is_waiting=any(not mark.done for mark in marks),
            too_long=too_long,
            has_earlier=conversation.earlier_before is not None,
            most=MOST_CHARACTERS,
            idle=IDLE_SECONDS,
            new_id=lambda: uuid4().hex,
        )
