"""Rendering: templates, and what every page of ours has around it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.channels.base import Core
from bot.language.languages import Language, put_first
from bot.services.texts import SOURCE_LANGUAGE
from bot.web.wording import PageWords, page_words, pick_language

HERE = Path(__file__).parent
STATIC = HERE / "static"
# What a person is told for each refusal; any other status is told as a page that is not there.
REFUSALS: Mapping[int, str] = {
    400: "pages.bad_form",
    403: "pages.bad_form",
    413: "pages.too_big",
    415: "pages.bad_form",
    429: "pages.slow",
}


@dataclass(frozen=True, slots=True)
class Pages:
    """Makes whole pages. `leave_to` is where "leave quickly" ends: a site that tells nothing."""

    core: Core
    is_draft: bool
    leave_to: str
    templates: Environment
    static: Mapping[str, str]

    @classmethod
    def of(cls, core: Core, *, is_draft: bool, leave_to: str) -> Pages:
        templates = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        return cls(core, is_draft, leave_to, templates, _static_addresses())

    def words(self, request: Request, asked: str | None = None) -> PageWords:
        """Return the words for somebody we do not know yet."""
        return self.words_for(request.headers, asked)

    def words_for(self, headers: Headers, asked: str | None) -> PageWords:
        catalogues = self.core.catalogues
        language = pick_language(catalogues.offered, asked, headers.get("accept-language"))
        return page_words(self.core.words, catalogues, language)

    def words_in(self, language: str) -> PageWords:
        """Return the words of one language."""
        return page_words(self.core.words, self.core.catalogues, language)

    def page(self, template: str, say: PageWords, *, status: int = 200, **context: object) -> HTMLResponse:
        """Return one page."""
        return HTMLResponse(self.html(template, say, **context), status_code=status)

    def html(self, template: str, say: PageWords, **context: object) -> str:
        around: dict[str, Any] = {
            "say": say,
            "static": self.static,
            "is_draft": self.is_draft,
            "is_translation": say.language != SOURCE_LANGUAGE,
            "leave_to": self.leave_to,
            "languages": self._languages(say.language),
            "csrf": None,
        }
        return self.templates.get_template(template).render(around | context)

    def _languages(self, spoken: str) -> list[Language]:
        """Every offered language: those of equal weight first, then the page's own, then English."""
        catalogues, first = self.core.catalogues, self.core.first_languages
        ordered = put_first(catalogues.offered, *first, spoken, SOURCE_LANGUAGE)
        return [catalogues.language(code) for code in ordered]

    def refusal(self, request: Request, status: int) -> Response:
        """Return the kind page for a request that we cannot take."""
        language = getattr(request.state, "language", None)
        say = self.words(request, language)
        told = REFUSALS.get(status, "pages.not_found")
        return self.page("told.html", say, status=status, told=told)

    def fault_pages(self) -> dict[str, str]:
        """Return the page for a fault in every offered language, made while nothing is wrong."""
        return {
            code: self.html("told.html", self.words_in(code), told="pages.fault")
            for code in self.core.catalogues.offered
        }


def _static_addresses() -> dict[str, str]:
    """Return each static file's address by name; it changes with the file, so it can be kept long."""
    found = {}
    for path in sorted(path for path in STATIC.rglob("*") if path.is_file()):
        version = sha256(path.read_bytes()).hexdigest()[:12]
        name = path.relative_to(STATIC).as_posix()
        found[name] = f"/static/{name}?v={version}"
    return found
