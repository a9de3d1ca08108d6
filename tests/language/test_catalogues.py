from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.errors import ContentRefused, WordingMissing
from bot.language.catalogues import Catalogues
from bot.language.direction import isolate
from bot.language.languages import read_languages

ROOT = Path(__file__).parents[2]
WHEN = datetime(2026, 6, 4, 13, 0, tzinfo=UTC)

LANGUAGES = """
en: {name: English, english: English, offered: true, locale: en_GB, day: "EEEE d MMMM", clock: 12}
pl: {name: Polski, english: Polish, direction: ltr, offered: true}
ar: {name: العربية, english: Arabic, direction: rtl, offered: false}
"""
PO = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgctxt "a.b#text"
msgid "Go on"
msgstr "Dalej"

#, fuzzy
msgctxt "a.c#text"
msgid "Stop"
msgstr "Stop"

msgctxt "a.d#text"
msgid "Skip"
msgstr ""
"""


@pytest.fixture
def catalogues(tmp_path: Path) -> Catalogues:
    (tmp_path / "languages.yml").write_text(LANGUAGES, encoding="utf-8")
    folder = tmp_path / "locales" / "pl" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "content.po").write_text(PO, encoding="utf-8")
    return Catalogues.load(tmp_path / "locales", read_languages(tmp_path / "languages.yml"))


def test_a_finished_translation_is_served(catalogues: Catalogues) -> None:
    assert catalogues.text("pl", "a.b#text", "Go on") == "Dalej"


def test_english_is_its_own_source(catalogues: Catalogues) -> None:
    assert catalogues.text("en", "no.such#text", "Anything") == "Anything"


@pytest.mark.parametrize(
    ("language", "context", "english"),
    [
        ("pl", "a.c#text", "Stop"),  # fuzzy
        ("pl", "a.d#text", "Skip"),  # empty
        ("pl", "a.b#text", "Go on now"),  # the English has changed
        ("pl", "a.x#text", "Go on"),  # another context
        ("ar", "a.b#text", "Go on"),  # not offered
        ("zz", "a.b#text", "Go on"),
    ],
)
def test_what_is_not_finished_is_an_error_and_never_english(
    catalogues: Catalogues, language: str, context: str, english: str
) -> None:
    with pytest.raises(WordingMissing, match=context):
        catalogues.text(language, context, english)


def test_an_offered_language_without_a_catalogue_is_refused(tmp_path: Path) -> None:
    (tmp_path / "languages.yml").write_text(LANGUAGES, encoding="utf-8")
    with pytest.raises(ContentRefused, match=r"content\.po"):
        Catalogues.load(tmp_path, read_languages(tmp_path / "languages.yml"))


def test_directions_names_and_what_is_offered(catalogues: Catalogues) -> None:
    assert [catalogues.direction(code) for code in ("en", "ar")] == ["ltr", "rtl"]
    assert catalogues.own_name("pl") == "Polski"
    assert catalogues.offered == ("en", "pl")
    with pytest.raises(WordingMissing):
        catalogues.direction("zz")


@pytest.mark.parametrize(
    ("code", "when", "day", "time"),
    [
        ("en", datetime(2026, 6, 4, 13, 0, tzinfo=UTC), "Thursday 4 June", "2pm"),
        ("en", datetime(2026, 6, 4, 8, 30, tzinfo=UTC), "Thursday 4 June", "9:30am"),
        ("en", datetime(2026, 6, 4, 11, 0, tzinfo=UTC), "Thursday 4 June", "12pm"),
        ("pl", datetime(2026, 6, 4, 13, 0, tzinfo=UTC), "czwartek, 4 czerwca", "14:00"),
        ("ar", datetime(2026, 6, 4, 13, 0, tzinfo=UTC), "الخميس، 4 يونيو", "14:00"),
        # Both clock changes of 2026, either side of the hour, and a day that begins earlier in London.
        ("en", datetime(2026, 3, 29, 0, 59, tzinfo=UTC), "Sunday 29 March", "12:59am"),
        ("en", datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "Sunday 29 March", "2am"),
        ("en", datetime(2026, 10, 25, 0, 59, tzinfo=UTC), "Sunday 25 October", "1:59am"),
        ("en", datetime(2026, 10, 25, 1, 0, tzinfo=UTC), "Sunday 25 October", "1am"),
        ("pl", datetime(2026, 6, 4, 23, 30, tzinfo=UTC), "piątek, 5 czerwca", "00:30"),
    ],
)
def test_days_and_times_as_people_say_them(
    tmp_path: Path, code: str, when: datetime, day: str, time: str
) -> None:
    path = tmp_path / "languages.yml"
    path.write_text(LANGUAGES.replace("offered: false", "offered: true"), encoding="utf-8")
    language = read_languages(path)[code]
    assert (language.day_of(when), language.time_of(when)) == (day, time)


@pytest.mark.parametrize(
    "text",
    [
        "pl: {name: Polski}",
        "pl: {name: Polski, english: Polish, offered: true, direction: up}",
        "pl: {name: Polski, english: Polish, offered: false}",
        "xx: {name: X, english: X, offered: true, locale: nowhere}",
        "lt: {name: Lietuvių, english: Lithuanian, offered: true}",
        "pl: {name: Polski, english: Polish, offered: true, voice: -f/etc/passwd}",
        "pl: {name: Polski, english: Polish, offered: true, voice: pl --version}",
    ],
)
def test_a_language_that_is_not_whole_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "languages.yml").write_text(text, encoding="utf-8")
    with pytest.raises(ContentRefused):
        read_languages(tmp_path / "languages.yml")


def test_a_name_put_into_a_sentence_cannot_turn_it() -> None:
    assert isolate("فاطمة") == "\u2068فاطمة\u2069"


def test_each_of_the_sixteen_writes_a_day_its_own_way() -> None:
    known = read_languages(ROOT / "dialogues/content/languages.yml")
    days = {language.day_of(WHEN) for language in known.values() if language.offered}
    assert len(days) == len(known) == 16
