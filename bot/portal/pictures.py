"""QR codes, drawn in the page itself so that what they hold is in no address and no log."""

from __future__ import annotations

import segno
from markupsafe import Markup


def qr(text: str) -> Markup:
    """An SVG picture of `text`, black on white whatever the colours of the page. Hidden from screen readers.

    The page always gives the same thing in words beside it.
    """
    drawn = segno.make(text, error="m", micro=False).svg_inline(
        scale=5, border=4, dark="#000", light="#fff", svgclass="qr", lineclass=None, omitsize=True
    )
    # segno writes only numbers and the colours above; the text itself is in the modules.
    return Markup(drawn.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1))  # noqa: S704
