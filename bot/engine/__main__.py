"""`python -m bot.engine` serves turns; `python -m bot.engine rasa ...` is Rasa's command line."""

from __future__ import annotations

import os
import re
import sys
import time
import warnings
from collections.abc import Callable
from typing import Any

from bot.engine import stand_in
from bot.engine.settings import RefusedError, read

# Core sends these by name, without words: examples of them could only mislead the classifier.
WORDLESS = (
    "add_part|answer_promise|begin|choose|maybe_control|maybe_topic|pick_to_change|press_any"
    "|share_answer|stale_choice"
)
EXPECTED = re.compile(
    f"The intent '({WORDLESS})' is listed in the domain file, but is not found in the NLU"
    "|Slot auto-fill has been removed in 3.0"
)


def _fewer_warnings(show: Callable[..., None]) -> Callable[..., None]:
    """Leave out what Rasa's old dependencies warn of, which nobody can mend, and what we expect."""

    def shown(message: Warning | str, category: type[Warning], *where: Any) -> None:
        old = issubclass(category, (DeprecationWarning, FutureWarning))
        if not old and not EXPECTED.match(str(message)):
            show(message, category, *where)

    return shown


def main() -> int:
    """Return the process's exit code: 2, with one line, when the engine refuses to start."""
    began = time.monotonic()
    os.environ["SQLALCHEMY_SILENCE_UBER_WARNING"] = "1"
    warnings.showwarning = _fewer_warnings(warnings.showwarning)
    stand_in.install()
    if sys.argv[1:2] == ["rasa"]:
        from bot.engine import rasa_cli  # noqa: PLC0415 - Rasa only after the stand-in

        return rasa_cli.main(sys.argv[2:])
    try:
        settings = read(os.environ, sys.argv[1:])
        os.environ["RASA_TELEMETRY_ENABLED"] = "false"
        from bot.engine.server import serve  # noqa: PLC0415 - Rasa only after the stand-in

        serve(settings, began)
    except RefusedError as fault:
        sys.stderr.write(f"The engine does not start: {fault}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
