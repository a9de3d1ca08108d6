"""The file for a person who asks what is held about them. Making it is an opening like any other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.responses import Response

from bot.errors import CannotOpen
from bot.exports.access_copy import Held, Step, data_of, zip_of
from bot.exports.data import canonical, json_of
from bot.portal.access import WORKERS, Page, Visit
from bot.portal.answer_pages import Opened, cannot, open_person
from bot.portal.export_pages import is_what_was_sent
from bot.portal.keeping_pages import page as keeping_page
from bot.portal.meeting_pages import council_of
from bot.records import (
    alerts,
    audit,
    contact,
    deletion,
    ending,
    notices,
    parked,
    participants,
    proofs,
    replies,
    sent_recordings,
    signatures,
    staff,
)
from bot.records.alerts import AlertOpened
from bot.records.parked import ParkedMessage
from bot.records.replies import Reply
from bot.records.sent_recordings import Sound
from bot.services import keeping
from bot.services.case_view import shown
from bot.services.texts import SOURCE_LANGUAGE

COVER = (
    "pages.access.made",
    "pages.access.careful",
    "pages.access.inside",
    "pages.access.inside_more",
    "pages.access.files",
    "pages.access.not_unsent",
    "pages.access.not_questions",
    "pages.access.not_note",
    "pages.access.not_feedback",
    "pages.access.not_others",
    "pages.access.more",
    "pages.access.wrong",
)
SPOKEN = "pages.access.voice"
TITLE = "pages.access.title"


@dataclass(frozen=True, slots=True)
class Words:
    """What had to be opened with the worker's key."""

    opened: Opened
    alerts: list[AlertOpened]
    unplaced: list[ParkedMessage]
    replies: list[Reply]
    sounds: dict[str, Sound]

    def files(self) -> dict[str, str]:
        """What the file of each voice note is called, by its id: a number and the kind of sound."""
        numbered = enumerate(self.sounds.items(), start=1)
        return {note: f"voice-note-{number}.{sound.form}" for number, (note, sound) in numbered}


def make(visit: Visit) -> Response:
    """Open everything of one person and hand it over in one file, once, signed."""
    person_id = visit.path["person"]
    with visit.portal.database.read() as tx:
        participants.get(tx, visit.scope, person_id)
        raised = [one for one in alerts.mine(tx, visit.scope) if one.participant_id == person_id]
    if any(one.seen_at is None for one in raised):
        # Opening it in a file would count as seen, and the person would be told so.
        return keeping_page(visit, 409, ("alert",))
    try:
        words = _open(visit, [one.id for one in raised])
        if not is_what_was_sent(visit, words.opened):
            return cannot(visit)
    except CannotOpen:
        return cannot(visit)
    body = _packed(visit, _held(visit, words), words.sounds)
    with visit.portal.database.begin() as tx:
        proofs.record_export(
            tx,
            visit.scope,
            person_id,
            kind="access",
            form="zip",
            body=body,
            now=visit.now,
            action="access.exported",
        )
    # The name of the file says nothing of anybody: it ends up in lists of downloads.
    headers = {"Content-Disposition": 'attachment; filename="copy.zip"'}
    return Response(body, media_type="application/zip", headers=headers)


def _open(visit: Visit, alert_ids: list[str]) -> Words:
    database, scope, key, now = visit.portal.database, visit.scope, visit.staff.key, visit.now
    opened = open_person(visit, visit.path["person"])
    person_id = opened.person.id
    return Words(
        opened,
        [alerts.open_alert(database, scope, key, one, now) for one in alert_ids],
        parked.open_all(database, scope, key, person_id, now),
        # What was not told yet is the worker's to tell.
        [one for one in replies.open_all(database, scope, key, person_id, now) if one.told_at],
        sent_recordings.open_for_copy(database, scope, key, person_id, now),
    )


def _held(visit: Visit, words: Words) -> Held:
    opened, scope = words.opened, visit.scope
    person, meeting = opened.person, opened.case.meeting
    with visit.portal.database.read() as tx:
        people = {one.id: one for one in staff.of_council(tx, scope.council)}
        rows = [
            row
            for about in (person.id, *(one.summary.id for one in words.alerts))
            for row in audit.of(tx, about)
        ]
        steps = [
            Step(
                row.at,
                row.action,
                row.outcome,
                people[row.actor].name if row.actor in people else None,
                people[row.actor].role_label if row.actor in people else None,
            )
            for row in sorted(rows, key=lambda row: row.seq)
        ]
        return Held(
            seen=opened.seen,
            receipts=proofs.receipts(tx, scope, person.id),
            alerts=words.alerts,
            unplaced=words.unplaced,
            replies=words.replies,
            notices=[shown(visit.portal.texts, one) for one in notices.of_participant(tx, scope, person.id)],
            wishes=deletion.of_participant(tx, scope, person.id),
            contact=contact.get(tx, scope, person.id),
            end=ending.of(tx, scope, person.id, keeping.kept(council_of(visit))),
            steps=steps,
            meeting_kind=meeting.kind if meeting else None,
            meeting_at=meeting.starts_at if meeting else None,
            made_at=visit.now,
            sounds=words.files(),
        )


def _packed(visit: Visit, held: Held, sounds: Mapping[str, Sound]) -> bytes:
    texts, pages = visit.portal.texts, visit.portal.pages
    said = {one.item: texts.short(one.item, SOURCE_LANGUAGE) for one in held.replies if one.item}
    answered = {one.answer: texts.short(one.answer, SOURCE_LANGUAGE) for one in held.replies if one.answer}
    data = data_of(held, said)
    with visit.portal.database.read() as tx:
        signed = json_of(data, signatures.sign(tx, canonical(data)), signatures.verify_key(tx))
    context = {"base": "document.html", "receipts": held.receipts, "held": held, "said": {**said, **answered}}
    return zip_of(
        {
            "read-me-first.html": _cover(visit, held.seen.person.language, spoken=bool(sounds)).encode(),
            "everything.html": pages.text(visit, "access_copy.html", context).encode(),
            "everything.json": signed,
            **{held.sounds[note]: one.sound for note, one in sounds.items()},
        },
        visit.now,
    )


def _cover(visit: Visit, language: str, *, spoken: bool) -> str:
    """The first page, in the person's own language."""
    texts = visit.portal.texts
    speech = texts.catalogues.language(language)
    day = speech.day_of(visit.now)
    said = (*COVER, SPOKEN) if spoken else COVER
    lines = [texts.messages(item, language)[0].replace("{when}", day) for item in said]
    return visit.portal.pages.text(
        visit,
        "access_cover.html",
        {
            "language": language,
            "direction": texts.catalogues.direction(language),
            "title": texts.messages(TITLE, language)[0],
            "lines": lines,
        },
    )


PAGES = (Page("access-copy", "POST", "/people/{person}/access-copy", WORKERS, make),)
