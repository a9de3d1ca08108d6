"""Private data is never asked for by a bare id: the signatures themselves are read (W-10)."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import bot.records

FOLDER = Path(bot.records.__file__).parent
PRIVATE = [
    "alert_notices",
    "alerts",
    "alerts_seen",
    "break_glass",
    "bulk",
    "cases",
    "coming_back",
    "contact",
    "deletion",
    "drafts",
    "ending",
    "feedback",
    "indicators",
    "invites",
    "meetings",
    "notices",
    "parked",
    "participants",
    "practice",
    "placements",
    "proofs",
    "reading",
    "reading_notices",
    "reminders",
    "replies",
    "sending",
    "sent_answers",
    "team",
    "trail",
]
# Each of these is asked by the service itself, by the command line, or by somebody with a secret instead.
WITHOUT = {
    "alert_notices.due": "the sender of notices: who is to be told, never what was said",
    "alert_notices.sent": "the sender of notices",
    "alert_notices.failed": "the sender of notices",
    "alert_notices.still_owed": "the sender of notices",
    "alert_notices.went": "the sender of notices",
    "alert_notices.nobody": "the sender of notices",
    "alerts.read": "inside records, after a check, with the halves in hand",
    "alerts_seen.seen_untold": "the teller of 'seen at': times only",
    "bulk.standing": "the figures: a number",
    "cases.recover": "the command line, with both recovery sheets",
    "cases.workers_of": "inside records, after a check",
    "cases.participants_of": "inside records, after a check",
    "coming_back.come_back": "the person, by code and digits",
    "ending.over": "the sweeper: whose time is over, never what was said",
    "ending.is_over": "the sweeper",
    "ending.cases_over": "the sweeper",
    "invites.look_up": "the person, by a token",
    "invites.claim_link": "the person, by token and PIN",
    "invites.claim_code": "the person, by a spoken code",
    "invites.delete_expired": "the sweeper",
    "invites.refused": "no data",
    "proofs.record": "inside records, as a part of sending",
    "proofs.digest_of": "no data but what it is given",
    "proofs.find_export": "whoever holds the very file",
    "meetings.of_case": "inside records, after a check",
    "meetings.read": "a row that its caller inside records has read",
    "participants.load": "inside records, after a check",
    "sent_answers.read": "inside records, after a check, with the halves in hand",
    "break_glass.end_due": "the sweeper",
    "parked.park": "the worker loop, with the row it leases",
    "participants.public_key": "a public half: it opens nothing",
    "reading.everywhere": "the reminder of unread answers: times, ids and staff",
    "reading_notices.want": "the reminder of unread answers: ids and days",
    "reading_notices.due": "the reminder of unread answers: ids and days",
    "reading_notices.trying": "the reminder of unread answers",
    "reading_notices.sent": "the reminder of unread answers",
    "reminders.want": "inside records and the planner: ids and days",
    "reminders.want_anew": "inside records: ids",
    "reminders.settle": "inside records: ids",
    "reminders.people_due": "the dispatcher: who has something due, never what was said",
    "reminders.standing": "the dispatcher: times only",
    "replies.let_go": "the sweeper",
    "sending.mend": "the start, under the family lock",
    "sending.bind": "no data",
    "sending.question_index": "no data",
}


def without_scope(source: str, module: str) -> set[str]:
    """Return the public functions of a module that take no scope."""
    found = set()
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            arguments = [*node.args.args, *node.args.kwonlyargs]
            types = {ast.unparse(one.annotation) for one in arguments if one.annotation}
            if not types & {"ParticipantScope", "WorkerScope"}:
                found.add(f"{module}.{node.name}")
    return found


def test_the_reading_sees_what_it_should() -> None:
    source = "def a(tx: Tx, id: str): ...\ndef b(tx: Tx, *, scope: WorkerScope): ...\ndef _c(): ..."
    assert without_scope(source, "m") == {"m.a"}


@pytest.mark.parametrize("module", PRIVATE)
def test_private_data_takes_a_scope(module: str) -> None:
    found = without_scope((FOLDER / f"{module}.py").read_text(), module)
    assert found - set(WITHOUT) == set()


def test_no_exception_outlives_its_function() -> None:
    found = set()
    for module in PRIVATE:
        found |= without_scope((FOLDER / f"{module}.py").read_text(), module)
    assert set(WITHOUT) - found == set()
