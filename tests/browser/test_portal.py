"""The worker's pages in a real browser: on a phone, in the dark, large, by keyboard, and on paper."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from bot.portal import case_pages
from bot.records import participants
from bot.records.participants import NewParticipant
from bot.records.scopes import Role
from bot.services import staffing
from tests.browser.conftest import Axes, Open
from tests.browser.desk import Desk, check, served
from tests.browser.full_office import answered
from tests.portal.office import (
    PARENT_SECRET,
    PARENT_WORDS,
    PARENT_WORRY,
    PASSWORD,
    SAFE_NOTE,
    make_person,
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


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with served(tmp_path_factory.mktemp("desk")) as one:
        rows = [(part(one.office, *row), "worker_only") for row in NEEDS_AND_CORRECTIONS]
        send(one.office, "Ewa", rows)
        yield one


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


def test_plots_have_their_tables(desk: Desk, open_page: Open) -> None:
    """Each page of figures has the plots it should have, and each plot the table of the same numbers."""
    manager = make_person(desk.office.database, "oakshire", "Mae", Role.MANAGER, desk.office.clock.now)
    answered(desk.office)
    page = open_page(width=1280)
    desk.sign_in(page, manager)
    for address, plots in (("/figures", 8), ("/figures/meeting", 8), ("/figures/young-people", 2)):
        page.goto(desk.url + address)
        assert page.locator("svg.plot").count() == plots
        assert page.locator("table.numbers").count() >= plots


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

    monkeypatch.setattr(case_pages, "desk", broken)
    page.goto(f"{desk.url}/cases")
    page.wait_for_selector("text=Something went wrong on our side")
    check(page, axe)


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
    """P-06 as far as it is the worker's: back shows nothing, storage is empty, no cookie opens anything."""
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
    # That this browser is known stays, and opens nothing: no stranger's guesses hold it up (decision 17).
    assert left <= {"portal-visit", "portal-browser"}
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def pages_of(chromium: Browser, desk: Desk, address: str, tmp_path: Path) -> list[str]:
    """Print a page as a worker would and return the text of each sheet."""
    page = chromium.new_context(java_script_enabled=False).new_page()
    desk.sign_in(page, desk.office.ada)
    page.goto(desk.url + address)
    paper = tmp_path / "print.pdf"
    page.pdf(path=paper, format="A4", prefer_css_page_size=True)
    page.context.close()
    return sheets_of(paper)


def sheets_of(paper: Path) -> list[str]:
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


COPIES = ("meeting-copy", "worker-copy", "voice", "headings/safety_map/worker-copy")
# What announces something, so that no sheet may end with it.
ANNOUNCES = re.compile(
    r"^(What is working well|What we are worried about|What needs to happen|Other answers|Could not be placed"
    r"|For you to write in|The question in .*|Harm|Strengths|Safety|Goals|Next steps"
    r"|What has happened to the child[.]|.*[?])$"
)


def test_no_sheet_ends_with_what_announces_the_next_and_none_holds_the_foot_alone(
    desk: Desk, chromium: Browser, tmp_path: Path
) -> None:
    """Answers of many lengths, so that every kind of line comes to stand at the foot of some sheet."""
    office, page = desk.office, f"/people/{desk.office.people['Ewa'].id}"
    asked = ("parent.good.ordinary_moment", "parent.worries.own", "parent.next.say_there")
    for number in range(24):
        words = f"numer {number}. " + "Słowo po słowie, jak zostało napisane. " * (1 + number * 5 % 17)
        send(office, "Ewa", [(part(office, asked[number % 3], "pl", "words", words), "read_out")])
    headings = ("harm", "strengths", "safety", "goals", "next_steps") * 4
    place_some(desk, chromium, f"{page}/headings/safety_map", headings)
    seen = 0
    for copy in COPIES:
        sheets = pages_of(chromium, desk, f"{page}/{copy}", tmp_path)
        for sheet in sheets[:-1]:
            last = plain(sheet.rstrip().rpartition("\n")[2])
            assert not ANNOUNCES.match(last), (copy, last)
            seen += 1
        # Below the line that every sheet has at its top, more than when and by whom it was opened.
        assert len(plain(sheets[-1]).partition("Opened ")[0]) > 120, copy
    assert seen > 12


