"""An auditor's pages: the trail of their own council, and whether the chain is whole."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import text as sql

from bot.records import audit, erase, trail
from bot.records.scopes import Role
from bot.records.trail import Wanted
from tests.portal.office import NOW, Office, post
from tests.portal.test_other_families import ALL_WORDS, NAMES


def rows_of(page: str) -> list[list[str]]:
    table = page.partition("<tbody>")[2].partition("</tbody>")[0]
    return [
        [re.sub(r"<[^>]*>", "", cell).strip() for cell in re.findall(r"<td[^>]*>.*?</td>", row, re.DOTALL)]
        for row in re.findall(r"<tr>.*?</tr>", table, re.DOTALL)
    ]


def test_the_trail_names_staff_and_no_family(office: Office) -> None:
    """Who opened what and when is there; a name of a family or a word of theirs is not."""
    office.signed_in(office.ada).get(f"/people/{office.people['Ewa'].id}/answers")
    page = office.signed_in(office.auditor).get("/audit").text
    opened = [row for row in rows_of(page) if row[2] == "answers.opened"]
    assert [row[3] for row in opened] == ["Ada"]
    assert opened[0][4] == f"participant {office.people['Ewa'].id}"
    said = [cell for row in rows_of(page) for cell in row]
    assert not any(name in cell.split() for cell in said for name in (*NAMES, "Rowan", "Sedge"))
    assert not any(words in page for words in ALL_WORDS)


def test_another_councils_rows_are_not_there(office: Office) -> None:
    """A-12: neither what Cai did, nor what was done to his people, by any filter."""
    office.signed_in(office.cai).get(f"/people/{office.people['Jo'].id}/answers")
    far = {office.cai.id, office.people["Jo"].id, office.cases["Teasel"].id, office.alerts["Jo"]}
    with office.database.read() as tx:
        everything = {about for _, about in audit.after(tx, 0)}
        mine = trail.rows(tx, office.auditor.scope, Wanted())
        by_cai = trail.rows(tx, office.auditor.scope, Wanted(staff_id=office.cai.id))
    assert far <= everything
    assert {row.about for row in mine} & far == set()
    assert {row.actor for row in mine} & far == set()
    assert by_cai == []
    near = {office.people["Ewa"].id, office.cases["Sedge"].id, office.alerts["Mo"], office.bea.id}
    assert near <= {row.about for row in mine}
    assert office.cai.id not in office.signed_in(office.auditor).get(f"/audit?staff={office.cai.id}").text


def test_what_was_erased_keeps_its_rows_for_its_own_council(office: Office) -> None:
    gone, far = office.people["Mo"].id, office.people["Jo"].id
    erase.participant(office.database, gone, office.clock.now)
    erase.participant(office.database, far, office.clock.now)
    with office.database.read() as tx:
        mine = {(row.action, row.about) for row in trail.rows(tx, office.auditor.scope, Wanted())}
    assert ("participant.erased", gone) in mine
    assert not any(about == far for _, about in mine)


def test_filters_by_day_action_and_person(office: Office) -> None:
    office.clock.move(days=1)
    office.signed_in(office.ada).get(f"/people/{office.people['Ewa'].id}/answers")
    client = office.signed_in(office.auditor)
    second = f"{NOW:%Y-%m}-24"
    assert {row[2] for row in rows_of(client.get("/audit?action=answers.opened").text)} == {"answers.opened"}
    on_the_second = rows_of(client.get(f"/audit?first={second}&last={second}").text)
    assert on_the_second
    assert all(row[1].startswith("24 Nov") for row in on_the_second)
    assert not any(row[1].startswith("24 Nov") for row in rows_of(client.get("/audit?last=2026-11-23").text))
    adas = rows_of(client.get(f"/audit?staff={office.ada.id}&action=answers.opened").text)
    assert [row[3] for row in adas] == ["Ada"]
    assert rows_of(client.get(f"/audit?staff={office.bea.id}&action=answers.opened").text) == []
    for wrong in ("26.11.2026", "2026-13-01", "9999-12-31", "0001-01-01", "'; drop table audit"):
        answer = client.get("/audit", params={"first": wrong})
        assert answer.status_code == 400
        assert "Give days as year" in answer.text
    assert client.get("/audit?before=x&action=none&staff=none&more=1").status_code == 200


def test_the_day_is_londons(office: Office) -> None:
    """A row at a quarter past midnight in summer is of the new day there, and of the old one in UTC."""
    late = NOW.replace(month=7, day=1, hour=23, minute=15)
    with office.database.begin() as tx:
        audit.by_worker(tx, office.ada.scope, "report.noted", office.people["Ewa"].id, late)
    client = office.signed_in(office.auditor)
    assert len(rows_of(client.get("/audit?action=report.noted&first=2026-07-02&last=2026-07-02").text)) == 1
    assert rows_of(client.get("/audit?action=report.noted&first=2026-07-01&last=2026-07-01").text) == []


def test_older_rows_are_a_page_further(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.portal.audit_pages.PAGE", 5)
    monkeypatch.setattr(trail, "PAGE", 5)
    client, seen, path = office.signed_in(office.auditor), [], "/audit"
    for _ in range(100):
        page = client.get(path).text
        seen += [int(row[0]) for row in rows_of(page)]
        older = re.search(r'<a href="(/audit\?[^"]*before=\d+)">', page)
        if older is None:
            break
        path = older[1].replace("&amp;", "&")
    with office.database.read() as tx:
        monkeypatch.setattr(trail, "PAGE", 10_000)
        assert seen == [row.seq for row in trail.rows(tx, office.auditor.scope, Wanted())]
    assert len(seen) > 20


def test_a_whole_chain_and_a_broken_one(office: Office) -> None:
    """R-07 as the auditor sees it: the first row that does not fit is named."""
    client = office.signed_in(office.auditor)
    whole = client.get("/audit/check").text
    assert "Nothing was changed or taken out" in whole
    with office.database.begin() as tx:
        for (name,) in tx.connection.execute(
            sql("SELECT name FROM sqlite_master WHERE type='trigger' AND tbl_name='audit'")
        ).all():
            tx.connection.execute(sql(f"DROP TRIGGER {name}"))
        tx.connection.execute(sql("UPDATE audit SET actor='somebody-else' WHERE seq = 7"))
    broken = client.get("/audit/check").text
    assert "Row 7 does not fit" in broken
    assert "6 rows before it are whole" in broken


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.AUDITOR])
def test_the_trail_is_an_auditors_alone(office: Office, role: Role) -> None:
    """W-05 below the pages: the functions themselves refuse any other scope."""
    scope = type(office.ada.scope)(office.ada.id, "oakshire", role)
    with office.database.read() as tx:
        for ask in (lambda: trail.rows(tx, scope, Wanted()), lambda: trail.check(tx, scope)):
            with pytest.raises(Exception, match="Not found"):
                ask()


def test_the_way_there_is_in_the_head(office: Office) -> None:
    for who, link in ((office.auditor, "/audit"), (office.manager, "/team"), (office.admin, "/staff")):
        client = office.signed_in(who)
        assert client.get("/").headers["location"] == link
        assert f'<a href="{link}">' in client.get("/sessions").text
    assert office.signed_in(office.officer).get("/").headers["location"] == "/together"
    assert post(office.signed_in(office.officer), "/sessions", "/sign-out").status_code == 303
