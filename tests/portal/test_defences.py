"""Headers, hosts, forms and faults: what stands before and behind every page."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from bot.portal import case_pages
from bot.portal.app import PAGES, create_app
from bot.records.database import Database
from bot.records.scopes import Role
from tests.portal.office import PASSWORD, Browser, Office, make_settings, post, token_of
from tests.portal.test_access import WHO, ask, objects

GOLDEN = {
    "content-security-policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "cache-control": "no-store",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), browsing-topics=()",
    "x-robots-tag": "noindex",
}


def headers_of(client: Browser, path: str) -> dict[str, str]:
    answer = client.get(path)
    return {name: answer.headers.get(name, "") for name in GOLDEN}


def test_the_headers_are_on_everything(office: Office) -> None:
    """A-11: pages, pages that are not there, redirects and files, all exactly as written here."""
    client = office.signed_in(office.ada)
    paths = [
        "/",
        "/cases",
        "/nothing",
        "/welcome/none",
        "/static/portal.css",
        "/shared/base.css",
        "/static/no",
    ]
    for path in paths:
        assert headers_of(client, path) == GOLDEN, path
    assert (
        "access-control-allow-origin"
        not in client.get("/", headers={"origin": "https://evil.example"}).headers
    )


@pytest.mark.parametrize("role", Role)
def test_every_route_has_exactly_these_headers(office: Office, role: Role) -> None:
    """A-11: every page and form, whoever asks, and no header that is not of the list below."""
    plain = {
        "content-type",
        "content-length",
        "location",
        "set-cookie",
        "clear-site-data",
        "content-disposition",
    }
    ids = objects(office, role)["own"]
    for page in PAGES:
        client = office.signed_in(getattr(office, WHO[role]))
        answer = ask(client, page, ids, token_of(client, "/sessions"))
        assert {name: answer.headers.get(name, "") for name in GOLDEN} == GOLDEN, page.name
        assert set(answer.headers) - set(GOLDEN) <= plain, page.name
        assert "evil" not in answer.headers.get("location", ""), page.name


def test_nobody_is_sent_elsewhere(office: Office) -> None:
    """A-11, open redirect: whatever an address or form asks for, the way on is a path of our own."""
    evil = "https://evil.example/"
    for path in ("/", "/sign-in", "/cases", "/people/x/answers"):
        answer = office.client().get(path, params={"next": evil, "why": evil, "page": evil, "url": evil})
        assert "evil" not in answer.headers.get("location", "") + answer.text
    for path in ("//evil.example/", "/\\evil.example/", "/%2F%2Fevil.example"):
        assert "evil" not in office.client().get(path).headers.get("location", "")


def test_another_host_name_is_refused(office: Office) -> None:
    """A-11."""
    for host in ("evil.example", "localhost:8000", "127.0.0.1", ""):
        answer = office.client().get("/sign-in", headers={"host": host})
        assert answer.status_code == 421
        assert "Sign in" not in answer.text


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://localhost:8000", "http://127.0.0.1:80"]
)
def test_another_origin_changes_nothing(office: Office, origin: str) -> None:
    """A-11: even with the right form token."""
    client = office.signed_in(office.ada)
    token = token_of(client, "/cases/new")
    answer = client.post("/cases/new", data={"csrf": token, "name": "Forged"}, headers={"origin": origin})
    assert answer.status_code == 403
    assert "Forged" not in client.get("/cases").text
    answer = client.post(
        "/cases/new", data={"csrf": token, "name": "Ours"}, headers={"origin": office.settings.portal_url}
    )
    assert answer.status_code == 303


def test_a_form_without_our_token_changes_nothing(office: Office) -> None:
    """A-11: none, an old visitor's, another worker's."""
    ada, bea, stranger = office.signed_in(office.ada), office.signed_in(office.bea), office.client()
    for token in ("", token_of(bea, "/cases/new"), token_of(stranger, "/sign-in"), "ł" * 10):
        assert ada.post("/cases/new", data={"csrf": token, "name": "Forged"}).status_code == 403
    assert "Forged" not in ada.get("/cases").text


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"name=x&name=y", "application/x-www-form-urlencoded"),
        (b"name=%ff%fe", "application/x-www-form-urlencoded"),
        ("name=ł".encode(), "application/x-www-form-urlencoded"),
        (b"name=%00", "application/x-www-form-urlencoded"),
        (b"&".join(b"f%d=1" % n for n in range(99)), "application/x-www-form-urlencoded"),
        (b"name=" + b"x" * 70_000, "application/x-www-form-urlencoded"),
        (b'{"name": "x"}', "application/json"),
        (b"--x\r\n\r\n--x--", "multipart/form-data; boundary=x"),
        (b"", ""),
    ],
)
def test_a_malformed_form_is_refused_and_logged_nowhere(
    office: Office, body: bytes, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    """I-02, I-07 at the portal: a page, never a fault, and nothing of the body in the log."""
    client = office.signed_in(office.ada)
    with caplog.at_level(logging.DEBUG):
        answer = client.post("/cases/new", content=body, headers={"content-type": kind})
    assert answer.status_code == 400
    assert "Nothing was changed" in answer.text
    ours = [record for record in caplog.records if record.name.startswith("bot.portal")]
    assert [(record.getMessage(), record.status) for record in ours] == [("portal refused", 400)]
    assert not any("xxxx" in str(vars(record)) or "name=" in str(vars(record)) for record in ours)


def test_a_fault_shows_and_logs_no_words(
    office: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A fault whose text quotes somebody: a page with the headers, and type and place in the log."""

    def broken(*_: object) -> None:
        raise RuntimeError("kanarek: tak powiedziała")

    client = office.signed_in(office.ada)
    monkeypatch.setattr(case_pages, "desk", broken)
    with caplog.at_level(logging.DEBUG):
        answer = client.get("/cases")
    assert answer.status_code == 500
    assert "Something went wrong" in answer.text
    assert "kanarek" not in answer.text
    assert "kanarek" not in caplog.text
    told = [vars(record) for record in caplog.records if record.message == "portal fault"]
    assert [(one["type"], one["status"]) for one in told] == [("RuntimeError", 500)]
    assert told[0]["part"].startswith("test_defences.py:")
    assert "kanarek" not in str(told)
    assert {name: answer.headers.get(name, "") for name in GOLDEN} == GOLDEN


