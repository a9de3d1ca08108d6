"""The second factor: six digits every thirty seconds, each accepted once."""

from __future__ import annotations

from datetime import datetime
from hmac import compare_digest

import pyotp

STEP_SECONDS = 30
WINDOW = (0, -1, 1)  # a phone's clock may be a step off; wider than ASVS asks, and written down


def step_of(secret: str, code: str, last_step: int | None, now: datetime) -> int | None:
    """Return the step that a code belongs to; None for a wrong one, or one not after `last_step`."""
    typed = "".join(code.split()).encode()
    here = int(now.timestamp()) // STEP_SECONDS
    known = pyotp.TOTP(secret)
    found = None
    for step in (here + offset for offset in WINDOW):
        if compare_digest(known.at(step * STEP_SECONDS).encode(), typed):
            found = step
    if found is None or (last_step is not None and found <= last_step):
        return None
    return found
