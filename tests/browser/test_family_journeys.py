"""The whole conversation in a real browser: with scripts, without them, by keyboard alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bot.conversation.engine_client import EngineClient
from bot.errors import EngineDown
from bot.records.invites import IssuedInvite
from tests.browser.conftest import Live, Open, is_wider_than_the_window
from tests.browser.family_steps import WITHIN, Visitor
from tests.browser.keyboard import KeyboardVisitor
from tests.stack import knowledge
from tests.web.visitor import invite_somebody

GOLDEN = Path(__file__).resolve().parents[1] / "journeys" / "golden"


def come_in(live: Live, page: Page) -> Visitor:
    """Come in as a parent whom nobody has met, as far as the first thing that is said."""
    invite = new_invite(live)
    visitor = Visitor(page, live.family)
    visitor.open_link(invite.token, invite.pin)
    visitor.choose_digits()
    return visitor


def new_invite(live: Live) -> IssuedInvite:
    return invite_somebody(live.stack)


def said(item: str) -> str:
    """The last message of an item, in English."""
    return knowledge().texts.messages(item, "en")[-1]


def script(name: str) -> list[str]:
    return (GOLDEN / name).read_text().splitlines(keepends=True)


def test_a_parent_reaches_the_end_without_scripts_at_320_pixels(live: Live, open_page: Open) -> None:
    visitor = come_in(live, open_page(width=320, height=640, scripts=False))
    assert visitor.follow(script("parent.en.script")) > 30
    assert said("sent.finished") in visitor.told
    assert visitor.page.url.removeprefix(live.family) in {"/chat", "/chat#now"}


def test_a_parent_reaches_the_end_in_polish_with_scripts(live: Live, open_page: Open) -> None:
    page = open_page(width=320, height=640)
    visitor = come_in(live, page)
    entries = page.evaluate("history.length")
    visitor.language = "pl"
    visitor.follow(script("parent.pl.script"))
    assert knowledge().texts.messages("sent.finished", "pl")[-1] in visitor.told
    assert not is_wider_than_the_window(page)
    assert page.evaluate("history.length") == entries  # the whole talk is one entry, so leaving leaves none


def test_a_parent_reaches_the_end_by_keyboard_alone(live: Live, open_page: Open) -> None:
    invite = new_invite(live)
    page = open_page()
    visitor = KeyboardVisitor(page, live.family)
    visitor.open_link(invite.token, invite.pin)
    visitor.choose_digits()
    visitor.follow(script("parent.en.script"))
    assert said("sent.finished") in visitor.told


def test_the_whole_page_changes_its_language(live: Live, open_page: Open) -> None:
    page = open_page()
    visitor = come_in(live, page)
    visitor.press("Polski")
    polish = knowledge().texts.messages("pages.leave", "pl")[0]
    assert page.inner_text(".leave") == polish
    assert page.get_attribute("html", "lang") == "pl"
    heard = {"h1": page.inner_text("h1"), "log": page.get_attribute("#log", "aria-label")}
    assert heard == {
        name: knowledge().texts.messages(f"pages.chat.{item}", "pl")[0]
        for name, item in (("h1", "heading"), ("log", "log"))
    }
    page.reload()
    assert page.inner_text(".leave") == polish


def test_a_script_and_no_script_show_the_same_page(live: Live, open_page: Open) -> None:
    """What the script leaves on the page is what the server would send, down to the last message."""
    page = open_page()
    visitor = come_in(live, page)
    visitor.follow(script("parent.en.script")[1:6])
    with_script = page.locator("#log").inner_text()
    page.reload()
    assert page.locator("#log").inner_text() == with_script


def test_a_half_written_thought_outlives_a_button(live: Live, open_page: Open) -> None:
    page = open_page()
    visitor = come_in(live, page)
    page.fill("#words", "half a thought")
    visitor.press("English")
    assert page.input_value("#words") == "half a thought"


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_double_tap_counts_once(live: Live, open_page: Open, scripts: bool) -> None:
    page = open_page(scripts=scripts)
    visitor = come_in(live, page)
    visitor.press("English")
    before = visitor.sent
    page.locator("#answer > form button").first.dblclick()
    visitor.wait_for_reply(before)
    page.wait_for_timeout(1500)
    page.reload()
    assert visitor.sent == before + 1


def test_a_late_reply_comes_by_itself(live: Live, open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_page()
    visitor = come_in(live, page)
    before = len(visitor.told)
    monkeypatch.setattr("bot.web.chatting.LATE_AFTER", 0.0)
    with monkeypatch.context() as gone:
        gone.setattr(EngineClient, "choose", _engine_is_gone)
        page.get_by_role("button", name="English", exact=True).click()
        late = knowledge().texts.messages("pages.chat.late", "en")[0].partition("{")[0]
        expect(page.locator("#answer [role=status]")).to_contain_text(late, timeout=WITHIN)
        page.fill("#words", "what I write meanwhile")
    expect(page.locator("#answer [role=status]")).to_have_count(0, timeout=WITHIN)
    assert len(visitor.told) > before
    assert page.input_value("#words") == "what I write meanwhile"


async def _engine_is_gone(*_: object, **__: object) -> None:
    raise EngineDown("The engine cannot be reached.", remedy="A test took it away.")
