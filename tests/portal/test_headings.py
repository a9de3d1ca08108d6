"""A person's own words under headings: placed by a worker to the letter, printed for one person alone."""

from __future__ import annotations

import html
import io
import re
from dataclasses import replace

import httpx
import pytest
from docx import Document
from pypdf import PdfReader

from bot.content.arrangements import Arrangement, Heading
from bot.records import audit, participants, proofs
from bot.records.participants import NewParticipant
from tests.portal.office import (
    NOW,
    OTHER_WORDS,
    PARENT_SECRET,
    PARENT_WORDS,
    PARENT_WORRY,
    TEEN_WORDS,
    Browser,
    Office,
    make_app,
    post,
)
from tests.portal.test_reading import said

MAP, SIDES = "safety_map", "three_sides"
STRETCH = "„jeszcze jeden!”  dwie spacje"


def path_of(office: Office, name: str, arrangement: str = MAP) -> str:
    return f"/people/{office.people[name].id}/headings/{arrangement}"


def answer_with(page: str, words: str) -> str:
    """The id of the answer on the page that holds these words."""
    for found in re.finditer(
        r'<article class="answer[^"]*" id="a-([\w-]+)">(.*?)</article>', page, re.DOTALL
    ):
        if words in html.unescape(found[2]):
            return found[1]
    raise AssertionError("no such answer on the page")


def place(
    office: Office, client: Browser, name: str, of: str, heading: str, some: str = "", to: str = MAP
) -> httpx.Response:
    path = path_of(office, name, to)
    answer = answer_with(client.get(path).text, of)
    return post(client, path, f"{path}/place", answer=answer, heading=heading, words=some)


def table_under(page: str, heading: str) -> str:
    """What stands under one heading, up to the next."""
    found = re.search(rf'<h\d id="h-{heading}">.*?(?=<h2|<h3 id|</main>)', page, re.DOTALL)
    assert found, heading
    return found[0]


def test_every_heading_is_there_and_empty_at_first(office: Office) -> None:
    page = office.signed_in(office.ada).get(path_of(office, "Ewa")).text
    for heading in ("harm", "complicating", "strengths", "safety", "scale", "goals", "next_steps"):
        assert "Nothing is placed here." in table_under(page, heading)
    assert "no software placed anything" in page


def test_a_whole_answer_and_a_stretch_stand_to_the_letter(office: Office) -> None:
    """The question as asked, the language, and who placed it when, beside the exact words in quotes."""
    client = office.signed_in(office.ada)
    back = place(office, client, "Ewa", PARENT_WORRY, "harm")
    assert back.status_code == 303
    assert f'id="{back.headers["location"].partition("#")[2]}"' in client.get(path_of(office, "Ewa")).text
    place(office, client, "Ewa", PARENT_WORDS, "strengths", STRETCH)
    page = client.get(path_of(office, "Ewa")).text
    harm, strengths = table_under(page, "harm"), table_under(page, "strengths")
    assert said(harm) == [f"“{PARENT_WORRY}”"]
    assert said(strengths) == [f"“{STRETCH}”"]
    assert "A part of the answer." in strengths
    assert "A part of the answer." not in harm
    assert html.escape(office.texts.messages("parent.worries.own", "pl")[0]) in harm
    assert "Polish" in harm
    assert "Not translated." in harm
    assert "Placed by Ada on 23 Nov 2026" in harm
    assert PARENT_WORDS not in html.unescape(strengths)


def test_copied_blanks_and_line_breaks_find_the_words_as_they_were_written(office: Office) -> None:
    """Browsers collapse two blanks and send CRLF; what is shown is still what was written."""
    client = office.signed_in(office.ada)
    place(office, client, "Ewa", PARENT_WORDS, "strengths", "„jeszcze\r\njeden!” dwie spacje \n")
    assert said(table_under(client.get(path_of(office, "Ewa")).text, "strengths")) == [f"“{STRETCH}”"]


