"""Council settings: the table itself, what fits, and what the product's own councils and nations hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot import documents
from bot.content import cli, council_settings, councils, vocabulary
from bot.content.load import Content
from bot.content.source import Source

PRODUCT = Path(__file__).parents[2] / "dialogues" / "content"
KINDS = {"number", "yes_no", "phone", "email", "name", "words", "choice", "list", "date", "dates", "time"}
UNITS = {"working days", "calendar days", "weeks", "months", "minutes", "years", "years of age"}


def test_each_row_of_the_table_is_whole() -> None:
    table = council_settings.settings()
    assert len(table) > 50
    for name, setting in table.items():
        assert setting.kind in KINDS, name
        assert setting.meaning.endswith("."), name
        assert setting.unit is None or setting.unit in UNITS, name
        assert (setting.unit is not None) == (setting.kind == "number"), name
        assert setting.start is None or setting.kind == "number", name
        if setting.kind == "choice":
            assert len(setting.choices) > 1, name


def test_what_we_choose_ourselves_fits_its_own_setting() -> None:
    for name, value in council_settings.usual().items():
        setting = council_settings.settings()[name]
        held: object = value.split(", ") if setting.kind in {"list", "dates"} else value
        assert council_settings.misfit(setting, held) is None, name


@pytest.mark.parametrize(
    ("name", "fits", "does_not"),
    [
        ("report_days_initial", [3, "3", 999], [0, -1, True, "03", "3 days", 1000, None, 2.5, ["3"]]),
        ("online_meeting", ["yes", "no"], ["Yes", True, "", None]),
        ("duty_number", ["01632 960101", "+44 1632 960101"], [1632960101, "01632-960101", "ask", ""]),
        ("duty_address", ["a@b.example"], ["a@b", "a b@c.example", "a@b.example, c@d.example", 3]),
        ("chair_title", ["chair"], ["", " ", "a\nb", "{worker}", "x" * 201, ["chair"]]),
        ("transport", ["ask", "no"], ["asked", "", None]),
        ("columns_order", [["worries", "working_well", "needs_to_happen"]], ["worries", ["worries"], []]),
        ("last_checked", ["none", "2026-11-30"], ["30.11.2026", "2026-02-30", "20261130", ""]),
        ("extra_holidays", [["2026-12-24"]], [["2026-12-32"], "2026-12-24", []]),
        ("feedback_after_days", [1, "5"], [0, 6, "06"]),
        ("reminders_from", ["09:00"], ["9:00", "09:00:00", "25:00", 9]),
    ],
)
def test_what_fits_a_setting_and_what_does_not(name: str, fits: list[object], does_not: list[object]) -> None:
    setting = council_settings.settings()[name]
    assert [held for held in fits if council_settings.misfit(setting, held)] == []
    assert [held for held in does_not if council_settings.misfit(setting, held) is None] == []


def test_the_command_tells_every_setting_with_its_meaning() -> None:
    said = CliRunner().invoke(cli.content, ["councils"]).output
    for name, setting in council_settings.settings().items():
        assert f"  {name}: {setting.meaning}" in said


def test_each_nation_has_dated_defaults_and_an_invented_council() -> None:
    source = Source.read(PRODUCT)
    for nation in vocabulary.NATIONS:
        held = source.councils[f"defaults/{nation}"]
        assert held.number("first_review_within_months"), nation
        assert held.number("later_review_within_months") == 6, nation
        samples = [council for council in Content.load(PRODUCT).councils.values() if council.nation == nation]
        assert samples, nation
        assert all(council.invented and council.setting("signed_by") == "none" for council in samples)


def test_a_council_comes_before_its_nation_and_a_nation_before_us() -> None:
    content = Content.load(PRODUCT)
    oakshire, elmford = content.council("oakshire"), content.council("elmford")
    assert oakshire.number("notes_within_working_days") == 20
    assert elmford.number("notes_within_working_days") is None
    assert elmford.number("core_group_within_working_days") == 10
    assert elmford.number("read_by_working_days") == 2
    strathorrin = content.council("strathorrin")
    assert strathorrin.number("conference_within_calendar_days") == 28
    assert strathorrin.number("conference_within_working_days") is None
    assert strathorrin.listed("holidays_worked") == ("2026-11-30",)


# Numbers that Ofcom keeps for drama, by their beginning: nobody answers.
DRAMA = ("01632 960", "020 7946 0", "029 2018 0", "0131 496 0", "028 9649 6")


def test_invented_councils_have_numbers_that_nobody_answers() -> None:
    phones = [name for name, setting in council_settings.settings().items() if setting.kind == "phone"]
    numbers = [
        number
        for council in Content.load(PRODUCT).councils.values()
        for name in phones
        if (number := council.setting(name))
    ]
    assert len(numbers) >= 8
    assert [number for number in numbers if not number.startswith(DRAMA)] == []


@pytest.mark.parametrize(
    ("checked", "by", "told"),
    [
        ("none", "none", "never checked"),
        ("2026-11-01", "none", "never checked"),
        ("2025-11-01", "Ada (invented)", "checked on 2025-11-01"),
        ("2026-11-01", "Ada (invented)", ""),
    ],
)
def test_whoever_looks_what_is_due_hears_of_settings_too(checked: str, by: str, told: str) -> None:
    council = Content.load(PRODUCT).council("oakshire")
    held = replace(council, settings={**council.settings, "last_checked": checked, "signed_by": by})
    lines = councils.due(held, date(2026, 11, 28))
    assert [told in line for line in lines] == ([True] if told else [])


def test_the_command_says_that_nobody_has_checked_the_sample() -> None:
    said = CliRunner().invoke(cli.content, ["due", "--council", "elmford"]).output
    assert said.startswith("settings of elmford: never checked by anybody of the council")


def test_wales_gives_welsh_and_english_equal_weight_and_no_other_nation_two_languages() -> None:
    content = Content.load(PRODUCT)
    first = {council.nation: council.first_languages for council in content.councils.values()}
    assert first == {"wales": ("cy", "en"), "england": (), "scotland": (), "northern_ireland": ()}
    assert {"cy", "en"} <= set(documents.read(PRODUCT / "languages.yml").value)


def test_an_invented_council_beside_a_real_one_decides_nothing() -> None:
    content = Content.load(PRODUCT)
    assert {one.id for one in content.councils_here()} == set(content.councils)
    real = replace(content.council("oakshire"), invented=False)
    content.councils = {**content.councils, "oakshire": real}
    assert content.councils_here() == (real,)
