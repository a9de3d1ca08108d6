"""Rasa's own command line over our data, without TensorFlow."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from ruamel.yaml import YAML

LANGUAGES = Path("dialogues/content/languages.yml")
TAKES_DATA: set[tuple[str, ...]] = {("train",)}
TAKES_DATA |= {("data", name) for name in ("validate", "split", "convert")}
TAKES_DATA |= {("data", "validate", name) for name in ("stories",)}
OURS = {"run": "./run serve", "x": "./run serve", "telemetry": "nothing: it is off"}
# These want a store that keeps the conversation, which is what we do not have.
OURS |= {"shell": "./run talk", "interactive": "./run talk"}


def data() -> list[str]:
    """Our folders as `--data`. A language that is still being written is not learnt from."""
    held = YAML(typ="safe").load(LANGUAGES)
    offered = [code for code, entry in held.items() if entry.get("offered")]
    return ["--data", *(f"dialogues/nlu/{code}" for code in offered), "dialogues/rules", "dialogues/stories"]


def with_data(arguments: list[str]) -> list[str]:
    """Return the arguments with our folders as `--data`, where the subcommand takes it."""
    words = []
    for argument in arguments:
        if argument.startswith("-"):
            break
        words.append(argument)
    if words[:1] == ["test"] and "--no-plot" not in arguments:
        # Plots want matplotlib, which is left out.
        return [*arguments, "--no-plot"]
    takes = tuple(words) in TAKES_DATA or tuple(words[:1]) == ("visualize",)
    if not takes or "--data" in arguments or "--help" in arguments or "-h" in arguments:
        return arguments
    return [*words, *data(), *arguments[len(words) :]]


def main(arguments: list[str]) -> int:
    """Run Rasa's command line; 2 for a subcommand that would open the engine to others."""
    if arguments[:1] and arguments[0] in OURS and arguments[:2] != ["shell", "nlu"]:
        print(f"use {OURS[arguments[0]]} instead", file=sys.stderr)  # noqa: T201 - a command line
        return 2
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    sys.argv = ["rasa", *with_data(arguments)]
    from rasa.__main__ import main as rasa_main  # noqa: PLC0415 - after the stand-in

    if "--force" in arguments:
        train_whole()
    rasa_main()
    return 0


def train_whole() -> None:
    """Let Rasa train everything from our importer alone, and keep nothing of a step but its result.

    Its fingerprints of what each step gives, to use it again, are what `--force` forbids; and it lays three
    importers around ours, for responses and stories with texts that we have none of, each of which copies
    every example. Both together are half of the time.
    """
    from rasa.engine.training.hooks import TrainingHook  # noqa: PLC0415 - after the stand-in
    from rasa.shared.importers.importer import TrainingDataImporter  # noqa: PLC0415

    from bot.engine.importer import LanguageImporter  # noqa: PLC0415

    TrainingHook.on_before_node = lambda *_, **__: {}
    TrainingHook.on_after_node = lambda *_, **__: None
    TrainingDataImporter.load_from_config = staticmethod(
        lambda config, domain, paths, _=None: LanguageImporter(config, domain, paths)
    )
