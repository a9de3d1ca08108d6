"""A person's own words under headings: placed by a worker, printed for one person, read for a whole case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from starlette.responses import Response

from bot.content.arrangements import Arrangement
from bot.errors import CannotOpen, NotFound
from bot.exports.pdf import pdf_of
from bot.exports.word import word_of
from bot.portal.access import WORKERS, Page, Visit
from bot.portal.answer_pages import Opened, cannot, open_person
from bot.portal.export_pages import hand_over
from bot.records import cases, participants, placements
from bot.records.placements import Placement
from bot.records.proofs import Receipt
from bot.services.case_view import PersonView, for_meeting
from bot.services.placing import Problem, Under, is_placed, spot, under_headings

COPIES: Mapping[str, Callable[[PersonView], PersonView]] = {
    "meeting": for_meeting,
    "worker": lambda seen: seen,
}
FORMS: Mapping[str, Callable[[str], bytes]] = {"pdf": pdf_of, "docx": word_of}


@dataclass(frozen=True, slots=True)
class Arranged:
    """One person's sent words and where they were placed, opened for one worker."""

    opened: Opened
    arrangement: Arrangement
    placements: list[Placement]

    def under(self, kind: str) -> tuple[Under, ...]:
        return under_headings(self.arrangement, COPIES[kind](self.opened.seen), self.placements)


@dataclass(frozen=True, slots=True)
class Tried:
    """A form that could not be taken, to be shown again as it was sent."""

    answer: str = ""
    heading: str = ""
    words: str = ""


def show(visit: Visit) -> Response:
    try:
        return _page(visit, _arranged(visit, visit.path["person"]))
    except CannotOpen:
        return cannot(visit)


def place(visit: Visit) -> Response:
    """Place an answer, or the stretch of it that was copied. Twice the same is once."""
    form = visit.form
    try:
        held = _arranged(visit, visit.path["person"])
    except CannotOpen:
        return cannot(visit)
    answer = next((one for one in held.opened.sent if one.id == form.line("answer")), None)
    if answer is None:
        raise NotFound("No such answer.", remedy="Open the page again.")
    tried = Tried(answer.id, form.line("heading"), form["words"])
    read = next(one for one in held.opened.seen.answers if one.id == answer.id)
    wanted = spot(held.arrangement, tried.heading, read, tried.words)
    if isinstance(wanted, str):
        return _page(visit, held, 400, wanted, tried)
    if not is_placed(held.placements, answer.id, wanted):
        with visit.portal.database.begin() as tx:
            placements.place(tx, visit.scope, answer, wanted, visit.now)
    return _back(visit, f"#a-{answer.id}")


def remove(visit: Visit) -> Response:
    _arrangement(visit)
    with visit.portal.database.begin() as tx:
        placements.remove(tx, visit.scope, visit.path["person"], visit.form.line("placement"), visit.now)
    return _back(visit, "#h-placed")


def meeting_copy(visit: Visit) -> Response:
    return _copy(visit, "meeting")


def worker_copy(visit: Visit) -> Response:
    return _copy(visit, "worker")


def export(visit: Visit) -> Response:
    """The printed page of one person as a file."""
    kind, form = visit.form.line("kind"), visit.form.line("form")
    if kind not in COPIES or form not in FORMS:
        return visit.show("not_found.html", 404)
    try:
        held = _arranged(visit, visit.path["person"])

        def make(receipts: list[Receipt]) -> bytes:
            sheet = _sheet(held, kind) | {"base": "document.html", "receipts": receipts}
            return FORMS[form](visit.portal.pages.text(visit, "headings_copy.html", sheet))

        return hand_over(visit, held.opened, f"{kind}-headings", form, make)
    except CannotOpen:
        return cannot(visit)


def of_case(visit: Visit) -> Response:
    """Everybody of one case under the same headings: on screen only, as side by side is."""
    arrangement = _arrangement(visit)
    with visit.portal.database.read() as tx:
        case = cases.get(tx, visit.scope, visit.path["case"])
        people = participants.of_case(tx, visit.scope, case.id)
    try:
        held = [_arranged(visit, person.id) for person in people if person.status == "sent"]
    except CannotOpen:
        return visit.show("cannot_open.html", 409, person=None)
    found = [(one.opened.person, {row.heading: row.placed for row in one.under("worker")}) for one in held]
    shown = {heading for _, rows in found for heading in rows}
    rows = [
        {"heading": heading, "people": [(person, under.get(heading, ())) for person, under in found]}
        for heading in arrangement.headings
        if heading in shown or not heading.retired
    ]
    return visit.show(
        "case_headings.html",
        case=case,
        arrangement=arrangement,
        opened=[one.opened for one in held],
        rows=rows,
    )


def _arrangement(visit: Visit) -> Arrangement:
    """The set of headings that the address names. Raises NotFound, also for another council's own."""
    found = visit.portal.texts.content.arrangements.get(visit.path["arrangement"])
    if found is None or not found.is_for(visit.scope.council):
        raise NotFound("No such headings.", remedy="See dialogues/content/arrangements.yml.")
    return found


def _arranged(visit: Visit, person_id: str) -> Arranged:
    """Open what a person sent and where it was placed. Raises NotFound, CannotOpen."""
    arrangement = _arrangement(visit)
    opened = open_person(visit, person_id)
    found = placements.open_all(
        visit.portal.database, visit.scope, visit.staff.key, person_id, opened.sent, visit.now
    )
    return Arranged(opened, arrangement, found)


def _page(
    visit: Visit,
    held: Arranged,
    status: int = 200,
    problem: Problem | None = None,
    tried: Tried | None = None,
) -> Response:
    content = visit.portal.texts.content
    offered = [one for one in content.arrangements_for(visit.scope.council) if not one.retired]
    context = _sheet(held, "worker") | {
        "seen": held.opened.seen,
        "arrangements": offered,
        "problem": problem,
        "tried": tried or Tried(),
    }
    return visit.show("headings.html", status, **context)


def _copy(visit: Visit, kind: str) -> Response:
    try:
        sheet = _sheet(_arranged(visit, visit.path["person"]), kind)
        return visit.show("headings_copy.html", 200, **sheet)
    except CannotOpen:
        return cannot(visit)


def _sheet(held: Arranged, kind: str) -> dict[str, object]:
    return {
        "kind": kind,
        "case": held.opened.case,
        "person": held.opened.person,
        "arrangement": held.arrangement,
        "under": held.under(kind),
    }


def _back(visit: Visit, spot_on_page: str) -> Response:
    back = visit.go("headings", person=visit.path["person"], arrangement=visit.path["arrangement"])
    back.headers["location"] += spot_on_page
    return back


PAGES = (
    Page("headings", "GET", "/people/{person}/headings/{arrangement}", WORKERS, show),
    Page("headings-place", "POST", "/people/{person}/headings/{arrangement}/place", WORKERS, place),
    Page("headings-remove", "POST", "/people/{person}/headings/{arrangement}/remove", WORKERS, remove),
    Page(
        "headings-meeting-copy",
        "GET",
        "/people/{person}/headings/{arrangement}/meeting-copy",
        WORKERS,
        meeting_copy,
    ),
    Page(
        "headings-worker-copy",
        "GET",
        "/people/{person}/headings/{arrangement}/worker-copy",
        WORKERS,
        worker_copy,
    ),
    Page("headings-export", "POST", "/people/{person}/headings/{arrangement}/export", WORKERS, export),
    Page("case-headings", "GET", "/cases/{case}/headings/{arrangement}", WORKERS, of_case),
)
