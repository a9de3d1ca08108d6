"""Everybody of one case on one screen, never on paper: one family's members must not read each other."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.responses import Response

from bot.errors import CannotOpen
from bot.portal.access import WORKERS, Page, Visit
from bot.portal.answer_pages import open_known
from bot.records import alerts, cases, participants
from bot.services.board import CORRECTIONS, NEEDS, REST, Wish, lane
from bot.services.case_view import COLUMNS
from bot.services.needs import KINDS


def side_by_side(visit: Visit) -> Response:
    """The board. Only those who are shown are opened, each with an audit row of their own."""
    with visit.portal.database.read() as tx:
        case = cases.get(tx, visit.scope, visit.path["case"])
        people = participants.of_case(tx, visit.scope, case.id)
        raised = [one for one in alerts.mine(tx, visit.scope) if one.case_id == case.id]
    sent = [person for person in people if person.status == "sent"]
    wish = Wish.of(visit.query, [person.id for person in sent])
    try:
        opened = [open_known(visit, case, person) for person in sent if wish.person in ("", person.id)]
    except CannotOpen:
        return visit.show("cannot_open.html", 409, person=None)
    lanes = [lane(one.seen, wish) for one in opened]
    columns = tuple(lanes[0].columns) if lanes else COLUMNS
    return visit.show(
        "side_by_side.html",
        case=case,
        sent=sent,
        lanes=lanes,
        heard={note: one.heard[note] for one in opened for note in one.heard},
        wish=wish,
        columns=columns,
        parts_named=(NEEDS, CORRECTIONS, *columns, REST),
        kinds=[name for name in KINDS if name == wish.need or any(name in one.asked_for for one in lanes)],
        alerts=[one for one in raised if one.handled_at is None],
        to=lambda name, value: _address(visit, case.id, wish.but(name, value)),
    )


def _address(visit: Visit, case_id: str, asked: dict[str, str]) -> str:
    page = visit.portal.pages.url("side-by-side", case=case_id)
    return f"{page}?{urlencode(asked)}" if asked else page


PAGES = (Page("side-by-side", "GET", "/cases/{case}/side-by-side", WORKERS, side_by_side),)
