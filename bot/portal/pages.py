"""Templates, and what they may call: times as in London, addresses of pages, the form token."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from babel.dates import format_date, format_datetime
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, Response

from bot.language.direction import runs
from bot.language.languages import LONDON
from bot.portal import pictures
from bot.records.scopes import Role
from bot.services import names
from bot.services.one_answer import language_name
from bot.services.texts import SOURCE_LANGUAGE

if TYPE_CHECKING:
    from bot.portal.access import Visit

HERE = Path(__file__).parent
STATIC = HERE / "static"
# The look that both apps share is the family app's.
SHARED = HERE.parent / "web" / "static"
LOCALE = "en_GB"


def day(when: datetime) -> str:
    """A day in London: 'Thursday 26 November 2026'."""
    return format_datetime(when, "EEEE d MMMM y", tzinfo=LONDON, locale=LOCALE)


def clock(when: datetime) -> str:
    """A time of day in London: '14:00'."""
    return format_datetime(when, "HH:mm", tzinfo=LONDON, locale=LOCALE)


def stamp(when: datetime) -> str:
    """A day and time in London, short: '26 Nov 2026, 14:00'."""
    return format_datetime(when, "d MMM y, HH:mm", tzinfo=LONDON, locale=LOCALE)


def kind_name(visit: Visit, kind: str) -> str:
    """What a kind of meeting is called at the worker's council, as the beginning of a line."""
    texts = visit.portal.texts
    council = texts.content.council(visit.scope.council)
    name = names.meeting_name(texts, SOURCE_LANGUAGE, kind, council.nation, council)
    return name[:1].upper() + name[1:]


def heading(visit: Visit, section: str, audience: str) -> str | None:
    """The council's own heading of one of the columns; None where it has none, and for a child's houses."""
    if audience == "child":
        return None
    return visit.portal.texts.content.council(visit.scope.council).setting(f"column_{section}")


@dataclass(frozen=True, slots=True)
class Draft:
    """Languages, by name, in which nobody of a council has checked what is said about safety."""

    languages: str
    council: str


def drafts(visit: Visit, codes: Iterable[str]) -> Draft | None:
    """Which of these languages are drafts at the worker's council; None where none is."""
    council, portal = visit.scope.council, visit.portal
    found = [language_name(portal.texts, code) for code in codes if portal.reviews.is_draft(council, code)]
    return Draft(", ".join(found), portal.texts.content.council(council).name) if found else None


def plain_day(when: date) -> str:
    """A day without a time: 'Thursday 26 November 2026'."""
    return format_date(when, "EEEE d MMMM y", locale=LOCALE)


def month(when: date) -> str:
    """A month: 'November 2026'."""
    return format_date(when, "MMMM y", locale=LOCALE)


def short_month(when: date) -> str:
    """A month beside others: 'Nov 26'."""
    return format_date(when, "MMM yy", locale=LOCALE)


def percent(share: float) -> str:
    """A share from 0 to 1 as whole per cent: '82'."""
    return f"{share * 100:.0f}"


class Pages:
    """Renders the portal's pages. Every string of theirs is in the templates, marked for gettext."""

    def __init__(self, app: Starlette) -> None:
        self._app = app
        self._environment = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            # What is served is what the process started with.
            auto_reload=False,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=["jinja2.ext.i18n"],
        )
        self._environment.policies["ext.i18n.trimmed"] = True
        # The extension adds this. The staff's language is English, which the templates are written in.
        self._environment.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
        self._environment.filters.update(
            day=day,
            clock=clock,
            stamp=stamp,
            plain_day=plain_day,
            month=month,
            short_month=short_month,
            percent=percent,
            runs=runs,
        )
        self._environment.globals.update(url=self.url, qr=pictures.qr, Role=Role)

    def url(self, name: str, **path: str) -> str:
        """The address of a page by its name."""
        return str(self._app.url_path_for(name, **path))

    def plain(self, template: str) -> str:
        """Render a page that needs nothing and nobody."""
        return self._environment.get_template(template).render()

    def said(self, template: str, macro: str, name: str) -> str:
        """One text of a template that holds texts by name, for what is no page."""
        module = self._environment.get_template(template).module
        return str(getattr(module, macro)(name)).strip()

    def show(self, visit: Visit, template: str, status: int, context: Mapping[str, object]) -> Response:
        """Render a template for one visit."""
        return HTMLResponse(self.text(visit, template, context), status_code=status)

    def text(self, visit: Visit, template: str, context: Mapping[str, object]) -> str:
        """A template's text, for one visit."""
        return self._environment.get_template(template).render(
            context,
            session=visit.session,
            kind_name=lambda kind: kind_name(visit, kind),
            heading=lambda name, audience="": heading(visit, name, audience),
            language_name=lambda code: language_name(visit.portal.texts, code),
            drafts=lambda codes: drafts(visit, codes),
            csrf=visit.csrf,
            demo=visit.portal.settings.mode == "demo",
            now=visit.now,
        )
