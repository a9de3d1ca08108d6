from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.content import cli
from bot.content.load import Content
from bot.content.signing import Signatures, words_hash
from tests.content.sample import WHOLE


@pytest.fixture
def whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The whole content, where the commands look for the product's."""
    shutil.copytree(WHOLE, tmp_path, dirs_exist_ok=True)
    nlu = tmp_path / "nlu" / "en"
    nlu.mkdir(parents=True)
    text = 'version: "3.1"\nnlu:\n- intent: ask_is_it_court\n  examples: |\n    - is it court\n'
    (nlu / "meeting.yml").write_text(text, encoding="utf-8")
    languages = "".join(f"{code}: {{name: X, english: X, offered: true}}\n" for code in ("en", "pl"))
    (tmp_path / "content" / "languages.yml").write_text(languages, encoding="utf-8")
    for name, value in {
        "ROOT": tmp_path,
        "FOLDER": tmp_path / "content",
        "LOCALES": tmp_path / "locales",
        "DRAWINGS": tmp_path / "drawings",
        "NLU": tmp_path / "nlu",
        "CODE": (),
        "MESSAGES": (),
    }.items():
        monkeypatch.setattr(cli, name, value)
    monkeypatch.setenv("BEFOREHAND_STATE", str(tmp_path / "state"))
    return tmp_path


def run(*args: str, typed: str | None = None) -> tuple[int, str]:
    done = CliRunner().invoke(cli.content, list(args), input=typed)
    return done.exit_code, done.output


def test_check_says_what_it_looked_at_and_passes(whole: Path) -> None:
    assert run("check") == (0, "25 items, 1 guides, 1 help lines, languages en, pl: 0 errors, 0 warnings.\n")


def test_check_fails_with_a_finding_for_each_fault(whole: Path) -> None:
    path = whole / "content" / "items.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("What worries you?", "What worries you!"))
    code, said = run("check")
    assert code == 1
    assert "C05 items.yml, line 13, parent.worry: 'text' holds an exclamation mark." in said
    assert "C16 content.pot" in said
    assert "C14 pl/LC_MESSAGES/content.po" in said


def test_extract_writes_nothing_while_a_file_cannot_be_read(whole: Path) -> None:
    """Or a slip in one file would take the translations of all its items out of every catalogue."""
    before = {path: path.read_bytes() for path in (whole / "locales").rglob("*.po*")}
    path = whole / "content" / "items.yml"
    path.write_text(path.read_text(encoding="utf-8") + "  broken: [yaml\n", encoding="utf-8")
    code, said = run("extract")
    assert code == 1
    assert "Nothing was written." in said
    assert {path: path.read_bytes() for path in before} == before


def test_check_of_no_content_fails(whole: Path) -> None:
    shutil.rmtree(whole / "content")
    (whole / "content").mkdir()
    code, said = run("check")
    assert code == 1
    assert "Remedy:" in said


def test_extract_mends_a_stale_template_and_keeps_the_translations(whole: Path) -> None:
    path = whole / "content" / "items.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("What worries you?", "What is your worry?"))
    code, said = run("extract")
    assert code == 0
    assert "content.po: 39 of 40 done" in said
    code, said = run("check")
    assert code == 1
    assert [line[:3] for line in said.splitlines()[:-1]] == ["C15"]
    before = (whole / "locales" / "content.pot").read_bytes()
    run("extract")
    assert (whole / "locales" / "content.pot").read_bytes() == before


def test_sign_and_due(whole: Path) -> None:
    args = ("sign", "safety.weapon", "--lang", "pl", "--by", "A. P.", "--role", "r", "--council", "oak")
    assert run(*args) == (0, "safety.weapon (pl) is signed. Changing its words un-signs it.\n")
    (signature,) = Signatures.load(whole / "state" / "signed.yml").all
    assert (signature.item, signature.language, signature.by) == ("safety.weapon", "pl", "A. P.")
    code, said = run("due", "--council", "oak")
    assert code == 0
    assert "safety.weapon (en): never signed" in said
    assert "safety.weapon (pl)" not in said
    assert said.endswith("52 to look at, of 53.\n")


