"""A page becomes a PDF that a screen reader can read, and a Word file with the same words."""

from __future__ import annotations

import io
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from pypdf import PdfReader

from bot.exports.pdf import pdf_of
from bot.exports.word import word_of
from bot.portal.pages import HERE

TEMPLATES = HERE / "templates"
PAGE = """<!doctype html><html lang="en-GB"><head><meta charset="utf-8">
<title>Meeting copy</title></head><body>
<header class="running">Only what <strong>may</strong> be read out</header>
<main><h1>Ewa, in their own words</h1>
<dl><div><dt>Language</dt><dd>Polish</dd></div></dl>
<section><h2>What is working well</h2>
<article><h3 lang="pl">Co się  wydarzyło?</h3><blockquote class="said" lang="pl">Zażółć  dwie spacje
i nowa linia &lt;b&gt;</blockquote></article>
<article><h3 lang="ar" dir="rtl">ماذا حدث؟</h3>
<blockquote class="said" lang="ar" dir="rtl">لعبنا معا 2 مرة</blockquote></article>
<ul><li>One</li><li>Two</li></ul>
</section></main></body></html>"""


def test_the_pdf_is_tagged_titled_and_says_its_language() -> None:
    reader = PdfReader(io.BytesIO(pdf_of(PAGE)))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] is True or bool(root["/MarkInfo"]["/Marked"])
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "en-GB"
    assert reader.metadata is not None
    assert reader.metadata.title == "Meeting copy"
    text = "".join(page.extract_text() for page in reader.pages)
    assert "Zażółć" in text
    assert "i nowa linia <b>" in text


def test_headings_are_headings_in_the_pdf() -> None:
    reader = PdfReader(io.BytesIO(pdf_of(PAGE)))
    kinds: list[str] = []

    def walk(node: object) -> None:
        found = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(found, list):
            for one in found:
                walk(one)
        elif isinstance(found, dict):
            if "/S" in found and found.get("/Type") in (None, "/StructElem"):
                kinds.append(str(found["/S"]))
            if "/K" in found:
                walk(found["/K"])

    walk(reader.trailer["/Root"]["/StructTreeRoot"])
    assert {"/H1", "/H2", "/H3"} <= set(kinds)
    assert kinds.index("/H1") < kinds.index("/H2") < kinds.index("/H3")


@pytest.mark.parametrize("scheme", ["http", "file"])
def test_a_document_fetches_nothing(scheme: str, tmp_path: Path) -> None:
    asked: list[str] = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

    with HTTPServer(("127.0.0.1", 0), Listener) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        (tmp_path / "private.css").write_text("body::before { content: 'private words'; }")
        outside = {
            "http": f"http://127.0.0.1:{server.server_port}/x.css",
            "file": (tmp_path / "private.css").as_uri(),
        }[scheme]
        link = f'<link rel="stylesheet" href="{outside}"><meta charset="utf-8">'
        body = pdf_of(PAGE.replace('<meta charset="utf-8">', link))
        server.shutdown()
    assert asked == []
    assert "private words" not in PdfReader(io.BytesIO(body)).pages[0].extract_text()


def test_the_word_file_has_the_same_words_headings_and_head_line() -> None:
    document = Document(io.BytesIO(word_of(PAGE)))
    by_style = [
        (paragraph.style.name, paragraph.text) for paragraph in document.paragraphs if paragraph.style
    ]
    assert ("Heading 1", "Ewa, in their own words") in by_style
    assert ("Heading 2", "What is working well") in by_style
    assert ("Quote", "Zażółć  dwie spacje\ni nowa linia <b>") in by_style
    assert ("List Bullet", "One") in by_style
    assert document.sections[0].header.paragraphs[0].text == "Only what may be read out"
    assert document.core_properties.title == "Meeting copy"


def test_the_word_file_says_language_and_direction() -> None:
    document = Document(io.BytesIO(word_of(PAGE)))
    arabic = next(one for one in document.paragraphs if "لعبنا" in one.text)
    assert "w:bidi" in arabic._p.xml
    assert 'w:bidi="ar"' in arabic._p.xml
    assert "w:rtl" in arabic._p.xml
    polish = next(one for one in document.paragraphs if "Zażółć" in one.text)
    assert 'w:val="pl"' in polish._p.xml
    assert "w:rtl" not in polish._p.xml


TABLE = """<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>Copy</title></head><body>
<main><h1>Words</h1><section><h2>Strengths</h2><table><caption>Placed under “Strengths”</caption>
<thead><tr><th scope="col">Their words</th><th scope="col">Language</th></tr></thead><tbody>
<tr><td><blockquote class="said" lang="pl" dir="ltr">“Zażółć  dwie”</blockquote>
<p class="soft">A part of the answer.</p></td><td><p>Polish</p></td></tr>
<tr><td><blockquote class="said" lang="ur" dir="rtl">“ہم نے کھیلا 2”</blockquote></td>
<td><p>Urdu</p></td></tr>
</tbody></table></section></main></body></html>"""


