"""The council chooses which of our languages it offers; what goes on in another goes on."""

from __future__ import annotations

import copy
from dataclasses import replace
from types import MappingProxyType

import pytest

from bot.content.languages import offered_by
from bot.content.model import Council
from bot.conversation.facts import Waits, facts_of
from bot.conversation.knowledge import Knowledge
from bot.conversation.renderer import Values
from bot.language.catalogues import Catalogues
from bot.records import participants
from bot.records.conversations import Conversation
from bot.services.texts import Texts
from tests.world import NOW, World

OURS = ("en", "pl", "cy", "ur")


def council(**settings: str) -> Council:
    return Council("oakshire", "Oak", "england", settings)


@pytest.mark.parametrize(
    ("settings", "offered"),
    [
        ({}, OURS),
        ({"languages": "ur, en"}, ("ur", "en")),
        ({"languages": "en, lt, pl"}, ("en", "pl")),
    ],
)
def test_a_council_offers_what_it_has_chosen_in_its_own_order(
    settings: dict[str, str], offered: tuple[str, ...]
) -> None:
    assert offered_by(council(**settings), OURS) == offered


def choosing(known: Knowledge, **settings: str) -> Knowledge:
    """The same knowledge with four languages of ours, and a council that has chosen among them."""
    content = copy.copy(known.texts.content)
    content.councils = MappingProxyType({"oakshire": council(**settings)})
    languages = {
        code: replace(one, offered=code in OURS) for code, one in known.texts.catalogues.languages.items()
    }
    ordered = {code: languages[code] for code in OURS}
    return replace(known, texts=Texts(content, Catalogues(ordered, {})))


@pytest.mark.parametrize(
    ("own", "chosen", "offered"),
    [
        ("pl", None, ("pl", "en", "cy", "ur")),
        ("pl", "en, cy, pl", ("pl", "en", "cy")),
        # Invited in a language that was taken back since: they go on in it, and leave it for good.
        ("ur", "en, pl", ("ur", "en", "pl")),
        ("en", "en, pl", ("en", "pl")),
        ("lt", "en, pl", ("en", "pl")),
    ],
)
def test_buttons_are_the_councils_languages_with_ones_own_first(
    world: World, known: Knowledge, own: str, chosen: str | None, offered: tuple[str, ...]
) -> None:
    here: Conversation = replace(world.arrive(world.parent, world.ada), language=own)
    with world.database.read() as tx:
        around = participants.around(tx, here.scope)
    knowing = choosing(known, **({} if chosen is None else {"languages": chosen}))
    waits = Waits(returning=False, next_meeting=False, news=(), feedback_open=False, side_by_side=())
    facts = facts_of(knowing, here, around, waits, Values(own, "england", "parent", {}), NOW)
    assert facts.languages == offered
