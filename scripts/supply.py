"""What we build from: `supply.py sbom FOLDER` lists it, `supply.py advisories` asks what is known about it.

The tools lie in an environment of their own (`.venv-supply`). `advisories` ends with 0 only when every
package was asked about and everything known is accepted, in `docs/supply/advisories.yml`, until a day that
has not passed; with 1 when something is not; with 3 when nobody could be asked. A tool that could not ask
says "nothing known" as well, so its own word is never believed alone.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".venv-supply" / "bin"
ACCEPTED = ROOT / "docs" / "supply" / "advisories.yml"
ENVIRONMENTS = ("core", "engine", "stock", "supply")
ALL_KNOWN, NOT_ACCEPTED, NOT_ASKED = 0, 1, 3
SECONDS = 600
_PIN = re.compile(r"^([A-Za-z0-9].*?==.*?)\s*\\?$", re.MULTILINE)


class NotAskedError(Exception):
    """No answer, or not about all of it: nothing is known."""


@dataclass(frozen=True)
class Accepted:
    """One package whose advisories we live with, and until when."""

    environments: tuple[str, ...]
    package: str
    version: str
    ids: frozenset[str]
    why: str
    until: date


@dataclass(frozen=True)
class Known:
    """One advisory about something that we build from; `ids` holds its other names too."""

    package: str
    version: str
    ids: frozenset[str]

    def __str__(self) -> str:
        return f"{self.package} {self.version}: {', '.join(sorted(self.ids))}"


def requirements(environment: str) -> Path:
    return ROOT / "requirements" / f"{environment}.txt"


def pins(environment: str, *, here: bool = False) -> dict[str, str]:
    """Each package of a lock file and its version; with `here` only what this kind of machine installs."""
    lines = _PIN.findall(requirements(environment).read_text(encoding="utf-8"))
    found = [Requirement(line) for line in lines]
    return {
        plain(one.name): str(one.specifier).removeprefix("==")
        for one in found
        if not here or one.marker is None or one.marker.evaluate()
    }


def plain(name: str) -> str:
    """A package's name as indexes write it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def accepted(path: Path = ACCEPTED) -> list[Accepted]:
    held = YAML(typ="safe").load(path.read_text(encoding="utf-8"))["accepted"]
    return [
        Accepted(
            tuple(one["environments"]),
            plain(one["package"]),
            str(one["version"]),
            frozenset(one["ids"]),
            one["why"],
            one["until"],
        )
        for one in held
    ]


def known_in(answer: Mapping[str, Any], pinned: Mapping[str, str]) -> list[Known]:
    """What an answer says. Raises NotAskedError when it is not about every package of the lock."""
    told = answer.get("dependencies", [])
    asked = {plain(one["name"]): one["version"] for one in told if "vulns" in one}
    missing = [name for name, version in pinned.items() if asked.get(name) != version]
    if missing or not pinned:
        raise NotAskedError(f"{len(missing)} of {len(pinned)} packages were not looked up")
    return [
        Known(plain(one["name"]), one["version"], frozenset({found["id"], *found.get("aliases", [])}))
        for one in told
        for found in one["vulns"]
    ]


def not_accepted(
    environment: str, known: Sequence[Known], entries: Sequence[Accepted], today: date
) -> Iterator[str]:
    """What is known and not accepted, or no longer."""
    for one in known:
        fits = [
            entry
            for entry in entries
            if environment in entry.environments
            and (entry.package, entry.version) == (one.package, one.version)
            and entry.ids & one.ids
        ]
        if not fits:
            yield f"{one}: not accepted"
        elif max(entry.until for entry in fits) < today:
            yield f"{one}: was accepted until {max(entry.until for entry in fits)}"


def ask(environment: str, tool: Path = TOOLS / "pip-audit") -> dict[str, Any]:
    """Have pip-audit look every pin up. Raises NotAskedError."""
    command = [str(tool), "--strict", "--disable-pip", "--require-hashes", "--service", "osv"]
    command += ["--progress-spinner", "off", "--format", "json"]
    command += ["--requirement", str(requirements(environment))]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
        answer: dict[str, Any] = json.loads(done.stdout)
    except (OSError, subprocess.TimeoutExpired, ValueError):
        raise NotAskedError("the service of advisories did not answer") from None
    return answer


def advisories(today: date, tool: Path = TOOLS / "pip-audit") -> int:
    """Ask about every lock and say what came of it."""
    entries, code = accepted(), ALL_KNOWN
    for environment in ENVIRONMENTS:
        pinned = pins(environment, here=True)
        try:
            known = known_in(ask(environment, tool), pinned)
        except NotAskedError as fault:
            print(f"{environment}: COULD NOT ASK about {len(pinned)} packages ({fault}): nothing is known.")
            code = max(code, NOT_ASKED)
            continue
        wrong = list(not_accepted(environment, known, entries, today))
        print(f"{environment}: {len(pinned)} packages, {len(known)} advisories, {len(wrong)} not accepted.")
        print(*wrong, sep="\n", end="\n" if wrong else "")
        code = max(code, NOT_ACCEPTED) if wrong else code
    print("Not passed." if code else "Passed.")
    return code


def sbom(folder: Path, tool: Path = TOOLS / "cyclonedx-py") -> int:
    """Write a CycloneDX bill of materials for each lock."""
    folder.mkdir(parents=True, exist_ok=True)
    for environment in ENVIRONMENTS:
        to = folder / f"beforehand-{environment}.cdx.json"
        command = [str(tool), "requirements", str(requirements(environment))]
        command += ["--output-reproducible", "--of", "JSON", "-o", str(to)]
        subprocess.run(command, check=True, timeout=SECONDS)
        print(f"{to}: {len(json.loads(to.read_text(encoding='utf-8'))['components'])} packages")
    return 0


def main(wanted: Sequence[str]) -> int:
    match wanted:
        case ["advisories"]:
            return advisories(datetime.now(UTC).date())
        case ["sbom", folder]:
            return sbom(Path(folder))
    print("supply.py sbom FOLDER | advisories", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
