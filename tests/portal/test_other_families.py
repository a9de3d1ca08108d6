"""Somebody else's family is not there: no page, no word, and no difference from nothing at all."""

from __future__ import annotations

import re

import pytest

from bot.portal.app import PAGES
from tests.portal.office import (
    ALERT_WORDS,
    FAR_WORDS,
    OTHER_WORDS,
    PARENT_SECRET,
    PARENT_WORDS,
    PARENT_WORRY,
    SAFE_NOTE,
    TEEN_WORDS,
    Office,
    token_of,
)
from tests.portal.test_access import WORKER, address, answer_ids
from tests.portal.test_voice import at, source, speak

EWAS = (PARENT_WORDS, PARENT_WORRY, PARENT_SECRET, ALERT_WORDS)
ALL_WORDS = (*EWAS, "I hate it when they shout", OTHER_WORDS, FAR_WORDS, SAFE_NOTE)
HEADINGS = "/headings/safety_map"
NAMES = ("Ewa", "Kuba", "Mo", "Jo")


@pytest.mark.parametrize("who", ["bea", "cai"])
def test_every_page_of_another_family_is_not_found(office: Office, who: str) -> None:
    """A-12: every page with an id in its address, for a colleague and for another council."""
    speak(office)
    ada = office.signed_in(office.ada)
    ids = {
        "case": office.cases["Rowan"].id,
        "person": office.people["Ewa"].id,
        "alert": office.alert,
        "answer": answer_ids(office, ada, "Ewa")[0],
        "note": "n1",
        "opening": source(ada, at(office)).rpartition("/")[2],
        "arrangement": "safety_map",
    }
    unknown = dict.fromkeys(ids, "nothing-of-the-kind")
    client = office.signed_in(getattr(office, who))
    csrf = token_of(client, "/cases/new")
    swept = [page for page in PAGES if page.name in WORKER and "{" in page.path]
    assert len(swept) >= 18
    for page in swept:
        more = (
            {"data": {"csrf": csrf, "colleague": office.bea.id, "name": "x"}} if page.method == "POST" else {}
        )
        answer = client.request(page.method, address(page, ids), **more)
        nothing = client.request(page.method, address(page, unknown), **more)
        assert answer.status_code == 404, page.name
        assert answer.content == nothing.content, page.name
        assert not any(words in answer.text for words in ALL_WORDS), page.name


def test_nothing_was_changed_by_the_sweep(office: Office) -> None:
    """A-12: a colleague cannot take a case, stop an invite, or mark an alert of another family."""
    bea = office.signed_in(office.bea)
    csrf = token_of(bea, "/cases/new")
    case, person = office.cases["Rowan"].id, office.people["Ewa"].id
    for path in (
        f"/cases/{case}/colleagues",
        f"/cases/{case}/colleagues/remove",
        f"/people/{person}/invite/stop",
        f"/alerts/{office.alert}/handled",
    ):
        answer = bea.post(path, data={"csrf": csrf, "colleague": office.bea.id})
        assert answer.status_code == 404, path
    ada = office.signed_in(office.ada)
    assert "Bea" not in ada.get(f"/cases/{case}").text
    assert "Not opened yet" in ada.get("/alerts").text
    assert "Rowan" not in bea.get("/cases").text


def test_an_answer_of_somebody_else_cannot_be_released(office: Office) -> None:
    """A-12: Kuba's "ask me first" under Ewa's address, or by a colleague, stays as it was."""
    ada, bea = office.signed_in(office.ada), office.signed_in(office.bea)
    kubas = answer_ids(office, ada, "Kuba")[0]
    mo = office.people["Mo"].id
    bea.post(f"/people/{mo}/answers/{kubas}/yes", data={"csrf": token_of(bea, "/cases/new")})
    assert answer_ids(office, ada, "Kuba") == [kubas]
    assert "I hate it" not in ada.get(f"/people/{office.people['Kuba'].id}/meeting-copy").text


@pytest.mark.parametrize(
    ("name", "page"),
    [
        (name, page)
        for name in ("Ewa", "Kuba")
        for page in ("", "/answers", "/meeting-copy", "/worker-copy", "/opened", "/invite", HEADINGS)
    ],
)
def test_one_persons_pages_hold_nothing_of_another(office: Office, name: str, page: str) -> None:
    """P-13: in one family too; the child's words are on no page of the parent, and the reverse."""
    text = office.signed_in(office.ada).get(f"/people/{office.people[name].id}{page}").text
    assert name in text
    others = (TEEN_WORDS[:20],) if name == "Ewa" else EWAS
    assert not any(words in text for words in (*others, OTHER_WORDS, FAR_WORDS))
    # The parent's own words and worries may name her child; nothing else on her pages does.
    said = re.sub(r"<blockquote.*?</blockquote>", "", text, flags=re.DOTALL)
    assert not any(f">{other}<" in said for other in NAMES if other != name)


def test_titles_and_addresses_name_nobody(office: Office) -> None:
    """A title lands in the browser's history: no name, no case, no word of an answer."""
    client = office.signed_in(office.ada)
    person, case = office.people["Ewa"].id, office.cases["Rowan"].id
    paths = ["/cases", f"/cases/{case}", f"/people/{person}", f"/people/{person}/answers", "/alerts"]
    for path in paths:
        title = re.search(r"<title>(.*?)</title>", client.get(path).text)
        assert title
        assert title[1].endswith("– Beforehand")
        assert not any(word in title[1] for word in ("Ewa", "Rowan", "weapon", "Kub"))


def test_side_by_side_needs_every_person_opened(office: Office) -> None:
    """One screen of both, each opening in the audit; a refusal for one shows none."""
    client = office.signed_in(office.ada)
    page = client.get(f"/cases/{office.cases['Rowan'].id}/side-by-side").text
    assert PARENT_WORRY in page
    assert "I hate it when they shout" in page
    assert OTHER_WORDS not in page
