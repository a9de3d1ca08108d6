"""The log: an event's name and a closed list of numbers and codes, one JSON object a line.

Nothing else can reach it: arguments of a message are dropped, an exception is its type and place.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime

ALLOWED = frozenset({"code", "type", "row", "tries", "port", "count", "seconds", "status", "part"})
OTHERS = "library message"


class AllowListFormatter(logging.Formatter):
    """Writes our own events with their allowed fields; of other libraries only who spoke and how loud."""

    def format(self, record: logging.LogRecord) -> str:
        ours = record.name.startswith(("bot", "actions"))
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "event": record.msg if ours and isinstance(record.msg, str) and not record.args else OTHERS,
        }
        line.update((key, getattr(record, key)) for key in sorted(ALLOWED) if hasattr(record, key))
        if record.exc_info and record.exc_info[0] is not None:
            line["exception"] = record.exc_info[0].__name__
            frames = traceback.extract_tb(record.exc_info[2])
            line["place"] = f"{frames[-1].name}:{frames[-1].lineno}" if frames else ""
        return json.dumps(line)


def start(level: int = logging.INFO) -> None:
    """Send every logger through the one formatter, to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(AllowListFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in ("bot", "actions"):
        logging.getLogger(name).setLevel(level)
