"""Reading aloud in a real browser: by a voice of the device if it has one, else by the server's sound."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from bot.web.app import LEAVE_TO
from tests.browser.conftest import Axes, Live, Open, is_wider_than_the_window, live_with, small_targets
from tests.browser.family_steps import Visitor
from tests.stack import knowledge
from tests.web.visitor import TO_THE_QUESTIONS, invite_somebody

CANARY = "kanarek 55108 sings"
# Chromium on this machine has the interface and no voices. What it is asked to say is written down instead.
VOICES = """
(() => {
  const VOICES = %s;
  const kept = { said: [], now: [], cancelled: 0, voices: VOICES };
  const speech = {
    getVoices: () => kept.voices,
    speak: (one) => { kept.said.push([one.text, one.voice.name, one.lang]); kept.now.push(one); },
    cancel: () => { kept.cancelled += 1; kept.now = []; },
    onvoiceschanged: null,
  };
  Object.defineProperty(window, "speechSynthesis", { value: speech });
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
  window.heard = kept;
})();
"""
DEVICE = [
    {"name": "far", "lang": "en-GB", "localService": False},
    {"name": "american", "lang": "en_US", "localService": True},
    {"name": "british", "lang": "en_GB", "localService": True},
    {"name": "polish", "lang": "pl-PL", "localService": True},
]


@pytest.fixture(scope="module")
def speaking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """The product on a machine that has espeak-ng."""
    program = shutil.which("espeak-ng")
    assert program is not None
    yield from live_with(tmp_path_factory.mktemp("speaking"), BEFOREHAND_ESPEAK=program)


def with_voices(page: Page, voices: list[dict[str, Any]]) -> None:
    page.add_init_script(VOICES % str(voices).replace("True", "true").replace("False", "false"))


def at_the_questions(live: Live, page: Page) -> Visitor:
    invite = invite_somebody(live.stack)
    visitor = Visitor(page, live.family)
    visitor.open_link(invite.token, invite.pin)
    visitor.choose_digits()
    visitor.follow(TO_THE_QUESTIONS.splitlines(keepends=True))
    return visitor


def button(page: Page) -> Locator:
    return page.locator("#aloud button")


def said(page: Page) -> list[list[str]]:
    found: list[list[str]] = page.evaluate("heard.said")
    return found


def question() -> str:
    return knowledge().texts.messages("parent.good.ordinary_moment", "en")[-1]


def test_without_a_voice_on_either_side_nothing_is_offered(live: Live, open_page: Open) -> None:
    page = open_page()
    at_the_questions(live, page)
    assert page.evaluate("speechSynthesis.getVoices()") == []
    expect(button(page)).to_be_hidden()
    assert page.locator("audio").count() == 0


def test_a_voice_that_would_send_the_words_away_is_not_used(live: Live, open_page: Open) -> None:
    page = open_page()
    with_voices(page, DEVICE[:1])
    at_the_questions(live, page)
    expect(button(page)).to_be_hidden()


def test_without_scripts_no_button_is_shown(live: Live, open_page: Open) -> None:
    page = open_page(scripts=False)
    at_the_questions(live, page)
    expect(button(page)).to_be_hidden()
    assert page.locator("audio").count() == 0


def test_a_press_reads_our_newest_words_and_a_second_one_stops(live: Live, open_page: Open) -> None:
    page = open_page()
    with_voices(page, DEVICE)
    visitor = at_the_questions(live, page)
    expect(button(page)).to_have_text("Read aloud")
    assert said(page) == []
    button(page).click()
    expect(button(page)).to_have_text("Stop reading")
    assert [question(), "british", "en_GB"] in said(page)
    assert {voice for _, voice, _ in said(page)} == {"british"}
    button(page).click()
    expect(button(page)).to_have_text("Read aloud")
    assert page.evaluate("heard.now") == []
    before = len(said(page))
    visitor.say(CANARY)
    assert len(said(page)) == before
    button(page).click()
    told = "\n".join(text for text, _, _ in said(page)[before:])
    assert knowledge().texts.messages("parent.good.child_would_say", "en")[-1] in told
    assert question() not in told
    assert CANARY not in told
    page.evaluate("heard.now[heard.now.length - 1].onend()")
    expect(button(page)).to_have_text("Read aloud")


def test_it_stops_when_the_person_goes_on_or_leaves_or_looks_away(live: Live, open_page: Open) -> None:
    page = open_page()
    with_voices(page, DEVICE)
    visitor = at_the_questions(live, page)
    button(page).click()
    visitor.say("We eat together.")
    assert page.evaluate("heard.now") == []
    expect(button(page)).to_have_text("Read aloud")
    button(page).click()
    assert page.evaluate("heard.now.length") > 0
    page.evaluate(
        """() => {
            Object.defineProperty(document, "hidden", { value: true, configurable: true });
            document.dispatchEvent(new Event("visibilitychange"));
            delete document.hidden;
        }"""
    )
    assert page.evaluate("heard.now") == []
    button(page).click()
    # The page itself says so before it is gone.
    stopped: list[str] = []
    page.on("console", lambda one: stopped.append(one.text))
    page.evaluate(
        """() => { const cancel = speechSynthesis.cancel;
            speechSynthesis.cancel = () => { cancel(); console.log("silent"); }; }"""
    )
    page.click(".leave")
    page.wait_for_url(LEAVE_TO)
    assert "silent" in stopped


def test_a_voice_that_turns_up_late_is_offered_in_the_language_of_the_talk(
    live: Live, open_page: Open
) -> None:
    page = open_page()
    with_voices(page, [])
    invite = invite_somebody(live.stack)
    visitor = Visitor(page, live.family)
    visitor.open_link(invite.token, invite.pin)
    visitor.choose_digits()
    visitor.press("Polski")
    expect(button(page)).to_be_hidden()
    page.evaluate("(voices) => { heard.voices = voices; speechSynthesis.onvoiceschanged(); }", DEVICE)
    expect(button(page)).to_have_text("Przeczytaj na głos")
    button(page).click()
    assert {(voice, lang) for _, voice, lang in said(page)} == {("polish", "pl-PL")}
    expect(button(page)).to_have_text("Przestań czytać")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_where_only_the_server_has_a_voice_there_is_a_player(
    speaking: Live, open_page: Open, scripts: bool
) -> None:
    page = open_page(scripts=scripts)
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url) if "/aloud/" in one.url else None)
    at_the_questions(speaking, page)
    expect(page.locator("audio")).to_be_visible()
    expect(button(page)).to_be_hidden()
    assert asked == []  # no byte of sound before somebody wants it


def test_the_sound_plays_and_stops_when_the_person_goes_on(speaking: Live, open_page: Open) -> None:
    page = open_page()
    visitor = at_the_questions(speaking, page)
    # As a press on its own button does.
    seconds = page.evaluate(
        """() => new Promise((done, refused) => {
            window.player = document.querySelector("audio");
            player.onerror = () => refused(player.error.message);
            player.ontimeupdate = () => { if (player.currentTime > 0.2) done(player.duration); };
            player.play();
        })"""
    )
    assert 3 < seconds < 60
    visitor.say("We eat together.")
    assert page.evaluate("player.paused")
    assert page.evaluate("document.querySelector('audio').paused")


def test_a_voice_of_the_device_comes_before_the_servers(speaking: Live, open_page: Open, axe: Axes) -> None:
    page = open_page(width=320, height=640)
    with_voices(page, DEVICE)
    at_the_questions(speaking, page)
    expect(page.locator("audio")).to_be_hidden()
    expect(button(page)).to_be_visible()
    axe(page)
    assert small_targets(page) == []
    assert not is_wider_than_the_window(page)


def test_the_page_with_a_player_has_no_fault_on_a_small_phone(
    speaking: Live, open_page: Open, axe: Axes
) -> None:
    page = open_page(width=320, height=640)
    at_the_questions(speaking, page)
    expect(page.locator("audio")).to_be_visible()
    axe(page)
    assert not is_wider_than_the_window(page)
