"""The way in and the way back. Whatever is refused, the front page answers, always the same."""

from __future__ import annotations

import asyncio
import logging
import re
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.channels.base import Arrival, Claimed
from bot.errors import InviteRefused
from bot.messages import Channel
from bot.web.forms import read_form
from bot.web.pages import Pages
from bot.web.sessions import Sessions, check_csrf
from bot.web.throttle import Throttle
from bot.web.wording import PageWords

log = logging.getLogger(__name__)
MOST_OF_A_LINK = 400
_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}$")
_SIX_DIGITS = re.compile(r"[0-9]{6}")

Claim = Callable[[], Claimed]


@dataclass(frozen=True, slots=True)
class Arriving:
    """The handlers of the pages before the chat."""

    pages: Pages
    sessions: Sessions
    arrival: Arrival
    throttle: Throttle

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
        """GET /digits: choose six digits, once."""
        sitting = await self.sessions.find(request)
        if sitting is None:
            return RedirectResponse("/", 303)
        if sitting.conversation.digits_set:
            return RedirectResponse("/chat", 303)
        say = self.pages.words_in(sitting.conversation.language)
        return self.pages.page("digits.html", say, csrf=sitting.csrf, wrong=None)

    async def keep_digits(self, request: Request) -> Response:
        """POST /digits: the same six digits twice; the answer is the return code, shown this once."""
        self.sessions.check_origin(request)
        sitting = await self.sessions.find(request)
        if sitting is None:
            return RedirectResponse("/", 303)
        fields = await read_form(request, required={"csrf", "first", "second"})
        check_csrf(sitting, fields)
        if sitting.conversation.digits_set:
            return RedirectResponse("/chat", 303)
        say = self.pages.words_in(sitting.conversation.language)
        first, second = digits_of(fields["first"]), digits_of(fields["second"])
        wrong = None
        if first != second:
            wrong = "pages.digits.differ"
        elif not _SIX_DIGITS.fullmatch(first):
            wrong = "pages.digits.weak"
        else:
            try:
                code = await asyncio.to_thread(
                    self.arrival.choose_digits,
                    sitting.conversation.id,
                    first,
                    now=datetime.now(UTC),
                )
            except InviteRefused:
                wrong = "pages.digits.weak"
            else:
                return self.pages.page("return_code.html", say, csrf=sitting.csrf, code=code)
        return self.pages.page("digits.html", say, status=422, csrf=sitting.csrf, wrong=wrong)

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
        response = RedirectResponse("/digits", 303)
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
