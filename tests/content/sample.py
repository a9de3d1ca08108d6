"""Broken samples: the whole content of tests/content/whole with one thing changed."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot import documents
from bot.content.check import check
from bot.content.findings import Finding

HERE = Path(__file__).parent
WHOLE, BROKEN = HERE / "whole", HERE / "broken"


@dataclass(frozen=True, slots=True)
class Sample:
    """One change to the whole content, and the findings it must cause, word for word.

    `replace` (there once in `file`) becomes `becomes`; without `replace`, `becomes` is added at the end.
    `becomes` None takes the file away. `also` is a second change of that kind.
    `catalogues`: the catalogues are checked too.
    """

    name: str
    file: str
    replace: str | None
    becomes: str | None
    catalogues: bool
    code: str | None
    expect: tuple[str, ...]
    also: Mapping[str, str] | None = None

    @classmethod
    def read(cls, path: Path) -> Sample:
        held = documents.read(path).value
        return cls(
            name=f"{path.parent.name}/{path.stem}",
            file=held["file"],
            replace=held.get("replace"),
            becomes=held["becomes"],
            catalogues=held.get("catalogues", False),
            code=held.get("code"),
            expect=tuple(held["expect"]),
            also=held.get("also"),
        )

    def findings(self, folder: Path) -> list[Finding]:
        """Make the change in a copy under `folder` and check it."""
        shutil.copytree(WHOLE, folder, dirs_exist_ok=True)
        path = folder / self.file
        if self.becomes is None:
            path.unlink()
        elif self.replace is None:
            path.parent.mkdir(parents=True, exist_ok=True)
            before = path.read_text(encoding="utf-8") if path.exists() else ""
            path.write_text(before + self.becomes, encoding="utf-8")
        else:
            before = path.read_text(encoding="utf-8")
            assert before.count(self.replace) == 1, f"{self.name}: {before.count(self.replace)} places"
            path.write_text(before.replace(self.replace, self.becomes), encoding="utf-8")
        if self.also is not None:
            second = folder / self.also["file"]
            before = second.read_text(encoding="utf-8")
            assert before.count(self.also["replace"]) == 1, f"{self.name}: not there once"
            second.write_text(before.replace(self.also["replace"], self.also["becomes"]), encoding="utf-8")
        if self.code is not None:
            (folder / "code.py").write_text(self.code, encoding="utf-8")
        return check(
            folder / "content",
            locales=folder / "locales" if self.catalogues else None,
            offered=("en", "pl"),
            topics=("is_it_court",),
            drawings=folder / "drawings",
            code=(Path("code.py"),) if self.code is not None else (),
        )


def samples() -> list[Sample]:
    """Every broken sample, in order."""
    return [Sample.read(path) for path in sorted(BROKEN.glob("C*/*.yml"))]
