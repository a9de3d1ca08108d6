from __future__ import annotations

import io
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from bot.content.extract import as_text, content_catalogue, merged, messages_catalogue
from bot.content.source import Source
from tests.content.sample import WHOLE


def fresh() -> Catalog:
    return content_catalogue(Source.read(WHOLE / "content"))


def parse(text: str) -> Catalog:
    return read_po(io.BytesIO(text.encode()), locale="pl")


def test_a_template_says_what_and_for_whom_and_nothing_of_the_day_or_machine() -> None:
    text = as_text(fresh())
    assert text == (WHOLE / "locales" / "content.pot").read_text(encoding="utf-8")
    assert "#. Said first.\n#. explanation, for parent; at most 20 words a sentence.\n" in text
    assert 'msgctxt "parent.hello#text"\nmsgid "This is for your meeting with {worker}."' in text
    assert 'msgctxt "help.always#hours"' in text
    assert "020 7946" not in text
    for changing in ("Date", "Generator", "Generated", str(WHOLE), "items.yml:"):
        assert changing not in text


def test_one_english_in_two_places_is_two_entries() -> None:
    contexts = [message.context for message in fresh() if message.id == "Call {emergency_number}."]
    assert len(contexts) == len(set(contexts)) == 12


def test_a_changed_english_keeps_its_translation_only_as_a_suggestion() -> None:
    before = parse(
        'msgid ""\nmsgstr ""\n\n'
        'msgctxt "parent.worry#text"\nmsgid "What worried you?"\nmsgstr "Co martwiło?"\n\n'
        'msgctxt "parent.worry#short"\nmsgid "Your worry"\nmsgstr "Obawa"\n\n'
        'msgctxt "gone#text"\nmsgid "Gone"\nmsgstr "Nie ma"\n'
    )
    after = merged(fresh(), before)
    changed = after.get("What worries you?", "parent.worry#text")
    assert changed is not None
    assert (changed.string, changed.fuzzy, changed.previous_id) == (
        "Co martwiło?",
        True,
        ["What worried you?"],
    )
    same = after.get("Your worry", "parent.worry#short")
    assert same is not None
    assert (same.string, same.fuzzy) == ("Obawa", False)
    assert after.get("Gone", "gone#text") is None
    assert len(after) == len(fresh())


def test_a_suggestion_stays_one_until_somebody_has_looked() -> None:
    before = parse('msgid ""\nmsgstr ""\n\nmsgctxt "parent.worry#text"\nmsgid "Old"\nmsgstr "Stare"\n')
    once = merged(fresh(), before)
    twice = merged(fresh(), parse(as_text(once)))
    found = twice.get("What worries you?", "parent.worry#text")
    assert found is not None
    assert found.fuzzy
    assert as_text(twice) == as_text(once)


def test_code_and_templates_are_read_for_messages(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("{% trans %}Sign in{% endtrans %} {{ _('Leave') }}", encoding="utf-8")
    (tmp_path / "a.py").write_text(
        '# Translators: of the law\nx = pgettext("court", "Order")\ny = _("Stay")\n', encoding="utf-8"
    )
    text = as_text(messages_catalogue([tmp_path]))
    for wanted in ('msgid "Sign in"', 'msgid "Leave"', 'msgid "Stay"', 'msgctxt "court"\nmsgid "Order"'):
        assert wanted in text
