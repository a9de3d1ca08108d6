"""Is this what was sent? A file is looked at in memory, answered as `./run verify` answers, and let go."""

from __future__ import annotations

from starlette.responses import Response

from bot.exports.known import known
from bot.portal.access import STAFF, Page, Visit


def ask(visit: Visit) -> Response:
    return visit.show("proof.html", found=None, problem="")


def answer(visit: Visit) -> Response:
    """Say what the file is. Whose it is is not said: whoever has it can read that, and nobody else should."""
    if not visit.file:
        return visit.show("proof.html", 400, found=None, problem="none")
    with visit.portal.database.read() as tx:
        found = known(tx, visit.file)
    return visit.show("proof.html", found=found, problem="")


PAGES = (
    Page("proof", "GET", "/proof", STAFF, ask),
    Page("proof-answer", "POST", "/proof", STAFF, answer, upload=True),
)
