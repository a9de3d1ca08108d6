"""A child with a helper, as a worker reads them: two voices, never one."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from dataclasses import replace

import pytest

from bot.messages import Channel
from bot.records import invites, participants
from bot.records.participants import NewParticipant
from tests.portal.office import PIN, Browser, Office, part, post, send
from tests.portal.test_exports import FORMS, made, plain, text_of

MINE, THEIRS = "boję się kiedy jest ciemno", "Filip długo milczał, zanim to napisał."
OPEN, WISH = "mama śpiewa mi w kuchni", "pies o imieniu Burek"


@pytest.fixture
def child(office: Office) -> Office:
    """Filip of the Rowans sends with somebody from his school beside him."""
    now = office.clock.now
    with office.database.begin() as tx:
        new = NewParticipant("child", "Filip", "pl")
        person = participants.create(tx, office.ada.scope, office.cases["Rowan"].id, new, now)
        issued = invites.issue(tx, office.ada.scope, person.id, now, pin=PIN)
    office.people["Filip"] = person
    office.talks["Filip"] = invites.claim_link(
        office.database, issued.token, pin=PIN, channel=Channel.WEB, address=None, now=now
    )

    worry = part(office, "child.worries.what", "pl", "words", MINE)
    send(
        office,
        "Filip",
        [
            (replace(worry, value=THEIRS, by="helper"), "read_out"),
            (worry, "read_out"),
            (part(office, "child.worries.size", "pl", "choice", "choices.worry_big"), "read_out"),
            (part(office, "child.good.home", "pl", "words", OPEN), "read_out"),
            (part(office, "child.dreams.wish_1", "pl", "words", WISH), "worker_only"),
        ],
    )
    return office


def _articles(text: str) -> list[tuple[bool, str]]:
    """Each answer: whether it is marked as the helper's, and the words in it."""
    found = []
    for article in re.findall(r'<article class="answer.*?</article>', text, re.DOTALL):
        said = re.findall(r"<blockquote[^>]*>(.*?)</blockquote>", article, re.DOTALL)
        found.append(("Helper wrote:" in article, html.unescape("".join(said))))
    return found


def _page(office: Office, client: Browser, page: str) -> str:
    answer = client.get(f"/people/{office.people['Filip'].id}{page}")
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize("page", ["/answers", "/meeting-copy", "/worker-copy"])
def test_the_helper_is_named_beside_the_childs_exact_words(child: Office, page: str) -> None:
    articles = _articles(_page(child, child.signed_in(child.ada), page))
    assert (True, THEIRS) in articles
    assert (False, MINE) in articles
    assert articles.index((False, MINE)) + 1 == articles.index((True, THEIRS))
    assert sum(helper for helper, _ in articles) == 1


def test_side_by_side_tells_them_apart(child: Office) -> None:
    client = child.signed_in(child.ada)
    articles = _articles(client.get(f"/cases/{child.cases['Rowan'].id}/side-by-side").text)
    assert (True, THEIRS) in articles
    assert (False, MINE) in articles


def test_their_own_words_large_leave_the_helper_out(child: Office) -> None:
    client = child.signed_in(child.ada)
    text = html.unescape(_page(child, client, "/voice"))
    assert MINE in text
    assert THEIRS not in text
    for form in FORMS:
        text = plain(text_of(made(child, client, "Filip", "voice", form), form))
        assert MINE in text
        assert plain(THEIRS) not in text


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_documents_say_who_wrote_what(child: Office, form: str) -> None:
    text = plain(text_of(made(child, child.signed_in(child.ada), "Filip", "worker", form), form))
    assert text.count("Helper wrote:") == 1
    assert text.index(MINE) < text.index("Helper wrote:") < text.index(THEIRS)


def test_data_says_who_wrote_what(child: Office) -> None:
    client = child.signed_in(child.ada)
    body = json.loads(made(child, client, "Filip", "worker", "json").content)
    said = {(answer["by"], part["words"]) for answer in body["answers"] for part in answer["parts"]}
    assert {("helper", THEIRS), ("person", MINE), ("person", OPEN)} <= said
    text = made(child, client, "Filip", "worker", "csv").content.decode("utf-8-sig")
    assert {(row["by"], row["said"]) for row in csv.DictReader(io.StringIO(text))} >= {
        ("helper", THEIRS),
        ("person", MINE),
    }


def test_houses_are_columns_and_a_size_is_a_choice(child: Office) -> None:
    text = html.unescape(_page(child, child.signed_in(child.ada), "/answers"))
    houses = ("House of Good Things", "House of Worries", "House of Dreams")
    places = [text.index(f">{house}") for house in houses]
    assert places == sorted(places)
    assert places[0] < text.index(OPEN) < places[1] < text.index(MINE) < places[2] < text.index(WISH)
    assert "Duże zmartwienie" in text
    assert "A big worry" in text
    assert "out of 10" not in text


def test_a_child_can_be_added_and_gets_no_telegram(child: Office) -> None:
    """Under 18 there is no Telegram unless council and worker both say so; Oakshire does not."""
    client = child.signed_in(child.ada)
    new = f"/cases/{child.cases['Rowan'].id}/people/new"
    answer = post(client, new, new, name="Ola", audience="child", language="pl", telegram="yes")
    assert answer.status_code == 303
    with child.database.read() as tx:
        people = participants.of_case(tx, child.ada.scope, child.cases["Rowan"].id)
    assert [one.telegram_allowed for one in people if one.name == "Ola"] == [False]
