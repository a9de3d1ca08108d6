"""S-06: no secret in the repository, nor in what an image would take."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from collections.abc import Sequence
from fnmatch import fnmatch
from pathlib import Path

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[2]
TOOL = ROOT / ".venv-supply" / "bin" / "detect-secrets"
NOT_SECRETS = ROOT / "docs" / "supply" / "not_secrets.yml"
# Tests are full of invented passwords. What has the form of somebody's real key is looked at there too.
INVENTED_IN_TESTS = {
    "Secret Keyword",
    "Basic Auth Credentials",
    "Base64 High Entropy String",
    "Hex High Entropy String",
}
Found = dict[str, Counter[str]]


def scan(folder: Path, *paths: str) -> Found:
    """What detect-secrets finds, by file: how many of each kind."""
    assert TOOL.exists(), "python3 scripts/environments.py supply makes what this needs"
    command = [str(TOOL), "-C", str(folder), "scan", *paths]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=500)
    results = json.loads(done.stdout)["results"]
    return {file: Counter(one["type"] for one in found) for file, found in results.items()}


def counted(found: Found) -> Found:
    """Without what is invented in tests."""
    kept: Found = {}
    for file, kinds in found.items():
        passed = INVENTED_IN_TESTS if file.startswith("tests/") else set()
        left = Counter({kind: count for kind, count in kinds.items() if kind not in passed})
        if left:
            kept[file] = left
    return kept


def test_no_secret_is_in_the_repository() -> None:
    """S-06: every file that git keeps, by a kept tool, against a list that says of each hit what it is."""
    listed = YAML(typ="safe").load(NOT_SECRETS.read_text(encoding="utf-8"))
    known = {file: Counter({one["kind"]: one["count"] for one in hits}) for file, hits in listed.items()}
    assert all(len(one["what"]) > 10 for hits in listed.values() for one in hits)
    found = counted(scan(ROOT))
    assert found == known


# Each in two halves, so that this file is not found itself.
@pytest.mark.parametrize(
    ("file", "halves"),
    [
        (
            "bot/settings.py",
            ("service_key = ", "'9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c1'"),
        ),
        ("deploy/settings", ("TELEGRAM_TOKEN=110201543:", "AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaws")),
        ("docs/running.md", ("postgresql://beforehand:", "correct-horse@db.council.example/records")),
        ("tests/portal/key.pem", ("-----BEGIN RSA ", "PRIVATE KEY-----")),
        ("tests/world.py", ("aws = 'AKIA", "IOSFODNN7EXAMPLQ'")),
    ],
)
def test_the_search_finds_one_where_somebody_put_it(tmp_path: Path, file: str, halves: Sequence[str]) -> None:
    """S-06: a search that cannot find proves nothing."""
    path = tmp_path / file
    path.parent.mkdir(parents=True)
    path.write_text("".join([*halves, "\n"]))
    for command in (["init", "-q"], ["add", "-A"]):
        subprocess.run(["git", "-C", str(tmp_path), *command], check=True)
    assert set(counted(scan(tmp_path))) == {file}


def taken() -> set[str]:
    """What may go into an image at all."""
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    assert rules[0] == "*", "everything is left out that is not named"
    assert all(rule.startswith("!") or rule == "**/__pycache__" for rule in rules[1:])
    return {rule[1:] for rule in rules if rule.startswith("!")}


def test_an_image_takes_nothing_in_which_a_secret_could_lie() -> None:
    """S-06: of a folder that has been used only what git keeps, and the models; no state, no history."""
    names = taken()
    assert not {one for one in names if one.startswith(".") or "*" in one or "/" in one}
    assert all((ROOT / one).exists() for one in names)
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    kept_out = [one.strip("/") for one in ignored if one.startswith("/") and not one.startswith("/models")]
    assert len(kept_out) > 3
    assert not [one for one in kept_out for name in names if fnmatch(name, one)]


@pytest.mark.parametrize("image", ["core", "engine"])
def test_everything_that_an_image_copies_is_let_through(image: str) -> None:
    """S-06: so that nobody widens the list for want of a file."""
    lines = (ROOT / "deploy" / f"Containerfile.{image}").read_text(encoding="utf-8").splitlines()
    copied = [one for line in lines if line.startswith("COPY ") for one in line.split()[1:-1]]
    assert copied
    assert {one.split("/")[0] for one in copied} - {"."} <= taken()