def place_some(desk: Desk, chromium: Browser, page: str, headings: Sequence[str]) -> None:
    """Place the first answers, each under the next heading."""
    window = chromium.new_context(java_script_enabled=False).new_page()
    desk.sign_in(window, desk.office.ada)
    window.goto(desk.url + page)
    for number, heading in enumerate(headings):
        article = window.locator("article:has(select[name=heading])").nth(number)
        article.get_by_label("Place under").select_option(heading)
        article.get_by_role("button", name=re.compile("^Place")).click()
        window.wait_for_load_state()
    assert window.locator(".placed tbody tr").count() == len(headings)
    window.context.close()


def test_on_paper_their_words_are_what_is_largest(desk: Desk, chromium: Browser) -> None:
    """“Only their words, large” is large, and on the map nothing beside their words is larger."""
    page = chromium.new_context(java_script_enabled=False).new_page()
    desk.sign_in(page, desk.office.ada)
    page.emulate_media(media="print")
    person = desk.office.people["Ewa"].id
    size = "one => parseFloat(getComputedStyle(one).fontSize)"
    page.goto(f"{desk.url}/people/{person}/voice")
    assert page.locator(".said").first.evaluate(size) > 1.5 * page.locator(".asked").first.evaluate(size)
    place_some(desk, chromium, f"/people/{person}/headings/three_sides", ("child",))
    page.goto(f"{desk.url}/people/{person}/headings/three_sides/worker-copy")
    beside = page.locator(".placed td + td p").evaluate_all(f"all => all.map({size})")
    assert page.locator(".placed .said").first.evaluate(size) > max(beside)
    page.context.close()


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


def test_invites_of_a_case_are_one_sheet_each(desk: Desk, chromium: Browser, tmp_path: Path) -> None:
    """Never two people on one sheet of paper, and on none a name, a code or a PIN."""
    office, names = desk.office, ("Una", "Leo")
    with office.database.begin() as tx:
        for name in names:
            new = NewParticipant("parent", name, "en")
            participants.create(tx, office.ada.scope, office.cases["Rowan"].id, new, office.clock.now)
    page = chromium.new_context(java_script_enabled=False).new_page()
    desk.sign_in(page, office.ada)
    page.goto(f"{desk.url}/cases/{office.cases['Rowan'].id}/invites")
    page.click("main button.main")
    page.wait_for_selector("text=Shown this once.")
    links = page.locator(".secret").all_inner_texts()
    codes = page.locator(".code").all_inner_texts()
    assert (len(links), len(codes)) == (2, 4)
    paper = tmp_path / "invites.pdf"
    page.pdf(path=paper, format="A4", prefer_css_page_size=True)
    page.context.close()
    sheets = sheets_of(paper)
    assert len(sheets) == len(links)
    for sheet, link in zip(sheets, links, strict=True):
        whole = "".join(sheet.split())
        assert [one for one in links if one.rpartition("#")[2] in whole] == [link]
        assert not any(secret in sheet for secret in (*codes, *names, "Ada", "Rowan", "Oakshire"))


def test_a_link_for_a_colleague_is_one_address(desk: Desk) -> None:
    """The command line hands out the same link as the portal's page does."""
    office = desk.office
    link = staffing.add(
        office.database, office.settings, council="elmford", email="flo@elmford.example", name="Flo",
        role=Role.WORKER, role_label="", now=office.clock.now,
    )  # fmt: skip
    assert re.fullmatch(re.escape(desk.url) + r"/welcome/[\w-]{43}", link.url)
