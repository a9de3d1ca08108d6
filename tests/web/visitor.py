"""Somebody with a browser that has no scripts: forms and redirects over real HTTP."""

from __future__ import annotations

import asyncio
import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx

from bot.channels.terminal import Press, Words, read_script
from bot.records import invites, participants
from bot.records.invites import IssuedInvite
from bot.records.participants import NewParticipant
from tests.stack import Stack, knowledge

DIGITS = "482913"
# From the first question of a conversation to the first one that words answer.
TO_THE_QUESTIONS = """\
!choose en
!choose choices.next
!choose choices.have_read
!choose choices.have_read
!choose choices.skip_to_questions
!choose choices.start_good
!choose choices.next
"""
_FORM = re.compile(r"<form method=\"post\" action=\"/say\"[^>]*>(.*?)</form>", re.DOTALL)
_HIDDEN = re.compile(r'<input type="hidden" name="([a-z]+)" value="([^"]*)">')
_BUTTON = re.compile(r'<button name="button" value="([^"]*)"[^>]*>(.*?)</button>', re.DOTALL)
_MESSAGE = re.compile(r'<div class="message (ours|mine)".*?<p class="lines">(.*?)</p>', re.DOTALL)
_TAG = re.compile(r"<[^>]+>")


def client(stack: Stack, *, address: str = "127.0.0.1", **headers: str) -> httpx.AsyncClient:
    """Return a browser's worth of cookies; it says where its forms come from, as browsers do.

    `address` is where it calls from, any of the machine's own: the throttle counts wrong tries by it.
    """
    base = stack.settings.family_url
    return httpx.AsyncClient(
        base_url=base,
        transport=httpx.AsyncHTTPTransport(local_address=address),
        follow_redirects=True,
        headers={"origin": base, "accept-language": "en"} | headers,
        timeout=30,
    )


def invite_somebody(stack: Stack, audience: str = "parent") -> IssuedInvite:
    """Make one more person of the invented family, and invite them."""
    now = datetime.now(UTC)
    new = NewParticipant(audience, "Somebody (invented)", "en")
    with stack.database.begin() as tx:
        person = participants.create(tx, stack.family.scope, stack.family.case_id, new, now)
        return invites.issue(tx, stack.family.scope, person.id, now, pin="2580")


@dataclass(slots=True)
class Visitor:
    """The last page, and what can be done on it."""

    http: httpx.AsyncClient
    page: str = ""
    code: str = ""
    status: int = 0
    language: str = "en"
    seen: list[httpx.Response] = field(default_factory=list)

    async def come_in(self, stack: Stack) -> None:
        """Come in as a parent whom nobody has met, as far as the first question."""
        invite = await asyncio.to_thread(invite_somebody, stack)
        await self.post("/pin", {"link": invite.token, "pin": invite.pin, "chosen": self.language})
        fields = {"csrf": self.csrf, "first": DIGITS, "second": DIGITS, "chosen": self.language}
        await self.post("/digits", fields)
        found = re.search(r'<p class="code"><bdi dir="ltr">([^<]+)</bdi>', self.page)
        assert found is not None, "no return code was shown"
        self.code = found.group(1)
        await self.get("/chat")

    async def get(self, path: str) -> httpx.Response:
        return self._turn(await self.http.get(path))

    async def post(self, path: str, fields: Mapping[str, str]) -> httpx.Response:
        return self._turn(await self.http.post(path, data=dict(fields)))

    async def say(self, words: str) -> httpx.Response:
        return await self.post("/say", self.words_form() | {"words": words})

    async def press(self, label: str) -> httpx.Response:
        return await self.post("/say", self.button_form(label))

    async def follow(self, script: str) -> None:
        """Do what the lines of a script say."""
        for step in read_script(script.splitlines(keepends=True)):
            match step:
                case Press(name):
                    await self.press(self.label(name))
                case Words(words):
                    await self.say(words)
                case _:
                    raise AssertionError(f"not here: {step!r}")

    def label(self, name: str) -> str:
        known = knowledge()
        if name.isdigit():
            return name
        if name in known.texts.catalogues.offered:
            return known.texts.catalogues.own_name(name)
        item = name if name in known.texts.content.items else f"menus.{name}"
        return known.texts.short(item, self.language)

    @property
    def csrf(self) -> str:
        return dict(_HIDDEN.findall(self.page))["csrf"]

    def words_form(self) -> dict[str, str]:
        """The hidden fields of the form to write in."""
        (form,) = [form for form in _FORM.findall(self.page) if "<textarea" in form]
        return dict(_HIDDEN.findall(form))

    def button_form(self, label: str) -> dict[str, str]:
        """The fields that pressing a button posts."""
        for form in _FORM.findall(self.page):
            for value, words in _BUTTON.findall(form):
                if html.unescape(words) == label:
                    return dict(_HIDDEN.findall(form)) | {"button": value}
        raise AssertionError(f"there is no button {label!r}")

    @property
    def messages(self) -> list[tuple[str, str]]:
        """Who said it and the words, in order."""
        return [(who, html.unescape(_TAG.sub("", text))) for who, text in _MESSAGE.findall(self.page)]

    @property
    def box(self) -> str:
        """What stands in the field to write in."""
        found = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", self.page, re.DOTALL)
        assert found is not None, "there is no field to write in"
        return html.unescape(found.group(1))

    def _turn(self, response: httpx.Response) -> httpx.Response:
        self.seen += [*response.history, response]
        self.page, self.status = response.text, response.status_code
        return response
