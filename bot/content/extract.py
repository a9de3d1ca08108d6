"""The templates translators work from: stable files, without dates or line numbers."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from bot.content.model import HelpLine, Item
from bot.content.reading import limit_of
from bot.content.source import Source

METHODS = [("**.py", "python"), ("**.html", "jinja2.ext.babel_extract")]
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
# Header lines that hold a date, a machine, or nothing: left out, so that only words make a difference.
_LEFT_OUT = (
    "POT-Creation-Date",
    "PO-Revision-Date",
    "Generated-By",
    "Last-Translator",
    "Report-Msgid-Bugs-To",
    "Language-Team",
    "Project-Id-Version",
)


def content_catalogue(source: Source) -> Catalog:
    """Every translatable string of the content: context `<id>#<field>`, the note as comment."""
    catalogue = _empty("content")
    for item in source.items.values():
        for field, text in item.wording.items():
            comments = list(_comments(item, field))
            catalogue.add(text, context=item.context(field), auto_comments=comments)
    for line in source.lines.values():
        for field, text in line.wording.items():
            if text:
                comments = [_line_comment(line, field)]
                catalogue.add(text, context=line.context(field), auto_comments=comments)
    return catalogue


def messages_catalogue(folders: Sequence[Path]) -> Catalog:
    """Every string marked for translation in the code and templates of these folders."""
    catalogue = _empty("messages")
    for folder in folders:
        found = extract_from_dir(
            folder, METHODS, keywords=KEYWORDS, comment_tags=("Translators:",), strip_comment_tags=True
        )
        for _file, _line, message, comments, context in found:
            catalogue.add(message, context=context, auto_comments=comments)
    return catalogue


def as_text(catalogue: Catalog) -> str:
    """The file as it is kept: the same content gives the same bytes on any day and machine."""
    buffer = io.BytesIO()
    write_po(buffer, catalogue, no_location=True, width=100)
    lines = buffer.getvalue().decode("utf-8").splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(tuple(f'"{key}' for key in _LEFT_OUT)))


def merged(template: Catalog, catalogue: Catalog) -> Catalog:
    """A language's catalogue brought up to a template, in the template's order.

    Where the English of a context has changed, the earlier translation stays as a suggestion, marked
    fuzzy: it is not served until somebody has looked.
    """
    by_context = {message.context or "": message for message in catalogue if message.id and message.context}
    fresh = Catalog(
        locale=catalogue.locale, project="beforehand", domain=template.domain, charset="utf-8", fuzzy=False
    )
    fresh.header_comment = f"# {catalogue.locale_identifier} {template.domain}: see STYLE.md beside it."
    for wanted in template:
        if not wanted.id:
            continue
        same = catalogue.get(wanted.id, wanted.context)
        before = by_context.get(wanted.context or "")
        kept = same or before
        flags = {"fuzzy"} if kept and kept.string and (kept.fuzzy or same is None) else set()
        fresh.add(
            wanted.id,
            kept.string if kept else "",
            context=wanted.context,
            auto_comments=wanted.auto_comments,
            user_comments=kept.user_comments if kept else (),
            previous_id=before.id if before and same is None and before.string else (),
            flags=flags,
        )
    return fresh


def _empty(name: str) -> Catalog:
    catalogue = Catalog(project="beforehand", domain=name, charset="utf-8", fuzzy=False)
    catalogue.header_comment = f"# {name}: made by `./run content extract`; do not edit."
    return catalogue


def _comments(item: Item, field: str) -> Iterator[str]:
    if item.note:
        yield item.note
    needed = item.if_known.get(field.removesuffix(".else"))
    if needed:
        when = "Said when this is not known" if field.endswith(".else") else "Said only when this is known"
        yield f"{when}: {', '.join(needed)}."
    limit = limit_of(item, field)
    yield f"{item.kind}, for {', '.join(item.audiences)}; {limit}."


def _line_comment(line: HelpLine, field: str) -> str:
    what = {"hours": "When it can be reached", "cost": "What it costs"}[field]
    return f"{what}: {line.name}. Keep every number as it is."
