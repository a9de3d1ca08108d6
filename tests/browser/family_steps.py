"""What a person of the family does in the browser, step by step."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from playwright.sync_api import Page, expect

from bot.channels.terminal import Press, Words, read_script
from bot.conversation.knowledge import Knowledge
from tests.stack import knowledge

DIGITS = "482913"
WITHIN = 15_000


@dataclass(slots=True)
class Visitor:
    """Somebody with a browser window. `language` is the one that the buttons are in, of those `known`."""

    page: Page
    base: str
    language: str = "en"
    code: str = ""
    known: Knowledge = field(default_factory=knowledge)

    def open_link(self, token: str, pin: str) -> None:
        """Come in by the link and the PIN, up to the digits."""
        self.page.goto(f"{self.base}/j/{token}?language={self.language}")
        self.page.fill("#pin", pin)
        self.page.click("button.main")
        expect(self.page.locator("#first")).to_be_visible(timeout=WITHIN)

    def choose_digits(self) -> None:
        """Choose six digits, read the return code, go on to the chat."""
        self.page.fill("#first", DIGITS)
        self.page.fill("#second", DIGITS)
        self.page.click("button.main")
        expect(self.page.locator(".code")).to_be_visible(timeout=WITHIN)
        self.code = self.page.inner_text(".code").strip()
        self.page.click("button.main")
        self.wait_for_question()

    def come_back(self, digits: str = DIGITS) -> None:
        self.page.goto(f"{self.base}/?language={self.language}")
        self.page.fill("#code", self.code)
        self.page.fill("#digits", digits)
        self.page.click("form[action='/back'] button")

    def wait_for_question(self) -> None:
        expect(self.page.locator(".ours").first).to_be_visible(timeout=WITHIN)

    def say(self, words: str) -> None:
        before = self.sent
        self.page.fill("#words", words)
        self.page.click("form:has(#words) button")
        self.wait_for_reply(before)

    def press(self, label: str) -> None:
        """Press an open button by its words."""
        before = self.sent
        buttons = self.page.locator("#answer > form").get_by_role("button", name=label, exact=True)
        buttons.first.click()
        self.wait_for_reply(before)

    def press_first(self) -> None:
        """Press the first open button, whatever it is."""
        before = self.sent
        self.page.locator("#answer > form button").first.click()
        self.wait_for_reply(before)

    def press_in_menu(self, label: str) -> None:
        before = self.sent
        self.page.click("summary")
        self.page.locator(".menu").get_by_role("button", name=label, exact=True).click()
        self.wait_for_reply(before)

    def wait_for_reply(self, before: int) -> None:
        expect(self.page.locator(".mine")).to_have_count(before + 1, timeout=WITHIN)
        expect(self.page.locator("#now")).to_be_visible(timeout=WITHIN)

    @property
    def sent(self) -> int:
        return self.page.locator(".mine").count()

    @property
    def told(self) -> list[str]:
        """Every message of ours on the page."""
        return self.page.locator(".ours .lines").all_inner_texts()

    def label(self, name: str) -> str:
        """The words on the button of this name, as a script names it."""
        known = self.known
        if name.isdigit():
            return name
        if name in known.texts.catalogues.offered:
            return known.texts.catalogues.own_name(name)
        item = name if name in known.texts.content.items else f"menus.{name}"
        return known.texts.short(item, self.language)

    def follow(self, script: Iterable[str]) -> int:
        """Do what a script of a conversation says; return how many steps there were."""
        steps = list(read_script(script))
        for step in steps:
            match step:
                case Press(name):
                    self.press(self.label(name))
                case Words(words):
                    self.say(words)
                case _:
                    raise AssertionError(f"a browser cannot do {step!r}")
        return len(steps)
