"""`./run content sign | due | languages`: what a council's own people have read, and what is left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click

from bot.content import councils, languages
from bot.content.load import Content
from bot.content.model import HelpLine, Item
from bot.content.signing import SAFETY_KINDS, Say, Signature, Signatures, due, words_hash
from bot.errors import BeforehandError


@dataclass(frozen=True, slots=True)
class Desk:
    """Where the commands look: the content, what its words are in a language, and the file of signatures."""

    folder: Path
    say: Say
    signed: Path


@click.command()
@click.argument("item_id", metavar="ITEM", required=False)
@click.option("--kind", type=click.Choice(SAFETY_KINDS), help="In the place of ITEM: all of a kind.")
@click.option("--lang", required=True, help="The language that was read.")
@click.option("--by", required=True, help="The name of the council's person who checked it.")
@click.option("--role", required=True, help="Their role.")
@click.option("--council", required=True, help="The council they work for.")
@click.pass_obj
def sign(
    desk: Desk, item_id: str | None, kind: str | None, lang: str, by: str, role: str, council: str
) -> None:
    """Record that a council's own person has checked an item's words in a language."""
    if (item_id is None) == (kind is None):
        raise click.UsageError("Name one ITEM, or give --kind for all of a kind.")
    content = Content.load(desk.folder)
    held = signable(content)
    if item_id is not None and item_id not in held:
        raise click.ClickException(f"There is no item or help line '{item_id}'.")
    try:
        content.council(council)
        signatures = Signatures.load(desk.signed)
        chosen = _unsigned(content, signatures, council, kind, lang, desk.say) if kind else [item_id or ""]
        today = datetime.now(UTC).date().isoformat()
        # Of these very words: what the text is changed to meanwhile is not what was read.
        made = [
            Signature(council, name, lang, words_hash(held[name], lang, desk.say), by, role, today)
            for name in chosen
        ]
        if kind:
            _have_read(desk, [held[name] for name in chosen], lang)
        signatures.sign(*made)
    except BeforehandError as fault:
        raise click.ClickException(str(fault)) from fault
    for name in chosen:
        click.echo(f"{name} ({lang}) is signed. Changing its words un-signs it.")


def _unsigned(
    content: Content, signatures: Signatures, council: str, kind: str, lang: str, say: Say
) -> list[str]:
    """The items of a kind that nobody of the council has signed as they read now, by id."""
    return [one.id for one in signatures.unsigned(council, content.of_kind(kind), lang, say)]


def _have_read(desk: Desk, items: Sequence[Item | HelpLine], lang: str) -> None:
    """Print every text and have it confirmed by hand. Raises ClickException if it is not."""
    if not items:
        raise click.ClickException("Nothing of this kind is left to sign.")
    for item in items:
        click.echo(f"\n# {item.id}")
        for line in _texts(desk, item, lang):
            click.echo(f"  {line}")
    wanted = f"I have read all {len(items)}"
    if click.prompt(f"\nTo sign all of them, type: {wanted}\n", prompt_suffix="") != wanted:
        raise click.ClickException("Nothing was signed.")


def _texts(desk: Desk, item: Item | HelpLine, lang: str) -> Iterator[str]:
    for field, english in item.wording.items():
        if lang != languages.ENGLISH:
            yield f"{field} (en): {english}"
        yield f"{field} ({lang}): {desk.say(lang, item.context(field), english)}"


@click.command(name="due")
@click.option("--council", required=True, help="The council whose signatures count.")
@click.pass_obj
def show_due(desk: Desk, council: str) -> None:
    """List what nobody of a council has checked or signed, or did too long ago. Never fails."""
    product = Content.load(desk.folder)
    held = signable(product)
    try:
        ours = languages.offered_by(product.council(council), languages.offered(desk.folder))
        today = datetime.now(UTC).date()
        lines = councils.due(product.council(council), today)
        lines += due(Signatures.load(desk.signed), council, held, ours, desk.say, today)
    except BeforehandError as fault:
        raise click.ClickException(str(fault)) from fault
    for line in lines:
        click.echo(line)
    click.echo(f"{len(lines)} to look at, of {len(held) * len(ours) + 1}.")


@click.command(name="languages")
@click.option("--council", required=True, help="The council whose signatures count.")
@click.pass_obj
def show_languages(desk: Desk, council: str) -> None:
    """Say of each language that a council offers whether it is a draft there, and how much is signed."""
    product = Content.load(desk.folder)
    try:
        ours = languages.offered_by(product.council(council), languages.offered(desk.folder))
        signatures = Signatures.load(desk.signed)
    except BeforehandError as fault:
        raise click.ClickException(str(fault)) from fault
    click.echo("language  safety and notice items signed  state   oldest signature")
    for code in ours:
        found = signatures.standing(council, product.items.values(), code, desk.say)
        count, state = f"{found.signed} of {found.of}", "draft" if found.is_draft else "signed"
        click.echo(f"{code:<9} {count:<31} {state:<7} {found.oldest or '-'}")


def signable(held: Content) -> Mapping[str, Item | HelpLine]:
    """Everything that somebody can sign, by the name they sign it under."""
    lines = {f"help.{line.id}": line for line in held.all_help_lines}
    return {**held.items, **lines}
