"""How long councils keep what was sent: what they say, and nothing of ours."""

from __future__ import annotations

from datetime import timedelta

from bot.services.keeping import kept, kept_by_council
from tests.stack import knowledge


def test_only_a_council_that_has_set_it_has_an_end() -> None:
    content = knowledge().texts.content
    found = kept_by_council(content)
    assert found == {"oakshire": timedelta(weeks=4)}
    assert len(content.councils) > 2
    assert kept(content.council("elmford")) is None
