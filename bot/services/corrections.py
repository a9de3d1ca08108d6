"""What somebody says is wrong in the report or letter: where, what is wrong, what it should say."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.services.one_answer import Read

# The round stands after the question's own id: `parent.correction.page.2`.
_QUESTION = re.compile(r"\w+\.correction\.(page|wrong|mine)(?:\.(\d+))?")


@dataclass(frozen=True, slots=True)
class Correction:
    """One mistake, in the person's own words. A question that was passed over is None."""

    page: Read | None
    wrong: Read | None
    mine: Read | None

    @property
    def reads(self) -> tuple[Read, ...]:
        return tuple(read for read in (self.page, self.wrong, self.mine) if read is not None)


def questions_of(items: Iterable[str]) -> tuple[str, ...]:
    """The questions about a mistake, of all that there are."""
    return tuple(item for item in items if _QUESTION.fullmatch(item))


def corrections(answers: Iterable[Read]) -> tuple[Correction, ...]:
    """The mistakes among a person's answers, in the order they were written."""
    rows: dict[tuple[int, int], dict[str, Read]] = {}
    for read in answers:
        found = _QUESTION.fullmatch(read.question)
        if found:
            rows.setdefault((read.round, int(found[2] or 1)), {})[found[1]] = read
    return tuple(
        Correction(*(row.get(part) for part in ("page", "wrong", "mine"))) for _, row in sorted(rows.items())
    )
