"""Going back is safe: however somebody wanders through a guide, they end where a straight walk ends."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from statistics import median

import pytest
from hypothesis import HealthCheck, Phase, given, settings, target
from hypothesis import strategies as st

from bot.content.model import Guide
from tests.stack import knowledge
from tests.walks.clean import clean_run, ends_the_same, pass_by, settle
from tests.walks.conftest import Arrive
from tests.walks.talks import Talk
from tests.walks.walk import CHILDS, KINDS, Walk

FEWEST, MOST = 60, 100
AUDIENCES = ("parent", "young_person", "child")
# Two of five steps go on, so that walks get somewhere.
STEP = st.tuples(st.sampled_from(("go_on",) * 10 + KINDS + CHILDS), st.integers(0, 11))
HOPS = st.lists(STEP, min_size=FEWEST, max_size=MOST)
# What fails is told after the very step, so shrinking a walk of a minute would tell little more.
WALKING = settings(
    deadline=None, database=None, print_blob=True,
    phases=(Phase.generate, Phase.target), suppress_health_check=list(HealthCheck),
)  # fmt: skip


def guides(audience: str) -> list[Guide]:
    held = knowledge().texts.content.guides.values()
    found = [guide for guide in held if guide.audience == audience and guide.purpose == "prepare"]
    assert found
    return found


@dataclass
class Walked:
    """How long the walks were, and which kinds of steps were taken on them."""

    lengths: list[int] = field(default_factory=list)
    steps: Counter[str] = field(default_factory=Counter)

    def wander(self, talk: Talk, before: int, hops: list[tuple[str, int]]) -> None:
        """Begin further on, wander, and hold the end against a straight walk's."""
        walk = Walk(talk)
        walk.begin()
        while before and walk.open != "review.send":
            pass_by(walk)
            before -= 1
        for step, number in hops:
            walk.take(step, number)
        settle(walk)
        straight = Talk(knowledge(), talk.guide, talk.meeting, talk.nation, due=talk.due)
        ends_the_same(walk, clean_run(walk, straight))
        self.lengths.append(sum(walk.steps.values()))
        self.steps.update(walk.steps)
        target(float(walk.turns))

    def were_long_and_of_every_kind(self, audience: str) -> None:
        assert median(self.lengths) >= FEWEST
        assert set(self.steps) >= {*KINDS, *(CHILDS if audience == "child" else ())}


@pytest.mark.parametrize("audience", AUDIENCES)
def test_a_wandering_walk_ends_where_a_straight_one_ends(audience: str) -> None:
    walked = Walked()
    everywhere = [
        (guide, meeting, nation)
        for guide in guides(audience)
        for meeting in guide.meetings
        for nation in guide.nations
    ]

    @settings(WALKING, max_examples=60)
    @given(where=st.sampled_from(everywhere), before=st.integers(0, 60), hops=HOPS)
    def walks(where: tuple[Guide, str, str], before: int, hops: list[tuple[str, int]]) -> None:
        walked.wander(Talk(knowledge(), *where), before, hops)

    walks()
    walked.were_long_and_of_every_kind(audience)


@pytest.mark.parametrize("audience", AUDIENCES)
def test_so_it_does_in_a_real_database(arrive: Arrive, audience: str) -> None:
    """What was kept by intake and store is what a straight walk in memory ends with."""
    walked = Walked()

    @settings(WALKING, max_examples=2)
    @given(guide=st.sampled_from(guides(audience)), before=st.integers(0, 60), hops=HOPS)
    def walks(guide: Guide, before: int, hops: list[tuple[str, int]]) -> None:
        walked.wander(arrive(guide, "england"), before, hops)

    walks()
    assert median(walked.lengths) >= FEWEST
    assert len(walked.steps) > len(KINDS) / 2
