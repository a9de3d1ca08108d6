"""The pages' words: which items they use, in which language, and a check at start that all are there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.channels.base import Words
from bot.language.catalogues import Catalogues
from bot.services.spoken import REFUSED

# The marker that stands on the page in the place of a person's own message.
KEPT = "pages.chat.kept"

ITEMS = (
    "pages.title",
    "pages.name",
    "pages.skip_to_content",
    "pages.language",
    "pages.front.heading",
    "pages.front.lead",
    "pages.front.back_heading",
    "pages.front.code",
    "pages.front.digits",
    "pages.front.back_button",
    "pages.front.new_heading",
    "pages.front.spoken",
    "pages.front.spoken_button",
    "pages.refused",
    "pages.slow",
    "pages.pin.heading",
    "pages.pin.lead",
    "pages.pin.link",
    "pages.pin.pin",
    "pages.pin.button",
    "pages.digits.heading",
    "pages.digits.lead",
    "pages.digits.first",
    "pages.digits.second",
    "pages.digits.button",
    "pages.digits.differ",
    "pages.digits.weak",
    "pages.earlier.heading",
    "pages.earlier.lead",
    "pages.earlier.digits",
    "pages.earlier.button",
    "pages.earlier.wrong",
    "pages.earlier.link",
    "pages.earlier.back",
    "pages.return.heading",
    "pages.return.lead",
    "pages.return.button",
    "pages.chat.heading",
    "pages.chat.log",
    "pages.chat.from_us",
    "pages.chat.from_you",
    KEPT,
    "pages.chat.words",
    "pages.chat.send",
    "pages.chat.voice_heading",
    "pages.chat.voice",
    "pages.chat.voice_send",
    "pages.chat.voice_none",
    *REFUSED.values(),
    "pages.chat.read_aloud",
    "pages.chat.stop_reading",
    "pages.chat.choices",
    "pages.chat.menu",
    "pages.chat.late",
    "pages.chat.look_again",
    "pages.chat.failed",
    "pages.chat.too_long",
    "pages.chat.idle",
    "pages.leave",
    "pages.not_found",
    "pages.bad_form",
    "pages.too_big",
    "pages.fault",
    "pages.back_to_start",
    "notices.draft_wording",
    "notices.draft_language",
)
WITH_COUNT = frozenset({"pages.chat.too_long"})


@dataclass(frozen=True, slots=True)
class PageWords:
    """Calls up strings of the pages in one language: `say("pages.title")`."""

    words: Words
    language: str
    direction: Literal["ltr", "rtl"]

    def __call__(self, item: str, **args: str) -> str:
        return self.words.page_text(item, self.language, **args)

    def label(self, control: str) -> str:
        """The words on a control's button."""
        return self.words.label(f"control:{control}", self.language)


def check_wording(words: Words, languages: Iterable[str]) -> None:
    """Ask for every string of the pages once. Raises ContentRefused or WordingMissing."""
    for language in languages:
        for item in ITEMS:
            args = {"count": "1"} if item in WITH_COUNT else {}
            words.page_text(item, language, **args)


def page_words(words: Words, catalogues: Catalogues, language: str) -> PageWords:
    """Return the words of one language."""
    return PageWords(words, language, catalogues.language(language).direction)


def pick_language(offered: Sequence[str], asked: str | None, accept: str | None) -> str:
    """Return the language asked for, else the browser's first that is offered, else the first offered."""
    if asked in offered:
        return str(asked)
    # A browser may write a region or script in any case: `pt-br` is `pt-BR`.
    known = {code.lower(): code for code in offered}
    for code in _preferred(accept or ""):
        for candidate in (code, code.partition("-")[0]):
            if candidate in known:
                return known[candidate]
    return offered[0]


def _preferred(accept: str) -> list[str]:
    """Return the codes of an Accept-Language header, best first. What makes no sense is left out."""
    weighed: list[tuple[float, int, str]] = []
    for place, part in enumerate(accept[:500].split(",")):
        code, _, weight = part.strip().partition(";q=")
        try:
            weighed.append((-float(weight or 1), place, code.strip().lower()))
        except ValueError:
            continue
    return [code for weight, _, code in sorted(weighed) if weight < 0]
