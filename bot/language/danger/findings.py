"""What the screen may answer. It never holds the words it was given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

# The gravest first.
Level = Literal["now", "unsure", "concern"]
LEVELS: tuple[Level, ...] = get_args(Level)
# What a pattern may say by itself.
PatternLevel = Literal["now", "concern"]

# In the order in which one is named when a message shows several: the help lines for the first
# ones are the most particular, and every one of them comes with the emergency number.
Kind = Literal["sexual_harm", "self_harm", "weapon", "violence_now", "child_alone", "cannot_speak"]

KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Finding:
    """`now`: as if it may be happening. `unsure`: it may be that, or nothing, and is to be asked.
    `concern`: harm told as past, imagined, or less certain.
    """

    level: Level
    kind: Kind
