"""A security key in the place of the code: what a real one does is taken, once, and nothing else is."""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass, replace
from typing import Any

import httpx
import pyotp
import pytest

from bot.portal.app import create_app
from bot.records import audit, retention, security_keys, staff
from tests.portal.authenticator import VERIFIED, SoftKey
from tests.portal.office import PASSWORD, Browser, Office, Person, post
from tests.portal.test_defences import GOLDEN

URL = "http://localhost:8001"
SCRIPTED = GOLDEN["content-security-policy"].replace(
    "default-src 'none'; ", f"default-src 'none'; script-src {URL}/static/security-key.js; "
)


NOTHING_SIGNED = (
    '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {"clientDataJSON": "AA", '
    '"authenticatorData": "AA", "signature": "AA"}}'
)


@pytest.fixture
def named(office: Office) -> Office:
    """The same office at an address with a name: browsers know no security keys at an IP address."""
    settings = replace(office.settings, portal_url=URL, family_url="http://127.0.0.1:8000")
    app = create_app(
        office.database, settings, office.texts.content, office.texts.catalogues, clock=office.clock
    )
    return replace(office, settings=settings, app=app)


@dataclass
class Asked:
    """What a page asks a key for, and the fields that go back with the answer."""

    options: dict[str, Any]
    fields: dict[str, str]


def asked_on(client: Browser, page: str) -> Asked:
    text = client.get(page).text
    options = re.search(r'data-asking="([^"]*)"', text)
    assert options, f"{page} asks for no key"
    fields = {
        name: html.unescape(re.search(rf'name="{name}" value="([^"]*)"', text)[1])  # type: ignore[index]
        for name in ("csrf", "challenge")
    }
    return Asked(json.loads(html.unescape(options[1])), fields)


def add_key(office: Office, client: Browser, who: Person, key: SoftKey, **other: str) -> httpx.Response:
    asked = asked_on(client, "/security-keys")
    fields = {
        "name": "Blue key",
        "password": PASSWORD,
        "code": office.code(who),
        "answer": key.make(asked.options, URL),
    }
    return client.post("/security-keys", data={**asked.fields, **fields, **other})


def with_key(office: Office, who: Person) -> SoftKey:
    key = SoftKey()
    assert add_key(office, office.signed_in(who), who, key).status_code == 303
    return key


def enter(client: Browser, who: Person, asked: Asked, answer: str, password: str = PASSWORD) -> int:
    fields = {"email": who.email, "password": password, "code": "", "answer": answer}
    return client.post("/sign-in", data={**asked.fields, **fields}).status_code


def use(office: Office, who: Person, key: SoftKey, origin: str = URL, password: str = PASSWORD) -> int:
    """One sign-in with a fresh challenge, a while after whatever was before."""
    office.clock.move(minutes=2)
    client = office.client()
    asked = asked_on(client, "/sign-in")
    return enter(client, who, asked, key.sign(asked.options, origin), password)


def test_a_key_signs_in_and_so_does_the_code(named: Office) -> None:
    """Beside each other; what each did is in the audit and on one's own page."""
    key = with_key(named, named.ada)
    assert use(named, named.ada, key) == 303
    assert use(named, named.ada, key) == 303
    page = named.signed_in(named.ada).get("/security-keys").text
    assert "Blue key" in page
    assert "Last used" in page
    with named.database.read() as tx:
        assert "staff.key_added" in {row.action for row in audit.of(tx, named.ada.id)}


def test_the_wrong_password_is_not_helped_by_a_key(named: Office) -> None:
    key = with_key(named, named.ada)
    assert use(named, named.ada, key, password="not the password") == 403
    assert use(named, named.ada, key) == 303


def test_the_same_answer_again_is_refused(named: Office) -> None:
    """W-02 for keys: with the very same browser, fields and challenge; also by a key that does not count."""
    for counts in (True, False):
        key = SoftKey()
        client = named.signed_in(named.ada)
        assert add_key(named, client, named.ada, key).status_code == 303
        named.clock.move(minutes=2)
        browser = named.client()
        asked = asked_on(browser, "/sign-in")
        if not counts:
            key.count = -1
        answer, before = key.sign(asked.options, URL), browser.cookies
        assert enter(browser, named.ada, asked, answer) == 303
        thief = named.client()
        thief.cookies.update(before)
        named.clock.move(minutes=2)
        assert enter(thief, named.ada, asked, answer) == 403


