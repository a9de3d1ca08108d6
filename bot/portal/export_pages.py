"""One person's copy as a file, and whether a file is what was handed out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from starlette.responses import Response

from bot.errors import CannotOpen, ExportRefused
from bot.exports.data import Copy, canonical, csv_of, json_of, statement
from bot.exports.pdf import pdf_of
from bot.exports.word import word_of
from bot.portal.access import WORKERS, Page, Visit
from bot.portal.answer_pages import Opened, cannot, open_person
from bot.records import proofs, signatures
from bot.records.proofs import Receipt
from bot.records.sent_answers import SentAnswer
from bot.services.case_view import PersonView, for_meeting, own_voice

SEEN: Mapping[str, Callable[[PersonView], PersonView]] = {
    "meeting": for_meeting,
    "worker": lambda seen: seen,
    "voice": own_voice,
}
KINDS = {"meeting": "meeting_copy.html", "worker": "worker_copy.html", "voice": "voice.html"}
TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is exported, for one visit."""

    visit: Visit
    opened: Opened
    kind: str
    receipts: list[Receipt]

    def page(self) -> str:
        """The copy as a page that stands by itself."""
        seen = SEEN[self.kind](self.opened.seen)
        return self.visit.portal.pages.text(
            self.visit,
            KINDS[self.kind],
            {
                "base": "document.html",
                "case": self.opened.case,
                "person": self.opened.person,
                "seen": seen,
                "receipts": self.receipts,
                "parked": [],
                "alerts": [],
                "notices": [],
            },
        )

    def copy(self) -> Copy:
        meeting = self.opened.case.meeting
        seen = SEEN[self.kind](self.opened.seen)
        return Copy(
            kind=self.kind,
            seen=seen,
            receipts=self.receipts,
            case=self.opened.case.name,
            meeting_kind=meeting.kind if meeting else None,
            meeting_at=meeting.starts_at if meeting else None,
            made_at=self.visit.now,
        )

    def signed(self) -> bytes:
        body = statement(self.copy())
        with self.visit.portal.database.read() as tx:
            return json_of(body, signatures.sign(tx, canonical(body)), signatures.verify_key(tx))


FORMS: Mapping[str, Callable[[Asked], bytes]] = {
    "pdf": lambda asked: pdf_of(asked.page()),
    "docx": lambda asked: word_of(asked.page()),
    "json": Asked.signed,
    "csv": lambda asked: csv_of(asked.copy()),
}


def voice(visit: Visit) -> Response:
    """A young person's or child's own words by themselves, large: to be read out."""
    try:
        opened = open_person(visit, visit.path["person"])
    except CannotOpen:
        return cannot(visit)
    return visit.show("voice.html", case=opened.case, person=opened.person, seen=own_voice(opened.seen))


def export(visit: Visit) -> Response:
    """Make a file, sign it, write down that it was made, and hand it over once."""
    kind, form = visit.form.line("kind"), visit.form.line("form")
    if kind not in KINDS or form not in FORMS:
        return visit.show("not_found.html", 404)
    try:
        opened = open_person(visit, visit.path["person"])
        return hand_over(
            visit, opened, kind, form, lambda receipts: FORMS[form](Asked(visit, opened, kind, receipts))
        )
    except CannotOpen:
        return cannot(visit)


def hand_over(
    visit: Visit, opened: Opened, kind: str, form: str, make: Callable[[list[Receipt]], bytes]
) -> Response:
    """The one way out for a file: held against what was sent, made, signed, written down.

    Raises CannotOpen.
    """
    if not is_what_was_sent(visit, opened):
        return cannot(visit)
    person = opened.person
    with visit.portal.database.read() as tx:
        receipts = proofs.receipts(tx, visit.scope, person.id)
    try:
        body = make(receipts)
    except ExportRefused:
        return visit.show("trouble.html", 503, what="export")
    with visit.portal.database.begin() as tx:
        proofs.record_export(tx, visit.scope, person.id, kind=kind, form=form, body=body, now=visit.now)
    # The name of the file says nothing of anybody: it ends up in lists of downloads.
    name = f"{kind}-copy-{receipts[-1].code if receipts else 'none'}.{form}"
    return Response(
        body,
        media_type=TYPES[form],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def is_what_was_sent(visit: Visit, opened: Opened) -> bool:
    """Whether every answer that was opened, and no other, is what each sending's digest was made of."""
    rounds: dict[int, list[SentAnswer]] = {}
    for answer in opened.sent:
        rounds.setdefault(answer.round, []).append(answer)
    payloads = {number: [one.payload() for one in answers] for number, answers in rounds.items()}
    return proofs.check(visit.portal.database, visit.scope, visit.staff.key, opened.person.id, payloads)


PAGES = (
    Page("voice", "GET", "/people/{person}/voice", WORKERS, voice),
    Page("export", "POST", "/people/{person}/export", WORKERS, export),
)