@pytest.mark.parametrize(
    ("heading", "some", "told"),
    [
        ("", "", "Choose a heading."),
        ("danger", "", "Choose a heading."),
        ("child", "", "Choose a heading."),
        ("harm", "upiekłem z Kubą naleśniki", "do not stand in the answer"),
        ("harm", "UPIEKŁAM Z KUBĄ", "do not stand in the answer"),
        ("harm", PARENT_WORRY, "do not stand in the answer"),
        ("harm", "talerze i jeszcze", "do not stand in the answer"),
        ("harm", "jeszcze", "more than once"),
    ],
)
def test_words_that_were_not_said_so_are_not_placed(
    office: Office, heading: str, some: str, told: str
) -> None:
    """Another letter, another answer's words, words across two parts, words there twice: none is placed."""
    client = office.signed_in(office.ada)
    answer = place(office, client, "Ewa", PARENT_WORDS, heading, some)
    assert answer.status_code == 400
    assert told in answer.text
    assert "<table" not in client.get(path_of(office, "Ewa")).text
    if some:
        assert f">{html.escape(some)}</textarea>" in answer.text.replace("&#34;", "&quot;")


def test_the_same_sent_twice_stands_once(office: Office) -> None:
    client = office.signed_in(office.ada)
    for _ in range(2):
        place(office, client, "Ewa", PARENT_WORRY, "harm")
    assert len(said(table_under(client.get(path_of(office, "Ewa")).text, "harm"))) == 1


def test_a_choice_and_a_number_stand_as_they_were_pressed(office: Office) -> None:
    client = office.signed_in(office.ada)
    place(office, client, "Ewa", "Częściowo", "harm")
    place(office, client, "Ewa", "6 out of 10", "scale")
    page = client.get(path_of(office, "Ewa")).text
    assert "Częściowo</span>”" in table_under(page, "harm")
    assert "Partly" in table_under(page, "harm")
    assert "6 out of 10" in table_under(page, "scale")
    assert "choices." not in re.sub(r'value="[^"]*"', "", page)


def test_what_is_taken_off_is_gone_from_there_alone(office: Office) -> None:
    client = office.signed_in(office.ada)
    path = path_of(office, "Ewa")
    for heading in ("harm", "goals"):
        place(office, client, "Ewa", PARENT_WORRY, heading)
    placement = re.findall(r'name="placement" value="([\w-]+)"', table_under(client.get(path).text, "harm"))
    assert client.get(f"{path}/remove").status_code == 404
    assert post(client, path, f"{path}/remove", placement=placement[0]).status_code == 303
    page = client.get(path).text
    assert "Nothing is placed here." in table_under(page, "harm")
    assert said(table_under(page, "goals")) == [f"“{PARENT_WORRY}”"]
    assert PARENT_WORRY in client.get(f"/people/{office.people['Ewa'].id}/answers").text


def test_the_two_arrangements_hold_their_own(office: Office) -> None:
    client = office.signed_in(office.ada)
    place(office, client, "Ewa", PARENT_WORRY, "parenting", to=SIDES)
    assert "<table" not in client.get(path_of(office, "Ewa")).text
    sides = client.get(path_of(office, "Ewa", SIDES)).text
    assert said(table_under(sides, "parenting")) == [f"“{PARENT_WORRY}”"]
    for heading in ("child", "family"):
        assert "Nothing is placed here." in table_under(sides, heading)


def file_of(office: Office, client: Browser, kind: str, form: str) -> httpx.Response:
    path = path_of(office, "Ewa")
    return post(client, path, f"{path}/export", kind=kind, form=form)


def text_of(office: Office, client: Browser, kind: str, form: str) -> str:
    if form == "print":
        return html.unescape(client.get(f"{path_of(office, 'Ewa')}/{kind}-copy").text)
    body = file_of(office, client, kind, form).content
    if form == "pdf":
        return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages).split())
    document = Document(io.BytesIO(body))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    head = document.sections[0].header.paragraphs
    return "\n".join([*(one.text for one in (*head, *document.paragraphs)), *cells])


