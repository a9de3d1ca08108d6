"""Who may open which page. Every page declares it; a page that does not cannot be served."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from bot.errors import ChannelRefused, NotFound
from bot.portal.cookies import new_visit, same
from bot.portal.defences import policy
from bot.portal.forms import Form, read_form
from bot.portal.uploads import read_upload
from bot.records import alerts, bulk, staff_sessions
from bot.records.scopes import Role, WorkerScope
from bot.records.staff_sessions import StaffSession

if TYPE_CHECKING:
    from bot.portal.app import Portal

log = logging.getLogger(__name__)

Who = frozenset[Role]
WORKERS: Who = frozenset({Role.WORKER})
ADMINS: Who = frozenset({Role.ADMIN})
MANAGERS: Who = frozenset({Role.MANAGER})
# Whoever may read figures about the council, and nobody who works with a family.
COUNTING: Who = frozenset({Role.MANAGER, Role.AUDITOR})
OFFICERS: Who = frozenset({Role.RECOVERY_OFFICER})
OVERSEERS: Who = frozenset({Role.MANAGER, Role.ADMIN})
AUDITORS: Who = frozenset({Role.AUDITOR})
STAFF: Who = frozenset(Role)


LONGEST_QUERY = 100
SCRIPT = "/static/security-key.js"


@dataclass(frozen=True, slots=True)
class Visit:
    """One request, as a page sees it."""

    portal: Portal
    path: Mapping[str, str]
    form: Form
    now: datetime
    client: str
    csrf: str
    session: StaffSession | None = None
    token: str = ""
    file: bytes = field(default=b"", repr=False)
    query: Form = field(default_factory=lambda: Form({}))
    byte_range: str = ""
    browser: str = field(default="", repr=False)

    @property
    def staff(self) -> StaffSession:
        """The session of whoever is signed in. Raises NotFound on a page that anyone may open."""
        if self.session is None:
            raise NotFound("Nobody is signed in.", remedy="Sign in.")
        return self.session

    @property
    def scope(self) -> WorkerScope:
        return self.staff.scope

    def show(self, template: str, status: int = 200, **context: object) -> Response:
        """Render one page."""
        return self.portal.pages.show(self, template, status, {**context, "unopened": self._unopened()})

    def show_with_script(self, template: str, status: int = 200, **context: object) -> Response:
        """Render a page that asks for a security key: no other runs a script, and it runs that one file."""
        response = self.show(template, status, **context, script=SCRIPT)
        if self.portal.challenges.site is None:
            return response
        response.headers["Content-Security-Policy"] = policy(self.portal.settings.portal_url + SCRIPT)
        return response

    def _unopened(self) -> int:
        """How many alerts nobody has opened: said on every page of a worker."""
        if self.session is None or self.scope.role not in WORKERS:
            return 0
        with self.portal.database.read() as tx:
            return sum(one.seen_at is None for one in alerts.mine(tx, self.scope))

    def go(self, name: str, **path: str) -> Response:
        """Send the browser to another page, so that a reload does not send the form again."""
        return RedirectResponse(self.portal.pages.url(name, **path), status_code=303)


Handler = Callable[[Visit], Response]


@dataclass(frozen=True, slots=True)
class Page:
    """One method of one address. `who` None means that anyone may, and is written out as ANYONE.

    `upload`: its form has a file, which is read only from somebody who is signed in.
    """

    name: str
    method: Literal["GET", "POST"]
    path: str
    who: Who | None
    handler: Handler
    upload: bool = False


ANYONE: None = None


class Door:
    """The only way to a handler: session, role, origin and form token are looked at first."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        portal: Portal = request.app.state.portal
        try:
            form, file = await self._read(portal, request)
        except ChannelRefused:
            what = "file" if self.page.upload else "form"
            response = await run_in_threadpool(trouble, portal, 400, what)
        else:
            response = await run_in_threadpool(self._answer, portal, request, form, file)
        await response(scope, receive, send)

    async def _read(self, portal: Portal, request: Request) -> tuple[Form, bytes]:
        if self.page.method != "POST":
            return Form({}), b""
        if not self.page.upload:
            return await read_form(request), b""
        token, _ = portal.cookies.read(request)
        if not token or not await run_in_threadpool(
            staff_sessions.resume, portal.database, token, portal.clock()
        ):
            return Form({}), b""
        return await read_upload(request)

    def _answer(self, portal: Portal, request: Request, form: Form, file: bytes) -> Response:
        token, cookie = portal.cookies.read(request)
        visit_id = cookie or new_visit()
        visit = _visit(portal, request, form, visit_id, file)
        response = self._decide(visit, request, ended=bool(token) and visit.session is None)
        if visit.session is None and not cookie:
            portal.cookies.set(response, portal.cookies.visit, visit_id)
        return response

    def _decide(self, visit: Visit, request: Request, *, ended: bool) -> Response:
        who = self.page.who
        if who is not None:
            if visit.session is None:
                return self._to_sign_in(visit, ended=ended)
            if visit.session.scope.role not in who:
                return visit.show("not_found.html", 404)
        if self.page.method == "POST" and not self._from_our_page(visit, request):
            return visit.show("trouble.html", 403, what="form")
        try:
            response = self.page.handler(visit)
        except NotFound:
            return visit.show("not_found.html", 404)
        if visit.session is not None and visit.scope.role in WORKERS:
            bulk.watch(visit.portal.database, visit.scope, visit.portal.settings.most_opened, visit.now)
        return response

    def _to_sign_in(self, visit: Visit, *, ended: bool) -> Response:
        response = RedirectResponse("/sign-in?why=ended" if ended else "/sign-in", status_code=303)
        if ended:
            visit.portal.cookies.end(response, visit.portal.cookies.session)
        return response

    def _from_our_page(self, visit: Visit, request: Request) -> bool:
        origin = request.headers.get("origin")
        if origin is not None and origin != visit.portal.settings.portal_url:
            return False
        return same(visit.form["csrf"], visit.csrf)


def _visit(portal: Portal, request: Request, form: Form, visit_id: str, file: bytes = b"") -> Visit:
    now = portal.clock()
    token, _ = portal.cookies.read(request)
    session = staff_sessions.resume(portal.database, token, now) if token else None
    return Visit(
        portal=portal,
        path=dict(request.path_params),
        form=form,
        now=now,
        client=request.client.host if request.client else "",
        csrf=session.csrf if session else portal.cookies.visit_token(visit_id),
        session=session,
        token=token if session else "",
        file=file,
        query=Form({name: value[:LONGEST_QUERY] for name, value in request.query_params.items()}),
        byte_range=request.headers.get("range", "")[:40],
        browser=portal.cookies.browser_of(request),
    )


def lost(portal: Portal, request: Request) -> Response:
    """The page for an address that is none: to the byte the one for a page that is not theirs to see."""
    return _visit(portal, request, Form({}), "").show("not_found.html", 404)


def trouble(portal: Portal, status: int, what: str) -> Response:
    """A page for a fault, which says nothing about what was asked for."""
    visit = Visit(portal, {}, Form({}), datetime.now(UTC), "", csrf="")
    template = "not_found.html" if status == 404 else "trouble.html"
    log.info("portal refused", extra={"status": status, "type": what})
    return visit.show(template, status, what=what)
