"""One person's copy for a case system: JSON with a signature, and CSV; words to the letter in both."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.messages import VoiceNote
from bot.records.proofs import Receipt
from bot.services.case_view import PersonView
from bot.services.one_answer import Read, Said

FORM = "beforehand-statement-1"
SEPARATOR = "\n"
# A spreadsheet takes a cell that begins so for a formula (CWE-1236).
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
COLUMNS = (
    "column",
    "question",
    "asked",
    "asked_in_english",
    "language",
    "kind",
    "by",
    "said",
    "choice_in_english",
    "before_sending",
    "needs_translator",
    "sharing",
    "sending",
    "sent_at",
)


@dataclass(frozen=True, slots=True)
class Copy:
    """What is exported. `kind` is `meeting` (only what may be read out) or `worker` (everything)."""

    kind: str
    seen: PersonView
    receipts: Sequence[Receipt]
    case: str
    meeting_kind: str | None
    meeting_at: datetime | None
    made_at: datetime


def statement(copy: Copy) -> dict[str, Any]:
    """The copy as plain data. A meeting copy does not say how many answers there are in all."""
    person = copy.seen.person
    return {
        "form": FORM,
        "kind": copy.kind,
        "made_at": copy.made_at.isoformat(),
        "case": copy.case,
        "meeting": {
            "kind": copy.meeting_kind,
            "at": copy.meeting_at.isoformat() if copy.meeting_at else None,
        },
        "person": {
            "name": person.name,
            "audience": person.audience,
            "language": person.language,
            "interpreter": person.interpreter,
        },
        "sendings": [
            {
                "number": one.round,
                "receipt": one.code,
                "sent_at": one.sent_at.isoformat(),
                "digest": one.digest,
            }
            for one in copy.receipts
        ],
        "answers": answers_of(copy.seen),
    }


def answers_of(seen: PersonView, sounds: Mapping[str, str] | None = None) -> list[dict[str, Any]]:
    """Every answer as plain data, to the letter, in the order it is shown; `sounds` as for `named`."""
    return [
        _answer(section.name, read, sounds or {})
        for section in (*seen.columns, *seen.others)
        for read in section.answers
    ]


def canonical(body: dict[str, Any]) -> bytes:
    """The bytes that are signed: everything but the signature itself, keys in order."""
    unsigned = {name: value for name, value in body.items() if name not in ("signature", "verify_key")}
    return json.dumps(unsigned, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def json_of(body: dict[str, Any], signature: str, verify_key: str) -> bytes:
    """The statement with its signature, readable by people too."""
    whole = {**body, "signature": signature, "verify_key": verify_key}
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()


def csv_of(copy: Copy) -> bytes:
    """One row an answer, UTF-8 with a mark so that spreadsheets read it; no cell is a formula."""
    text = io.StringIO()
    table = csv.DictWriter(text, COLUMNS)
    table.writeheader()
    for section in _sections(copy):
        for read in section.answers:
            answer = _answer(section.name, read, {})
            parts = answer.pop("parts")
            row = {
                **answer,
                "said": SEPARATOR.join(
                    line for part in parts for line in (part["words"], part.get("voice_note")) if line
                ),
                "choice_in_english": SEPARATOR.join(part["in_english"] or "" for part in parts).strip(),
                "before_sending": SEPARATOR.join(
                    words for part in parts for words in part.get("before_sending", ())
                ),
            }
            table.writerow({name: _inert(row[name]) for name in COLUMNS})
    return ("\ufeff" + text.getvalue()).encode()


def _sections(copy: Copy) -> tuple[Any, ...]:
    return (*copy.seen.columns, *copy.seen.others)


def _answer(section: str, read: Read, sounds: Mapping[str, str]) -> dict[str, Any]:
    return {
        "column": section,
        "question": read.question,
        "asked": read.asked,
        "asked_in_english": read.here,
        "language": read.language,
        "kind": read.kind,
        "by": read.by or "person",
        "parts": [_part(part, sounds) for part in read.said],
        "needs_translator": read.translate,
        "sharing": read.sharing,
        "sending": read.round,
        "sent_at": read.sent_at.isoformat(),
    }


def _part(part: Said, sounds: Mapping[str, str]) -> dict[str, Any]:
    """`before_sending` is what the person edited away, in a worker's copy only.

    `voice_note` says that there is one: its sound is in no file but the copy for the person.
    """
    return {
        "words": part.words,
        "in_english": part.here,
        "own_words": part.free,
        **({"before_sending": list(part.before)} if part.before else {}),
        **({"voice_note": named(part.voice, sounds)} if part.voice else {}),
    }


def named(note: VoiceNote, sounds: Mapping[str, str]) -> str:
    """A voice note in one line. `sounds` names the file of each that is handed over with it."""
    where = f"in the file {sounds[note.id]}" if note.id in sounds else "can be listened to in Beforehand"
    return ", ".join(filter(None, ("Voice note", note.length, where)))


def _inert(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_STARTS_A_FORMULA) else text
