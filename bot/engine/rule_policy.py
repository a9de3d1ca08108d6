"""Rasa's RulePolicy, looking only at the rules that could fit.

Rasa holds every rule against every state of the dialogue, several times for each action it predicts. With a
rule for each topic and each control that was half of a turn's work, and it grew with the topics.
"""

from __future__ import annotations

import functools
from typing import Any

from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.constants import PREVIOUS_ACTION, SHOULD_NOT_BE_SET, USER
from rasa.shared.nlu.constants import ACTION_NAME, INTENT

# What a state says of itself: the action before it, and the intent of the message in it.
MARKS = ((PREVIOUS_ACTION, ACTION_NAME), (USER, INTENT))


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class LookedUpRulePolicy(RulePolicy):
    """The same answers as Rasa's: what is left out here would be left out there."""

    def _get_possible_keys(self, lookup: dict[str, str], states: list[dict[str, Any]]) -> set[str]:
        if states:
            here = [states[-1].get(part, {}).get(name) for part, name in MARKS]
            lookup = {
                key: action
                for key, action in lookup.items()
                if all(asked in (None, is_so) for asked, is_so in zip(_asked(key), here, strict=True))
            }
        possible: set[str] = super()._get_possible_keys(lookup, states)
        return possible


@functools.lru_cache(maxsize=4096)
def _asked(key: str) -> tuple[str | None, ...]:
    """What a rule wants of the state that is now, None where it wants nothing or an absence."""
    state = RulePolicy._rule_key_to_state(key)[-1]
    asked = (state.get(part, {}).get(name) for part, name in MARKS)
    return tuple(None if value == SHOULD_NOT_BE_SET else value for value in asked)
