"""Coming in: the one-use link, password and second factor, and how a session ends."""

from __future__ import annotations

import re
from typing import Literal

import pyotp
import pytest
from argon2 import Parameters, PasswordHasher, extract_parameters
from sqlalchemy import delete

from bot.errors import SignInRefused
from bot.records import audit, passwords, staff
from bot.records.scopes import Role
from bot.records.sign_in import _who
from bot.records.tables import SignInFailureRow
from bot.services import staffing
from bot.services.sign_in import enter
from tests.portal.office import PASSWORD, Browser, Office, post

NEW_PASSWORD = "an umbrella made of rhubarb"


def try_to_enter(client: Browser, email: str, password: str, code: str) -> tuple[int, str]:
    answer = post(client, "/sign-in", "/sign-in", email=email, password=password, code=code)
    # The form token and the address that was typed are the only things that may differ.
    text = re.sub(r'value="[^"]*"', "", answer.text)
    return answer.status_code, text


def test_first_sign_in(office: Office) -> None:
    """By link: looking uses nothing up, a weak password or a wrong code keeps it, then it is used up."""
    link = staffing.add(
        office.database, office.settings, council="oakshire", email="eli@oakshire.example", name="Eli",
        role=Role.WORKER, role_label="Social worker", now=office.clock.now,
    )  # fmt: skip
    path = link.url.removeprefix(office.settings.portal_url)
    client = office.client()
    for _ in range(3):
        page = client.get(path)
        assert page.status_code == 200
        assert '<svg aria-hidden="true"' in page.text
    secret = re.search(r'class="secret">([A-Z2-7 ]+)<', page.text)
    assert secret
    totp = pyotp.TOTP(secret[1].replace(" ", ""))

    def claim(password: str, again: str, code: str) -> tuple[int, str]:
        answer = post(client, path, path, password=password, again=again, code=code)
        return answer.status_code, answer.text

    good = totp.at(office.clock.now)
    assert claim("short", "short", good)[0] == 400
    assert claim("x" * 129, "x" * 129, good)[0] == 400
    assert claim(NEW_PASSWORD, NEW_PASSWORD + "!", good)[0] == 400
    assert claim(NEW_PASSWORD, NEW_PASSWORD, f"{(int(good) + 1) % 1_000_000:06}")[0] == 400
    status, text = claim(NEW_PASSWORD, NEW_PASSWORD, f"{good[:3]} {good[3:]}")
    codes = re.findall(r"<code>([0-9A-Z]{5}-[0-9A-Z]{5})</code>", text)
    assert status == 200
    assert len(set(codes)) == 10
    assert client.get(path).status_code == 404

    office.clock.move(seconds=60)
    fresh = totp.at(office.clock.now)
    assert try_to_enter(client, "eli@oakshire.example", NEW_PASSWORD, fresh)[0] == 303
    other = office.client()
    office.clock.move(seconds=60)
    assert try_to_enter(other, "eli@oakshire.example", NEW_PASSWORD, codes[0])[0] == 303
    third = office.client()
    office.clock.move(seconds=60)
    assert try_to_enter(third, "eli@oakshire.example", NEW_PASSWORD, codes[0])[0] == 403


def test_a_link_dies_after_a_day_and_looks_like_no_link(office: Office) -> None:
    with office.database.begin() as tx:
        link = staff.renew_link(tx, office.bea.id, office.clock.now)
    client = office.client()
    assert client.get(f"/welcome/{link.token}").status_code == 200
    office.clock.move(hours=25)
    late, never = client.get(f"/welcome/{link.token}"), client.get("/welcome/" + "x" * 43)
    assert late.status_code == never.status_code == 404
    assert late.content == never.content


def test_every_refusal_has_one_text(office: Office) -> None:
    """W-01: unknown person, wrong password, wrong code: the same page; the failures are in the audit."""
    refusals = set()
    for email, password, wrong_code in (
        ("nobody@oakshire.example", PASSWORD, False),
        (office.ada.email, "not the password", False),
        (office.ada.email, PASSWORD, True),
        (office.ada.email, "", False),
        (office.ada.email, "x" * 10_000, False),
    ):
        # The clock moves for each: a second try at once would be refused unseen.
        code = office.code(office.ada)
        code = "000000" if wrong_code else code
        refusals.add(try_to_enter(office.client(), email, password, code))
    assert len(refusals) == 1
    assert next(iter(refusals))[0] == 403
    with office.database.read() as tx:
        rows = [*audit.of(tx, office.ada.id), *audit.of(tx, "unknown")]
    assert len([row for row in rows if (row.action, row.outcome) == ("staff.signed_in", "refused")]) == 5


