"""Giving a case away on its page."""

from __future__ import annotations

from bot.records import cases
from tests.portal.office import Office, post


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
