"""A page as a tagged PDF that a screen reader can read (PDF/UA-1)."""

from __future__ import annotations

from bot.errors import ExportRefused


def pdf_of(page: str) -> bytes:
    """Return the page as PDF. Whatever it names outside itself, a picture or a font, is left out.

    Raises ExportRefused when Pango is not on this machine.
    """
    try:
        # Loaded only when a document is asked for: it brings 40 MB of its own.
        from weasyprint import HTML  # noqa: PLC0415
        from weasyprint.urls import URLFetcher  # noqa: PLC0415

        from bot.exports.tagging import say_languages  # noqa: PLC0415
    except OSError:
        raise ExportRefused(
            "Documents cannot be set on this machine.",
            remedy="Install libpango-1.0-0 and libpangoft2-1.0-0, or use the browser's own print.",
        ) from None
    say_languages()
    nothing = URLFetcher(allowed_protocols=())
    made: bytes = HTML(string=page, url_fetcher=nothing).write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True)
    return made
