"""The worker's pages in a real browser: on a phone, in the dark, large, by keyboard, and on paper."""

from __future__ import annotations

import re
import socket
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page

from bot.portal import case_pages
from bot.records import feedback
from bot.records.database import Database
from bot.records.passwords import COST
from bot.records.scopes import Role
from bot.services import staffing
from tests.browser.conftest import SMALLEST_TARGET, Axes, Open, is_wider_than_the_window, small_targets
from tests.portal.office import (
    ALERT_WORDS,
    PARENT_SECRET,
    PARENT_WORDS,
    PARENT_WORRY,
    PASSWORD,
    SAFE_NOTE,
    Clock,
    Office,
    Person,
    make_office,
    make_person,
    make_settings,
    make_texts,
    part,
    send,
)

LOOKS = {
    "phone": {"width": 320, "color_scheme": "light"},
    "phone, dark": {"width": 320, "color_scheme": "dark"},
    "desk": {"width": 1280, "color_scheme": "light"},
    "desk, dark": {"width": 1280, "color_scheme": "dark"},
}

A_MISTAKE = "pomylony dzień"
NEEDS_AND_CORRECTIONS = (
    ("parent.practical.interpreter", "pl", "choice", "choices.yes"),
    ("parent.practical.supporter.who", "pl", "words", "moja siostra"),
    ("parent.correction.page", "pl", "words", "strona 3"),
    ("parent.correction.wrong", "pl", "words", A_MISTAKE),
)


