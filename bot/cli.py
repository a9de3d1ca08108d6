"""The commands behind `./run`. Each is short: what it does is where its name says."""

from __future__ import annotations

import asyncio
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

import click
import uvloop

from bot import logs
from bot.content.vocabulary import MEETINGS
from bot.errors import BeforehandError
from bot.records.scopes import Role

ROLES = click.Choice(["worker", "manager", "admin", "auditor", "recovery_officer"])
AUDIENCES = click.Choice(["parent", "young_person", "child"])


class Commands(click.Group):
    """Says a fault of ours in one line with its remedy, and exits with 2."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except BeforehandError as fault:
            click.echo(f"beforehand: {fault}", err=True)
            ctx.exit(2)


@click.group(cls=Commands)
def main() -> None:
    """Beforehand: getting ready for a meeting about a child."""
    logs.start()


@main.command()
@click.option("--check", is_flag=True, help="Start, say so, and stop again.")
def demo(*, check: bool) -> None:
    """Everything, with an invented council and family."""
    from bot.demo.show import show  # noqa: PLC0415 - each command loads only what it needs

    uvloop.run(show(_state(), stop_at_once=check))


@main.command("demo-code")
@click.argument("email", required=False)
def demo_code(email: str | None) -> None:
    """The one-time code of the invented social worker, or of a colleague, at this moment."""
    from bot.demo.show import made_family  # noqa: PLC0415

    family = made_family(_state() / "demo")
    found = [one for one in (family.worker, *family.colleagues) if email in (None, one.email)]
    if not found:
        raise click.UsageError("Nobody in the demonstration has that address.")
    click.echo(found[0].code())


@main.command()
@click.argument("part", type=click.Choice(["family", "portal", "all"]), default="all")
def serve(part: str) -> None:
    """For real use: the family's app, the worker's app, or both in one process."""
    from bot.serve import serve_apps  # noqa: PLC0415

    uvloop.run(serve_apps(os.environ, part))


@main.command()
@click.option("--as", "audience", type=AUDIENCES, default="parent", show_default=True)
@click.option("--lang", default="en", show_default=True, help="The invite's language.")
@click.option("--script", type=click.File(encoding="utf-8"), help="A file with one message a line.")
@click.option("--json", "as_json", is_flag=True, help="One object a turn, and nothing else.")
@click.option("--report", is_flag=True, help="At the end, the sent answers as the worker sees them.")
@click.option("--meeting", type=click.Choice(MEETINGS), help="The kind of meeting; an initial conference.")
@click.option("--council", help="A council of dialogues/content/councils, for another nation.")
def talk(
    audience: str,
    lang: str,
    script: TextIO | None,
    meeting: str | None,
    council: str | None,
    *,
    as_json: bool,
    report: bool,
) -> None:
    """The conversation in the terminal."""
    from bot.talk_command import run_talk  # noqa: PLC0415

    held = run_talk(audience, lang, script, as_json=as_json, report=report, meeting=meeting, council=council)
    sys.exit(asyncio.run(held))


@main.command()
@click.option("--council", required=True, help="The council's id, as its settings file is named.")
@click.option("--admin", required=True, help="The first admin's e-mail address.")
def init(council: str, admin: str) -> None:
    """Make secrets and database, print the two recovery sheets and the first admin's link."""
    from bot.administration import set_up  # noqa: PLC0415

    for line in set_up(os.environ, council, admin, datetime.now(UTC)):
        click.echo(line)


@main.group()
def worker() -> None:
    """Members of staff."""


@worker.command("add")
@click.option("--council", required=True)
@click.option("--email", required=True)
@click.option("--name", required=True)
@click.option("--role", type=click.Choice(list(Role)), default="worker")
@click.option("--title", default="social worker", show_default=True, help="How families know the job.")
def add_worker(council: str, email: str, name: str, role: str, title: str) -> None:
    """Add somebody and print the link of their first sign-in."""
    from bot.administration import add_staff  # noqa: PLC0415

    click.echo(add_staff(os.environ, council, email, name, role, title, datetime.now(UTC)))


@main.command()
@click.argument("case_id", metavar="CASE")
@click.option("--to", "email", required=True, help="The worker who is to open the case.")
def recover(case_id: str, email: str) -> None:
    """Give a case to a worker with both recovery sheets."""
    from bot.administration import recover_case  # noqa: PLC0415

    one = click.prompt("First sheet", hide_input=True)
    other = click.prompt("Second sheet", hide_input=True)
    count = recover_case(os.environ, case_id, email, one, other, datetime.now(UTC))
    click.echo(f"{count} people of the case can be opened again.")


