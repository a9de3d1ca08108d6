"""What placeholders stand for in a preview: an invented family's names, days and numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from bot.content import council_settings, vocabulary
from bot.content.model import Guide
from bot.conversation.renderer import Values
from bot.conversation.values import FROM_SETTINGS, REPORT_DAYS, values_of
from bot.records.cases import CaseWorker
from bot.records.meetings import Meeting
from bot.records.participants import Around
from bot.services.texts import Texts

STARTS = datetime(2027, 3, 9, 14, 30, tzinfo=UTC)
BY_DAY = date(2027, 3, 12)
# What a turn would give along with the item.
ARGUMENTS: Mapping[str, str] = {
    "code": "7KQ2 M4XT",
    "count": "3",
    "length": "4000",
    "person": "Sam Okoro",
    "question": "arrival.language",
    "rest": "9/3: 2",
    "term": "words.chair",
    "topic": "talk_to_person",
}
_BY_KIND = {"number": "5", "phone": "01632 960150"}
_INVENTED = "Oak Tree House"


@dataclass(frozen=True, slots=True)
class _Known:
    texts: Texts


def sample_values(texts: Texts, guide: Guide, language: str) -> Values:
    """What may be said in this guide to somebody of an invented council; every placeholder has a value."""
    content, nation = texts.content, guide.nations[0]
    council = next(one for one in content.councils.values() if one.invented and one.nation == nation)
    meeting = Meeting("preview", guide.meetings[0], nation, STARTS, "Town Hall, room 2", "in_person", None)
    worker = CaseWorker("preview", "Jo Sedge", "social worker", "jo@oak.example")
    around = Around("preview", guide.audience, "Sam", council.id, (worker,), meeting, False, None)
    values = values_of(_Known(texts), around, language)
    day = texts.catalogues.language(language).name_of_day(BY_DAY)
    unset = {name: _unset(name, day) for name in vocabulary.PLACEHOLDERS if name not in ARGUMENTS}
    return replace(values, named={**unset, **values.named})


def _unset(placeholder: str, day: str) -> str:
    """Something of the kind that a council would set, where the invented one has not."""
    if placeholder.endswith("_due") or placeholder in ("when", "by_day"):
        return day
    sources = {**FROM_SETTINGS, "report_days": tuple(REPORT_DAYS.values())}.get(placeholder, ())
    kinds = [council_settings.settings()[name].kind for name in sources]
    return _BY_KIND.get(kinds[0], _INVENTED) if kinds else _INVENTED
