"""A page as a Word document: the same headings, lists and words, with their language and direction."""

from __future__ import annotations

import io
from collections.abc import Iterator

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from lxml import html

CONTAINERS = {"main", "section", "article", "div", "dl"}
HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4}
RIGHT_TO_LEFT = "rtl"
# Word's own Nastaliq. Where it is missing, Word takes another that has the letters.
FONTS = {"ur": "Urdu Typesetting"}


def word_of(page: str) -> bytes:
    """Return the page as .docx. Its first `header` becomes the line at the top of every sheet."""
    tree = html.document_fromstring(page)
    document = Document()
    language = tree.get("lang") or "en-GB"
    document.core_properties.title = (tree.findtext(".//title") or "").strip()
    document.core_properties.author = "Beforehand"
    document.core_properties.language = language
    # What carries no language of its own is read out in this one; the library's is American English.
    for mark in document.styles.element.iter(qn("w:lang")):
        mark.set(qn("w:val"), language)
    document.styles["Normal"].font.name = "Arial"
    document.styles["Normal"].font.size = Pt(11)
    for header in tree.iter("header"):
        _write(document.sections[0].header.paragraphs[0], header)
    for element in _in_order(tree.body):
        _add(document, element)
    body = io.BytesIO()
    document.save(body)
    return body.getvalue()


def _in_order(element: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """The blocks of a page, containers opened."""
    for child in element:
        if not isinstance(child.tag, str) or child.tag == "header":
            continue
        if child.tag in CONTAINERS or child.tag in ("ul", "ol"):
            yield from _in_order(child)
        else:
            yield child


def _add(where: WordDocument | _Cell, element: html.HtmlElement) -> None:
    if element.tag == "table":
        _add_table(where, element)
        return
    paragraph = where.add_paragraph(style=_style(element))
    _write(paragraph, element, bold=element.tag == "dt")


def _style(element: html.HtmlElement) -> str | None:
    if element.tag in HEADINGS:
        return f"Heading {HEADINGS[element.tag]}"
    return {"blockquote": "Quote", "li": "List Bullet", "caption": "Caption"}.get(element.tag)


def _add_table(where: WordDocument | _Cell, element: html.HtmlElement) -> None:
    """A table as one: its caption before it, its head marked as such and repeated on every sheet."""
    rows = [(row, [cell for cell in row if cell.tag in ("td", "th")]) for row in element.iter("tr")]
    if not rows:
        return
    caption = element.find("caption")
    if caption is not None:
        _add(where, caption)
    columns = max(len(cells) for _, cells in rows)
    table = where.add_table(len(rows), columns)
    table.style = "Table Grid"
    if caption is not None:
        _mark(table._tbl.tblPr, "w:tblCaption", " ".join(caption.text_content().split()))
    for held, (row, cells) in zip(table.rows, rows, strict=True):
        if row.getparent().tag == "thead":
            _mark(held._tr.get_or_add_trPr(), "w:tblHeader")
        for cell, target in zip(cells, held.cells, strict=False):
            _fill(target, cell)


def _fill(target: _Cell, cell: html.HtmlElement) -> None:
    first = target.paragraphs[0]
    blocks = list(_in_order(cell))
    if not blocks or (cell.text or "").strip():
        _write(first, cell, bold=cell.tag == "th")
        return
    for block in blocks:
        _add(target, block)
    # A cell is born with an empty paragraph, which a reader would stop at.
    first._p.getparent().remove(first._p)


def _mark(properties: BaseOxmlElement, name: str, value: str | None = None) -> None:
    mark = OxmlElement(name)
    if value is not None:
        mark.set(qn("w:val"), value)
    properties.append(mark)


def _write(paragraph: Paragraph, element: html.HtmlElement, *, bold: bool = False) -> None:
    """Put an element's words into a paragraph, each stretch in its own language and direction."""
    direction = _inherited(element, "dir")
    if direction == RIGHT_TO_LEFT:
        paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
    keeps_lines = element.tag == "blockquote" or "lines" in (element.get("class") or "")
    for text, owner in _texts(element):
        words = text if keeps_lines else " ".join(text.split())
        if not keeps_lines and text[:1].isspace() and paragraph.text:
            words = f" {words}"
        if not words.strip():
            continue
        if not keeps_lines and text[-1:].isspace():
            words += " "
        run = paragraph.add_run(words)
        run.bold = bold or owner.tag in ("b", "strong") or None
        _say_language(run, _inherited(owner, "lang"), _inherited(owner, "dir"))


def _texts(element: html.HtmlElement) -> Iterator[tuple[str, html.HtmlElement]]:
    if element.text:
        yield element.text, element
    for child in element:
        if isinstance(child.tag, str):
            yield from _texts(child)
        if child.tail:
            yield child.tail, element


def _inherited(element: html.HtmlElement, name: str) -> str:
    found = element.xpath(f"(ancestor-or-self::*[@{name}])[last()]/@{name}")
    return str(found[0]) if found else ""


def _say_language(run: Run, language: str, direction: str) -> None:
    properties = run._r.get_or_add_rPr()
    if direction == RIGHT_TO_LEFT:
        if language in FONTS:
            properties.get_or_add_rFonts().set(qn("w:cs"), FONTS[language])
        properties.append(OxmlElement("w:rtl"))
    if language:
        mark = OxmlElement("w:lang")
        mark.set(qn("w:bidi" if direction == RIGHT_TO_LEFT else "w:val"), language)
        properties.append(mark)
