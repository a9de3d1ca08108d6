"""The same pages over PostgreSQL: one way through, from sign-in to a handled alert."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.records import audit, bulk, security_keys
from bot.records.database import Database
from bot.records.security_keys import Answer, Site
from bot.services.texts import Texts
from tests.portal.authenticator import SoftKey
from tests.portal.office import ALERT_WORDS, PARENT_WORDS, Clock, Office, make_office, make_settings, post
from tests.postgres import running_server
from tests.tables import make_tables


@pytest.fixture
def served(tmp_path: Path, texts: Texts) -> Iterator[Office]:
    with running_server() as server:
        settings = make_settings(tmp_path, BEFOREHAND_DATABASE_URL=server.url(server.create()))
        database = Database.open(settings)
        make_tables(database)
        yield make_office(database, settings, texts, Clock())
        database.close()


def test_a_security_key(served: Office) -> None:
    """W-02: each answer of a key is taken once here too."""
    key, site = SoftKey(), Site("localhost", "http://localhost")

    def asked(challenge: bytes) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(security_keys.asking_to_sign_in(site, challenge))
        return found

    with served.database.begin() as tx:
        made = json.loads(
            security_keys.asking_to_add(tx, served.ada.scope, site, served.ada.email, b"first challenge")
        )
        answer = Answer(site, b"first challenge", key.make(made, site.origin))
        security_keys.add(tx, served.ada.scope, answer, "Key", served.clock.now)
    answers = [Answer(site, one, key.sign(asked(one), site.origin)) for one in (b"second one", b"third one")]
    taken = []
    for one in (answers[0], answers[0], answers[1], answers[1]):
        with served.database.begin() as tx:
            taken.append(security_keys.fits(tx, served.ada.id, one, served.clock.now))
    assert taken == [True, False, True, False]


def test_the_way_through(served: Office) -> None:
    assert not served.database.is_sqlite
    client = served.signed_in(served.ada)
    person = f"/people/{served.people['Ewa'].id}"
    assert PARENT_WORDS in client.get(f"{person}/answers").text
    assert client.get(f"/people/{served.people['Mo'].id}/answers").status_code == 404
    assert "Shown this once." in post(client, f"{person}/invite", f"{person}/invite").text
    assert ALERT_WORDS in post(client, "/alerts", f"/alerts/{served.alert}").text
    assert post(client, "/alerts", f"/alerts/{served.alert}/handled").status_code == 303
    colleagues = f"/cases/{served.cases['Rowan'].id}/colleagues"
    assert post(client, colleagues, colleagues, colleague=served.bea.id).status_code == 303
    assert PARENT_WORDS in served.signed_in(served.bea).get(f"{person}/answers").text
    manager, auditor = served.signed_in(served.manager), served.signed_in(served.auditor)
    assert "Next meeting" in manager.get("/team").text
    assert "Ewa: Sent" in manager.get(f"/team/{served.ada.id}").text
    opened = f"/audit?action=answers.opened&staff={served.ada.id}&first=2026-11-23&last=2026-11-23"
    assert served.people["Ewa"].id in auditor.get(opened).text
    assert served.people["Jo"].id not in auditor.get("/audit").text
    assert "Nothing was changed or taken out" in auditor.get("/audit/check").text
    admin = served.signed_in(served.admin)
    assert "Bea" in admin.get(f"/staff/{served.ada.id}").text
    assert bulk.watch(served.database, served.ada.scope, 0, served.clock.now)
    assert not bulk.watch(served.database, served.ada.scope, 0, served.clock.now)
    assert "Very many opened" in served.signed_in(served.admin).get("/staff").text
    assert post(client, "/cases", "/sign-out").status_code == 303
    assert client.get("/cases").status_code == 303
    with served.database.read() as tx:
        assert audit.verify(tx).first_bad is None
