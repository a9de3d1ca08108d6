"""The houses and their pictures on a phone, in the light and in the dark, and told in words."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Axes, Live, Open, is_wider_than_the_window, small_targets
from tests.browser.family_steps import Visitor
from tests.stack import knowledge
from tests.web.visitor import invite_somebody

# As far as the helper's first words: every picture that a child meets on the way, and each of its kinds.
SCRIPT = """
!choose en
!choose choices.next
!choose choices.next
!choose choices.have_read
!choose choices.have_read
!choose choices.have_read
!choose choices.child_with_helper
!choose choices.helper_school
!choose choices.next
!choose choices.skip_to_questions
!choose choices.face_ok
!choose choices.house_worries
!choose choices.go_in
!choose choices.helper_says
Filip thought for a long time.
the dark
""".split("\n")  # noqa: SIM905 - reads as a script does
WINDOWS: dict[str, dict[str, object]] = {
    "phone": {"width": 390},
    "dark": {"width": 390, "color_scheme": "dark"},
    "narrow": {"width": 320, "scripts": False},
}
DRAWN = "() => [...document.images].every((one) => one.complete && one.naturalWidth > 0)"
PICTURES = "() => [...document.images].map((one) => one.alt)"


def look(page: Page, name: str) -> None:
    """Keep a picture of the page where somebody wants to look at it: BEFOREHAND_LOOK=FOLDER."""
    if folder := os.environ.get("BEFOREHAND_LOOK"):
        page.screenshot(path=Path(folder) / f"{name}.png")


def drawn(page: Page) -> bool:
    """Whether every picture is there; with scripts, a reply brings its own a moment later."""
    for _ in range(50):
        if page.evaluate(DRAWN):
            return True
        page.wait_for_timeout(100)
    return False


@pytest.mark.parametrize("window", WINDOWS)
def test_every_picture_is_drawn_and_told(live: Live, open_page: Open, axe: Axes, window: str) -> None:
    page = open_page(**WINDOWS[window])
    child = Visitor(page, live.family)
    invite = invite_somebody(live.stack, "child")
    child.open_link(invite.token, invite.pin)
    child.choose_digits()
    for number, line in enumerate(line for line in SCRIPT if line):
        child.follow([line])
        page.wait_for_load_state()
        assert drawn(page), line
        assert not is_wider_than_the_window(page), line
        look(page, f"{window}-{number:02}")
    assert small_targets(page) == []
    if window != "narrow":
        axe(page)
    told = page.evaluate(PICTURES)
    texts = knowledge().texts
    for name in ("three_houses", "house_worries", "worry_sizes", "helper", "stop_hand"):
        assert texts.messages(f"pictures.{name}", "en")[0] in told, name
    # Beside a label a picture says nothing more: a screen reader passes it by.
    assert page.eval_on_selector_all(".pictured img", "(all) => all.map((one) => one.alt)") == ["", "", ""]
