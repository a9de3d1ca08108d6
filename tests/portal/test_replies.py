"""Writing back on the worker's pages, and the wish to delete."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.records import deletion, replies
from bot.records.sealing import PrivateHalf
from bot.records.sign_in import sign_in
from tests.portal.office import PASSWORD, Office, post

OWN = "I will ring the school & tell you <b>first</b>."


def pages(office: Office, name: str = "Ewa") -> tuple[str, str]:
    person = f"/people/{office.people[name].id}"
    return person, f"{person}/replies"


def test_a_ready_reply_and_a_promise_in_own_words(office: Office) -> None:
    client = office.signed_in(office.ada)
    _, page = pages(office)
    day = (office.clock.now + timedelta(days=2)).date().isoformat()
    assert post(client, page, page, which="replies.ready.read").status_code == 303
    office.clock.move(seconds=1)
    assert post(client, page, page, which="own", words=OWN, by_day=day).status_code == 303
    text = client.get(page).text
    assert "I have read what you sent." in text
    assert "I will ring the school &amp; tell you &lt;b&gt;first&lt;/b&gt;." in text
    assert "Not shown to the person yet." in text
    scope = office.talks["Ewa"].scope
    (first, second) = replies.open_all(
        office.database, office.ada.scope, _key(office), office.people["Ewa"].id, office.clock.now
    )
    assert (first.item, second.words, second.due_on is not None) == ("replies.ready.read", OWN, True)
    with office.database.begin() as tx:
        replies.told(tx, scope, second.id, office.clock.now)
        replies.answer(tx, scope, second.id, "choices.promise_partly", office.clock.now)
    assert "They say: In part" in client.get(page).text


def _key(office: Office) -> PrivateHalf:
    signed = sign_in(
        office.database,
        email=office.ada.email,
        password=PASSWORD,
        code=office.code(office.ada),
        client="test",
        now=office.clock.now,
    )
    return signed.session.key


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({}, "Choose what to write"),
        ({"which": "choices.send"}, "Choose what to write"),
        ({"which": "own"}, "500 characters or fewer"),
        ({"which": "own", "words": "x" * 501}, "500 characters or fewer"),
        ({"which": "replies.ready.read", "by_day": "soon"}, "today or later"),
        ({"which": "replies.ready.read", "by_day": "2020-01-01"}, "today or later"),
        ({"which": "replies.ready.read", "by_day": "2099-01-01"}, "today or later"),
    ],
)
def test_what_cannot_be_written(office: Office, wrong: dict[str, str], words: str) -> None:
    client = office.signed_in(office.ada)
    _, page = pages(office)
    answer = post(client, page, page, **wrong)
    assert answer.status_code == 400
    assert words in answer.text
    assert "Nothing has been written back yet." in answer.text


def test_a_wish_to_delete_is_seen_and_answered(office: Office) -> None:
    client = office.signed_in(office.ada)
    person, _ = pages(office)
    assert "to be deleted" not in client.get(person).text
    with office.database.begin() as tx:
        deletion.ask(tx, office.talks["Ewa"].scope, office.clock.now)
    assert "Nobody has answered yet" in client.get(person).text
    for nonsense in ("", "whatever", "must_keep", "must_keep:whatever", "deleted:court"):
        answer = post(client, person, f"{person}/deletion", decision=nonsense, sure="yes")
        assert (answer.status_code, "Choose what becomes of the wish" in answer.text) == (400, True)
    assert "Nobody has answered yet" in client.get(person).text
    post(client, person, f"{person}/deletion", decision="speak_first")
    assert "I want to talk with them first. Answered on" in client.get(person).text


def test_somebody_elses_family_is_not_found(office: Office) -> None:
    client = office.signed_in(office.bea)
    _, page = pages(office)
    assert client.get(page).status_code == 404
    own = f"/people/{office.people['Mo'].id}/replies"
    assert post(client, own, page, which="replies.ready.read").status_code == 404
