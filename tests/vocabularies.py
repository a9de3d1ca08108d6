"""The words that the danger screen's models know: what a detector looks with beside phrases."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bot.language.danger.weights import Weights

MODELS = Path(__file__).parents[1] / "models"


def vocabularies(codes: Sequence[str]) -> dict[str, Weights]:
    return {code: Weights.load(MODELS / f"danger.{code}.json") for code in codes}