def test_every_refusal_does_the_same_work(
    office: Office, real_cost: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """W-01: one argon2 at the real cost for an unknown person and a wrong password; the bench times it."""
    # The stored hash was made at the tests' low cost; at the real cost it has to be made again.
    with office.database.begin() as tx:
        link = staff.renew_link(tx, office.ada.id, office.clock.now)
        owner = staff.look_up_link(tx, link.token, office.clock.now)
    code = pyotp.TOTP(owner.totp_secret).at(office.clock.now)
    staff.claim_link(office.database, link.token, PASSWORD, code, office.clock.now)
    done: list[Parameters] = []

    class Counted(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002 - its own
            done.append(extract_parameters(str(hash)))
            return super().verify(hash, password)

    monkeypatch.setattr(passwords, "PasswordHasher", Counted)
    work = []
    for email in (office.ada.email, "nobody@oakshire.example"):
        office.clock.move(minutes=5)
        done.clear()
        assert try_to_enter(office.client(), email, "wrong", "123456")[0] == 403
        work.append(tuple(done))
    assert work[0] == work[1]
    assert [(one.time_cost, one.memory_cost) for one in work[0]] == [
        (passwords.COST.time, passwords.COST.memory_kib)
    ]


def test_a_code_works_once(office: Office) -> None:
    """W-02: the same code again, and a step before it, are refused."""
    code = office.code(office.ada)
    assert try_to_enter(office.client(), office.ada.email, PASSWORD, code)[0] == 303
    office.clock.move(seconds=1)
    assert try_to_enter(office.client(), office.ada.email, PASSWORD, code)[0] == 403
    office.clock.move(seconds=29)
    assert try_to_enter(office.client(), office.ada.email, PASSWORD, code)[0] == 403


def opens(client: Browser) -> bool:
    return client.get("/cases").status_code == 200


def test_sign_out_ends_the_session(office: Office) -> None:
    """W-03: what a thief copied before is worth nothing afterwards."""
    client = office.signed_in(office.ada)
    thief = office.client()
    thief.cookies.update(client.cookies)
    assert opens(thief)
    answer = post(client, "/cases", "/sign-out")
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    assert 'portal="";' in answer.headers["set-cookie"] or "Max-Age=0" in answer.headers["set-cookie"]
    assert not opens(client)
    assert not opens(thief)


@pytest.mark.parametrize(("minutes", "step", "alive"), [(14, 1, True), (16, 16, False), (599, 14, True)])
def test_idle_and_absolute_ends(office: Office, minutes: int, step: int, alive: bool) -> None:
    """W-03: 15 minutes without a page, 10 hours with them."""
    client = office.signed_in(office.ada)
    gone = 0
    while gone < minutes:
        office.clock.move(minutes=min(step, minutes - gone))
        gone += step
        still = opens(client)
    assert still is alive
    if minutes > 100:
        office.clock.move(minutes=2)
        answer = client.get("/cases")
        assert answer.headers["location"] == "/sign-in?why=ended"
        assert "You were signed out." in client.get(answer.headers["location"]).text


def test_disabling_and_a_new_role_end_sessions_at_once(office: Office) -> None:
    """W-03."""
    ada, bea = office.signed_in(office.ada), office.signed_in(office.bea)
    with office.database.begin() as tx:
        staff.disable(tx, office.ada.id, office.clock.now)
        staff.set_role(tx, office.bea.id, Role.AUDITOR, office.clock.now)
    assert not opens(ada)
    assert not opens(bea)
    assert try_to_enter(office.client(), office.ada.email, PASSWORD, office.code(office.ada))[0] == 403


def test_a_session_id_given_beforehand_is_not_taken(office: Office) -> None:
    """W-03, fixation: what the browser brings is replaced by a new id at sign-in."""
    client = office.client()
    client.cookies.set("portal", "fixed-by-somebody-else", domain="127.0.0.1")
    post(
        client,
        "/sign-in",
        "/sign-in",
        email=office.ada.email,
        password=PASSWORD,
        code=office.code(office.ada),
    )
    values = [cookie.value for cookie in client.cookies.jar if cookie.name == "portal"]
    assert "fixed-by-somebody-else" not in values[-1:]
    stranger = office.client()
    stranger.cookies.set("portal", "fixed-by-somebody-else", domain="127.0.0.1")
    assert not opens(stranger)


def test_my_sign_ins_are_listed_and_end_together(office: Office) -> None:
    first, second = office.signed_in(office.ada), office.signed_in(office.ada)
    text = first.get("/sessions").text
    assert text.count("This browser") == 1
    assert text.count("Another browser or device") == 1
    post(first, "/sessions", "/sessions/end")
    assert not opens(first)
    assert not opens(second)


def test_the_cookie_is_strict(office: Office) -> None:
    """On http: the bare name. `__Host-` needs https, see `test_https_cookies`."""
    client = office.client()
    answer = office.sign_in(client, office.ada)
    cookie = answer.headers.get_list("set-cookie")[0]
    assert cookie.startswith("portal=")
    assert {"HttpOnly", "Path=/", "SameSite=strict"} <= set(cookie.split("; "))
    assert "Max-Age" not in cookie


def test_a_browser_that_came_in_is_known_and_stays_so_after_signing_out(office: Office) -> None:
    """W-04: by a cookie that no script reads and no other site sends, for as long as places are known."""
    client = office.client()
    answer = office.sign_in(client, office.ada)
    (said,) = [one for one in answer.headers.get_list("set-cookie") if one.startswith("portal-browser=")]
    assert {"HttpOnly", "Path=/", "SameSite=strict", "Max-Age=5184000"} <= set(said.split("; "))
    post(client, "/cases", "/sign-out")
    assert client.cookies["portal-browser"]
    # Strangers use up what all of them have together, and this browser has gone somewhere else.
    with office.database.begin() as tx:
        tx.connection.execute(
            delete(SignInFailureRow).where(SignInFailureRow.who == _who(tx, office.ada.email, "127.0.0.1"))
        )
    code = office.code(office.ada)
    for number in range(8):
        with pytest.raises(SignInRefused):
            enter(office.database, office.ada.email, "guess", "000000", f"guesser {number}", office.clock.now)
    assert try_to_enter(office.client(), office.ada.email, PASSWORD, code)[0] == 403
    assert try_to_enter(client, office.ada.email, PASSWORD, code)[0] == 303
