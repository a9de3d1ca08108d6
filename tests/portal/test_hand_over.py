"""Giving a case away on its page."""

from __future__ import annotations

from bot.records import cases
from bot.records.scopes import Role
from tests.portal.office import Office, make_person, post


def test_a_case_changes_hands_in_one_step(office: Office) -> None:
    """C-02 at the page: the colleague reads everything, the worker who gave it away finds nothing."""
    case, person = office.cases["Rowan"].id, office.people["Ewa"].id
    page, target = f"/cases/{case}/colleagues", f"/cases/{case}/colleagues/hand-over"
    ada = office.signed_in(office.ada)
    answers = ada.get(f"/people/{person}/answers").text
    refused = post(ada, page, target, colleague=office.bea.id)
    assert refused.status_code == 400
    assert "Tick that you want" in refused.text
    assert post(ada, page, target, colleague=office.bea.id, sure="yes").status_code == 303
    for closed in (f"/cases/{case}", f"/people/{person}", f"/people/{person}/answers"):
        assert ada.get(closed).status_code == 404
    bea = office.signed_in(office.bea)
    assert "babcia mieszka blisko" in answers
    assert "babcia mieszka blisko" in bea.get(f"/people/{person}/answers").text


def test_it_goes_to_nobody_else_and_from_nobody_else(office: Office) -> None:
    """A-12: to another council's worker, to oneself, to an administrator's unknown id; from a colleague."""
    case = office.cases["Rowan"].id
    ada, bea = office.signed_in(office.ada), office.signed_in(office.bea)
    page, target = f"/cases/{case}/colleagues", f"/cases/{case}/colleagues/hand-over"
    for chosen in (office.cai.id, office.ada.id, "nobody"):
        assert post(ada, page, target, colleague=chosen, sure="yes").status_code == 404
    assert post(bea, "/cases", target, colleague=office.bea.id, sure="yes").status_code == 404
    with office.database.read() as tx:
        found = cases.get(tx, office.ada.scope, case)
    assert [worker.staff_id for worker in found.workers] == [office.ada.id]


def test_who_oversees_sees_which_cases_nobody_opens_and_opens_none(office: Office) -> None:
    """Leavers: a manager reads names, an administrator none; neither is given a key or a way to one."""
    manager = make_person(office.database, "oakshire", "Mel", Role.MANAGER, office.clock.now)
    far = make_person(office.database, "elmford", "Nia", Role.MANAGER, office.clock.now)
    boss, admin = office.signed_in(manager), office.signed_in(office.admin)
    assert boss.get("/").headers["location"].endswith("/cases-left")
    assert "There is none" in boss.get("/cases-left").text
    post(admin, "/staff", f"/staff/{office.ada.id}/stop")
    seen, counted = boss.get("/cases-left").text, admin.get("/cases-left").text
    for page in (seen, counted):
        assert f"./run recover {office.cases['Rowan'].id}" in page
        assert "Ada" in page
        assert office.cases["Sedge"].id not in page
        assert "Ewa" not in page
    assert "Rowan" in seen
    assert "Rowan" not in counted
    assert "There is none" in office.signed_in(far).get("/cases-left").text
    for path in (f"/cases/{office.cases['Rowan'].id}", f"/people/{office.people['Ewa'].id}/answers"):
        assert boss.get(path).status_code == 404
