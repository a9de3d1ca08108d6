"""A language that runs right to left, through the real pages of both apps, before there is one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bot.records import participants
from tests.browser.conftest import Axes, Live, Open, is_wider_than_the_window, live_with, small_targets
from tests.browser.family_steps import DIGITS, WITHIN, Visitor
from tests.pseudo import CODE, PSEUDO, pseudo, with_pseudo
from tests.stack import knowledge
from tests.web.visitor import invite_somebody

PHONE = {"width": 360, "height": 740}
# What somebody writes in such a language holds names, times and numbers of another.
ANSWER = "يوم الأحد 12/11 خبزنا مع Maja (10 قطع) وضحكت."
OTHER = "أخاف أن يعود Tom في الساعة 21:30، رقمه 07700 900123."
MISTAKE = "كان لدي موعد في المستشفى."
SCRIPT = f"""
!choose {CODE}
!choose choices.next
!choose choices.have_read
!choose choices.have_read
!choose choices.next
!choose choices.next
!choose choices.skip_to_questions
!choose choices.start_good
!choose choices.next
{ANSWER}
{OTHER}
{ANSWER}
{OTHER}
{ANSWER}
!choose choices.go_on_here
!choose choices.next
{OTHER}
!choose choices.share_worry_partly
{ANSWER}
{OTHER}
{ANSWER}
!choose choices.no
!choose choices.go_on_here
!choose choices.next
{ANSWER}
{OTHER}
{ANSWER}
{OTHER}
{ANSWER}
!choose choices.go_on_here
!choose choices.yes
3
{MISTAKE}
{MISTAKE}
!choose choices.no_more
6
{ANSWER}
{OTHER}
{ANSWER}
{OTHER}
{ANSWER}
!choose choices.next
!choose choices.no
!choose choices.no
!choose choices.no
!choose choices.no
!choose choices.go_on_here
!choose choices.with_nobody
!choose choices.show_answers
!choose choices.nothing_to_change
!choose choices.share_read_out
!choose choices.sharing_the_same
!choose choices.send
!choose choices.finish
"""
# Beside the first of each kind: the review, sharing, and the last before it is sent.
LOOKED_AT = ("share_worry_partly", "nothing_to_change", "share_read_out", "send")
# Words of ours in the letters of another language: ours are all in this one, so what is left was put in, and
# has to stand in a place of its own, or it is read in the wrong order.
LOOSE = r"""() => {
    const loose = [];
    const nodes = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (nodes.nextNode()) {
        const held = nodes.currentNode.parentElement;
        if (!held.checkVisibility() || held.closest('bdi, [dir=ltr], [dir=auto], script, noscript')) continue;
        const words = nodes.currentNode.data.trim();
        if (/[A-Za-z]|[0-9][ :/.-][0-9]/.test(words)) loose.push(words);
    }
    return loose;
}"""


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """The product, with a language more."""
    yield from live_with(tmp_path_factory.mktemp("pseudo"), with_pseudo(knowledge()))


def visitor(live: Live, page: Page) -> Visitor:
    return Visitor(page, live.family, CODE, known=live.stack.core.known)


def look(page: Page, name: str, folder: Path) -> None:
    """Keep a picture of the page, where somebody wants to look at it: BEFOREHAND_LOOK=FOLDER."""
    kept = Path(os.environ.get("BEFOREHAND_LOOK") or folder)
    page.screenshot(path=kept / f"rtl-{name}.png", full_page=True)


def holds(page: Page, axe: Axes, name: str) -> None:
    """The whole page runs right to left, fits, and keeps what is of another language apart."""
    page.wait_for_load_state()
    assert (page.get_attribute("html", "dir"), page.get_attribute("html", "lang")) == ("rtl", CODE), name
    assert page.evaluate("getComputedStyle(document.body).direction") == "rtl"
    assert not is_wider_than_the_window(page), name
    assert small_targets(page) == [], name
    assert page.evaluate(LOOSE) == [], name
    axe(page)


def kind_of(page: Page) -> str:
    """What the open question is answered with."""
    form = page.locator("#answer > form")
    if form.locator(".scale").count():
        return "scale"
    if form.locator(".choices button").count():
        return "language" if form.get_by_role("button", name=PSEUDO.name).count() else "choice"
    return "words"


def test_what_is_made_of_english_keeps_what_must_be_kept() -> None:
    assert pseudo("Ask {worker} at 2pm.") == "ااسك {worker} اات 2پم."
    assert len(pseudo("a longer sentence")) > len("a longer sentence")


def test_arriving_runs_right_to_left(live: Live, open_page: Open, axe: Axes, tmp_path: Path) -> None:
    for name, page in arriving(live, open_page(**PHONE)):
        holds(page, axe, name)
        look(page, name, tmp_path)


def arriving(live: Live, page: Page) -> Iterator[tuple[str, Page]]:
    """Every page on the way in, once it is shown."""
    page.goto(f"{live.family}/?language={CODE}")
    yield "front", page
    page.goto(f"{live.family}/j?language={CODE}")
    yield "link-by-hand", page
    invite = invite_somebody(live.stack)
    page.goto(f"{live.family}/j/{invite.token}?language={CODE}")
    yield "pin", page
    visitor(live, page).open_link(invite.token, invite.pin)
    yield "digits", page
    for second, shows in (("111111", ".told"), (DIGITS, ".code")):
        page.fill("#first", DIGITS)
        page.fill("#second", second)
        page.click("button.main")
        expect(page.locator(shows)).to_be_visible(timeout=WITHIN)
        yield shows.strip("."), page


def test_a_whole_conversation_and_what_the_worker_reads(
    live: Live, open_page: Open, axe: Axes, tmp_path: Path
) -> None:
    """Each kind of question, the review, the receipt, leaving; then the very answer on the worker's page."""
    page = open_page(**PHONE)
    person = visitor(live, page)
    invite = invite_somebody(live.stack)
    person.open_link(invite.token, invite.pin)
    person.choose_digits()
    seen = walk(person, axe, tmp_path)
    assert {"words", "choice", "scale", "language"} <= seen
    expect(page.locator(".ours").filter(has_text=said("sent.finished"))).to_be_visible(timeout=WITHIN)
    holds(page, axe, "sent")
    look(page, "sent", tmp_path)
    page.locator(".menu summary").last.click()
    holds(page, axe, "menu")
    look(page, "menu", tmp_path)
    left = page.request.post(f"{live.family}/exit", headers={"accept-language": CODE, "origin": live.family})
    assert f'<html lang="{CODE}" dir="rtl">' in left.text()
    assert_read_by_the_worker(live, open_page(width=360, height=740), axe, tmp_path)


