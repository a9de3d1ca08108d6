"""From where on the screen is believed: `dialogues/danger/limits.yml`, the same for all languages."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

from bot import documents
from bot.errors import ContentRefused


@dataclass(frozen=True, slots=True)
class Limits:
    """Likelihoods from 0 to 1.

    `now`: from here on a message tells of danger now; `part`: a part of one does. `unsure`: from here on the
    person is asked. `concern`: the likelihood of any harm from which on what the patterns find is a concern.
    """

    now: float
    part: float
    unsure: float
    concern: float

    @classmethod
    def read(cls, path: Path) -> Limits:
        """Read them. Raises ContentRefused if one is missing, unknown, no likelihood or out of order."""
        held = documents.read(path).value
        names = {field.name for field in fields(cls)}
        if not isinstance(held, dict) or set(held) != names:
            raise _refused(path, f"must hold {', '.join(sorted(names))}, and nothing else")
        limits = cls(**{name: _likelihood(path, name, held[name]) for name in names})
        if not limits.unsure <= limits.now <= limits.part:
            raise _refused(path, "must not have 'unsure' above 'now', or 'now' above 'part'")
        return limits


def _likelihood(path: Path, name: str, written: object) -> float:
    try:
        value = float(str(written))
    except ValueError:
        value = -1.0
    if not 0 < value < 1:
        raise _refused(path, f"'{name}' is no likelihood between 0 and 1")
    return value


def _refused(path: Path, fault: str) -> ContentRefused:
    return ContentRefused(f"{path}: {fault}.", remedy="scripts/danger_limits.py --write chooses them anew.")
