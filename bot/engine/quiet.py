"""Nothing a person typed may be printed. Rasa's logs, warnings and prints hold it in many places.

While the engine serves, its two output streams lead nowhere; one handler of our own writes where
something happened (level, logger, line, type of exception) and never a message.
"""

from __future__ import annotations

import json
import logging
import os
import resource
import sys
import time
import warnings
from types import TracebackType
from typing import Any, TextIO

import structlog


class WordlessHandler(logging.Handler):
    """Writes one JSON line a record, without its message."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__(logging.WARNING)
        self._stream = stream

    def emit(self, record: logging.LogRecord) -> None:
        kind = record.exc_info[0] if record.exc_info else None
        self.line(
            record.levelname.lower(),
            logger=record.name,
            line=record.lineno,
            exception=kind.__name__ if kind else None,
        )

    def line(self, event: str, **facts: str | int | float | None) -> None:
        """Write one line of our own; the facts must be ours as well."""
        known = {name: fact for name, fact in facts.items() if fact is not None}
        stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        entry = {"time": stamp, "part": "engine", "event": event, **known}
        self._stream.write(json.dumps(entry) + "\n")
        self._stream.flush()


class _Silent:
    def __getattr__(self, name: str) -> Any:
        return lambda *_, **__: None


def hush() -> WordlessHandler:
    """Close both output streams for the rest of the process; return the one writer that is left."""
    # Nor may a crash write the memory to disk.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.stdout.flush()
    sys.stderr.flush()
    kept = os.fdopen(os.dup(2), "w", encoding="utf-8")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    os.close(nowhere)
    handler = WordlessHandler(kept)
    only(handler)
    _wordless_endings(handler)
    return handler


def only(handler: logging.Handler) -> None:
    """Make this the one handler of every logger, from warnings up, and structlog silent."""
    structlog.configure(logger_factory=lambda *_: _Silent(), cache_logger_on_first_use=False)
    names = list(logging.root.manager.loggerDict)
    for logger in map(logging.getLogger, names):
        logger.handlers = []
        logger.propagate = True
        logger.setLevel(logging.NOTSET)
    logging.root.handlers = [handler]
    logging.root.setLevel(logging.WARNING)


def _wordless_endings(handler: WordlessHandler) -> None:
    """Let warnings and what ends the process say only what kind they are."""

    def warned(
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: TextIO | None = None,
        line: str | None = None,
    ) -> None:
        handler.line("warning", exception=category.__name__, line=lineno)

    def crashed(kind: type[BaseException], _value: BaseException, _trace: TracebackType | None) -> None:
        handler.line("crash", exception=kind.__name__)

    warnings.showwarning = warned
    sys.excepthook = crashed