@pytest.mark.parametrize("form", ["print", "pdf", "docx"])
def test_a_meeting_copy_holds_only_what_may_be_read_out(office: Office, form: str) -> None:
    """The sharing rule is the meeting copy's: not a word, and no trace, of what may not be read out."""
    client = office.signed_in(office.ada)
    place(office, client, "Ewa", PARENT_WORDS, "strengths")
    place(office, client, "Ewa", PARENT_WORRY, "harm")
    place(office, client, "Ewa", PARENT_SECRET, "next_steps", "rozmawiałam z sąsiadką")
    meeting, worker = (text_of(office, client, kind, form) for kind in ("meeting", "worker"))
    assert "upiekłam z Kubą" in meeting
    for withheld in ("boi się", "sąsiadką"):
        assert withheld in worker
        assert withheld not in meeting
    assert "Placed by Ada" in meeting
    assert "no software placed anything" in " ".join(meeting.split())
    assert meeting.count("Nothing is placed here.") == 6
    assert "Do not show to the family." in worker
    assert "Do not show to the family." not in meeting
    for others in (TEEN_WORDS[:20], OTHER_WORDS):
        assert others not in worker


def test_ask_first_comes_in_with_the_recorded_yes(office: Office) -> None:
    client = office.signed_in(office.ada)
    place(office, client, "Ewa", PARENT_WORRY, "harm", "Kuba boi się")
    copy, answers = f"{path_of(office, 'Ewa')}/meeting-copy", f"/people/{office.people['Ewa'].id}/answers"
    assert "Kuba boi się" not in client.get(copy).text
    yes = re.findall(rf'action="({answers}/[\w-]+/yes)"', client.get(answers).text)
    post(client, answers, yes[0])
    text = client.get(copy).text
    assert said(text) == ["“Kuba boi się”"]
    assert PARENT_WORRY not in text


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_a_file_is_signed_known_and_written_down(office: Office, form: str) -> None:
    client = office.signed_in(office.ada)
    place(office, client, "Ewa", PARENT_WORDS, "strengths")
    answer = file_of(office, client, "meeting", form)
    with office.database.read() as tx:
        (receipt,) = proofs.receipts(tx, office.ada.scope, office.people["Ewa"].id)
        found = proofs.find_export(tx, answer.content)
        assert found is not None
        assert (found.kind, found.form) == ("meeting-headings", form)
        assert "answers.exported" in [row.action for row in audit.of(tx, office.people["Ewa"].id)]
    name = answer.headers["content-disposition"]
    assert receipt.code in name
    assert not any(word in name for word in ("Ewa", "Rowan"))


@pytest.mark.parametrize(("kind", "form"), [("meeting", "json"), ("all", "pdf"), ("voice", "pdf"), ("", "")])
def test_files_that_there_are_not(office: Office, kind: str, form: str) -> None:
    assert file_of(office, office.signed_in(office.ada), kind, form).status_code == 404


def test_an_answer_of_somebody_else_cannot_be_placed(office: Office) -> None:
    """A-12: the son's answer on his mother's page, and the neighbours' on anybody's."""
    client, bea = office.signed_in(office.ada), office.signed_in(office.bea)
    kubas = answer_with(client.get(path_of(office, "Kuba")).text, "I hate it when they shout")
    mos = answer_with(bea.get(path_of(office, "Mo")).text, OTHER_WORDS)
    path = path_of(office, "Ewa")
    for answer in (kubas, mos, "none", ""):
        assert post(client, path, f"{path}/place", answer=answer, heading="harm").status_code == 404
    for name in ("Ewa", "Kuba"):
        assert "<table" not in client.get(path_of(office, name)).text


