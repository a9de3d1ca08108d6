"""A-11: the headers of every response, whose requests are heard at all, and what a fault says."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Callable

import httpx
import pytest
from starlette.routing import Route

from bot.conversation.core import Core
from bot.errors import RecordsRefused
from bot.web.app import create_app
from tests.stack import Stack, knowledge
from tests.web.visitor import Visitor, invite_somebody

pytestmark = pytest.mark.asyncio(loop_scope="module")

Visit = Callable[..., Visitor]
CANARY = "kanarek-44120"
EXPECTED = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
        "media-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "x-robots-tag": "noindex, nofollow",
    "cache-control": "no-store",
}
OURS = {"content-type", "content-length", "location", "set-cookie", "clear-site-data", "allow", "connection"}


def routes(stack: Stack) -> list[Route]:
    app = create_app(stack.core, stack.settings, stack.database)
    return [route for route in app.routes if isinstance(route, Route)]


async def test_every_route_answers_with_exactly_these_headers(stack: Stack, visit: Visit) -> None:
    seen = []
    for route in routes(stack):
        for method in sorted(route.methods or ()):
            name = "house_good.svg" if "pictures" in route.path else "base.css"
            path = route.path.format(token="A" * 22, name=name)
            response = await visit().http.request(method, path, follow_redirects=False)
            assert response.status_code < 500, (method, path)
            expected = dict(EXPECTED)
            if path.startswith("/static/"):
                expected["cache-control"] = "private, max-age=604800, immutable"
            got = {name: value for name, value in response.headers.items() if name in expected}
            assert got == expected, (method, path)
            extra = set(response.headers) - set(expected) - OURS
            assert extra <= {"etag", "last-modified", "accept-ranges"}, (method, path)
            seen.append((method, route.path))
    assert {("GET", "/"), ("POST", "/say"), ("HEAD", "/j/{token}"), ("POST", "/exit")} <= set(seen)


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "localhost.evil.example", ""])
async def test_another_host_name_is_not_answered(visit: Visit, host: str) -> None:
    response = await visit().http.get("/", headers={"host": host})
    assert response.status_code == 400
    assert "Beforehand" not in response.text


@pytest.mark.parametrize(
    "path", ["/static/../app.py", "/static/..%2fapp.py", "/static/nothing.css", "/static/pictures", "/chat/x"]
)
async def test_what_is_not_there_gets_a_kind_page(visit: Visit, path: str) -> None:
    response = await visit().http.get(path)
    assert response.status_code == 404
    assert knowledge().texts.messages("pages.not_found", "en")[0] in response.text


async def test_another_method_gets_a_kind_page(visit: Visit) -> None:
    response = await visit().http.get("/say")
    assert response.status_code == 405
    assert '<p class="told' in response.text


@pytest.mark.parametrize(
    ("fault", "status"), [(RuntimeError(CANARY), 500), (RecordsRefused(CANARY, remedy=CANARY), 503)]
)
async def test_a_fault_is_a_kind_page_and_its_words_go_nowhere(
    stack: Stack,
    visit: Visit,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    fault: Exception,
    status: int,
) -> None:
    visitor = visit()
    await visitor.come_in(stack)
    await visitor.press("Polski")

    async def broken(*_: object) -> None:
        raise fault

    monkeypatch.setattr(Core, "page", broken)
    response = await visitor.get("/chat")
    assert response.status_code == status
    assert '<html lang="pl"' in response.text
    assert "999" in response.text
    assert CANARY not in response.text
    assert response.headers["cache-control"] == "no-store"
    (record,) = [one for one in caplog.records if one.name == "bot.web.shield"]
    assert record.levelno == logging.ERROR
    assert CANARY not in str(record.__dict__)
    assert record.__dict__["type"] == type(fault).__name__


async def test_the_cookie_is_for_this_host_and_this_window_only(stack: Stack, visit: Visit) -> None:
    visitor = visit()
    await visitor.come_in(stack)
    (cookie,) = [one.headers["set-cookie"] for one in visitor.seen if "set-cookie" in one.headers]
    name, *attributes = cookie.split("; ")
    assert name.startswith("notes=")
    assert sorted(attributes) == ["HttpOnly", "Path=/", "SameSite=strict"]


async def test_over_https_the_cookie_can_be_set_by_no_other_host(stack: Stack) -> None:
    settings = dataclasses.replace(stack.settings, family_url="https://notes.example")
    app = create_app(stack.core, settings, stack.database)
    transport = httpx.ASGITransport(app)
    invite = invite_somebody(stack)
    async with httpx.AsyncClient(transport=transport, base_url="https://notes.example") as http:
        fields = {"link": invite.token, "pin": invite.pin, "chosen": "en"}
        response = await http.post("/pin", data=fields, headers={"origin": "https://notes.example"})
    name, *attributes = response.headers["set-cookie"].split("; ")
    assert name.startswith("__Host-notes=")
    assert sorted(attributes) == ["HttpOnly", "Path=/", "SameSite=strict", "Secure"]
    assert response.headers["strict-transport-security"] == "max-age=31536000"
