"""The evaluation pack's tables, under the five EMMIE headings: plain values, nothing that was written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.evaluation import breakdowns, reach, shares
from bot.evaluation.breakdowns import Breakdown
from bot.evaluation.periods import Period
from bot.evaluation.shares import Statement
from bot.records.feedback import Given, Invited
from bot.records.indicators import Entered
from bot.records.practice import Prepared
from bot.services.texts import SOURCE_LANGUAGE, Texts

Value = str | int | float | None
Rows = list[dict[str, Value]]
APART: Mapping[str, Callable[[Given], str]] = {
    "language": lambda one: one.language,
    "channel": lambda one: one.channel,
    "meeting": lambda one: one.meeting,
}


@dataclass(frozen=True, slots=True)
class Source:
    """All that a pack is made of."""

    given: Sequence[Given]
    invited: Sequence[Invited]
    people: Sequence[Prepared]
    entered: Sequence[Entered]
    meanings: Mapping[str, str]
    texts: Texts
    now: datetime


def tables(source: Source) -> dict[str, Rows]:
    """Each file of the pack, by name. A file with nothing to show is there, and empty."""
    given, now = source.given, source.now
    statements, items = shares.statements(given, now), shares.meeting_items(given, now)
    young = breakdowns.breakdowns({**breakdowns.YOUNG, **breakdowns.CHILD}, given, now)
    report = breakdowns.breakdowns(breakdowns.REPORT, given, now)
    return {
        "effect/statements.csv": list(_statements(source, statements)),
        "effect/meeting.csv": list(_statements(source, items)),
        "effect/young_people.csv": list(_breakdowns(source, young)),
        "effect/context.csv": list(_context(source)),
        "mechanism/report.csv": list(_breakdowns(source, report)),
        "mechanism/replies.csv": [
            {**_period(row.period), "people": row.answers, **row.cells}
            for row in reach.replied(source.people, now)
        ],
        "moderator/who_answered.csv": list(_who(given, now)),
        "implementation/responses.csv": list(_responses(source)),
        "implementation/preparation.csv": [
            {"audience": audience, **_period(row.period), "people": row.answers, **row.cells}
            for audience in reach.AUDIENCES
            for row in reach.steps(source.people, audience, now)
        ],
        "economics/activity.csv": [
            {**_period(one.period), "people": one.people, "replies": one.replies}
            for one in reach.activity(source.people, now)
        ],
    }


def _statements(source: Source, statements: Iterable[Statement]) -> Iterator[dict[str, Value]]:
    for one in statements:
        for share in one.shares:
            row: dict[str, Value] = {
                "question": one.question,
                "asked": _words(source, one.question),
                **_period(share.period),
                "answers": share.answers,
                "agreed": share.agreed,
                "share": percent(share.share),
                "low": percent(share.range.low),
                "high": percent(share.range.high),
            }
            if one.published is not None:
                row["published_2016"] = percent(one.published)
                row["beside_published"] = share.beside(one.published)
            yield row


def _breakdowns(source: Source, found: Iterable[Breakdown]) -> Iterator[dict[str, Value]]:
    for one in found:
        for row in one.rows:
            for choice in one.choices:
                yield {
                    "question": one.question,
                    "asked": _words(source, one.question),
                    **_period(row.period),
                    "answers": row.answers,
                    "choice": choice,
                    "label": choice if choice in breakdowns.BANDS else _words(source, choice),
                    "count": row.cells[choice],
                }


def _context(source: Source) -> Iterator[dict[str, Value]]:
    for one in source.entered:
        yield {
            "indicator": one.name,
            "meaning": source.meanings[one.name],
            "year_to": f"{one.year}-03-31",
            "value": str(one.value),
            "entered_on": one.entered_at.date().isoformat(),
        }


def _who(given: Sequence[Given], now: datetime) -> Iterator[dict[str, Value]]:
    for audience in reach.AUDIENCES:
        for name, by in APART.items():
            for row in breakdowns.apart(audience, by, given, now):
                for value, count in row.cells.items():
                    yield {
                        "audience": audience,
                        "by": name,
                        "value": value,
                        **_period(row.period),
                        "answers": row.answers,
                        "count": count,
                    }


def _responses(source: Source) -> Iterator[dict[str, Value]]:
    for audience in reach.AUDIENCES:
        for one in breakdowns.responses(audience, source.given, source.invited, source.now):
            yield {
                "audience": audience,
                **_period(one.period),
                "answered": one.answered,
                "invited": one.invited,
            }


def percent(share: float) -> float:
    return round(share * 100, 1)


def _period(period: Period) -> dict[str, Value]:
    return {"from": period.begins.strftime("%Y-%m"), "to": period.ends.strftime("%Y-%m")}


def _words(source: Source, item: str) -> str:
    return source.texts.messages(item, SOURCE_LANGUAGE)[0]
