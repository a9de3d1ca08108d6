"""Rasa's file importer, which also says which language each example is in."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data import entities_parser
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from ruamel.yaml import YAML


class LanguageImporter(RasaFileImporter):
    """Reads `<somewhere>/<language>/<file>.yml`: the folder of a file is the language of its examples."""

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """Return every example with `metadata` as a turn has it: {"language": code}."""
        return self._nlu_data

    @cached_property
    def _nlu_data(self) -> TrainingData:
        # Rasa asks again and again, and compares all examples with each other for every file it reads: once
        # is enough. That a file has Rasa's form is what its validator says in our tests.
        return TrainingData([example for path in self._nlu_files for example in examples_in(Path(path))])


def examples_in(path: Path) -> list[Message]:
    """Return the examples of one file. Raises KeyError for a block without intent or examples."""
    metadata = {"language": path.parent.name}
    examples = []
    for block in YAML(typ="safe").load(path.read_text(encoding="utf-8"))["nlu"]:
        for line in filter(None, map(str.strip, block["examples"].splitlines())):
            example = entities_parser.parse_training_example(line.removeprefix("- "), str(block["intent"]))
            example.set("metadata", metadata)
            examples.append(example)
    return examples