def test_a_whole_case_is_on_the_screen_and_nowhere_else(office: Office) -> None:
    """P-13: each person's words stay on that person's paper; what is printed of this page is one sentence."""
    client = office.signed_in(office.ada)
    place(office, client, "Ewa", PARENT_WORRY, "harm")
    place(office, client, "Kuba", "I hate it when they shout", "harm")
    case = f"/cases/{office.cases['Rowan'].id}"
    page = client.get(f"{case}/headings/{MAP}").text
    assert f"{case}/headings/{MAP}" in client.get(case).text
    assert sorted(said(page)) == sorted([f"“{PARENT_WORRY}”", f"“{TEEN_WORDS}”"])
    assert OTHER_WORDS not in page
    whole = re.search(r'<div class="screen">.*</div>\s*</main>', page, re.DOTALL)
    assert whole
    assert "“" not in page.replace(whole[0], "")
    assert "export" not in page
    for path in ("meeting-copy", "worker-copy", "export"):
        assert client.get(f"{case}/headings/{MAP}/{path}").status_code == 404


def test_each_look_at_the_headings_is_in_the_log(office: Office) -> None:
    """W-07, and in words that a worker reads."""
    client = office.signed_in(office.ada)
    place(office, client, "Ewa", PARENT_WORRY, "harm")
    log = client.get(f"/people/{office.people['Ewa'].id}/opened").text
    assert "Words placed under a heading" in log
    assert "Words placed under headings opened" in log
    assert "Another step" not in log


def test_a_councils_own_headings_are_its_own(office: Office) -> None:
    own = Arrangement("own", "Our five questions", (Heading("one", "First", "The first."),), ("elmford",))
    content = office.texts.content
    arrangements = {**content.arrangements, "own": own}
    changed = type(content).__new__(type(content))
    changed.__dict__.update(content.__dict__, arrangements=arrangements)
    texts = replace(office.texts, content=changed)
    app = make_app(office.database, office.settings, texts, office.clock)
    theirs, ours = (
        replace(office, app=app).signed_in(office.cai),
        replace(office, app=app).signed_in(office.ada),
    )
    assert theirs.get(path_of(office, "Jo", "own")).status_code == 200
    assert "Our five questions" in theirs.get(path_of(office, "Jo")).text
    assert ours.get(path_of(office, "Ewa", "own")).status_code == 404
    assert "Our five questions" not in ours.get(path_of(office, "Ewa")).text


def test_a_retired_heading_keeps_what_stands_under_it_and_takes_no_more(office: Office) -> None:
    client = office.signed_in(office.ada)
    place(office, client, "Ewa", PARENT_WORRY, "harm")
    content = office.texts.content
    held = content.arrangements[MAP]
    headings = tuple(replace(one, retired=one.id in ("harm", "goals")) for one in held.headings)
    changed = type(content).__new__(type(content))
    changed.__dict__.update(
        content.__dict__, arrangements={**content.arrangements, MAP: replace(held, headings=headings)}
    )
    office.app = make_app(
        office.database, office.settings, replace(office.texts, content=changed), office.clock
    )
    client = office.signed_in(office.ada)
    page = client.get(path_of(office, "Ewa")).text
    assert said(table_under(page, "harm")) == [f"“{PARENT_WORRY}”"]
    assert 'id="h-goals"' not in page
    assert '<option value="harm"' not in page
    assert place(office, client, "Ewa", PARENT_WORDS, "harm").status_code == 400


def test_somebody_who_has_sent_nothing_has_nothing_to_place(office: Office) -> None:
    with office.database.begin() as tx:
        new = NewParticipant("parent", "Ola", "pl")
        office.people["Ola"] = participants.create(tx, office.ada.scope, office.cases["Rowan"].id, new, NOW)
    page = office.signed_in(office.ada).get(path_of(office, "Ola")).text
    assert "Nothing has been sent." in page
    assert "<textarea" not in page


def test_titles_name_nobody(office: Office) -> None:
    client = office.signed_in(office.ada)
    path = path_of(office, "Ewa")
    for page in (path, f"{path}/meeting-copy", f"{path}/worker-copy"):
        title = re.search(r"<title>(.*?)</title>", client.get(page).text)
        assert title
        assert not any(word in title[1] for word in ("Ewa", "Rowan", "Harm"))
