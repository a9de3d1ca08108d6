"""The way in and the way back. Whatever is refused, the front page answers, always the same."""

from __future__ import annotations

import asyncio
import logging
import re
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from weakref import WeakValueDictionary

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.channels.base import Arrival, Claimed
from bot.errors import InviteRefused
from bot.messages import Channel
from bot.web.forms import read_form
from bot.web.pages import Pages
from bot.web.sessions import Sessions, Sitting, check_csrf, has_opened
from bot.web.throttle import Throttle
from bot.web.wording import PageWords

log = logging.getLogger(__name__)
MOST_OF_A_LINK = 400
_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}$")

Claim = Callable[[], Claimed]


@dataclass(frozen=True, slots=True)
class Arriving:
    """The handlers of the pages before the chat."""

    pages: Pages
    sessions: Sessions
    arrival: Arrival
    throttle: Throttle
    one_at_a_time: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)

    async def front(self, request: Request) -> Response:
        """GET /: code and digits, or the spoken code."""
        return self.pages.page("front.html", self._words(request), refused=False)

    async def link(self, request: Request) -> Response:
        """GET /j and /j/TOKEN: ask for the PIN. Claims nothing and looks nothing up."""
        token = _token_of(request.path_params.get("token", ""))
        return self.pages.page("pin.html", self._words(request), token=token)

    async def link_again(self, request: Request) -> Response:
        """POST /j: the same page in another language, with the link still in it."""
        self.sessions.check_origin(request)
        fields = await read_form(request, required={"link", "pin", "language"})
        say = self.pages.words(request, fields["language"])
        return self.pages.page("pin.html", say, token=_token_of(fields["link"]))

    async def claim_link(self, request: Request) -> Response:
        """POST /pin: a link and its PIN."""
        self.sessions.check_origin(request)
        fields = await read_form(request, required={"link", "pin", "chosen"}, optional={"language"})
        token, pin = _token_of(fields["link"]), digits_of(fields["pin"])
        language = self.pages.words(request, fields["chosen"]).language
        return await self._claim(
            request,
            language,
            lambda: self.arrival.claim_link(
                token, pin, channel=Channel.WEB, address=None, now=datetime.now(UTC)
            ),
        )

    async def claim_spoken(self, request: Request) -> Response:
        """POST /code: the code that a worker said."""
        self.sessions.check_origin(request)
        fields = await read_form(request, required={"code", "chosen"})
        language = self.pages.words(request, fields["chosen"]).language
        return await self._claim(
            request,
            language,
            lambda: self.arrival.claim_spoken(
                fields["code"].strip(),
                channel=Channel.WEB,
                address=None,
                now=datetime.now(UTC),
            ),
        )

    async def come_back(self, request: Request) -> Response:
        """POST /back: return code and six digits."""
        self.sessions.check_origin(request)
        fields = await read_form(request, required={"code", "digits", "chosen"})
        language = self.pages.words(request, fields["chosen"]).language
        return await self._claim(
            request,
            language,
            lambda: self.arrival.come_back(
                fields["code"].strip(),
                digits_of(fields["digits"]),
                channel=Channel.WEB,
                address=None,
                now=datetime.now(UTC),
            ),
        )

    async def digits(self, request: Request) -> Response:
        """GET /digits: choose six digits, before anything is said."""
        sitting = await self.sessions.find(request)
        if sitting is None:
            return RedirectResponse("/", 303)
        if await self._has_begun(sitting):
            return RedirectResponse("/chat", 303)
        return self.pages.page("digits.html", self._words(request), csrf=sitting.csrf, wrong=None)

    async def keep_digits(self, request: Request) -> Response:
        """POST /digits: the same six digits twice; the answer is the return code, shown this once."""
        self.sessions.check_origin(request)
        sitting = await self.sessions.find(request)
        if sitting is None:
            return RedirectResponse("/", 303)
        fields = await read_form(request, required={"csrf", "first", "second", "chosen"})
        check_csrf(sitting, fields)
        if await self._has_begun(sitting):
            return RedirectResponse("/chat", 303)
        say = self.pages.words(request, fields["chosen"])
        first, second = digits_of(fields["first"]), digits_of(fields["second"])
        if first != second:
            return self._digits_again(sitting, say, "pages.digits.differ")
        # Of two taps the browser shows what the second one brings, so that one must be the one that counts.
        async with self.one_at_a_time.setdefault(sitting.conversation.id, asyncio.Lock()):
            try:
                code = await asyncio.to_thread(
                    self.arrival.choose_digits, sitting.conversation.id, first, now=datetime.now(UTC)
                )
            except InviteRefused:
                return self._digits_again(sitting, say, "pages.digits.weak")
        return self.pages.page("return_code.html", say, csrf=sitting.csrf, code=code)

    def _digits_again(self, sitting: Sitting, say: PageWords, wrong: str) -> Response:
        return self.pages.page("digits.html", say, status=422, csrf=sitting.csrf, wrong=wrong)

    async def _has_begun(self, sitting: Sitting) -> bool:
        """Whether anything was said: until then digits may be chosen again, and give a new code."""
        return sitting.conversation.digits_set and has_opened(sitting.marks)

    def _words(self, request: Request) -> PageWords:
        return self.pages.words(request, request.query_params.get("language"))

    async def _claim(self, request: Request, language: str, claim: Claim) -> Response:
        client = request.client.host if request.client else ""
        if not self.throttle.is_open(client, time.monotonic()):
            raise HTTPException(429)
        try:
            claimed = await asyncio.to_thread(claim)
        except InviteRefused:
            if self.throttle.wrong(client, time.monotonic()):
                log.warning("many wrong codes: the way in is slowed down for all")
            say = self.pages.words_in(language)
            return self.pages.page("front.html", say, refused=True)
        chat_or_digits = "/chat" if claimed.digits_set else f"/digits?language={language}"
        response = RedirectResponse(chat_or_digits, 303)
        await self.sessions.open(claimed.conversation_id, response)
        return response


def digits_of(typed: str) -> str:
    """Return what was typed without spaces and hyphens, digits of any script as 0 to 9."""
    kept = (sign for sign in typed[:100] if not sign.isspace() and sign != "-")
    return "".join(str(unicodedata.digit(sign)) if sign.isdigit() else sign for sign in kept)


def _token_of(link: str) -> str:
    """Return the token at the end of a link, however it was pasted; empty when there is none."""
    found = _TOKEN.search(link.strip()[:MOST_OF_A_LINK])
    return found.group() if found else ""
