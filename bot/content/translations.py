"""C04, C05, C10, C11, C14, C15, C16: catalogues that are whole, current and fit the English."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, read_po

from bot import documents
from bot.content.extract import as_text, content_catalogue
from bot.content.findings import Finding
from bot.content.reading import BUTTON, CHILD, SHORT, WORDS_CHILD_TRANSLATED, longest_sentence
from bot.content.source import Source
from bot.content.wording import placeholders, text_faults
from bot.errors import ContentRefused

_TRANSLATED = "Translate it in a gettext editor."
# A translation of a button may be longer than the English, but still has to fit a phone.
_LONGER = 10


def faults(source: Source, locales: Path, offered: tuple[str, ...]) -> Iterator[Finding]:
    """Faults of the template and of every offered language's catalogue."""
    fresh = content_catalogue(source)
    template = locales / "content.pot"
    if not template.exists() or template.read_text(encoding="utf-8") != as_text(fresh):
        wrong = "it is not what the content says now."
        yield Finding("content.pot", 1, "", "C16", wrong, "Run `./run content extract`.")
    for code in offered:
        if code != "en":
            yield from _language(source, fresh, locales, code)


def _language(source: Source, fresh: Catalog, locales: Path, code: str) -> Iterator[Finding]:
    name = f"{code}/LC_MESSAGES/content.po"
    try:
        with (locales / name).open("rb") as file:
            catalogue = read_po(file, locale=code, abort_invalid=True)
    except (OSError, PoFileError) as fault:
        wrong = f"it cannot be read ({type(fault).__name__}), and '{code}' is offered."
        mend = "Make it with `./run content extract`, or do not offer the language."
        yield Finding(name, 1, "", "C14", wrong, mend)
        return
    served: dict[str, str] = {}
    for wanted in fresh:
        if not wanted.id:
            continue
        context = wanted.context or ""
        found = catalogue.get(wanted.id, wanted.context)
        if found is None or not found.string:
            wrong = f"it has no words in '{code}', which is offered."
            yield Finding(name, 1, context, "C14", wrong, _TRANSLATED)
        elif found.fuzzy:
            wrong = "the English has changed, or nobody was sure: it is marked fuzzy, and not served."
            yield Finding(name, 1, context, "C15", wrong, "Correct it and take the mark away.")
        else:
            served[context] = str(found.string)
            yield from _entry(name, found)
    yield from _labels(source, name, served)
    yield from _for_a_child(source, name, served)
    yield from _glossary(fresh, served, locales / code / "glossary.yml", name)


def _entry(name: str, message: Message) -> Iterator[Finding]:
    context, english, said = message.context or "", str(message.id), str(message.string)
    line = message.lineno or 1
    wanted = set(placeholders(english))
    try:
        used = set(placeholders(said))
    except ValueError:
        used = set()
    if used != wanted:
        differ = ", ".join(f"{{{extra}}}" for extra in sorted(wanted ^ used))
        wrong = f"{differ} stands in one of the English and the translation only."
        yield Finding(name, line, context, "C04", wrong, "Use exactly the English placeholders.")
    numbers = any(char.isdigit() for char in english)
    for code, what, mend in text_faults(said, numbers=numbers):
        if code == "C05" and "quotation mark" not in what:
            yield Finding(name, line, context, "C05", f"the translation {what}", mend)
    field = context.partition("#")[2]
    limit = (SHORT if field == "short" else BUTTON if context.startswith("choices.") else 0) + _LONGER
    if limit > _LONGER and len(said) > limit:
        wrong = f"it has {len(said)} characters, the limit of a button is {limit}."
        yield Finding(name, line, context, "C06", wrong, "Shorten it.")


def _labels(source: Source, name: str, served: Mapping[str, str]) -> Iterator[Finding]:
    for item in source.items.values():
        said = [served[key] for choice in item.choices if (key := f"{choice}#text") in served]
        folded = [label.casefold() for label in said]
        if len(set(folded)) < len(folded):
            wrong = f"two choices of '{item.id}' say the same in this language."
            yield Finding(name, 1, item.id, "C10", wrong, "Give each its own words.")


def _for_a_child(source: Source, name: str, served: Mapping[str, str]) -> Iterator[Finding]:
    """A child's sentences stay short in every language."""
    for item in source.items.values():
        if item.audiences != (CHILD,):
            continue
        for field in item.wording:
            said = served.get(item.context(field), "")
            count = longest_sentence(said)
            if count > WORDS_CHILD_TRANSLATED:
                wrong = f"a sentence for a child has {count} words, the limit is {WORDS_CHILD_TRANSLATED}."
                yield Finding(name, 1, item.context(field), "C06", wrong, "Split it, or say less.")


def _glossary(fresh: Catalog, served: Mapping[str, str], path: Path, name: str) -> Iterator[Finding]:
    """A term is said the same way everywhere: the file holds the beginnings a translation may use."""
    try:
        held = documents.read(path).value
    except ContentRefused as fault:
        wrong = f"there is no glossary that can be read: {fault.message.removeprefix(str(path)).strip()}"
        mend = "Write 'term: [beginning of its words]' lines."
        yield Finding(f"{path.parent.name}/{path.name}", 1, "", "C11", wrong, mend)
        return
    for message in fresh:
        said = served.get(message.context or "")
        if said is None:
            continue
        for term, beginnings in held.items():
            spoken = re.search(rf"(?<![\w{{]){re.escape(term)}s?(?!\w)", str(message.id), re.IGNORECASE)
            if spoken and not any(start.casefold() in said.casefold() for start in beginnings):
                wrong = f"'{term}' is said in another way than in the glossary."
                mend = f"Use {' or '.join(beginnings)}, or add this way to {path.name}."
                yield Finding(name, 1, message.context or "", "C11", wrong, mend)
