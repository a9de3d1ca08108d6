"""Each rule finds its broken samples, in exactly these words, and nothing in what is whole."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.content import check as checks
from bot.content.check import check
from bot.content.cli import all_findings
from bot.errors import ContentRefused
from tests.content.sample import WHOLE, Sample, samples

SAMPLES = samples()
CODES = sorted(
    {
        code
        for path in Path(checks.__file__).parent.glob("*.py")
        for code in re.findall(r'"(C\d\d)"', path.read_text(encoding="utf-8"))
    }
)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_a_broken_sample_is_found_in_words_that_say_how_to_mend_it(
    sample: Sample, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert [str(finding) for finding in sample.findings(tmp_path)] == list(sample.expect)


def test_every_code_has_a_broken_sample() -> None:
    assert len(CODES) > 10
    assert sorted({sample.name.partition("/")[0] for sample in SAMPLES}) == CODES
    for sample in SAMPLES:
        assert any(said.startswith(sample.name.partition("/")[0]) for said in sample.expect), sample.name


def test_nothing_is_found_in_whole_content() -> None:
    found = check(
        WHOLE / "content",
        locales=WHOLE / "locales",
        offered=("en", "pl"),
        topics=("is_it_court",),
    )
    assert found == []


def test_nothing_is_wrong_with_the_content_of_the_product() -> None:
    assert [str(finding) for finding in all_findings() if finding.level == "error"] == []


def test_nothing_to_check_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(ContentRefused, match="no content file"):
        check(tmp_path)


def test_a_list_of_no_plain_words_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "items.yml").write_text("a.b: {kind: menu, text: A}\n", encoding="utf-8")
    (tmp_path / "plain_words.yml").write_text("# none\n", encoding="utf-8")
    with pytest.raises(ContentRefused, match="lists no words"):
        check(tmp_path)
