"""The same pages over PostgreSQL: one way through, from sign-in to a handled alert."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.records import audit
from bot.records.database import Database
from bot.services.texts import Texts
from tests.portal.office import ALERT_WORDS, PARENT_WORDS, Clock, Office, make_office, make_settings, post
from tests.postgres import running_server


@pytest.fixture
def served(tmp_path: Path, texts: Texts) -> Iterator[Office]:
    with running_server() as server:
        settings = make_settings(tmp_path, BEFOREHAND_DATABASE_URL=server.url(server.create()))
        database = Database.open(settings)
        database.migrate()
        yield make_office(database, settings, texts, Clock())
        database.close()


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
    assert post(client, "/cases", "/sign-out").status_code == 303
    assert client.get("/cases").status_code == 303
    with served.database.read() as tx:
        assert audit.verify(tx).first_bad is None