@pytest.mark.parametrize(("item", "language"), [("no.such", "en"), ("safety.weapon", "lt")])
def test_what_is_not_there_cannot_be_signed(whole: Path, item: str, language: str) -> None:
    code, _ = run("sign", item, "--lang", language, "--by", "A", "--role", "r", "--council", "oak")
    assert code == 1
    assert not (whole / "state").exists()


BY = ("--by", "A. P.", "--role", "r", "--council", "oak")


def test_all_of_a_kind_is_signed_once_it_was_read_and_each_by_its_own_words(whole: Path) -> None:
    run("sign", "safety.weapon", "--lang", "pl", *BY)
    code, said = run("sign", "--kind", "safety", "--lang", "pl", *BY, typed="yes\n")
    assert (code, said.splitlines()[-1]) == (1, "Error: Nothing was signed.")
    content = Content.load(whole / "content")
    left = [item for item in content.of_kind("safety") if item.id != "safety.weapon"]
    for item in left:
        for field, english in item.wording.items():
            assert f"{field} (en): {english}" in said
            assert f"{field} (pl): {cli._say('pl', item.context(field), english)}" in said
    assert len(Signatures.load(whole / "state" / "signed.yml").all) == 1
    code, said = run("sign", "--kind", "safety", "--lang", "pl", *BY, typed=f"I have read all {len(left)}\n")
    assert code == 0
    made = Signatures.load(whole / "state" / "signed.yml")
    assert {one.item: one.hash for one in made.all[1:]} == {
        item.id: words_hash(item, "pl", cli._say) for item in left
    }
    code, said = run("sign", "--kind", "safety", "--lang", "pl", *BY)
    assert (code, said) == (1, "Error: Nothing of this kind is left to sign.\n")


@pytest.mark.parametrize("what", [(), ("safety.weapon", "--kind", "safety"), ("--kind", "topic")])
def test_one_item_or_one_kind_is_signed(whole: Path, what: tuple[str, ...]) -> None:
    assert run("sign", *what, "--lang", "pl", *BY)[0] == 2
    assert not (whole / "state").exists()


def test_a_council_that_is_not_there_signs_nothing(whole: Path) -> None:
    who = ("--by", "A", "--role", "r", "--council", "ash")
    code, said = run("sign", "safety.weapon", "--lang", "pl", *who)
    assert (code, "there is no council 'ash'" in said) == (1, True)
    assert run("languages", "--council", "ash")[0] == 1


def test_each_language_of_a_council_is_a_draft_until_all_is_signed(whole: Path) -> None:
    for kind in ("safety", "notice"):
        wanted = len(Content.load(whole / "content").of_kind(kind))
        run("sign", "--kind", kind, "--lang", "pl", *BY, typed=f"I have read all {wanted}\n")
    code, said = run("languages", "--council", "oak")
    assert code == 0
    rows = [line.split() for line in said.splitlines()[1:]]
    today = Signatures.load(whole / "state" / "signed.yml").all[0].on
    assert rows == [["en", "0", "of", "12", "draft", "-"], ["pl", "12", "of", "12", "signed", today]]
    path = whole / "content" / "councils" / "oak.yml"
    path.write_text(path.read_text(encoding="utf-8") + "  languages: [en]\n", encoding="utf-8")
    assert [line[:2] for line in run("languages", "--council", "oak")[1].splitlines()[1:]] == ["en"]


def test_sheets_go_out_and_come_back(whole: Path) -> None:
    code, said = run("sheet-out", str(whole / "sheets"))
    assert code == 0
    assert "2 sheets" in said
    assert run("sheet-in", str(whole / "sheets"))[1].startswith("0 changes.")


def test_check_of_one_language_looks_at_it_though_it_is_not_offered(whole: Path) -> None:
    path = whole / "content" / "languages.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("pl: {name: X, english: X, offered: true}", "pl: {name: X}"), encoding="utf-8"
    )
    assert run("check", "--lang", "pl")[0] == 0
    (whole / "locales/pl/LC_MESSAGES/content.po").unlink()
    code, said = run("check", "--lang", "pl")
    assert code == 1
    assert "C14 pl/LC_MESSAGES/content.po" in said
    assert run("check")[0] == 0
    assert run("check", "--lang", "xx") == (1, "Error: There is no language 'xx': en, pl.\n")
