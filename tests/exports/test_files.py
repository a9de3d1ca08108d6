"""A page becomes a PDF that a screen reader can read, and a Word file with the same words."""

from __future__ import annotations

import io
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from docx import Document
from pypdf import PdfReader

from bot.exports.pdf import pdf_of
from bot.exports.word import word_of

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
