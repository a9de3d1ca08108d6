"""One worker who opens very many people's words in an hour is seen (W-09)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.errors import NotFound, SettingsRefused
from bot.operations.app import Operations
from bot.portal.app import create_app
from bot.records import audit, bulk
from bot.records.figures import figures
from bot.records.scopes import Role
from bot.settings import Settings
from tests.portal.office import Office, post


@pytest.fixture
def watched(office: Office) -> Office:
    """The same office, where more than one person in an hour is many."""
    settings = replace(office.settings, most_opened=1)
    app = create_app(
        office.database, settings, office.texts.content, office.texts.catalogues, clock=office.clock
    )
    return replace(office, settings=settings, app=app)


def alarms(office: Office) -> list[str]:
    with office.database.read() as tx:
        return [row.about for row in audit.of(tx, office.ada.id) if row.action == bulk.ALARM]


def open_(office: Office, *names: str) -> None:
    client = office.signed_in(office.ada)
    for name in names:
        assert client.get(f"/people/{office.people[name].id}/answers").status_code == 200


def test_one_more_than_the_setting_raises_it_once(watched: Office) -> None:
    """W-09: the audit, the figures, the admin's and the auditor's page; one person again is no other."""
    open_(watched, "Ewa", "Ewa", "Ewa")
    assert alarms(watched) == []
    open_(watched, "Kuba")
    open_(watched, "Ewa", "Kuba")
    assert alarms(watched) == [watched.ada.id]
    with watched.database.read() as tx:
        assert figures(tx, watched.clock.now).bulk_openings == 1
    shown = Operations(watched.database, watched.settings.state, watched.clock).metrics().decode()
    assert "beforehand_bulk_openings 1.0" in shown
    assert "Ada" not in shown
    for who, page in ((watched.admin, "/staff"), (watched.auditor, "/audit")):
        text = watched.signed_in(who).get(page).text
        part = text.partition("Very many opened")[2].partition("</section>")[0]
        assert "Ada" in part
        assert "Bea" not in part


def test_an_hour_later_it_is_counted_anew(watched: Office) -> None:
    """W-09: two people with more than an hour between them raise nothing; two within an hour do, again."""
    open_(watched, "Ewa")
    watched.clock.move(minutes=61)
    open_(watched, "Kuba")
    assert alarms(watched) == []
    watched.clock.move(minutes=10)
    open_(watched, "Ewa")
    assert len(alarms(watched)) == 1
    watched.clock.move(minutes=70)
    open_(watched, "Ewa", "Kuba")
    assert len(alarms(watched)) == 2


@pytest.mark.parametrize("way", ["alert", "note", "replies", "copies", "side"])
def test_every_way_to_open_counts(watched: Office, way: str) -> None:
    """W-09: an alert, the safe note, replies, a print and side by side are openings of that person."""
    client = watched.signed_in(watched.ada)
    ewa, kuba = watched.people["Ewa"].id, watched.people["Kuba"].id
    if way == "side":
        client.get(f"/cases/{watched.cases['Rowan'].id}/side-by-side")
    else:
        client.get(f"/people/{kuba}/answers")
        {
            "alert": lambda: post(client, "/alerts", f"/alerts/{watched.alert}"),
            "note": lambda: post(client, f"/people/{ewa}", f"/people/{ewa}/safe-contact"),
            "replies": lambda: client.get(f"/people/{ewa}/replies"),
            "copies": lambda: client.get(f"/people/{ewa}/meeting-copy"),
        }[way]()
    assert len(alarms(watched)) == 1


def test_what_was_refused_counts_as_nothing(watched: Office) -> None:
    client = watched.signed_in(watched.ada)
    for name in ("Mo", "Jo", "Ewa"):
        client.get(f"/people/{watched.people[name].id}/answers")
    assert alarms(watched) == []


def test_another_council_hears_nothing_of_it(watched: Office) -> None:
    """A-12: the alarm is shown to admins and auditors of the worker's own council only."""
    open_(watched, "Ewa", "Kuba")
    far = replace(watched.admin.scope, council="elmford")
    with watched.database.read() as tx:
        assert len(bulk.alarms(tx, watched.admin.scope, watched.clock.now)) == 1
        assert bulk.alarms(tx, far, watched.clock.now) == []
        for role in (Role.WORKER, Role.MANAGER, Role.RECOVERY_OFFICER):
            with pytest.raises(NotFound):
                bulk.alarms(tx, replace(far, role=role), watched.clock.now)


@pytest.mark.parametrize("wrong", ["0", "-1", "many", "3.5", "100000"])
def test_the_setting_is_a_number_of_people(office: Office, tmp_path: Path, wrong: str) -> None:
    environ = {"BEFOREHAND_MODE": "test", "BEFOREHAND_STATE": str(office.settings.state)}
    assert Settings.load(environ).most_opened == 30
    assert Settings.load(environ | {"BEFOREHAND_MOST_OPENED": "12"}).most_opened == 12
    with pytest.raises(SettingsRefused):
        Settings.load(environ | {"BEFOREHAND_MOST_OPENED": wrong})
