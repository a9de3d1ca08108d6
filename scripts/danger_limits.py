"""Choose from which likelihood on the danger screen is believed: `danger_limits.py [--write]`.

Runs in core's environment, after the models are trained. `dialogues/danger/calibration/<language>.yml` holds
sentences by hands that read nothing of ours, from which nothing learns. Sought are the lowest limits at which
few enough harmless ones ring, and are answered at all, in all languages together: what one hand's sentences
say of one language says more of the hand. With `--write` they go into `dialogues/danger/limits.yml`.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bot import documents  # noqa: E402 - found by the line above
from bot.language.danger import DangerScreen  # noqa: E402
from bot.language.danger.findings import LEVELS  # noqa: E402
from bot.language.danger.limits import Limits  # noqa: E402
from bot.language.danger.screen import Looked  # noqa: E402

DANGER, MODELS = ROOT / "dialogues/danger", ROOT / "models"
CALIBRATION, LIMITS = DANGER / "calibration", DANGER / "limits.yml"
# Shares of harmless sentences: of those that ring, less than the five in a hundred that are the aim, since a
# new hand's sentences rang oftener than these; and of those that ring or are asked about.
MOST_FALSE, MOST_ANSWERED = 0.034, 0.09
# Hundredths. None is above that of a part, which is not sought: the higher, the more is found with as many
# false alarms, until danger told in the middle of something everyday is lost (test_danger_weights.py).
LOWEST, HIGHEST = 20, 88


@dataclass(frozen=True)
class Calibration:
    """What the screen sees in one language's sentences: of danger, of past harm, and of an ordinary day."""

    danger: Sequence[Looked]
    concern: Sequence[Looked]
    ordinary: Sequence[Looked]

    def found(self, limits: Limits, *levels: str) -> float:
        """The share of danger that is answered so, from 0 to 1."""
        return _count(self.danger, limits, *levels) / len(self.danger)

    def false(self, limits: Limits, *levels: str) -> float:
        """The share of the harmless that is answered so, from 0 to 1; past harm may be a concern."""
        gentle = [level for level in levels if level != "concern"]
        answered = _count(self.concern, limits, *gentle) + _count(self.ordinary, limits, *levels)
        return answered / (len(self.concern) + len(self.ordinary))


def _count(looked: Sequence[Looked], limits: Limits, *levels: str) -> int:
    answers = (one.judged(limits) for one in looked)
    return sum(answer is not None and answer.level in levels for answer in answers)


def least(share: Callable[[int], float], most: float) -> int:
    """The lowest limit in hundredths at which a share is small enough: the lower, the more it is."""
    low, high = LOWEST, HIGHEST
    while low < high:
        middle = (low + high) // 2
        if share(middle) <= most:
            high = middle
        else:
            low = middle + 1
    return low


def chosen(languages: Sequence[Calibration], written: Limits) -> Limits:
    """The limits that all languages need together; what is not sought stays as it is written."""

    def mean(limits: Limits, *levels: str) -> float:
        return sum(one.false(limits, *levels) for one in languages) / len(languages)

    # While `now` is sought nobody is asked: what would be, rings or is a concern.
    now = least(lambda at: mean(replace(written, now=at / 100, unsure=1), "now", "concern"), MOST_FALSE)
    rings = replace(written, now=now / 100)
    unsure = least(lambda at: mean(replace(rings, unsure=at / 100), *LEVELS), MOST_ANSWERED)
    return replace(rings, unsure=min(now, unsure) / 100)


def looked_at(language: str) -> Calibration:
    """Show one language's sentences to its screen."""
    screen = DangerScreen.load(DANGER, [language], MODELS)
    held = documents.read(CALIBRATION / f"{language}.yml").value
    danger = [text for texts in held["now"].values() for text in texts]
    return Calibration(
        *([screen.look(str(text)) for text in texts] for texts in (danger, held["concern"], held["ordinary"]))
    )


def write(limits: Limits) -> None:
    """Put what was sought where the screen reads it."""
    text = LIMITS.read_text(encoding="utf-8")
    for name in ("now", "unsure"):
        text = re.sub(rf"(?m)^{name}: [0-9.]+", f"{name}: {getattr(limits, name):.2f}", text)
    LIMITS.write_text(text, encoding="utf-8")


def main() -> None:
    """Choose the limits, and say what each language comes to with them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    languages = sorted(path.stem for path in CALIBRATION.glob("*.yml"))
    with ProcessPoolExecutor() as pool:
        looked = dict(zip(languages, pool.map(looked_at, languages), strict=True))
    limits = chosen([*looked.values()], Limits.read(LIMITS))
    print(f"now from {limits.now:.2f} on, asked from {limits.unsure:.2f} on")
    for language, one in looked.items():
        found, noticed = one.found(limits, "now"), one.found(limits, "now", "unsure")
        false, answered = one.false(limits, "now", "concern"), one.false(limits, *LEVELS)
        print(f"{language}: found {found:.0%}, or asked {noticed:.0%};", end=" ")
        print(f"false {false:.1%}, or asked {answered:.1%}")
    if asked.write:
        write(limits)


if __name__ == "__main__":
    main()
