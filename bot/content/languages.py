"""Which languages there are and a council offers; the rest of `languages.yml` is for bot/language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from bot import documents
from bot.content.findings import Finding
from bot.content.keys import Place
from bot.content.model import Council

FILE = "languages.yml"
# The council's setting that chooses among them.
SETTING = "languages"
ENGLISH, WELSH = "en", "cy"


def known(folder: Path) -> Mapping[str, bool]:
    """Code -> whether we offer that language, in the file's order; English alone where there is no file.

    Raises ContentRefused if the file cannot be read.
    """
    path = folder / FILE
    if not path.exists():
        return {ENGLISH: True}
    held = documents.read(path).value
    return {code: bool(entry.get("offered")) for code, entry in held.items()}


def offered(folder: Path) -> tuple[str, ...]:
    """The codes of the languages that we offer. Raises ContentRefused if the file cannot be read."""
    return tuple(code for code, is_offered in known(folder).items() if is_offered)


def offered_by(council: Council, ours: Sequence[str]) -> tuple[str, ...]:
    """The languages that a council offers, of those that we do; all of them where it has not chosen."""
    chosen = council.listed(SETTING) or ours
    return tuple(code for code in chosen if code in ours)


def faults(place: Place, chosen: list[str], nation: str, ours: Mapping[str, bool]) -> Iterator[Finding]:
    """What is wrong with the languages that a council has chosen."""
    for wrong, mend in _wrong(chosen, nation, ours):
        yield place.inside("settings").finding("C19", wrong, mend, SETTING)


def _wrong(chosen: list[str], nation: str, ours: Mapping[str, bool]) -> Iterator[tuple[str, str]]:
    can = ", ".join(code for code, is_offered in ours.items() if is_offered)
    for code in dict.fromkeys(chosen):
        if code not in ours:
            yield (
                f"'{SETTING}' names '{code}', and there is no such language.",
                f"Write codes of {FILE}: {can}.",
            )
        elif not ours[code]:
            yield f"'{SETTING}' names '{code}', which is not ready to be offered.", f"Choose among: {can}."
        elif chosen.count(code) > 1:
            yield f"'{SETTING}' names '{code}' twice.", "Write each once."
    if ENGLISH not in chosen:
        yield (
            f"'{SETTING}' leaves English out.",
            f"Add {ENGLISH}: nobody is sure to read any other language that is there.",
        )
    if nation == "wales" and ours.get(WELSH) and WELSH not in chosen:
        yield (
            f"'{SETTING}' leaves Welsh out, and in Wales people may choose Welsh with their council.",
            f"Add {WELSH}: the Welsh Language Standards do not let a council of Wales leave it out.",
        )
