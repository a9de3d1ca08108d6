"""What was written before a new invite: shown again only for the digits of that time."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.channels.base import Arrival
from bot.web.arriving import digits_of
from bot.web.forms import read_form
from bot.web.pages import Pages
from bot.web.sessions import Sessions, Sitting, check_csrf


@dataclass(frozen=True, slots=True)
class Earlier:
    """The handlers of one page. Whoever holds the new invite may continue and send, but not look."""

    pages: Pages
    sessions: Sessions
    arrival: Arrival

    async def ask(self, request: Request) -> Response:
        """GET /earlier: ask for the digits from before."""
        sitting = await self.sessions.find(request)
        if sitting is None:
            return RedirectResponse("/", 303)
        if sitting.conversation.earlier_before is None:
            return RedirectResponse("/chat#now", 303)
        return self._page(sitting)

    async def show(self, request: Request) -> Response:
        """POST /earlier: the digits from before. Wrong ones and too many tries look the same."""
        self.sessions.check_origin(request)
        sitting = await self.sessions.find(request)
        if sitting is None:
            return RedirectResponse("/", 303)
        fields = await read_form(request, required={"csrf", "digits"})
        check_csrf(sitting, fields)
        digits = digits_of(fields["digits"])
        right = await asyncio.to_thread(
            self.arrival.show_earlier, sitting.conversation.id, digits, now=datetime.now(UTC)
        )
        if right or sitting.conversation.earlier_before is None:
            return RedirectResponse("/chat#now", 303)
        return self._page(sitting, status=422)

    def _page(self, sitting: Sitting, status: int = 200) -> Response:
        say = self.pages.words_in(sitting.conversation.language)
        return self.pages.page("earlier.html", say, status=status, csrf=sitting.csrf, is_wrong=status != 200)
