"""A content folder as it was read: items, guides, help lines, councils, and faults of shape."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bot import documents
from bot.content import arrangements, build, councils, languages, shape
from bot.content.arrangements import Arrangement
from bot.content.build import line_of
from bot.content.findings import Finding, nearest
from bot.content.keys import Place
from bot.content.model import Council, Guide, HelpLine, Item
from bot.documents import Document
from bot.errors import ContentRefused

# Read by bot/language and bot/content/reading.py, not as items.
_OTHER_FILES = {languages.FILE, "plain_words.yml"}


@dataclass(slots=True)
class Source:
    """What a folder holds. `findings` are faults of shape; a faulty thing is left out."""

    folder: Path
    items: dict[str, Item] = field(default_factory=dict)
    guides: dict[str, Guide] = field(default_factory=dict)
    shared: dict[str, Place] = field(default_factory=dict)
    lines: dict[str, HelpLine] = field(default_factory=dict)
    councils: dict[str, Council] = field(default_factory=dict)
    arrangements: dict[str, Arrangement] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @classmethod
    def read(cls, folder: Path) -> Source:
        """Read every file of a folder.

        Raises ContentRefused if there is no content file at all: nothing to read is a fault.
        """
        source = cls(folder)
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        readable = [path for path in files if path.suffix == ".yml"]
        if not readable:
            raise ContentRefused(
                f"no content file (*.yml) in {folder}.",
                remedy="name the folder that holds the content: dialogues/content.",
            )
        for path in files:
            if path.suffix != ".yml" and path.name != "README.md":
                source._refuse_file(path)
        first = [path for path in readable if path.parent.name in ("defaults", "parts")]
        # Councils stand on their nation's defaults, and guides use shared parts: those are read first.
        for path in first:
            source._file(path)
        for path in readable:
            if path not in first and str(path.relative_to(folder)) not in _OTHER_FILES:
                source._file(path)
        return source

    def _refuse_file(self, path: Path) -> None:
        name = str(path.relative_to(self.folder))
        wrong, mend = "nobody reads this file.", "Content is in files that end in .yml: rename it."
        self.findings.append(Finding(name, 1, "", "C01", wrong, mend))

    def _file(self, path: Path) -> None:
        relative = path.relative_to(self.folder)
        name = relative.as_posix()
        try:
            document = documents.read(path)
        except ContentRefused as fault:
            self.findings.append(_unreadable(name, fault.message.removeprefix(str(path)), fault.remedy))
            return
        top = relative.parts[0]
        if relative.parts[:2] == ("guides", "parts"):
            self._shared(document, name, path.stem)
        elif top == "guides":
            self._guide(document, name, path.stem)
        elif top == "councils":
            self._council(document, name, path)
        elif name == "help/lines.yml":
            self._help_lines(document, name)
        elif name == arrangements.FILE:
            self._arrangements(document, name)
        else:
            self._items(document, name)

    def _fits(self, found: Iterator[Finding]) -> bool:
        before = len(self.findings)
        self.findings.extend(found)
        return len(self.findings) == before

    def _items(self, document: Document, name: str) -> None:
        if not isinstance(document.value, dict):
            wrong, mend = "there is no item in this file.", "Write one, or take the file away."
            self.findings.append(Finding(name, 1, "", "C01", wrong, mend))
            return
        for item_id, value in document.value.items():
            place = Place(document, name, item_id, (item_id,))
            if item_id in self.places:
                first = self.places[item_id]
                wrong = f"the id is used in {first.file}, line {line_of(first)}, too."
                mend = "Ids are for ever and for one item: give this one another."
                self.findings.append(place.finding("C02", wrong, mend))
                continue
            self.places[item_id] = place
            if self._fits(shape.item(place, value)):
                self.items[item_id] = build.item(place, value)

    def _help_lines(self, document: Document, name: str) -> None:
        held = document.value
        for at, value in enumerate(held if isinstance(held, list) else []):
            line_id = str(value.get("id", "")) if isinstance(value, dict) else ""
            place = Place(document, name, line_id, (at,))
            if line_id in self.lines:
                wrong, mend = "this help line's id is used twice.", "Give one another id."
                self.findings.append(place.finding("C02", wrong, mend))
            elif self._fits(shape.help_line(place, value)):
                self.lines[line_id] = build.help_line(place, value)
                self.places[f"help.{line_id}"] = place
        if not isinstance(held, list) or not held:
            wrong, mend = "there is no help line here.", "Write a list of them, each with an id."
            self.findings.append(Finding(name, 1, "", "C01", wrong, mend))

    def _arrangements(self, document: Document, name: str) -> None:
        held = document.value
        for key, value in (held if isinstance(held, dict) else {}).items():
            place = Place(document, name, key, (key,))
            self.places[f"arrangements/{key}"] = place
            if self._fits(arrangements.faults_of_shape(place, value)):
                self.arrangements[key] = arrangements.build(key, value)
        if not isinstance(held, dict):
            wrong, mend = "there is no arrangement here.", "Write one, or take the file away."
            self.findings.append(Finding(name, 1, "", "C01", wrong, mend))

    def _guide(self, document: Document, name: str, guide_id: str) -> None:
        place = Place(document, name, guide_id, ())
        self.places[f"guides/{guide_id}"] = place
        if self._fits(shape.guide(place, document.value)) and self._fits(self._used(place)):
            self.guides[guide_id] = build.guide(place, document.value, self.shared)

    def _shared(self, document: Document, name: str, part_id: str) -> None:
        place = Place(document, name, part_id, ())
        self.places[f"parts/{part_id}"] = place
        if self._fits(shape.shared(place, document.value)):
            self.shared[part_id] = place

    def _used(self, place: Place) -> Iterator[Finding]:
        """Shared parts that a guide names and nobody has written, or that are not well formed."""
        for at, part in enumerate(place.document.value["parts"]):
            if (used := part.get("use")) is not None and used not in self.shared:
                wrong = f"'use' names the shared part '{used}', which cannot be read."
                mend = f"Write guides/parts/{used}.yml, or name another.{nearest(used, self.shared)}"
                yield place.finding("C03", wrong, mend, "parts", at, "use")

    def _council(self, document: Document, name: str, path: Path) -> None:
        place, value = Place(document, name, path.stem, ()), document.value
        national = path.parent.name == "defaults"
        if not self._fits(shape.national(place, value) if national else shape.council(place, value)):
            return
        if not self._fits(councils.faults(place, value, national=national)):
            return
        chosen = value["settings"].get(languages.SETTING)
        ours = languages.known(self.folder)
        if chosen and not self._fits(languages.faults(place, chosen, value["nation"], ours)):
            return
        if national:
            self.councils[f"defaults/{path.stem}"] = councils.defaults(path.stem, value, name)
        else:
            under = self.councils.get(f"defaults/{value['nation']}")
            self.councils[path.stem] = councils.council(path.stem, value, under, name)


def _unreadable(name: str, what: str, remedy: str) -> Finding:
    """A finding from a fault that may begin with ':<line>'."""
    line, space, rest = what.removeprefix(":").partition(" ")
    known = bool(space) and line.isdigit()
    wrong = f"the file {rest if known else what.strip()}"
    return Finding(name, int(line) if known else 1, "", "C01", wrong, remedy[0].upper() + remedy[1:])
