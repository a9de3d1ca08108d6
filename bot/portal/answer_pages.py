"""What a person sent: on screen, side by side, and in the two prints. Each opening is written down first."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from bot.errors import CannotOpen, NotFound
from bot.portal.access import WORKERS, Page, Visit
from bot.portal.meeting_pages import DEFAULT_KIND, council_of
from bot.records import alerts, cases, notices, parked, participants, sent_answers, sent_recordings
from bot.records.alerts import AlertSummary
from bot.records.cases import Case
from bot.records.parked import ParkedMessage
from bot.records.participants import Participant
from bot.records.sent_answers import SentAnswer
from bot.records.sent_recordings import Heard
from bot.services.case_view import PersonView, Shown, for_meeting, shown, view


@dataclass(frozen=True, slots=True)
class Opened:
    """One person's sent words, opened for one worker; `heard` is whether each voice note was listened to."""

    case: Case
    person: Participant
    seen: PersonView
    sent: list[SentAnswer]
    heard: dict[str, Heard]


def answers(visit: Visit) -> Response:
    try:
        opened = open_person(visit, visit.path["person"])
        unplaced = parked.open_all(
            visit.portal.database, visit.scope, visit.staff.key, opened.person.id, visit.now
        )
    except CannotOpen:
        return cannot(visit)
    return _answers(visit, opened, unplaced)


def record_yes(visit: Visit) -> Response:
    """The person was asked, and said that this one answer may be read out."""
    with visit.portal.database.begin() as tx:
        person = participants.get(tx, visit.scope, visit.path["person"])
        sent_answers.record_yes(tx, visit.scope, visit.path["answer"], visit.now)
    back = visit.go("answers", person=person.id)
    # Back to the answer itself: a person may have twenty of them.
    back.headers["location"] += f"#a-{visit.path['answer']}"
    return back


def meeting_copy(visit: Visit) -> Response:
    try:
        opened = open_person(visit, visit.path["person"])
    except CannotOpen:
        return cannot(visit)
    return visit.show(
        "meeting_copy.html", case=opened.case, person=opened.person, seen=for_meeting(opened.seen)
    )


def worker_copy(visit: Visit) -> Response:
    try:
        opened = open_person(visit, visit.path["person"])
        unplaced = parked.open_all(
            visit.portal.database, visit.scope, visit.staff.key, opened.person.id, visit.now
        )
    except CannotOpen:
        return cannot(visit)
    raised, told = _beside(visit, opened.person.id)
    return visit.show(
        "worker_copy.html",
        case=opened.case,
        person=opened.person,
        seen=opened.seen,
        parked=unplaced,
        alerts=raised,
        notices=told,
    )


def open_person(visit: Visit, participant_id: str) -> Opened:
    """Open what one person sent; the audit row comes first. Raises NotFound, CannotOpen."""
    database, scope = visit.portal.database, visit.scope
    with database.read() as tx:
        person = participants.get(tx, scope, participant_id)
        case = cases.get(tx, scope, person.case_id)
    return open_known(visit, case, person)


def open_known(visit: Visit, case: Case, person: Participant) -> Opened:
    """The same for somebody of a case that was just read."""
    database, scope = visit.portal.database, visit.scope
    try:
        sent = sent_answers.open_all(database, scope, visit.staff.key, person.id, visit.now)
    except NotFound as fault:
        # Theirs to see, as was just found, so what is missing is a wrap: after a new password.
        raise CannotOpen("There is no key.", remedy="A colleague of the case shares it again.") from fault
    kind = case.meeting.kind if case.meeting else DEFAULT_KIND
    with database.read() as tx:
        heard = sent_recordings.heard(tx, scope, person.id)
    return Opened(case, person, view(visit.portal.texts, person, sent, kind, council_of(visit)), sent, heard)


def _beside(visit: Visit, participant_id: str) -> tuple[list[AlertSummary], list[Shown]]:
    with visit.portal.database.read() as tx:
        raised = [one for one in alerts.mine(tx, visit.scope) if one.participant_id == participant_id]
        seen = notices.of_participant(tx, visit.scope, participant_id)
    return raised, [shown(visit.portal.texts, one) for one in seen]


def _answers(visit: Visit, opened: Opened, unplaced: list[ParkedMessage]) -> Response:
    raised, told = _beside(visit, opened.person.id)
    return visit.show(
        "answers.html",
        case=opened.case,
        person=opened.person,
        seen=opened.seen,
        heard=opened.heard,
        parked=unplaced,
        alerts=raised,
        notices=told,
        arrangements=visit.portal.texts.content.arrangements_for(visit.scope.council),
    )


def cannot(visit: Visit) -> Response:
    """The page for somebody who is assigned and has no key that opens it."""
    with visit.portal.database.read() as tx:
        person = participants.get(tx, visit.scope, visit.path["person"])
    return visit.show("cannot_open.html", 409, person=person)


PAGES = (
    Page("answers", "GET", "/people/{person}/answers", WORKERS, answers),
    Page("record-yes", "POST", "/people/{person}/answers/{answer}/yes", WORKERS, record_yes),
    Page("meeting-copy", "GET", "/people/{person}/meeting-copy", WORKERS, meeting_copy),
    Page("worker-copy", "GET", "/people/{person}/worker-copy", WORKERS, worker_copy),
)
