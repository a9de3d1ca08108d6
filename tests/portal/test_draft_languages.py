"""The worker sees which languages nobody at the council has checked, and offers only those it has chosen."""

from __future__ import annotations

import copy
import html
import re
from dataclasses import replace
from types import MappingProxyType

import pytest

from bot.content.signing import SIGNED_FILE, Signature, Signatures, to_sign, words_hash
from bot.services.texts import Texts
from tests.portal.office import Browser, Office, make_app, part, post, send

DRAFT = "nobody at Oakshire (invented) has checked its safety wording yet."


def sign(office: Office, language: str) -> None:
    """As people of the council would, item by item."""
    say = office.texts.catalogues.text
    made = [
        Signature(
            "oakshire", one.id, language, words_hash(one, language, say), "T. Est", "test", "2026-11-01"
        )
        for one in to_sign(office.texts.content.items.values())
    ]
    Signatures.load(office.settings.state / SIGNED_FILE).sign(*made)


def text_of(client: Browser, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", html.unescape(answer.text))


def new_person(office: Office) -> str:
    return f"/cases/{office.cases['Rowan'].id}/people/new"


@pytest.mark.parametrize("page", ["", "/answers", "/meeting-copy", "/worker-copy"])
def test_where_a_language_is_named_it_says_that_it_is_a_draft(office: Office, page: str) -> None:
    client, address = office.signed_in(office.ada), f"/people/{office.people['Ewa'].id}{page}"
    assert f"Draft in Polish: {DRAFT}" in text_of(client, address)
    sign(office, "pl")
    assert "Draft in" not in text_of(client, address)


def test_of_several_languages_those_are_named_that_are_drafts(office: Office) -> None:
    send(
        office, "Kuba", [(part(office, "young_person.good.right_now", "pl", "words", "u babci"), "read_out")]
    )
    client, address = office.signed_in(office.ada), f"/people/{office.people['Kuba'].id}/answers"
    assert f"English, Polish. Draft in English, Polish: {DRAFT}" in text_of(client, address)
    sign(office, "en")
    assert f"English, Polish. Draft in Polish: {DRAFT}" in text_of(client, address)


def test_the_form_for_a_person_says_it_beside_each_language(office: Office) -> None:
    client = office.signed_in(office.ada)
    sign(office, "en")
    text = text_of(client, new_person(office))
    assert f"“Draft”: {DRAFT}" in text
    assert "English (English)</option>" in text
    assert "Polish (Polski) – draft</option>" in text


def test_only_the_councils_languages_are_offered_and_taken(office: Office) -> None:
    content = copy.copy(office.texts.content)
    oakshire = content.council("oakshire")
    chosen = replace(oakshire, settings={**oakshire.settings, "languages": "en"})
    content.councils = MappingProxyType({**content.councils, "oakshire": chosen})
    texts = Texts(content, office.texts.catalogues)
    office.app = make_app(office.database, office.settings, texts, office.clock)
    client, new = office.signed_in(office.ada), new_person(office)
    assert "Polish" not in text_of(client, new)
    fields = {"name": "Ola", "audience": "parent"}
    assert post(client, new, new, **fields, language="pl").status_code == 400
    assert post(client, new, new, **fields, language="en").status_code == 303
    # Ewa was invited in Polish before: nothing of hers has changed.
    assert "Polish" in text_of(client, f"/people/{office.people['Ewa'].id}/answers")
