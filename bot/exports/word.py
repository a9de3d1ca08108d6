"""A page as a Word document: the same headings, lists and words, with their language and direction."""

from __future__ import annotations

import io
from collections.abc import Iterator

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from lxml import html

CONTAINERS = {"main", "section", "article", "div", "dl"}
HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4}
RIGHT_TO_LEFT = "rtl"


def word_of(page: str) -> bytes:
    """Return the page as .docx. Its first `header` becomes the line at the top of every sheet."""
    tree = html.document_fromstring(page)
    document = Document()
    document.core_properties.title = (tree.findtext(".//title") or "").strip()
    document.core_properties.author = "Beforehand"
    document.core_properties.language = tree.get("lang") or "en-GB"
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
        if child.tag in CONTAINERS or child.tag in ("ul", "ol", "table", "tbody", "thead"):
            yield from _in_order(child)
        else:
            yield child


def _add(document: WordDocument, element: html.HtmlElement) -> None:
    if element.tag in HEADINGS:
        paragraph = document.add_heading("", HEADINGS[element.tag])
    elif element.tag == "blockquote":
        paragraph = document.add_paragraph(style="Quote")
    elif element.tag == "li":
        paragraph = document.add_paragraph(style="List Bullet")
    elif element.tag == "dt":
        paragraph = document.add_paragraph()
        _write(paragraph, element, bold=True)
        return
    elif element.tag == "tr":
        _add_row(document, element)
        return
    else:
        paragraph = document.add_paragraph()
    _write(paragraph, element)


def _add_row(document: WordDocument, row: html.HtmlElement) -> None:
    cells = [cell for cell in row if cell.tag in ("td", "th")]
    if len(cells) == 1:
        for block in _in_order(cells[0]):
            _add(document, block)
        return
    table = document.add_table(rows=1, cols=max(1, len(cells)), style="Table Grid")
    for place, cell in enumerate(cells):
        _write(table.rows[0].cells[place].paragraphs[0], cell, bold=cell.tag == "th")


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
        properties.append(OxmlElement("w:rtl"))
    if language:
        mark = OxmlElement("w:lang")
        mark.set(qn("w:bidi" if direction == RIGHT_TO_LEFT else "w:val"), language)
        properties.append(mark)
