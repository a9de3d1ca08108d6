"""Limits of the danger screen are chosen on sentences that nothing learns from and nothing is judged by."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot import documents
from bot.errors import ContentRefused
from bot.language.danger import KINDS
from bot.language.danger.limits import Limits
from bot.language.danger.screen import Looked
from bot.language.danger.weights import Reading
from bot.language.fold import fold
from scripts import danger_limits
from scripts.danger_limits import HIGHEST, LIMITS, LOWEST, Calibration, chosen, least
from tests.kept_apart import danger_examples, danger_judges, every_string

ROOT = Path(__file__).parents[2]
EXAMPLES, CALIBRATION = ROOT / "dialogues/danger/examples", ROOT / "dialogues/danger/calibration"
LANGUAGES = sorted(path.name for path in EXAMPLES.iterdir())
WRITTEN = Limits.read(LIMITS)


@pytest.mark.parametrize("enough", [LOWEST, 31, 64, 83, HIGHEST])
def test_the_lowest_limit_that_rings_seldom_enough_is_taken(enough: int) -> None:
    assert least(lambda now: 0.03 if now >= enough else 0.031, 0.03) == enough


def test_where_none_rings_seldom_enough_it_is_the_highest() -> None:
    assert least(lambda _: 1.0, 0.03) == HIGHEST


def heard(*likely: float) -> list[Looked]:
    """What the screen sees in sentences that are so likely danger, none of which has parts or any pattern."""
    return [Looked(None, (Reading(now=now, part=0.0, harm=0.0, kind="weapon"),)) for now in likely]


def one_language(*harmless: float) -> Calibration:
    """A hundred harmless sentences: these, and the rest with nothing in them."""
    return Calibration(heard(0.9, 0.5), heard(0.0), heard(*harmless, *[0.0] * (99 - len(harmless))))


def test_limits_are_what_all_languages_need_together() -> None:
    quiet, loud = one_language(), one_language(*[0.65] * 12, *[0.45] * 12)
    # Six of two hundred ring at 0.65, four at 0.75: three in a hundred may.
    both = [quiet, one_language(*[0.75] * 4, *[0.65] * 4, *[0.45] * 12)]
    assert chosen(both, WRITTEN) == replace(WRITTEN, now=0.66, unsure=0.46)
    assert chosen([quiet, loud], WRITTEN) == replace(WRITTEN, now=0.66, unsure=0.46)
    assert chosen([loud], WRITTEN) == replace(WRITTEN, now=0.66, unsure=0.66)
    assert chosen([quiet], WRITTEN) == replace(WRITTEN, now=LOWEST / 100, unsure=LOWEST / 100)


def test_what_is_found_asked_and_false_is_counted_apart() -> None:
    one, limits = one_language(0.85, 0.7, 0.7), replace(WRITTEN, now=0.8, unsure=0.6)
    assert (one.found(limits, "now"), one.found(limits, "now", "unsure")) == (0.5, 0.5)
    assert (one.false(limits, "now"), one.false(limits, "now", "unsure")) == (0.01, 0.03)


def test_limits_are_written_where_the_screen_reads_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "limits.yml"
    path.write_text(LIMITS.read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(danger_limits, "LIMITS", path)
    wanted = replace(Limits.read(path), now=0.61, unsure=0.33)
    danger_limits.write(wanted)
    assert Limits.read(path) == wanted
    assert path.read_text(encoding="utf-8").count("#") == LIMITS.read_text(encoding="utf-8").count("#")


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"now": "much"}, "'now' is no likelihood"),
        ({"now": 0}, "'now' is no likelihood"),
        ({"unsure": 1}, "'unsure' is no likelihood"),
        ({"concern": "nan"}, "'concern' is no likelihood"),
        ({"part": None}, "'part' is no likelihood"),
        ({"unsure": 0.9, "now": 0.8}, "must not have"),
        ({"part": 0.7, "now": 0.8}, "must not have"),
        ({"more": 0.5}, "must hold"),
    ],
)
def test_limits_that_make_no_sense_are_refused(tmp_path: Path, change: dict[str, object], fault: str) -> None:
    path = tmp_path / "limits.yml"
    held = {"now": 0.8, "part": 0.85, "unsure": 0.5, "concern": 0.85, **change}
    path.write_text("".join(f"{name}: {value}\n" for name, value in held.items()), encoding="utf-8")
    with pytest.raises(ContentRefused, match=fault):
        Limits.read(path)


@pytest.mark.parametrize("text", ["", "[]", "now: 0.8\n", "now"])
def test_what_holds_no_limits_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "limits.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ContentRefused):
        Limits.read(path)
    with pytest.raises(ContentRefused):
        Limits.read(tmp_path / "nowhere.yml")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_calibration_sentences_of_its_own(language: str) -> None:
    held = documents.read(CALIBRATION / f"{language}.yml").value
    assert set(held["now"]) == set(KINDS)
    assert sum(map(len, held["now"].values())) == 100
    assert len(held["concern"]) == 40
    assert 198 <= len(held["ordinary"]) <= 202
    texts = [fold(str(text)) for text in every_string(held)]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_calibration_sentence_is_an_example_or_a_judge(language: str) -> None:
    """A few words such as "he hits me" are everybody's; whole sentences are not."""
    held = every_string(documents.read(CALIBRATION / f"{language}.yml").value)
    own = {folded for text in held if len((folded := fold(text)).split()) >= 5}
    assert len(own) > 150
    assert own & {fold(text) for text in (*danger_examples(language), *danger_judges(language))} == set()