def test_https_cookies(office: Office, tmp_path: Path) -> None:
    """On https the cookies are `__Host-` and Secure, and the browser is told to stay there."""
    folder = tmp_path / "https"
    settings = make_settings(
        folder,
        BEFOREHAND_PORTAL_URL="https://work.council.example",
        BEFOREHAND_FAMILY_URL="https://talk.council.example",
    )
    database = Database.open(settings)
    database.migrate()
    app = create_app(database, settings, office.texts.content, office.texts.catalogues)
    answer = Browser(app, settings.portal_url).get("/sign-in")
    cookie = answer.headers["set-cookie"]
    database.close()
    assert cookie.startswith("__Host-portal-visit=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=strict"} <= set(cookie.split("; "))
    assert answer.headers["strict-transport-security"] == "max-age=31536000"


def test_two_settings_give_two_secrets(office: Office, tmp_path: Path) -> None:
    """A token of one install proves nothing to another."""
    other = make_settings(tmp_path / "other")
    app = create_app(office.database, other, office.texts.content, office.texts.catalogues)
    client = office.client()
    token = token_of(client, "/sign-in")
    stranger = Browser(app, other.portal_url)
    stranger.cookies.update(client.cookies)
    answer = stranger.post(
        "/sign-in", data={"csrf": token, "email": "a@b.example", "password": PASSWORD, "code": "1"}
    )
    assert answer.status_code == 403
    assert "Nothing was changed" in answer.text


def test_markup_in_names_is_inert(office: Office) -> None:
    """I-04: what a worker types is text too."""
    client = office.signed_in(office.ada)
    answer = post(client, "/cases/new", "/cases/new", name="<script>alert(1)</script> {{ 7*7 }}")
    text = client.get(answer.headers["location"]).text
    assert "<script" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7*7 }}" in text
