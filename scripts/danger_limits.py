"""Choose from which likelihood on the danger screen is believed: `danger_limits.py [--write]`.

Runs in core's environment, after the models are trained. `dialogues/danger/calibration/<language>.yml` holds
sentences by hands that read nothing of ours, from which nothing learns. Sought is the lowest limit at which
at most four in a hundred harmless ones are answered, counted as `./run bench safety` does, in all languages
together: what one hand's sentences say of one language says more of the hand. With `--write` it goes into
every `limits.yml`; the next training takes it.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bot import documents  # noqa: E402 - found by the line above
from bot.language.danger import DangerScreen  # noqa: E402
from bot.language.danger.weights import Limits  # noqa: E402

DANGER, MODELS = ROOT / "dialogues/danger", ROOT / "models"
CALIBRATION = DANGER / "calibration"
# Less than the five that are the aim: a new hand's sentences rang oftener than these.
MOST_FALSE = 0.04
# A part of a message has to be much likelier than a whole one, and what is only a concern too.
PART, CONCERN = 0.84, 0.85
LOWEST, HIGHEST = 30, 90  # hundredths
_LIMITS = re.compile(r"limits: \{.*\}")


@dataclass(frozen=True)
class Tried:
    """The shares found and false in one language's calibration sentences, from 0 to 1."""

    found: float
    false: float


def least(false: Callable[[int], float]) -> int:
    """The lowest limit in hundredths at which few enough harmless sentences ring: the lower, the more do."""
    low, high = LOWEST, HIGHEST
    while low < high:
        middle = (low + high) // 2
        if false(middle) <= MOST_FALSE:
            high = middle
        else:
            low = middle + 1
    return low


@cache
def tried(language: str, now: int) -> Tried:
    """What one language's screen makes of its calibration sentences with a limit in hundredths."""
    held = documents.read(CALIBRATION / f"{language}.yml").value
    loaded = _screen(language)
    limits = Limits(now / 100, PART, CONCERN)
    screen = DangerScreen(loaded.files, [replace(loaded.weights[0], limits=limits)], loaded.common)

    def answered(texts: Sequence[object], *levels: str) -> int:
        found = [screen.screen(str(text)) for text in texts]
        return sum(one is not None and one.level in levels for one in found)

    danger = [text for texts in held["now"].values() for text in texts]
    # Past harm may be answered as a concern; an everyday sentence may not be answered at all.
    rang = answered(held["concern"], "now") + answered(held["ordinary"], "now", "concern")
    harmless = len(held["concern"]) + len(held["ordinary"])
    return Tried(answered(danger, "now") / len(danger), rang / harmless)


@cache
def _screen(language: str) -> DangerScreen:
    return DangerScreen.load(DANGER, [language], MODELS)


def write(language: str, now: int) -> None:
    """Put a limit where the training takes it from."""
    path = DANGER / "examples" / language / "limits.yml"
    line = f"limits: {{now: {now / 100:.2f}, part: {PART}, concern: {CONCERN}}}"
    path.write_text(_LIMITS.sub(line, path.read_text(encoding="utf-8")), encoding="utf-8")


def chosen(languages: Sequence[str], false: Callable[[str, int], float]) -> int:
    """The limit of all languages in hundredths. `false` says how many ring in a language at a limit."""
    return least(lambda now: sum(false(code, now) for code in languages) / len(languages))


def main() -> None:
    """Choose the limit, and say what each language comes to with it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    languages = sorted(path.stem for path in CALIBRATION.glob("*.yml"))
    now = chosen(languages, lambda code, now: tried(code, now).false)
    for language in languages:
        one = tried(language, now)
        print(f"{language}: from {now / 100:.2f} on: found {one.found:.1%}, false {one.false:.1%}")
        if asked.write:
            write(language, now)


if __name__ == "__main__":
    main()
