"""Every word of the pages can be found by Babel, and no page carries a script or a style of its own."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from babel.messages.extract import extract_from_dir

from bot.portal.pages import HERE, clock, day, stamp

TEMPLATES = sorted((HERE / "templates").glob("*.html"))
# A block that holds a class name holds no word.
MARKED = re.compile(
    r"{% block width %}.*?{% endblock %}|{% trans.*?{% endtrans %}|{{.*?}}|{%.*?%}|{#.*?#}|<[^>]*>", re.DOTALL
)
# The product's name, and what stands between a title and it.
UNMARKED = {"Beforehand", "–"}
ONE_SCRIPT = '<script src="{{ script }}" defer></script>'


def test_no_word_is_outside_the_catalogue() -> None:
    assert len(TEMPLATES) > 20
    for path in TEMPLATES:
        left = set(re.findall(r"[^\W\d_]+|–", MARKED.sub(" ", path.read_text())))
        assert left <= UNMARKED, path.name


def test_babel_finds_the_words() -> None:
    found = {
        message
        for _, _, message, _, _ in extract_from_dir(
            HERE / "templates",
            method_map=[("**.html", "jinja2.ext.babel_extract")],
            options_map={"**.html": {"trimmed": "true"}},
        )
    }
    assert "Do not show to the family." in found
    assert "Shown is not agreed to: it is not consent." in found
    assert len(found) > 150


def test_no_script_no_inline_style_nothing_from_elsewhere() -> None:
    # The sheet that is made into PDF and Word stands by itself, is never served, and carries its own look.
    served = [path for path in TEMPLATES if path.name != "document.html"]
    assert len(served) == len(TEMPLATES) - 1
    # These two ask for a security key, with one file of our own, and nothing written into the page.
    with_script = {path.name for path in served if ONE_SCRIPT in path.read_text()}
    assert with_script == {"security_keys.html", "sign_in.html"}
    for path in served:
        text = path.read_text().replace(ONE_SCRIPT, "", 1)
        assert not re.search(r"<script|<style|style=|\son\w+=|https?://|javascript:", text), path.name


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        (datetime(2026, 10, 24, 23, 30, tzinfo=UTC), "25 Oct 2026, 00:30"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "25 Oct 2026, 01:30"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "25 Oct 2026, 01:30"),
        (datetime(2027, 3, 28, 0, 59, tzinfo=UTC), "28 Mar 2027, 00:59"),
        (datetime(2027, 3, 28, 1, 0, tzinfo=UTC), "28 Mar 2027, 02:00"),
    ],
)
def test_times_are_as_in_london(moment: datetime, shown: str) -> None:
    """At both clock changes."""
    assert stamp(moment) == shown
    assert clock(moment) == shown[-5:]
    assert day(moment).endswith(str(moment.year))
