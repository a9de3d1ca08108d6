"""Made-up answers, many at once."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.records.feedback import Given, Invited

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MONTH = "2026-08"


def parents(
    choice: str,
    number: int,
    question: str = "feedback.pf1",
    month: str = MONTH,
    language: str = "en",
    audience: str = "parent",
) -> list[Given]:
    one = Given(month, audience, language, "web", "initial_conference", {question: choice})
    return [one] * number


def asked(number: int, month: str = MONTH, audience: str = "parent", language: str = "en") -> list[Invited]:
    return [Invited(month, audience, language)] * number
