"""Rasa's file importer, which also says which language each example is in."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from rasa.shared.importers import utils
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.training_data import TrainingData


class LanguageImporter(RasaFileImporter):
    """Reads `<somewhere>/<language>/<file>.yml`: the folder of a file is the language of its examples."""

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """Return every example with `metadata` as a turn has it: {"language": code}."""
        return self._nlu_data

    @cached_property
    def _nlu_data(self) -> TrainingData:
        # Rasa asks again and again: reading forty thousand examples once is enough.
        examples = []
        for path in self._nlu_files:
            held = utils.training_data_from_paths([path], None).training_examples
            for example in held:
                example.set("metadata", {"language": Path(path).parent.name})
            examples += held
        return TrainingData(examples)
