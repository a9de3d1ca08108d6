"""S-03: what we build from is listed and asked about, and "could not ask" is never "nothing known"."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 11, 28)


@pytest.fixture(scope="module")
def supply() -> ModuleType:
    assert (ROOT / ".venv-supply").is_dir(), "python3 scripts/environments.py supply makes what this needs"
    spec = importlib.util.spec_from_file_location("supply", ROOT / "scripts" / "supply.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["supply"] = module
    spec.loader.exec_module(module)
    return module


def answer(pinned: dict[str, str], **vulns: list[dict[str, Any]]) -> dict[str, Any]:
    """What pip-audit says when it was answered about everything."""
    told = [{"name": name, "version": of, "vulns": vulns.get(name, [])} for name, of in pinned.items()]
    return {"dependencies": told, "fixes": []}


def test_a_bill_of_materials_lists_every_pin_with_its_hashes(supply: ModuleType, tmp_path: Path) -> None:
    """S-03: made by the real tool from the very lock files, in all four environments."""
    assert supply.sbom(tmp_path) == 0
    for environment in supply.ENVIRONMENTS:
        bill = json.loads((tmp_path / f"beforehand-{environment}.cdx.json").read_text())
        assert bill["bomFormat"] == "CycloneDX"
        listed = {supply.plain(one["name"]): one for one in bill["components"]}
        pinned = supply.pins(environment)
        assert len(pinned) > 40
        assert {name: one["version"] for name, one in listed.items()} == pinned
        for name, one in listed.items():
            assert one["purl"].startswith("pkg:pypi/"), name
            hashes = [held for held in one["externalReferences"] if held.get("hashes")]
            assert hashes, name


def test_every_accepted_advisory_is_about_what_we_build_from_and_says_why(supply: ModuleType) -> None:
    """S-03: nothing is accepted for a version that is not there any more, nor for more than a year."""
    entries = supply.accepted()
    assert len(entries) > 5
    for one in entries:
        assert one.environments
        for environment in one.environments:
            assert supply.pins(environment).get(one.package) == one.version, one.package
        assert one.ids
        assert all(name.startswith(("CVE-", "GHSA-", "PYSEC-")) for name in one.ids)
        assert len(one.why) > 5
        assert one.until <= TODAY + timedelta(days=366)


def test_what_is_not_accepted_or_no_longer_is_told(supply: ModuleType) -> None:
    """S-03: another advisory, another version, another environment, a day that has passed."""
    entry = supply.Accepted(("engine",), "aiohttp", "3.9.5", frozenset({"CVE-1"}), "why", TODAY)

    def told(environment: str, version: str, ids: set[str], today: date) -> list[str]:
        known = [supply.Known("aiohttp", version, frozenset(ids))]
        return list(supply.not_accepted(environment, known, [entry], today))

    assert told("engine", "3.9.5", {"GHSA-x", "CVE-1"}, TODAY) == []
    (late,) = told("engine", "3.9.5", {"CVE-1"}, TODAY + timedelta(days=1))
    assert "was accepted until 2026-11-28" in late
    for environment, version, ids in (
        ("engine", "3.9.5", {"CVE-2"}),
        ("engine", "3.9.6", {"CVE-1"}),
        ("core", "3.9.5", {"CVE-1"}),
    ):
        (new,) = told(environment, version, ids, TODAY)
        assert "not accepted" in new


def test_an_answer_that_leaves_a_package_out_is_no_answer(supply: ModuleType) -> None:
    """S-03, "skipped" = fail: as pip-audit says it when an index has no such page."""
    pinned = {"aiohttp": "3.9.5", "rasa": "3.6.21"}
    found = supply.known_in(answer(pinned, aiohttp=[{"id": "PYSEC-1", "aliases": ["CVE-1"]}]), pinned)
    assert [one.ids for one in found] == [{"PYSEC-1", "CVE-1"}]
    skipped = answer(pinned)
    skipped["dependencies"][1] = {"name": "rasa", "skip_reason": "not found"}
    for wrong in (skipped, answer({"aiohttp": "3.9.5"}), answer(pinned | {"rasa": "3.6.20"}), {}):
        with pytest.raises(supply.NotAskedError):
            supply.known_in(wrong, pinned)
    with pytest.raises(supply.NotAskedError):
        supply.known_in(answer({}), {})


def test_the_real_tool_without_a_way_out_says_that_it_could_not_ask(
    supply: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """S-03: the exit code is not 0, and each lock is named as not asked about."""
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    assert supply.advisories(TODAY) == supply.NOT_ASKED
    said = capsys.readouterr().out
    assert said.count("COULD NOT ASK") == len(supply.ENVIRONMENTS)
    assert "Passed" not in said


@pytest.mark.parametrize(
    ("script", "code"),
    [
        ("echo 'No known vulnerabilities found'", 3),
        ('echo \'{"dependencies": [], "fixes": []}\'', 3),
        ("exit 1", 3),
        ('cat "$HERE/$(basename "${11}").json"', 0),
    ],
)
def test_what_a_tool_answers_decides_and_not_that_it_ended_well(
    supply: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, code: int
) -> None:
    """S-03: a tool that says "nothing known" about nothing at all is not believed."""
    tool = tmp_path / "pip-audit"
    tool.write_text(f"#!/bin/bash\n{script}\n")
    tool.chmod(0o755)
    monkeypatch.setenv("HERE", str(tmp_path))
    for environment in supply.ENVIRONMENTS:
        (tmp_path / f"{environment}.txt.json").write_text(
            json.dumps(answer(supply.pins(environment, here=True)))
        )
    assert supply.advisories(TODAY, tool) == code


def test_the_command_refuses_what_it_does_not_know() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / "supply.py", "nonsense"],
        capture_output=True,
        env=os.environ,
        check=False,
    )
    assert done.returncode == 2
