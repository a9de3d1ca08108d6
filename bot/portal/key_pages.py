"""One's own security keys: adding one, and taking one away. Needs the one-time code again."""

from __future__ import annotations

from starlette.responses import Response

from bot.errors import Conflict, SignInRefused
from bot.portal.access import STAFF, Page, Visit
from bot.records import security_keys
from bot.records.security_keys import NAME_LENGTH
from bot.services import sign_in


def mine(visit: Visit) -> Response:
    return _mine(visit, 200, "")


def add(visit: Visit) -> Response:
    """Keep a new key. Whoever finds an open session must not be able to leave a key of theirs behind."""
    form = visit.form
    name = form.line("name")
    if not name or len(name) > NAME_LENGTH:
        return _mine(visit, 400, "name")
    answer = visit.portal.challenges.answer(visit.csrf, form.line("challenge"), form["answer"], visit.now)
    if answer is None:
        return _mine(visit, 400, "key")
    database = visit.portal.database
    try:
        password, code = form["password"], form.line("code")
        sign_in.confirm(database, visit.scope, password, code, visit.client, visit.now, visit.browser)
    except SignInRefused:
        return _mine(visit, 403, "code")
    try:
        sign_in.add_key(database, visit.scope, visit.token, answer, name, visit.now)
    except (SignInRefused, Conflict):
        return _mine(visit, 400, "key")
    return visit.go("keys")


def remove(visit: Visit) -> Response:
    sign_in.remove_key(visit.portal.database, visit.scope, visit.token, visit.path["key"], visit.now)
    return visit.go("keys")


def _mine(visit: Visit, status: int, problem: str) -> Response:
    challenges = visit.portal.challenges
    challenge = challenges.new(visit.csrf, visit.now)
    asking = ""
    with visit.portal.database.read() as tx:
        keys = security_keys.mine(tx, visit.scope)
        if challenges.site is not None:
            asking = security_keys.asking_to_add(
                tx, visit.scope, challenges.site, visit.staff.email, challenge.encode()
            )
    return visit.show_with_script(
        "security_keys.html",
        status,
        keys=keys,
        problem=problem,
        challenge=challenge,
        asking=asking,
        longest=NAME_LENGTH,
        full=len(keys) >= security_keys.MOST_KEYS,
    )


PAGES = (
    Page("keys", "GET", "/security-keys", STAFF, mine),
    Page("key-add", "POST", "/security-keys", STAFF, add),
    Page("key-remove", "POST", "/security-keys/{key}/remove", STAFF, remove),
)