@main.command()
@click.argument("email")
def officer(email: str) -> None:
    """Appoint a recovery officer with both recovery sheets; again after each new sign-in link."""
    from bot.administration import appoint_officer  # noqa: PLC0415

    one = click.prompt("First sheet", hide_input=True)
    other = click.prompt("Second sheet", hide_input=True)
    count = appoint_officer(os.environ, email, one, other, datetime.now(UTC))
    click.echo(f"Appointed. With a second officer, {count} people can be opened together.")


@main.group()
def keys() -> None:
    """The service's own key."""


@keys.command("new")
def new_key() -> None:
    """Make a new service key, while nothing runs."""
    from bot import key_rotation  # noqa: PLC0415

    for line in key_rotation.renew(os.environ):
        click.echo(line)


@keys.command("drop")
def drop_key() -> None:
    """Destroy the service key before, once nothing is left under it."""
    from bot import key_rotation  # noqa: PLC0415

    for line in key_rotation.drop(os.environ):
        click.echo(line)


@main.group()
def audit() -> None:
    """Who did what."""


@audit.command("verify")
@click.option(
    "--anchor",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The file of heads, or mails with them, that was kept outside.",
)
def verify_audit(anchor: Path | None) -> None:
    """Walk the chain and name the first row that does not fit."""
    from bot.administration import verify  # noqa: PLC0415

    fits, lines = verify(os.environ, anchor)
    for line in lines:
        click.echo(line)
    sys.exit(0 if fits else 1)


@main.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def verify_export(file: Path) -> None:
    """Say whether a file is what was exported here."""
    from bot.administration import verify_file  # noqa: PLC0415

    click.echo(verify_file(os.environ, file))


@main.command()
@click.argument("participant_id", metavar="PARTICIPANT")
@click.option("--sent", is_flag=True, help="Only what was sent, as after a restore; the person stays.")
@click.confirmation_option(prompt="This cannot be undone. Erase this person's records?")
def erase(participant_id: str, *, sent: bool) -> None:
    """Erase one person: keys first, so that backups cannot be opened either."""
    from bot.administration import erase_participant  # noqa: PLC0415

    erase_participant(os.environ, participant_id, datetime.now(UTC), only_sent=sent)
    click.echo("Erased.")


_FILE = click.Path(dir_okay=False, path_type=Path)


@main.command()
@click.argument("out", type=_FILE, required=False)
@click.option("--keyring", type=_FILE, help="A second file, for the keys, to be kept elsewhere.")
def backup(out: Path | None, keyring: Path | None) -> None:
    """Write the records into OUT, without keys, and the keys into a file of their own."""
    from bot import backups  # noqa: PLC0415

    for line in backups.backup(os.environ, out, keyring, datetime.now(UTC)):
        click.echo(line)


@main.command()
@click.argument("source", metavar="IN", type=_FILE)
@click.option("--keyring", type=_FILE, help="The keys, of the same run or later.")
@click.option("--without-keyring", is_flag=True, help="It is gone: nothing that families wrote can be read.")
@click.option("--old", type=_FILE, help="The old SQLite file, or a file with the old database's address.")
def restore(source: Path, keyring: Path | None, old: Path | None, *, without_keyring: bool) -> None:
    """Put a backup into an empty place, and say what it does not know."""
    from bot import backups  # noqa: PLC0415

    if (keyring is None) != without_keyring:
        raise click.UsageError("Give --keyring FILE or --without-keyring.")
    for line in backups.restore(os.environ, source, keyring, old, datetime.now(UTC)):
        click.echo(line)


@main.command()
def drill() -> None:
    """Back up and restore beside the real records, compare, and remove everything again."""
    from bot import backups  # noqa: PLC0415

    passed, lines = backups.drill(os.environ, datetime.now(UTC))
    for line in lines:
        click.echo(line)
    sys.exit(0 if passed else 1)


@main.command("preview")
@click.argument("lang")
@click.argument("guide")
def show_preview(lang: str, guide: str) -> None:
    """Print a whole guide as a chat, in a language that need not be offered yet."""
    from bot.content import cli as content  # noqa: PLC0415
    from bot.conversation.preview import preview, read_texts  # noqa: PLC0415

    for line in preview(read_texts(content.FOLDER, content.LOCALES, lang), guide, lang):
        click.echo(line)


def _state() -> Path:
    return Path(os.environ.get("BEFOREHAND_STATE") or ".state").absolute()


def _add_content_commands() -> None:
    from bot.content.cli import content  # noqa: PLC0415

    main.add_command(content)


_add_content_commands()

if __name__ == "__main__":
    main()
