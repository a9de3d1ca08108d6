"""`./run content`: check, extract, sheets. What practitioners and translators work with."""

from __future__ import annotations

import os
from pathlib import Path

import click
from babel.messages.pofile import read_po

from bot import documents
from bot.content import check as checks
from bot.content import council_settings, languages, sheets, translations
from bot.content import extract as extraction
from bot.content.findings import Finding
from bot.content.signing import SIGNED_FILE
from bot.content.signing_cli import Desk, show_due, show_languages, sign
from bot.content.source import Source
from bot.errors import BeforehandError, WordingMissing

ROOT = Path(__file__).parents[2]
FOLDER, LOCALES, NLU = ROOT / "dialogues/content", ROOT / "locales", ROOT / "dialogues/nlu"
DRAWINGS = ROOT / "bot/web/static/pictures"
CODE = (ROOT / "bot", ROOT / "actions")
MESSAGES = (ROOT / "bot/web", ROOT / "bot/portal", ROOT / "bot/channels")


@click.group()
@click.pass_context
def content(ctx: click.Context) -> None:
    """What the product says: check it, hand it to translators, sign it."""
    ctx.obj = Desk(FOLDER, _say, _signed_path())


for command in (sign, show_due, show_languages):
    content.add_command(command)


@content.command()
@click.option("--warnings/--no-warnings", default=True, help="Also show what does not fail.")
@click.option("--lang", help="One language's translation alone, offered or not.")
def check(*, warnings: bool, lang: str | None) -> None:
    """Say everything that is wrong with the content, and fail if anything is."""
    try:
        found = all_findings() if lang is None else _translation_findings(lang)
    except BeforehandError as fault:
        raise click.ClickException(str(fault)) from fault
    shown = [finding for finding in found if warnings or finding.level == "error"]
    for finding in shown:
        click.echo(("" if finding.level == "error" else "warning: ") + str(finding))
    errors = sum(finding.level == "error" for finding in found)
    source = Source.read(FOLDER)
    click.echo(
        f"{len(source.items)} items, {len(source.guides)} guides, {len(source.lines)} help lines, "
        f"languages {lang or ', '.join(offered())}: {errors} errors, {len(found) - errors} warnings."
    )
    if errors:
        raise click.exceptions.Exit(1)


def all_findings() -> list[Finding]:
    """The findings about this repository's content, catalogues and templates."""
    found = checks.check(
        FOLDER,
        locales=LOCALES,
        offered=offered(),
        code=checks.code_files(*CODE),
        topics=topics(),
        drawings=DRAWINGS,
    )
    fresh = extraction.messages_catalogue(MESSAGES)
    path = LOCALES / "messages.pot"
    kept = path.read_text(encoding="utf-8") if path.exists() else ""
    if (len(fresh) or kept) and kept != extraction.as_text(fresh):
        wrong, mend = "it is not what code and templates say now.", "Run `./run content extract`."
        found.append(Finding("messages.pot", 1, "", "C16", wrong, mend))
    return found


def _translation_findings(code: str) -> list[Finding]:
    """The findings about one language's catalogue, which nobody need be offered yet."""
    _known(code)
    return sorted(translations.faults(Source.read(FOLDER), LOCALES, (code,)))


def _known(code: str) -> None:
    held = languages.known(FOLDER)
    if code not in held:
        raise click.ClickException(f"There is no language '{code}': {', '.join(held)}.")


def offered() -> tuple[str, ...]:
    """The codes of the offered languages, from languages.yml."""
    return languages.offered(FOLDER)


def topics() -> list[str]:
    """What the English training data asks about, without `ask_`."""
    found: set[str] = set()
    for path in sorted((NLU / "en").glob("*.yml")):
        for block in documents.read(path).value["nlu"]:
            intent = str(block.get("intent", ""))
            if intent.startswith("ask_"):
                found.add(intent.removeprefix("ask_"))
    return sorted(found)


@content.command()
def extract() -> None:
    """Write the templates again, and bring every language's catalogue up to them."""
    source = Source.read(FOLDER)
    if any(finding.level == "error" for finding in source.findings):
        # What cannot be read is left out, and with it every language would lose its translation.
        raise click.ClickException(f"Nothing was written. {source.findings[0]} Run ./run content check.")
    templates = {"content": extraction.content_catalogue(source)}
    messages = extraction.messages_catalogue(MESSAGES)
    if len(messages):
        templates["messages"] = messages
    for name, template in templates.items():
        (LOCALES / f"{name}.pot").write_text(extraction.as_text(template), encoding="utf-8")
        for path in sorted(LOCALES.glob(f"*/LC_MESSAGES/{name}.po")):
            with path.open("rb") as file:
                held = read_po(file, locale=path.parts[-3])
            fresh = extraction.merged(template, held)
            path.write_text(extraction.as_text(fresh), encoding="utf-8")
            done = sum(bool(message.id and message.string and not message.fuzzy) for message in fresh)
            click.echo(f"{path.relative_to(ROOT)}: {done} of {len(fresh)} done")
    click.echo(", ".join(f"{name}.pot: {len(held)}" for name, held in templates.items()))


@content.command(name="councils")
def show_councils() -> None:
    """Print every setting that a council can have: what it means, its kind, and what it counts from."""
    for line in council_settings.described():
        click.echo(line)


@content.command(name="sheet-out")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def sheet_out(folder: Path) -> None:
    """Write the content as spreadsheets (CSV) into FOLDER."""
    written = sheets.write(Source.read(FOLDER), folder, _others(), _say)
    click.echo(f"{len(written)} sheets in {folder}. Change only the columns text and note.")


@content.command(name="sheet-in")
@click.argument("folder", type=click.Path(file_okay=False, exists=True, path_type=Path))
def sheet_in(folder: Path) -> None:
    """Take wording and notes back from the spreadsheets in FOLDER; refuse any other change."""
    try:
        lines = sheets.read_back(Source.read(FOLDER), folder, _others(), _say)
    except BeforehandError as fault:
        raise click.ClickException(str(fault)) from fault
    for line in lines:
        click.echo(line)
    click.echo(f"{len(lines)} changes. Now run `./run content extract` and `./run content check`.")


def _others() -> list[str]:
    return [code for code in offered() if code != "en"]


def _signed_path() -> Path:
    state = os.environ.get("BEFOREHAND_STATE") or str(ROOT / ".state")
    return Path(state) / SIGNED_FILE


def _say(language: str, context: str, english: str) -> str:
    """The words of a finished translation. Raises WordingMissing without one."""
    if language == "en":
        return english
    path = LOCALES / language / "LC_MESSAGES" / "content.po"
    if path not in _CATALOGUES and path.exists():
        with path.open("rb") as file:
            _CATALOGUES[path] = {
                (message.context or "", str(message.id)): str(message.string)
                for message in read_po(file, locale=language)
                if message.string and not message.fuzzy
            }
    found = _CATALOGUES.get(path, {}).get((context, english))
    if found is None:
        raise WordingMissing(
            f"'{context}' has no finished words in '{language}'.",
            remedy=f"translate it in locales/{language}/LC_MESSAGES/content.po.",
        )
    return found


_CATALOGUES: dict[Path, dict[tuple[str, str], str]] = {}
