"""What is held about one person, for that person: pages to read, the same as data, digests of both."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from bot.exports.data import answers_of, named
from bot.records.alerts import AlertOpened
from bot.records.contact import Contact
from bot.records.deletion import DeletionRequest
from bot.records.ending import End
from bot.records.parked import ParkedMessage
from bot.records.proofs import Receipt
from bot.records.replies import Reply
from bot.services.case_view import PersonView, Shown

FORM = "beforehand-access-1"
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was done with it: by whom, by name and job, or None for the person and ourselves."""

    at: datetime
    action: str
    outcome: str
    by: str | None
    role: str | None


@dataclass(frozen=True, slots=True)
class Held:
    """Everything of one person that may be handed to them. No case name and no place: others type those.

    `sounds` names the file of each voice note, by its id.
    """

    seen: PersonView
    receipts: Sequence[Receipt]
    alerts: Sequence[AlertOpened] = field(repr=False)
    unplaced: Sequence[ParkedMessage] = field(repr=False)
    replies: Sequence[Reply] = field(repr=False)
    notices: Sequence[Shown]
    wishes: Sequence[DeletionRequest]
    contact: Contact
    end: End
    steps: Sequence[Step]
    meeting_kind: str | None
    meeting_at: datetime | None
    made_at: datetime
    sounds: Mapping[str, str]


def data_of(held: Held, said: Mapping[str, str]) -> dict[str, Any]:
    """All of it as plain data. `said` is the words of ready replies, by their ids."""
    person = held.seen.person
    return {
        "form": FORM,
        "made_at": held.made_at.isoformat(),
        "person": {
            "name": person.name,
            "audience": person.audience,
            "language": person.language,
            "interpreter": person.interpreter,
            "added_at": person.created_at.isoformat(),
            "had_report": person.report_had,
            "had_report_on": person.report_on.isoformat() if person.report_on else None,
        },
        "meeting": {"kind": held.meeting_kind, "at": _at(held.meeting_at)},
        "safe_times": _contact(held.contact),
        "sendings": [
            {"number": one.round, "receipt": one.code, "sent_at": _at(one.sent_at), "digest": one.digest}
            for one in held.receipts
        ],
        "answers": answers_of(held.seen, held.sounds),
        "passed_on_at_once": [_alert(one) for one in held.alerts],
        "could_not_be_placed": [_unplaced(one, held.sounds) for one in held.unplaced],
        "written_to_you": [_reply(one, said) for one in held.replies],
        "notices_shown": [
            {"at": _at(one.at), "language": one.language, "text": one.text} for one in held.notices
        ],
        "wishes_to_delete": [
            {
                "asked_at": _at(one.asked_at),
                "answered_at": _at(one.answered_at),
                "answer": one.answer,
                "reason": one.reason,
            }
            for one in held.wishes
        ],
        "kept": {
            "until": _at(held.end.until),
            "counted_from": _at(held.end.counted_from),
            "kept_longer_for": list(held.end.keeps),
            "held_for": held.end.held_for,
        },
        "what_was_done": [
            {"at": _at(one.at), "what": one.action, "outcome": one.outcome, "by": one.by, "role": one.role}
            for one in held.steps
        ],
    }


def zip_of(files: Mapping[str, bytes], made_at: datetime) -> bytes:
    """One file with all of them, and a list of their digests beside them."""
    listed = {name: {"sha256": sha256(body).hexdigest(), "bytes": len(body)} for name, body in files.items()}
    manifest = json.dumps({"form": FORM, "made_at": made_at.isoformat(), "files": listed}, indent=1)
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as packed:
        for name, body in (*files.items(), (MANIFEST, manifest.encode())):
            packed.writestr(ZipInfo(name, made_at.timetuple()[:6]), body, ZIP_DEFLATED)
    return out.getvalue()


def _unplaced(one: ParkedMessage, sounds: Mapping[str, str]) -> dict[str, Any]:
    spoken = {"voice_note": named(one.voice, sounds)} if one.voice else {}
    return {"at": _at(one.at), "words": one.words, **spoken}


def _alert(one: AlertOpened) -> dict[str, Any]:
    raised = one.summary
    return {
        "kind": raised.kind,
        "level": raised.level,
        "at": _at(raised.raised_at),
        "notice": raised.notice,
        "opened_at": _at(raised.seen_at),
        "handled_at": _at(raised.handled_at),
        "words": one.words,
    }


def _reply(one: Reply, said: Mapping[str, str]) -> dict[str, Any]:
    return {
        "by": one.by,
        "at": _at(one.written_at),
        "told_at": _at(one.told_at),
        "words": said[one.item] if one.item else one.words,
        "to_be_done_by": one.due_on.isoformat() if one.due_on else None,
        "your_answer": one.answer,
    }


def _contact(agreed: Contact) -> dict[str, Any]:
    return {
        "days": list(agreed.days),
        "from": agreed.begins.isoformat("minutes"),
        "until": agreed.ends.isoformat("minutes"),
        "reminders": agreed.reminders,
        "may_write": agreed.may_write,
    }


def _at(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