@dataclass
class Desk:
    """An office behind a real server on loopback."""

    office: Office
    url: str

    def sign_in(self, page: Page, who: Person) -> None:
        page.goto(f"{self.url}/sign-in")
        page.fill("#email", who.email)
        page.fill("#password", PASSWORD)
        page.fill("#code", self.office.code(who))
        page.click("main button")
        page.wait_for_selector("text=Sign out")

    def addresses(self) -> list[str]:
        """Every page of a worker that a link leads to."""
        case, ewa, kuba = (
            self.office.cases["Rowan"].id, self.office.people["Ewa"].id, self.office.people["Kuba"].id,
        )  # fmt: skip
        of_case = ("", "/meeting", "/colleagues", "/people/new", "/side-by-side", "/headings/safety_map")
        of_person = (
            "",
            "/invite",
            "/answers",
            "/meeting-copy",
            "/worker-copy",
            "/opened",
            "/headings/safety_map",
            "/headings/three_sides/worker-copy",
        )
        return [
            "/cases", "/cases/new", "/alerts", "/sessions", "/my-practice", "/proof", "/nothing",
            *(f"/cases/{case}{page}" for page in of_case),
            *(f"/people/{one}{page}" for one in (ewa, kuba) for page in of_person),
        ]  # fmt: skip


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    before = COST.time, COST.memory_kib
    COST.time, COST.memory_kib = 1, 64
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    settings = make_settings(tmp_path_factory.mktemp("desk"), BEFOREHAND_PORTAL_URL=url)
    database = Database.open(settings)
    database.migrate()
    office = make_office(database, settings, make_texts(), Clock())
    send(office, "Ewa", [(part(office, *row), "worker_only") for row in NEEDS_AND_CORRECTIONS])
    server = uvicorn.Server(uvicorn.Config(office.app, log_level="warning", access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    yield Desk(office, url)
    server.should_exit = True
    thread.join(10)
    database.close()
    COST.time, COST.memory_kib = before


def check(page: Page, axe: Axes) -> None:
    axe(page)
    assert not is_wider_than_the_window(page), page.url
    # What is pressed for a tick box is its whole line.
    ticks = page.locator("label.tick").all()
    assert all((line.bounding_box() or {"height": 0})["height"] >= SMALLEST_TARGET for line in ticks), (
        page.url
    )
    others = [one for one in small_targets(page) if not re.match(r'<input type="(radio|checkbox)"', one)]
    assert others == [], page.url


@pytest.mark.parametrize("look", LOOKS)
def test_every_page_is_accessible(desk: Desk, open_page: Open, axe: Axes, look: str) -> None:
    """axe-core finds nothing at A or AA, nothing scrolls sideways, every target is 44 pixels."""
    page = open_page(**LOOKS[look])
    page.goto(f"{desk.url}/sign-in")
    check(page, axe)
    desk.sign_in(page, desk.office.ada)
    addresses = desk.addresses()
    assert len(addresses) > 20
    for address in addresses:
        page.goto(desk.url + address)
        check(page, axe)
    page.goto(f"{desk.url}/people/{desk.office.people['Ewa'].id}/invite")
    page.click("main button.main")
    page.wait_for_selector("text=Shown this once.")
    check(page, axe)
    page.goto(f"{desk.url}/alerts")
    page.click("main button")
    page.wait_for_selector(f"text={ALERT_WORDS}")
    check(page, axe)


@pytest.mark.parametrize("look", LOOKS)
def test_words_are_placed_by_a_select_and_one_press(
    desk: Desk, open_page: Open, axe: Axes, look: str, tmp_path: Path
) -> None:
    """A whole answer, a stretch that is copied, what is said when it is not there; then a file is checked."""
    page = open_page(**LOOKS[look])
    desk.sign_in(page, desk.office.ada)
    page.goto(f"{desk.url}/people/{desk.office.people['Ewa'].id}/headings/safety_map")
    worry = page.locator("article", has_text=PARENT_WORRY)
    worry.get_by_label("Place under").select_option("harm")
    worry.get_by_role("button", name=re.compile("^Place")).click()
    page.wait_for_load_state()
    check(page, axe)
    good = page.locator("article", has_text="upiekłam z Kubą")
    for copied in ("upiekłem", "upiekłam z Kubą naleśniki"):
        good.get_by_label("Place under").select_option("strengths")
        if good.locator("details").get_attribute("open") is None:
            good.locator("summary").click()
        good.locator("textarea").fill(copied)
        good.get_by_role("button", name=re.compile("^Place")).click()
        page.wait_for_load_state()
        check(page, axe)
        assert page.locator("[role=alert]").count() == (copied == "upiekłem")
    assert page.locator("table blockquote").all_inner_texts() == [
        f"“{PARENT_WORRY}”", "“upiekłam z Kubą naleśniki”",
    ]  # fmt: skip
    page.goto(f"{desk.url}/cases/{desk.office.cases['Rowan'].id}/headings/safety_map")
    check(page, axe)
    page.goto(f"{desk.url}/proof")
    (tmp_path / "some.pdf").write_bytes(b"%PDF-")
    page.set_input_files("#file", tmp_path / "some.pdf")
    page.click("main button")
    page.wait_for_selector("text=No. This is not a file that was made here")
    check(page, axe)
    page.goto(f"{desk.url}/people/{desk.office.people['Ewa'].id}/headings/safety_map")
    for _ in range(2):
        page.get_by_role("button", name=re.compile("^Take off")).first.click()
        page.wait_for_load_state()
    assert page.locator("table").count() == 0


@pytest.mark.parametrize("look", ["phone", "desk, dark"])
def test_the_admins_pages_are_accessible(desk: Desk, open_page: Open, axe: Axes, look: str) -> None:
    page = open_page(**LOOKS[look])
    desk.sign_in(page, desk.office.admin)
    for address in ("/staff", "/staff/new"):
        page.goto(desk.url + address)
        check(page, axe)
    page.fill("#name", "Eli")
    page.fill("#email", f"eli.{look.split(',', maxsplit=1)[0]}@oakshire.example")
    page.click("main button.main")
    link = page.inner_text(".secret")
    check(page, axe)
    page.context.clear_cookies()
    page.goto(link)
    assert page.locator("svg.qr").count() == 1
    check(page, axe)


def answered(desk: Desk) -> None:
    """Enough answers for every plot, in the quarter before last and the last."""
    office, quarter = desk.office, timedelta(days=91)
    parent = {f"feedback.pf{number}": "choices.agree" for number in range(1, 9)}
    parent |= {f"feedback.meeting.{name}": "choices.disagree" for name in ("who", "time", "next")}
    parent |= {"feedback.meeting.report": "choices.report_two_days"}
    young = {
        "feedback.young_person.why": "choices.feedback_yes",
        "feedback.young_person.safer": "choices.safer",
    }
    other = {
        "feedback.young_person.why": "choices.feedback_not",
        "feedback.young_person.safer": "choices.less_safe",
    }
    with office.database.begin() as tx:
        for back in (2, 1):
            for name, answers, times in (("Ewa", parent, 18), ("Kuba", young, 8), ("Kuba", other, 6)):
                for _ in range(times):
                    at = office.clock.now - back * quarter
                    feedback.keep(tx, office.talks[name].scope, answers, "en", at)


@pytest.mark.parametrize("look", LOOKS)
def test_figures_are_accessible(desk: Desk, open_page: Open, axe: Axes, look: str) -> None:
    """Plots have a name, a description and a table; nothing scrolls sideways but a table in its own frame."""
    manager = make_person(
        desk.office.database, "oakshire", f"Mae{len(look)}", Role.MANAGER, desk.office.clock.now
    )
    answered(desk)
    page = open_page(**LOOKS[look])
    desk.sign_in(page, manager)
    for address, plots in (
        ("/figures", 8), ("/figures/meeting", 4), ("/figures/young-people", 2), ("/figures/context", 0),
        ("/figures/pack", 0),
    ):  # fmt: skip
        page.goto(desk.url + address)
        assert page.locator("svg.plot").count() == plots
        check(page, axe)
    page.goto(f"{desk.url}/figures/context")
    page.fill("#value", "about fifty")
    page.click("main button.main")
    page.wait_for_selector("text=Not done:")
    check(page, axe)


def test_the_pages_nobody_hopes_for_are_accessible(
    desk: Desk,
    open_page: Open,
    axe: Axes,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Refused, dead, out of date, faulty: these have to be readable most of all."""
    page = open_page(width=320, color_scheme="dark")
    page.goto(f"{desk.url}/sign-in")
    page.fill("#email", "nobody@oakshire.example")
    page.fill("#password", "wrong")
    page.fill("#code", "000000")
    page.click("main button")
    page.wait_for_selector("text=Not done:")
    check(page, axe)
    page.goto(f"{desk.url}/welcome/none")
    check(page, axe)
    desk.sign_in(page, desk.office.ada)
    person = f"{desk.url}/people/{desk.office.people['Ewa'].id}"
    page.goto(person)
    page.click("text=Open the note")
    page.wait_for_selector(f"text={SAFE_NOTE}")
    check(page, axe)
    page.goto(f"{person}/invite")
    page.fill("#pin", "1234")
    page.click("main button.main")
    page.wait_for_selector("text=too easy to guess")
    check(page, axe)
    page.evaluate("document.querySelectorAll('[name=csrf]').forEach((one) => { one.value = 'old' })")
    page.click("main button.main")
    page.wait_for_selector("text=Nothing was changed")
    check(page, axe)

    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(case_pages.cases, "mine", broken)
    page.goto(f"{desk.url}/cases")
    page.wait_for_selector("text=Something went wrong on our side")
    check(page, axe)


def test_text_twice_as_large(desk: Desk, open_page: Open, axe: Axes) -> None:
    """At 200 % text on a narrow window nothing scrolls sideways and nothing is cut off."""
    page = open_page(width=640)
    desk.sign_in(page, desk.office.ada)
    for address in desk.addresses():
        page.goto(desk.url + address)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert not is_wider_than_the_window(page), address
        axe(page)


def test_the_way_by_keyboard_alone(desk: Desk, open_page: Open) -> None:
    """Sign in, open the case, the person and the answers with Tab and Enter; focus can always be seen."""
    page = open_page(width=1280, scripts=False)
    page.goto(f"{desk.url}/sign-in")

    def go_to(words: str) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            here = page.locator(":focus")
            if here.count() and words in (here.inner_text() or here.get_attribute("id") or ""):
                outline = here.evaluate(
                    "one => getComputedStyle(one).outlineStyle + getComputedStyle(one).outlineWidth"
                )
                assert outline == "solid3px"
                return
        pytest.fail(f"the keyboard does not reach {words}")

    go_to("email")
    page.keyboard.type(desk.office.ada.email)
    go_to("password")
    page.keyboard.type(PASSWORD)
    go_to("code")
    page.keyboard.type(desk.office.code(desk.office.ada))
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:has-text('My cases')")
    for link, heading in (("Rowan", "Rowan"), ("Ewa", "Ewa"), ("Read what was sent", "in their own words")):
        go_to(link)
        page.keyboard.press("Enter")
        page.wait_for_selector(f"h1:has-text('{heading}')")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to the page"


def test_nothing_is_left_after_signing_out(desk: Desk, open_page: Open) -> None:
    """P-06 as far as it is the worker's: back shows nothing, storage and cookies are empty."""
    page = open_page(width=1280)
    desk.sign_in(page, desk.office.ada)
    page.goto(f"{desk.url}/people/{desk.office.people['Ewa'].id}/answers")
    assert PARENT_WORRY in page.inner_text("main")
    page.click("text=Sign out")
    page.wait_for_selector("h1:has-text('Sign in')")
    page.go_back()
    page.wait_for_selector("h1:has-text('Sign in')")
    assert PARENT_WORRY not in page.content()
    left = {cookie["name"] for cookie in page.context.cookies()}
    assert left <= {"portal-visit"}
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def pages_of(chromium: Browser, desk: Desk, address: str, tmp_path: Path) -> list[str]:
    """Print a page as a worker would and return the text of each sheet."""
    page = chromium.new_context(java_script_enabled=False).new_page()
    desk.sign_in(page, desk.office.ada)
    page.goto(desk.url + address)
    paper = tmp_path / "print.pdf"
    page.pdf(path=paper, format="A4", prefer_css_page_size=True)
    page.context.close()
    text = subprocess.run(
        ["pdftotext", "-layout", paper, "-"], check=True, capture_output=True, text=True
    ).stdout
    return text.split("\f")[:-1]


def plain(text: str) -> str:
    return " ".join(text.split())


def test_the_two_prints(desk: Desk, chromium: Browser, tmp_path: Path) -> None:
    """The worker's copy says on every sheet that it is not for the family; the meeting copy holds less."""
    for number in range(6):
        words = f"długa odpowiedź numer {number}. " + "Słowo po słowie, jak zostało napisane. " * 25
        send(
            desk.office,
            "Ewa",
            [(part(desk.office, "parent.worries.own", "pl", "words", words), "worker_only")],
        )
    person = desk.office.people["Ewa"].id
    sheets = pages_of(chromium, desk, f"/people/{person}/worker-copy", tmp_path)
    assert len(sheets) >= 3
    for sheet in sheets:
        assert plain(sheet).startswith("Do not show to the family.")
    whole = plain(" ".join(sheets))
    assert PARENT_SECRET in whole
    assert "Back to the answers" not in whole
    copy = pages_of(chromium, desk, f"/people/{person}/meeting-copy", tmp_path)
    whole = plain(" ".join(copy))
    assert copy
    assert plain(PARENT_WORDS) in whole
    assert PARENT_SECRET not in whole
    assert PARENT_WORRY not in whole
    assert "Kuba," not in re.sub(re.escape(plain(PARENT_WORDS)), "", whole)


def test_side_by_side_never_reaches_paper(desk: Desk, chromium: Browser, tmp_path: Path) -> None:
    board = f"/cases/{desk.office.cases['Rowan'].id}/side-by-side"
    for asked in ("", "?part=corrections", "?part=needs&sharing=worker_only"):
        whole = plain(" ".join(pages_of(chromium, desk, board + asked, tmp_path)))
        assert "This page is for the screen only." in whole
        for words in ("I hate it", PARENT_WORRY, A_MISTAKE, "Ewa", "Interpreter"):
            assert plain(words) not in whole


def test_an_invite_on_paper_names_nobody(desk: Desk, chromium: Browser, tmp_path: Path) -> None:
    """Paper lies about at home: the link and its picture, but no name, no spoken code and no PIN."""
    page = chromium.new_context(java_script_enabled=False).new_page()
    desk.sign_in(page, desk.office.ada)
    page.goto(f"{desk.url}/people/{desk.office.people['Ewa'].id}/invite")
    page.click("main button.main")
    codes = page.locator(".code").all_inner_texts()
    assert len(codes) == 2
    page.emulate_media(media="print")
    shown = page.inner_text("body")
    page.context.close()
    assert "/j#" in shown
    assert not any(secret in shown for secret in (*codes, "Ewa", "Ada", "Rowan", "Oakshire"))


def test_a_link_for_a_colleague_is_one_address(desk: Desk) -> None:
    """The command line hands out the same link as the portal's page does."""
    office = desk.office
    link = staffing.add(
        office.database, office.settings, council="elmford", email="flo@elmford.example", name="Flo",
        role=Role.WORKER, role_label="", now=office.clock.now,
    )  # fmt: skip
    assert re.fullmatch(re.escape(desk.url) + r"/welcome/[\w-]{43}", link.url)
