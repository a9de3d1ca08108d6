"""Every word of the pages can be found by Babel, and no page carries a script or a style of its own."""

from __future__ import annotations

import re

from babel.messages.extract import extract_from_dir

from bot.portal.pages import HERE

TEMPLATES = sorted((HERE / "templates").glob("*.html"))
# A block that holds a class name holds no word.
MARKED = re.compile(
    r"{% block width %}.*?{% endblock %}|{% trans.*?{% endtrans %}|{{.*?}}|{%.*?%}|{#.*?#}|<[^>]*>", re.DOTALL
)
# The product's name, and what stands between a title and it.
UNMARKED = {"Beforehand", "–"}


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
    for path in TEMPLATES:
        text = path.read_text()
        assert not re.search(r"<script|<style|style=|\son\w+=|https?://|javascript:", text), path.name
