"""The admin's pages: adding colleagues, and ending what they may do."""

from __future__ import annotations

import re

import pytest

from bot.errors import SettingsRefused
from bot.records import audit, cases, staff
from bot.records.scopes import Role
from bot.services import staffing
from tests.portal.office import Office, post, token_of


def test_a_colleague_is_added_by_a_link_shown_once(office: Office) -> None:
    client = office.signed_in(office.admin)
    answer = post(
        client, "/staff/new", "/staff/new",
        name="Eli", email="eli@oakshire.example", role="worker", role_label="Social worker",
    )  # fmt: skip
    link = re.search(r"http://127\.0\.0\.1:8001(/welcome/[\w-]{43})", answer.text)
    assert link
    page = client.get("/staff").text
    assert "Has never signed in" in page
    assert link[1] not in page
    assert "For Eli, eli@oakshire.example, Oakshire (invented)" in office.client().get(link[1]).text


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": ""}, "Give a name"),
        ({"email": "eli"}, "not an e-mail address"),
        ({"email": "eli@oakshire.example, x@evil.example"}, "not an e-mail address"),
        ({"email": "Ada@Oakshire.example"}, "cannot be added"),
        ({"role": "owner"}, "Choose what they do"),
    ],
)
def test_a_colleague_that_cannot_be(office: Office, wrong: dict[str, str], words: str) -> None:
    client = office.signed_in(office.admin)
    fields = {"name": "Eli", "email": "eli@oakshire.example", "role": "worker"} | wrong
    answer = post(client, "/staff/new", "/staff/new", **fields)
    assert answer.status_code == 400
    assert words in answer.text
    assert "/welcome/" not in answer.text


def test_another_councils_staff_are_not_there(office: Office) -> None:
    """A-12: no admin crosses councils."""
    client = office.signed_in(office.admin)
    page = client.get("/staff").text
    assert "Bea" in page
    assert "Cai" not in page
    csrf = token_of(client, "/staff/new")
    for path in (f"/staff/{office.cai.id}/link", f"/staff/{office.cai.id}/stop", "/staff/nobody/link"):
        assert client.post(path, data={"csrf": csrf}).status_code == 404
    with office.database.read() as tx:
        assert not staff.get(tx, office.cai.id).disabled


def test_ending_access_ends_it_now(office: Office) -> None:
    """W-03: the session that is open ends too; nobody ends their own."""
    bea, client = office.signed_in(office.bea), office.signed_in(office.admin)
    assert post(client, "/staff", f"/staff/{office.admin.id}/stop").status_code == 409
    assert post(client, "/staff", f"/staff/{office.bea.id}/stop").status_code == 303
    assert "Access ended." in client.get("/staff").text
    assert bea.get("/cases").status_code == 303


def test_the_audit_names_the_admin(office: Office) -> None:
    """A new link is a way in: who made it, and who ended whose access, can be told afterwards."""
    client = office.signed_in(office.admin)
    post(client, "/staff", f"/staff/{office.bea.id}/link")
    post(client, "/staff", f"/staff/{office.bea.id}/stop")
    post(client, "/staff/new", "/staff/new", name="Eli", email="eli@oakshire.example", role="worker")
    with office.database.read() as tx:
        eli = staff.by_email(tx, "eli@oakshire.example")
        assert eli
        rows = [*audit.of(tx, office.bea.id), *audit.of(tx, eli.id)]
    done = {row.action for row in rows if (row.actor, row.role) == (office.admin.id, "admin")}
    assert done == {"staff.link_renewed", "staff.disabled", "staff.added"}


def test_the_first_admin_is_made_once(office: Office) -> None:
    """`./run init` again gives a lost first link again, and never a second way in beside a living admin."""
    made = staffing.first_admin(
        office.database, office.settings, "elmford", "boss@elmford.example", office.clock.now
    )
    again = staffing.first_admin(
        office.database, office.settings, "elmford", "boss@elmford.example", office.clock.now
    )
    assert made.staff_id == again.staff_id
    assert office.client().get(made.url).status_code == 404
    assert office.client().get(again.url).status_code == 200
    with pytest.raises(SettingsRefused):
        staffing.first_admin(
            office.database, office.settings, "oakshire", "boss@oakshire.example", office.clock.now
        )
    with office.database.read() as tx:
        assert staff.get(tx, made.staff_id).role is Role.ADMIN


def test_a_role_is_changed_and_every_session_ends(office: Office) -> None:
    """W-03, W-05: what was open in the old role is over at once, and the new role has its own pages."""
    hugo, admin = office.signed_in(office.auditor), office.signed_in(office.admin)
    assert hugo.get("/audit").status_code == 200
    page = f"/staff/{office.auditor.id}"
    assert post(admin, page, f"{page}/role", role="owner").status_code == 400
    assert post(admin, page, f"{page}/role", role="manager").status_code == 303
    assert hugo.get("/audit").headers["location"] == "/sign-in?why=ended"
    again = office.signed_in(office.auditor)
    assert again.get("/audit").status_code == 404
    assert again.get("/team").status_code == 200
    with office.database.read() as tx:
        rows = [row for row in audit.of(tx, office.auditor.id) if row.action == "staff.role_set"]
    assert [(row.actor, row.role) for row in rows] == [(office.admin.id, "admin")]


def test_nobody_changes_their_own_role(office: Office) -> None:
    admin = office.signed_in(office.admin)
    answer = post(admin, "/staff", f"/staff/{office.admin.id}/role", role="worker")
    assert answer.status_code == 409
    assert admin.get("/staff").status_code == 200


def test_a_worker_with_cases_stays_a_worker(office: Office) -> None:
    """Else the only one who can open a family's words would sit in a role that opens nothing, unseen."""
    admin = office.signed_in(office.admin)
    page = f"/staff/{office.ada.id}"
    answer = post(admin, page, f"{page}/role", role="manager")
    assert answer.status_code == 409
    assert "Cases still hang on this colleague" in answer.text
    ada = office.signed_in(office.ada)
    colleagues = f"/cases/{office.cases['Rowan'].id}/colleagues"
    post(ada, colleagues, colleagues, colleague=office.bea.id)
    post(ada, colleagues, f"{colleagues}/remove", colleague=office.ada.id)
    assert post(admin, page, f"{page}/role", role="manager").status_code == 303


def test_a_leavers_cases_and_who_must_hand_them_over(office: Office) -> None:
    """Before and after: ids and days for the admin, no family's name; who has no key cannot share."""
    admin = office.signed_in(office.admin)
    page, case = f"/staff/{office.ada.id}", office.cases["Rowan"].id
    text = admin.get(page).text
    assert case in text
    assert "Only this colleague can open it" in text
    assert office.cases["Sedge"].id not in text
    assert not any(name in text for name in ("Rowan", "Ewa", "Kuba"))
    assert post(admin, page, f"{page}/stop").headers["location"] == page
    assert "Nobody who works here can open it." in admin.get(page).text
    with office.database.begin() as tx:
        cases.recover(tx, case, office.bea.id, office.recovery, office.clock.now)
    assert "Nobody who works here" not in admin.get(page).text
    assert "Bea" in admin.get(page).text
    with office.database.begin() as tx:
        staff.disable(tx, office.bea.id, office.clock.now)
    assert "Nobody who works here can open it." in admin.get(page).text