def test_another_origin_is_refused(named: Office) -> None:
    """A false page that passes everything on: the browser writes its own origin into what is signed."""
    key = with_key(named, named.ada)
    for origin in ("http://localhost:8002", "https://localhost:8001", "http://localhost.evil.example", ""):
        assert use(named, named.ada, key, origin) == 403
    assert use(named, named.ada, key) == 303


def test_another_site_is_refused(named: Office) -> None:
    """A key that signed for another name, with our origin written by hand."""
    key = with_key(named, named.ada)
    client = named.client()
    asked = asked_on(client, "/sign-in")
    other = {**asked.options, "rpId": "evil.example"}
    assert enter(client, named.ada, asked, key.sign(other, URL)) == 403


def test_a_counter_that_goes_back_is_refused(named: Office) -> None:
    """A copy of the key that was made earlier is a count behind, or level."""
    key = with_key(named, named.ada)
    for _ in range(3):
        assert use(named, named.ada, key) == 303
    key.count -= 1
    assert use(named, named.ada, key) == 403
    key.count = 0
    assert use(named, named.ada, key) == 403
    key.count = 10
    assert use(named, named.ada, key) == 303


def test_the_key_of_another_account_is_refused(named: Office) -> None:
    """Bea's key with Ada's password, and one that nobody added."""
    beas = with_key(named, named.bea)
    with_key(named, named.ada)
    assert use(named, named.ada, beas) == 403
    assert use(named, named.ada, SoftKey()) == 403
    assert use(named, named.bea, beas) == 303


def test_a_challenge_is_ours_this_browsers_and_young(named: Office) -> None:
    key = with_key(named, named.ada)
    mine, other = named.client(), named.client()
    asked, elsewhere = asked_on(mine, "/sign-in"), asked_on(other, "/sign-in")
    answer = key.sign(elsewhere.options, URL)
    stolen = {**asked.fields, "challenge": elsewhere.fields["challenge"]}
    assert enter(mine, named.ada, Asked({}, stolen), answer) == 403
    named.clock.move(minutes=2)
    body, _, seal = asked.fields["challenge"].rpartition(".")
    nonce = body.partition(".")[0]
    for forged in (f"{nonce}.99999999999.{seal}", f"{nonce}.x.{seal}", f"{body}.", ".", "ł.1.ł", body):
        options = {**asked.options, "challenge": forged}
        named.clock.move(minutes=2)
        fields = {**asked.fields, "challenge": forged}
        assert enter(mine, named.ada, Asked({}, fields), key.sign(options, URL)) == 403
    late = named.client()
    old = asked_on(late, "/sign-in")
    named.clock.move(minutes=16)
    assert enter(late, named.ada, old, key.sign(old.options, URL)) == 403


def test_nobody_touched_it(named: Office) -> None:
    """An answer that a key gave without being touched: a program on the machine, and no person."""
    key = with_key(named, named.ada)
    client = named.client()
    asked = asked_on(client, "/sign-in")
    assert enter(client, named.ada, asked, key.sign(asked.options, URL, flags=VERIFIED)) == 403


@pytest.mark.parametrize(
    "answer",
    [
        "{", "[]", "null", "1", '"x"', "{}", "x" * 15_000, '{"id": "x", "rawId": "x", "type": "public-key"}',
        '{"id": 1, "rawId": 2, "type": [], "response": 3}',
        NOTHING_SIGNED,
        '{"id": "%", "rawId": "ł", "type": "public-key", "response": {}}',
        "[" * 5_000,
    ],
)  # fmt: skip
def test_what_is_no_answer_is_one_refusal(named: Office, answer: str) -> None:
    """I-02, W-01: whatever a browser sends, the page is the refused sign-in, and adding refuses it too."""
    ada = named.signed_in(named.ada)
    assert add_key(named, ada, named.ada, SoftKey(), answer=answer).status_code == 400
    client = named.client()
    asked = asked_on(client, "/sign-in")
    assert enter(client, named.ada, asked, answer) == 403


def test_every_account_is_asked_the_same(named: Office) -> None:
    """W-01: the sign-in page names no key, so nobody learns from it who has one."""
    with_key(named, named.ada)
    options = asked_on(named.client(), "/sign-in").options
    assert options["allowCredentials"] == []
    assert options["rpId"] == "localhost"