def elements(body: bytes) -> list[tuple[str, dict[str, Any], str]]:
    """Every element of the tag tree, in order: kind, its own keys, and the language that holds there."""
    found: list[tuple[str, dict[str, Any], str]] = []
    root = PdfReader(io.BytesIO(body)).trailer["/Root"]

    def walk(node: Any, language: str) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for one in node:
                walk(one, language)
        elif isinstance(node, dict):
            language = str(node.get("/Lang", language))
            if "/S" in node:
                found.append((str(node["/S"]), dict(node), language))
            if "/K" in node:
                walk(node["/K"], language)

    walk(root["/StructTreeRoot"], str(root["/Lang"]))
    return found


def test_a_screen_reader_is_told_where_the_language_changes() -> None:
    """PDF/UA-1, 7.2: Polish is not read out with English sounds, nor what follows it with Polish ones."""
    spoken = [(kind, language) for kind, _, language in elements(pdf_of(PAGE))]
    assert [one for one in spoken if one[0] == "/BlockQuote"] == [
        ("/BlockQuote", "pl"),
        ("/BlockQuote", "ar"),
    ]
    assert [language for kind, language in spoken if kind == "/H3"] == ["pl", "ar"]
    assert {language for kind, language in spoken if kind in ("/H1", "/H2", "/LI", "/P")} == {"en-GB"}
    assert {language for _, language in spoken} == {"en-GB", "pl", "ar"}


def test_the_pdf_says_that_it_is_pdf_ua() -> None:
    root = PdfReader(io.BytesIO(pdf_of(PAGE))).trailer["/Root"]
    metadata = root["/Metadata"].get_object().get_data().decode()
    assert "pdfuaid" in metadata
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]


def test_a_table_has_heads_and_each_cell_names_its_own() -> None:
    tree = elements(pdf_of(TABLE))
    kinds = [kind for kind, _, _ in tree]
    assert kinds.count("/Table") == 1
    assert kinds.count("/Caption") == 1
    heads = {str(held["/ID"]) for kind, held, _ in tree if kind == "/TH"}
    assert len(heads) == 2
    named = [str(held["/A"]["/Headers"][0]) for kind, held, _ in tree if kind == "/TD"]
    assert len(named) == 4
    assert set(named) == heads


@pytest.mark.parametrize(
    ("page", "right", "left"), [(PAGE, "2", "nowa linia"), (TABLE, "ہم", "dwie")], ids=["answers", "table"]
)
def test_words_from_right_to_left_begin_at_the_right(page: str, right: str, left: str) -> None:
    """In the PDF, beside the same kind of words that run the other way."""
    look = (TEMPLATES / "document.css").read_text()
    reader = PdfReader(io.BytesIO(pdf_of(page.replace("<title>", f"<style>{look}</style><title>"))))
    starts: list[tuple[str, float]] = []

    def note(text: str, _cm: Any, matrix: Any, *_: Any) -> None:
        starts.append((text, matrix[4]))

    for one in reader.pages:
        one.extract_text(visitor_text=note)
    at = {words: [place for text, place in starts if words in text] for words in (right, left)}
    assert all(at.values()), starts
    assert min(at[right]) > min(at[left]) + 50


def test_a_long_answer_loses_no_word_and_keeps_its_heads_on_every_page() -> None:
    words = [f"słowo{number}" for number in range(800)]
    look = (TEMPLATES / "document.css").read_text()
    page = TABLE.replace("Zażółć  dwie", " ".join(words)).replace("<title>", f"<style>{look}</style><title>")
    pages = [one.extract_text() for one in PdfReader(io.BytesIO(pdf_of(page))).pages]
    assert len(pages) > 2
    assert all("Their words" in text for text in pages)
    assert set(words) <= set(" ".join(pages).replace("“", "").replace("”", "").split())


def test_the_word_file_has_the_table_with_a_head_that_is_repeated() -> None:
    document = Document(io.BytesIO(word_of(TABLE)))
    (table,) = document.tables
    assert ["w:tblHeader" in row._tr.xml for row in table.rows] == [True, False, False]
    assert all(run.bold for cell in table.rows[0].cells for run in cell.paragraphs[0].runs)
    assert "w:tblCaption" in table._tbl.xml
    words = table.rows[1].cells[0].paragraphs
    assert [one.text for one in words] == ["“Zażółć  dwie”", "A part of the answer."]
    assert words[0].style is not None
    assert words[0].style.name == "Quote"
    assert 'w:val="pl"' in words[0]._p.xml
    urdu = table.rows[2].cells[0].paragraphs[0]._p.xml
    assert "w:bidi" in urdu
    assert "w:rtl" in urdu
    assert 'w:bidi="ur"' in urdu
    captions = [one.text for one in document.paragraphs if one.style and one.style.name == "Caption"]
    assert captions == ["Placed under “Strengths”"]


def test_the_word_file_is_in_british_english_where_nothing_else_is_said() -> None:
    document = Document(io.BytesIO(word_of(PAGE)))
    assert 'w:val="en-US"' not in document.styles.element.xml
    assert 'w:val="en-GB"' in document.styles.element.xml
    assert document.core_properties.language == "en-GB"


def test_urdu_stands_in_nastaliq_in_word_and_arabic_does_not() -> None:
    page = (
        '<html lang="en-GB"><body><p lang="ur" dir="rtl">آپ</p><p lang="ar" dir="rtl">أنت</p></body></html>'
    )
    xml = [one._p.xml for one in Document(io.BytesIO(word_of(page))).paragraphs]
    assert ['w:cs="Urdu Typesetting"' in one for one in xml] == [True, False]