def walk(person: Visitor, axe: Axes, folder: Path) -> set[str]:
    """Follow the script; look at the first of each kind of question, at the review and at what follows it."""
    page, seen = person.page, set[str]()
    lines = [line for line in SCRIPT.split("\n") if line]
    for number, line in enumerate(lines):
        kind = kind_of(page)
        # The page of somebody who has just come in is in the language they were invited in.
        if number and (kind not in seen or line.rpartition(".")[2] in LOOKED_AT):
            holds(page, axe, f"{number} {kind}")
            look(page, f"chat-{number:02}-{kind}", folder)
        seen.add(kind)
        person.follow([line])
    return seen


def said(item: str) -> str:
    """The last message of an item, in this language."""
    return pseudo(knowledge().texts.messages(item, "en")[-1])


def assert_read_by_the_worker(live: Live, page: Page, axe: Axes, folder: Path) -> None:
    """The page is English; what was said and what was asked run their own way in it, to the letter."""
    stack, worker = live.stack, live.stack.family.worker
    with stack.database.read() as tx:
        person = participants.of_case(tx, stack.family.scope, stack.family.case_id)[-1]
    page.goto(f"{live.portal}/sign-in")
    page.fill("#email", worker.email)
    page.fill("#password", worker.password)
    page.fill("#code", worker.code())
    page.click("main button:has-text('Sign in') >> nth=0")
    page.wait_for_selector("text=Sign out")
    for name in ("answers", "meeting-copy", "worker-copy", "voice", "headings/safety_map"):
        page.goto(f"{live.portal}/people/{person.id}/{name}")
        assert page.get_attribute("html", "lang") == "en-GB"
        answer = page.locator(".said").filter(has_text=ANSWER).first
        assert answer.inner_text().strip("“”") == ANSWER
        drawn = "one => [getComputedStyle(one).direction, getComputedStyle(one).unicodeBidi]"
        assert answer.evaluate(drawn) == ["rtl", "isolate"], name
        assert not is_wider_than_the_window(page), name
        axe(page)
        look(page, f"worker-{name.partition('/')[0]}", folder)
    page.goto(f"{live.portal}/people/{person.id}/answers")
    assert f"while the conversation was in {PSEUDO.english}." in page.inner_text("main")
    asked = page.locator(f".asked[lang={CODE}]")
    assert set(asked.evaluate_all("all => all.map(one => one.dir)")) == {"rtl"}
    assert page.locator(".here").first.inner_text().isascii()