def test_adding_needs_password_and_a_new_code(named: Office) -> None:
    """A session that was left open is not enough to leave a key behind (ASVS 7.5.3)."""
    client = named.signed_in(named.ada)
    for wrong in ({"password": "not mine"}, {"code": "000000"}, {"code": ""}):
        named.clock.move(minutes=1)
        answer = add_key(named, client, named.ada, SoftKey(), **wrong)
        assert answer.status_code == 403
        assert "did not fit" in answer.text
    assert "You have added none." in client.get("/security-keys").text
    named.clock.move(minutes=1)
    assert add_key(named, client, named.ada, SoftKey(), name="").status_code == 400
    assert add_key(named, client, named.ada, SoftKey(), name="x" * 41).status_code == 400


def test_an_answer_adds_one_key_and_one_key_is_one_persons(named: Office) -> None:
    client, key = named.signed_in(named.ada), SoftKey()
    assert add_key(named, client, named.ada, key).status_code == 303
    assert add_key(named, client, named.ada, key).status_code == 400
    bea = named.signed_in(named.bea)
    assert add_key(named, bea, named.bea, key).status_code == 400
    assert use(named, named.bea, key) == 403
    for _ in range(security_keys.MOST_KEYS - 1):
        assert add_key(named, client, named.ada, SoftKey()).status_code == 303
    assert (
        add_key(named, client, named.ada, SoftKey()).status_code == 400
        if "data-asking" in client.get("/security-keys").text
        else "as many keys as can be kept" in client.get("/security-keys").text
    )


def test_a_new_key_ends_every_other_session(named: Office) -> None:
    """W-03: whoever was in elsewhere is out; the one who adds it stays."""
    mine, other = named.signed_in(named.ada), named.signed_in(named.ada)
    assert add_key(named, mine, named.ada, SoftKey()).status_code == 303
    assert mine.get("/cases").status_code == 200
    assert other.get("/cases").status_code == 303


def test_a_removed_key_is_worth_nothing(named: Office) -> None:
    """And nobody removes another's: it is not there for them (A-12)."""
    key = with_key(named, named.ada)
    ada, bea = named.signed_in(named.ada), named.signed_in(named.bea)
    path = re.search(r"/security-keys/[\w-]+/remove", ada.get("/security-keys").text)
    assert path
    assert post(bea, "/sessions", path[0]).status_code == 404
    assert use(named, named.ada, key) == 303
    assert post(ada, "/security-keys", path[0]).status_code == 303
    assert use(named, named.ada, key) == 403


def test_a_new_first_link_drops_the_keys(named: Office) -> None:
    """C-03: who begins anew, because everything was lost, begins without the lost key."""
    key = with_key(named, named.ada)
    with named.database.begin() as tx:
        link = staff.renew_link(tx, named.ada.id, named.clock.now)
        owner = staff.look_up_link(tx, link.token, named.clock.now)
    code = pyotp.TOTP(owner.totp_secret).at(named.clock.now)
    staff.claim_link(named.database, link.token, PASSWORD, code, named.clock.now)
    assert use(named, named.ada, key) == 403


def test_the_script_is_on_two_pages_and_nowhere_else(named: Office) -> None:
    """A-11: those two name the one file; everything else has the policy without any script."""
    client = named.signed_in(named.ada)
    for page in ("/cases", "/sessions", "/nothing", "/static/security-key.js", "/"):
        assert client.get(page).headers["content-security-policy"] == GOLDEN["content-security-policy"]
        assert "<script" not in client.get(page).text
    for browser, page in ((client, "/security-keys"), (named.client(), "/sign-in")):
        answer = browser.get(page)
        assert answer.headers["content-security-policy"] == SCRIPTED
        assert answer.text.count("<script") == 1
        others = {name: answer.headers.get(name, "") for name in GOLDEN if name != "content-security-policy"}
        assert others == {name: value for name, value in GOLDEN.items() if name in others}


def test_at_an_ip_address_there_is_no_script_at_all(office: Office) -> None:
    client = office.signed_in(office.ada)
    for browser, page in ((client, "/security-keys"), (office.client(), "/sign-in")):
        answer = browser.get(page)
        assert "<script" not in answer.text
        assert "security-key.js" not in answer.headers["content-security-policy"]
    assert "at an IP address" in client.get("/security-keys").text


def test_used_challenges_are_forgotten_when_they_are_too_old_anyway(named: Office) -> None:
    key = with_key(named, named.ada)
    assert use(named, named.ada, key) == 303
    assert retention.run(named.database, named.clock.now).used_challenges == 0
    named.clock.move(days=2)
    assert retention.run(named.database, named.clock.now).used_challenges == 2
