"""P-04: whatever lights up a phone, or stands in a title or a subject, tells a stranger nothing."""

from __future__ import annotations

import re

import pytest

from bot.conversation.alert_notices import SUBJECT, TEXT
from bot.conversation.reminding import STARTED_BY_US
from tests.stack import knowledge
from tests.structure.source import ROOT, modules

# In any language that is offered: what these stand in would give somebody away.
TELLING = re.compile(
    r"council|child|protect|social|worker|report|meeting|conference|famil|answer|danger|abuse|violen|police"
    r"|court|safe|harm|urząd|dziec|ochron|socjaln|pracownik|raport|spotkani|konferencj|rodzin|odpowied"
    r"|przemoc|policj|sąd|bezpiecz|krzywd",
    re.IGNORECASE,
)
TITLES = {"pages.title"}
PUSHED = {*STARTED_BY_US, "choices.look", "choices.no_reminders"}
MAIL = {SUBJECT, TEXT}
# Whoever may put something in a person's outbox. These answer a message that has just come.
ANSWERING = {
    "bot.conversation.intake",
    "bot.conversation.store",
    "bot.channels.telegram_process",
    "bot.conversation.alert_notices",
}
STARTING = {"bot.conversation.reminding"}
_TITLE = re.compile(r"<title>(.*?)</title>|\{% block title %\}(.*?)\{% endblock %\}", re.DOTALL)
# Words in quotation marks, one of several by a condition.
_WORDS_ALONE = re.compile(r'(\{\{ _\("[^"{}]*"\) \}\})*( – Beforehand)?')
_CONDITION = re.compile(r"\{%.*?%\}")


@pytest.mark.parametrize("item", sorted(TITLES | PUSHED))
def test_no_title_and_nothing_that_we_start_names_what_this_is_about(item: str) -> None:
    texts = knowledge().texts
    for language in texts.catalogues.offered:
        for text in texts.messages(item, language):
            assert not TELLING.search(text), text
            assert "{" not in text


@pytest.mark.parametrize("item", sorted(MAIL))
def test_a_mail_to_staff_holds_no_placeholder_and_no_family(item: str) -> None:
    """A worker's phone lies on a table too: that somebody should look is all it says."""
    (text,) = knowledge().texts.messages(item, "en")
    assert "{" not in text
    assert not re.search(
        r"child|famil|danger|abuse|violen|harm|parent|mother|said|wrote", text, re.IGNORECASE
    )


def test_every_page_of_the_familys_has_the_one_title() -> None:
    pages = list((ROOT / "bot/web/templates").glob("*.html"))
    titles = [found[1] for page in pages for found in _TITLE.finditer(page.read_text(encoding="utf-8"))]
    assert len(titles) >= 2
    assert set(titles) == {'{{ say("pages.title") }}'}


def test_no_title_of_the_workers_names_anybody() -> None:
    """Titles stand in a browser's history, in its tabs and in screen shares."""
    # The cover of a person's own copy is a file, and its title an item of content.
    pages = [one for one in (ROOT / "bot/portal/templates").glob("*.html") if one.name != "access_cover.html"]
    titles = [
        found[1] or found[2] or ""
        for page in pages
        for found in _TITLE.finditer(page.read_text(encoding="utf-8"))
    ]
    assert len(titles) > 20
    assert [one for one in titles if not _WORDS_ALONE.fullmatch(_CONDITION.sub("", one))] == []


def test_nobody_else_in_the_code_starts_anything() -> None:
    adding = {
        one.name for one in modules("bot", "actions") if re.search(r"outbox\.add(_unclaimed)?\(", one.text)
    }
    assert adding == ANSWERING | STARTING
