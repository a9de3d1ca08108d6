"""The case board: everybody beside each other, by filter, on screen only, each opening written down."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

import pytest

from bot.content.load import Content
from bot.portal.pages import HERE
from bot.records import audit
from bot.services.board import PARTS, SHARING
from bot.services.corrections import questions_of
from bot.services.needs import KINDS
from bot.services.texts import Texts
from tests.portal.office import (
    ALERT_WORDS,
    FAR_WORDS,
    OTHER_WORDS,
    PARENT_SECRET,
    PARENT_WORDS,
    PARENT_WORRY,
    TEEN_WORDS,
    Browser,
    Office,
    part,
    post,
    send,
)

ELSE = "ktoś, kto umie migać"
WHERE, WRONG, MINE = "strona 3", "że go nie było", "był, pani w szkole widziała"


@dataclass
class Board:
    office: Office
    client: Browser

    def page(self, **asked: str) -> str:
        answer = self.client.get(f"/cases/{self.office.cases['Rowan'].id}/side-by-side", params=asked)
        assert answer.status_code == 200
        return answer.text

    def said(self, **asked: str) -> list[str]:
        found = re.findall(r'<blockquote class="said"[^>]*>(.*?)</blockquote>', self.page(**asked), re.DOTALL)
        return [html.unescape(one) for one in found]


@pytest.fixture
def board(office: Office) -> Board:
    """Ewa also says what she needs, and two mistakes; the second without a page."""

    def polish(question: str, kind: str, value: str, sharing: str) -> None:
        rows.append((part(office, question, "pl", kind, value), sharing))

    rows: list = []
    polish("parent.practical.interpreter", "choice", "choices.yes", "read_out")
    polish("parent.practical.apart", "choice", "choices.apart_room", "worker_only")
    polish("parent.practical.breaks", "choice", "choices.no", "read_out")
    polish("parent.practical.else", "words", ELSE, "ask_first")
    polish("parent.correction.page", "words", WHERE, "read_out")
    polish("parent.correction.wrong", "words", WRONG, "worker_only")
    polish("parent.correction.mine", "words", MINE, "worker_only")
    polish("parent.correction.wrong.2", "words", "brakuje babci", "worker_only")
    send(office, "Ewa", rows)
    return Board(office, office.signed_in(office.ada))


def table(page: str, name: str) -> list[str]:
    """The rows of one table, as text."""
    inside = page.partition(f'id="h-{name}"')[2].partition("</table>")[0].partition("<tbody>")[2]
    return [
        " ".join(html.unescape(re.sub(r"<[^>]*>", " ", row)).split())
        for row in re.findall(r"<tr>.*?</tr>", inside, re.DOTALL)
    ]


def test_everybody_of_the_case_and_nobody_else(board: Board) -> None:
    said = board.said()
    for words in (PARENT_WORDS, PARENT_WORRY, PARENT_SECRET, TEEN_WORDS, ELSE, WHERE, WRONG, MINE):
        assert said.count(words) == 1, words
    page = board.page()
    assert OTHER_WORDS not in page
    assert FAR_WORDS not in page


def test_each_filter_shows_what_fits_and_nothing_else(board: Board) -> None:
    assert PARENT_WORRY in board.said(part="worries")
    assert PARENT_WORDS not in board.said(part="worries")
    assert set(board.said(sharing="read_out")) == {
        PARENT_WORDS, "i jeszcze umyliśmy razem talerze", "Bo babcia mieszka blisko.", WHERE,
    }  # fmt: skip
    assert set(board.said(sharing="ask_first")) == {PARENT_WORRY, TEEN_WORDS, ELSE}
    assert set(board.said(sharing="worker_only")) == {PARENT_SECRET, WRONG, MINE, "brakuje babci"}
    assert board.said(person=board.office.people["Kuba"].id) == [TEEN_WORDS]
    assert board.said(person=board.office.people["Ewa"].id, part="corrections", sharing="read_out") == [WHERE]
    assert board.said(part="needs") == [ELSE]


def test_a_yes_given_later_counts_as_may_be_read_out(board: Board) -> None:
    answers = f"/people/{board.office.people['Ewa'].id}/answers"
    for form in re.findall(rf'action="({answers}/[\w-]+/yes)"', board.client.get(answers).text):
        post(board.client, answers, form)
    assert {PARENT_WORRY, ELSE} <= set(board.said(sharing="read_out"))
    assert not {PARENT_WORRY, ELSE} & set(board.said(sharing="ask_first"))


def test_needs_are_told_by_buttons_and_not_by_words(board: Board) -> None:
    """A "no" is no need and stays among the other answers; the question stands as it was asked."""
    needs = table(board.page(), "needs")
    asked = board.office.texts.messages("parent.practical.apart", "pl")[0]
    assert [row.partition(" ")[0] for row in needs] == ["Ewa", "Ewa", "Ewa"]
    assert "Interpreter" in needs[0]
    assert asked in needs[1]
    assert "Be in another room" in needs[1]
    assert "Only my social worker: not to be read out" in needs[1]
    assert ELSE in needs[2]
    assert "Do you want breaks" not in " ".join(needs)
    assert "Do you want breaks" in html.unescape(board.page(part="rest"))
    assert "Childcare" not in board.page()
    assert len(table(board.page(need="apart"), "needs")) == 1
    assert board.said(need="apart") == []
    assert 'id="h-worries"' not in board.page(need="apart")


def test_corrections_are_a_table(board: Board) -> None:
    first, second = table(board.page(), "corrections")
    assert first.index(WHERE) < first.index(WRONG) < first.index(MINE)
    assert WHERE not in second
    assert "brakuje babci" in second
    assert second.count("Not answered") == 2


def test_only_those_who_are_shown_are_opened(board: Board) -> None:
    """W-07: the row is about each person on the screen, once a page, and about nobody else."""
    office = board.office
    ewa, kuba, mo = (office.people[name].id for name in ("Ewa", "Kuba", "Mo"))

    def opened(person: str) -> int:
        with office.database.read() as tx:
            return [row.action for row in audit.of(tx, person)].count("answers.opened")

    board.page(person=kuba)
    assert (opened(ewa), opened(kuba), opened(mo)) == (0, 1, 0)
    board.page(part="needs")
    assert (opened(ewa), opened(kuba), opened(mo)) == (1, 2, 0)


@pytest.mark.parametrize(
    "asked",
    [{"person": "Mo"}, *({name: "zq9zq"} for name in ("person", "part", "sharing", "need", "colour"))],
    ids=lambda asked: " ".join(next(iter(asked.items()))),
)
def test_what_is_not_known_filters_nothing_and_is_not_said_back(board: Board, asked: dict[str, str]) -> None:
    """A-12: another family's person in the address opens nobody of theirs."""
    if "Mo" in asked.values():
        asked = {"person": board.office.people["Mo"].id}
    page = board.page(**asked)
    assert PARENT_WORRY in page
    assert OTHER_WORDS not in page
    assert next(iter(asked.values())) not in page
    with board.office.database.read() as tx:
        about_mo = [row.action for row in audit.of(tx, board.office.people["Mo"].id)]
    assert "answers.opened" not in about_mo


