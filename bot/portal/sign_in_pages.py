"""Signing in, the first time and later, and signing out."""

from __future__ import annotations

from starlette.responses import RedirectResponse, Response

from bot.errors import PasswordWeak, SignInRefused
from bot.portal.access import ANYONE, STAFF, Page, Visit
from bot.records.scopes import Role
from bot.records.security_keys import asking_to_sign_in
from bot.records.staff import LONGEST, SHORTEST
from bot.services import sign_in

# Whoever has no page of their own here begins with their sign-ins.
HOMES = {
    Role.WORKER: "cases",
    Role.ADMIN: "staff",
    Role.MANAGER: "team",
    Role.AUDITOR: "audit",
    Role.RECOVERY_OFFICER: "together",
}


def front(visit: Visit) -> Response:
    """The bare address: on to what this person works with."""
    if visit.session is None:
        return visit.go("sign-in")
    return visit.go(HOMES.get(visit.scope.role, "sessions"))


def ask(visit: Visit) -> Response:
    return _ask(visit, 200, why=visit.query.line("why"))


def enter(visit: Visit) -> Response:
    form = visit.form
    # A challenge that is not ours leaves no second factor at all: the same refusal, at the same cost.
    key = visit.portal.challenges.answer(visit.csrf, form.line("challenge"), form["answer"], visit.now)
    try:
        signed_in = sign_in.enter(
            visit.portal.database,
            form.line("email"),
            form["password"],
            form.line("code"),
            visit.client,
            visit.now,
            key,
            visit.browser,
        )
    except SignInRefused:
        return _ask(visit, 403, refused=True, email=form.line("email"))
    response = RedirectResponse("/", status_code=303)
    cookies = visit.portal.cookies
    cookies.set(response, cookies.session, signed_in.token)
    cookies.remember(response, signed_in.browser)
    cookies.end(response, cookies.visit)
    return response


def _ask(visit: Visit, status: int, *, refused: bool = False, email: str = "", why: str = "") -> Response:
    challenges = visit.portal.challenges
    shown = {"refused": refused, "email": email, "why": why}
    if challenges.site is None:
        return visit.show("sign_in.html", status, **shown, asking="", challenge="")
    challenge = challenges.new(visit.csrf, visit.now)
    asking = asking_to_sign_in(challenges.site, challenge.encode())
    return visit.show_with_script("sign_in.html", status, **shown, asking=asking, challenge=challenge)


def leave(visit: Visit) -> Response:
    """Sign out, and leave nothing in the browser."""
    sign_in.leave(visit.portal.database, visit.token, visit.now)
    response = visit.go("sign-in")
    visit.portal.cookies.end(response, visit.portal.cookies.session)
    # Not "cookies": that reaches every site under the council's own domain.
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def welcome(visit: Visit) -> Response:
    """The first sign-in. Looking at it uses nothing up: mail programs follow links."""
    return _welcome(visit, 200, "")


def claim(visit: Visit) -> Response:
    form = visit.form
    try:
        claimed = sign_in.claim(
            visit.portal.database,
            visit.path["token"],
            form["password"],
            form["again"],
            form.line("code"),
            visit.now,
        )
    except PasswordWeak:
        return _welcome(visit, 400, "password")
    except SignInRefused:
        return _welcome(visit, 400, "code")
    response = visit.show("recovery_codes.html", codes=claimed.recovery_codes)
    visit.portal.cookies.remember(response, claimed.browser)
    return response


def _welcome(visit: Visit, status: int, problem: str) -> Response:
    try:
        owner = sign_in.owner_of(visit.portal.database, visit.path["token"], visit.now)
    except SignInRefused:
        return visit.show("link_dead.html", 404)
    council = visit.portal.texts.content.council(owner.council).name
    return visit.show(
        "welcome.html",
        status,
        owner=owner,
        council=council,
        problem=problem,
        shortest=SHORTEST,
        longest=LONGEST,
        token=visit.path["token"],
    )


PAGES = (
    Page("front", "GET", "/", ANYONE, front),
    Page("sign-in", "GET", "/sign-in", ANYONE, ask),
    Page("enter", "POST", "/sign-in", ANYONE, enter),
    Page("sign-out", "POST", "/sign-out", STAFF, leave),
    Page("welcome", "GET", "/welcome/{token}", ANYONE, welcome),
    Page("claim", "POST", "/welcome/{token}", ANYONE, claim),
)
