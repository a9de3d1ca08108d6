"""The same person without a mouse or a touch screen: Tab, Enter, Space and letters, nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import expect

from tests.browser.family_steps import DIGITS, WITHIN, Visitor

MOST_TABS = 80
_FOCUSED = """() => {
    const one = document.activeElement;
    const label = one.labels && one.labels.length ? one.labels[0].innerText : one.innerText;
    return [one.tagName, (label || '').trim(), one.matches(':focus-visible')];
}"""


@dataclass(slots=True)
class KeyboardVisitor(Visitor):
    """Fails when something cannot be reached by Tab, or has the focus and does not show it."""

    def tab_to(self, label: str, tag: str = "BUTTON") -> None:
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            found, words, shows = self.page.evaluate(_FOCUSED)
            if found == tag and words == label:
                assert shows, f"{label} has the focus and does not show it"
                return
        raise AssertionError(f"no Tab leads to {tag} {label!r}")

    def fill_in(self, label: str, typed: str) -> None:
        self.tab_to(label, "INPUT")
        self.page.keyboard.type(typed)

    def open_link(self, token: str, pin: str) -> None:
        self.page.goto(f"{self.base}/j#{token}")
        self.fill_in(self.label("pages.pin.pin"), pin)
        self.page.keyboard.press("Enter")
        expect(self.page.locator("#first")).to_be_visible(timeout=WITHIN)

    def choose_digits(self) -> None:
        self.fill_in(self.label("pages.digits.first"), DIGITS)
        self.fill_in(self.label("pages.digits.second"), DIGITS)
        self.page.keyboard.press("Enter")
        expect(self.page.locator(".code")).to_be_visible(timeout=WITHIN)
        self.tab_to(self.label("pages.return.button"))
        self.page.keyboard.press("Space")
        self.wait_for_question()

    def say(self, words: str) -> None:
        before = self.sent
        if self.page.evaluate("document.activeElement.id") != "words":
            self.tab_to(self.label("pages.chat.words"), "TEXTAREA")
        self.page.keyboard.type(words)
        self.tab_to(self.label("pages.chat.send"))
        self.page.keyboard.press("Enter")
        self.wait_for_reply(before)

    def press(self, label: str) -> None:
        before = self.sent
        self.tab_to(label)
        self.page.keyboard.press("Space")
        self.wait_for_reply(before)