def test_somebody_elses_board_is_not_found(board: Board) -> None:
    """A-12, W-05: neither a colleague of the same council nor another council."""
    path = f"/cases/{board.office.cases['Rowan'].id}/side-by-side"
    for who in (board.office.bea, board.office.cai):
        answer = board.office.signed_in(who).get(path)
        assert answer.status_code == 404
        assert PARENT_WORRY not in answer.text


def test_the_links_of_the_filters_are_addresses_of_ids(board: Board) -> None:
    """Nothing that anybody said, no name, in an address; each filter keeps the others."""
    links = re.findall(r'href="(/cases/[^"]*side-by-side[^"]*)"', board.page(part="worries"))
    people = {board.office.people[name].id for name in ("Ewa", "Kuba")}
    known = {"person": people, "part": set(PARTS), "sharing": set(SHARING), "need": set(KINDS)}
    assert len(links) > 12
    for link in links:
        for one in filter(None, html.unescape(link).partition("?")[2].split("&")):
            name, _, value = one.partition("=")
            assert value in known[name]
    assert any("part=worries" in link and "sharing=ask_first" in link for link in links)
    assert 'aria-current="true">What we are worried about' in board.page(part="worries")


def test_an_alert_stands_on_the_board_and_is_opened_by_a_form(board: Board) -> None:
    page = board.page()
    assert ALERT_WORDS not in page
    assert "Ewa: A weapon" in page
    path = f"/cases/{board.office.cases['Rowan'].id}/side-by-side"
    assert ALERT_WORDS in post(board.client, path, f"/alerts/{board.office.alert}").text
    post(board.client, path, f"/alerts/{board.office.alert}/handled")
    assert "A weapon" not in board.page()


def test_nothing_of_the_board_is_outside_what_paper_leaves_out() -> None:
    """What one person said reaches no paper beside another's: the whole board stands in the screen's part."""
    text = (HERE / "templates/side_by_side.html").read_text(encoding="utf-8")
    main = text.partition("{% block main %}")[2].partition("{% endblock %}")[0].strip()
    assert main.startswith('<div class="paper-only">')
    paper, _, screen = main.partition('<div class="screen">')
    assert "{%" not in paper
    assert "{{" not in paper.replace('{{ _("', "")
    assert screen.count("<div") - screen.count("</div>") == -1
    assert screen.rstrip().endswith("</div>")
    assert "-copy" not in screen
    assert "export" not in screen


def practical(content: Content) -> set[str]:
    """Every question of the parts about taking part, in any guide; rounds by their first."""
    return {
        entry.item
        for guide in content.guides.values()
        for entry in guide.entries
        if entry.part in ("practical", "taking_part", "report", "before_court")
        and content.item(entry.item).kind == "question"
    }


def test_every_question_about_taking_part_is_a_need_or_said_to_be_none(texts: Texts) -> None:
    """A question that a new guide asks must be put in the table, or here."""
    not_to_act_on = {
        "report.ask_for_it",
        "parent.court.questions",
        "parent.court.support",
        "parent.court.family",
        # Only asks whether the others are wanted.
        "parent.practical.more",
    }
    held = {question for kind in KINDS.values() for question in kind.questions}
    assert practical(texts.content) - held - not_to_act_on == set()
    assert all(question in texts.content.items for question in held)
    choices = {choice for kind in KINDS.values() for choice in kind.settled}
    assert all(choice in texts.content.items for choice in choices)
    assert len(questions_of(texts.content.items)) == 18
