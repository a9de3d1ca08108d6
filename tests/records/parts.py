"""Parts of answers for tests."""

from __future__ import annotations

from bot.records.drafts import NewPart, PartKind


def words(
    question: str,
    value: str,
    *,
    kind: PartKind = "words",
    replace: bool = False,
    sore: bool = False,
) -> NewPart:
    return NewPart(question, "v1", "pl", f"Pytanie {question}?", kind, value, sore=sore, replace=replace)
