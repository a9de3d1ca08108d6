"""A manager's pages: names, days and counts of their own council, and not a word that anybody wrote."""

from __future__ import annotations

import re

from bot.records import alerts, staff
from tests.portal.office import ALERT_WORDS, Browser, Office, post
from tests.portal.test_other_families import ALL_WORDS


def row_of(text: str, name: str) -> list[str]:
    """The cells of the row that begins with a name."""
    for row in re.findall(r"<tr>.*?</tr>", text, re.DOTALL):
        cells = [
            re.sub(r"<[^>]*>", "", cell).strip() for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)
        ]
        if cells and cells[0].startswith(name):
            return cells
    return []


def pages(client: Browser, office: Office) -> dict[str, str]:
    people = (office.ada.id, office.bea.id)
    paths = ("/team", *(f"/team/{one}" for one in people))
    return {path: client.get(path).text for path in paths}


def test_the_team_in_counts(office: Office) -> None:
    text = office.signed_in(office.manager).get("/team").text
    assert row_of(text, "Ada") == ["Ada", "1", "Thursday 26 November 2026", "1"]
    assert row_of(text, "Bea") == ["Bea", "1", "Thursday 26 November 2026", "1"]
    assert row_of(text, "Cai") == []
    ada = office.signed_in(office.ada)
    post(ada, "/alerts", f"/alerts/{office.alert}")
    assert row_of(office.signed_in(office.manager).get("/team").text, "Ada")[3] == "0"


def test_one_colleagues_cases_with_who_has_sent(office: Office) -> None:
    text = office.signed_in(office.manager).get(f"/team/{office.ada.id}").text
    assert "Rowan" in text
    assert "Ewa: Sent" in text
    assert "Kuba: Sent" in text
    assert "Sedge" not in text
    assert "Mo:" not in text


def test_no_word_and_no_other_council(office: Office) -> None:
    """A-12, W-05: every page of the team, after an alert was opened too: nothing said, no Teasels."""
    ada = office.signed_in(office.ada)
    assert ALERT_WORDS in post(ada, "/alerts", f"/alerts/{office.alert}").text
    client = office.signed_in(office.manager)
    for path, text in pages(client, office).items():
        assert len(text) > 1000, path
        assert not any(words in text for words in ALL_WORDS), path
        # In what is read, by whole words: an address holds random letters, and "Jo" now and then.
        read = set(re.findall(r"\w+", re.sub(r"<[^>]*>", " ", text)))
        assert not read & {"Teasel", "Jo", "Cai", "weapon"}, path


def test_what_is_late_is_listed_with_whose_it_is(office: Office) -> None:
    client = office.signed_in(office.manager)
    assert "Past the day" not in client.get("/team").text
    office.clock.move(days=4)
    late = (
        office.signed_in(office.manager)
        .get("/team")
        .text.partition("Past the day")[2]
        .partition("</section>")[0]
    )
    assert row_of(late, "Rowan")
    assert "Ada" in row_of(late, "Sedge")[3] or "Bea" in row_of(late, "Sedge")[3]
    assert "Teasel" not in late
    office.signed_in(office.ada).get(f"/people/{office.people['Ewa'].id}/answers")
    again = office.signed_in(office.manager).get("/team").text
    assert "Ewa" not in again
    assert "Kuba" in again


def test_a_leavers_cases_stay_in_sight(office: Office) -> None:
    """Whoever has left keeps a row while a case hangs on them, and it says who can hand it over."""
    with office.database.begin() as tx:
        staff.disable(tx, office.ada.id, office.clock.now)
    client = office.signed_in(office.manager)
    assert row_of(client.get("/team").text, "Ada")[0] == "Ada Access ended."
    text = client.get(f"/team/{office.ada.id}").text
    assert "Nobody who works here can open it." in text
    office.clock.move(days=4)
    assert "Nobody who works here" in office.signed_in(office.manager).get("/team").text


def test_counts_on_the_team_are_the_councils_own(office: Office) -> None:
    """An alert in another council changes no number here."""
    before = office.signed_in(office.manager).get("/team").text
    with office.database.begin() as tx:
        alerts.record(
            tx, office.talks["Jo"].scope, kind="weapon", level="now", words="x", now=office.clock.now
        )
    after = office.signed_in(office.manager).get("/team").text
    assert row_of(after, "Ada") == row_of(before, "Ada")
    assert row_of(after, "Bea") == row_of(before, "Bea")
