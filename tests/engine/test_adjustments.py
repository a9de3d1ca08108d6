"""What we put in the place of Rasa's own behaves as Rasa's own (3.6.21 is frozen, so it stays so)."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from rasa.core.actions.action import RemoteAction

from bot.engine import action_endpoint, rasa_cli
from bot.engine.action_endpoint import validate_action_result
from tests.engine.engine_process import ROOT

# Written by `./run bench engine` from the stock environment.
STOCK = json.loads((ROOT / "tests" / "engine" / "stock_answers.json").read_text())


def test_there_is_something_to_compare_with() -> None:
    kinds = {entry["valid"] for entry in STOCK}
    assert len(STOCK) > 500
    assert kinds == {True, False}


def test_an_actions_answer_is_let_through_exactly_when_stock_rasa_does() -> None:
    action = RemoteAction("action_x", None)
    differing = [entry for entry in STOCK if _lets_through(action, entry["result"]) != entry["valid"]]
    assert differing == []


def _lets_through(action: RemoteAction, result: Any) -> bool:
    try:
        return validate_action_result(action, result)
    except jsonschema.ValidationError:
        return False


def test_a_refusal_names_no_part_of_the_answer() -> None:
    with pytest.raises(jsonschema.ValidationError) as refusal:
        validate_action_result(RemoteAction("action_x", None), {"events": "kanarek"})
    assert "kanarek" not in str(refusal.value)


def test_the_schema_is_checked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    of_rasa = RemoteAction.action_response_format_spec
    action_endpoint._validator.cache_clear()
    monkeypatch.setattr(
        RemoteAction, "action_response_format_spec", staticmethod(lambda: made.append(1) or of_rasa())
    )
    for _ in range(3):
        validate_action_result(RemoteAction("action_x", None), {"events": [], "responses": []})
    assert made == [1]


def _python(code: str) -> str:
    """Run code in a fresh process, where nothing of Rasa is imported yet."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    return done.stdout.strip()


def test_tensorflow_is_not_installed() -> None:
    code = "import importlib.metadata as m; print([d.name for d in m.distributions()])"
    names = _python(code).lower()
    assert "rasa" in names
    assert not any(name in names for name in ("tensorflow", "keras", "jax", "torch"))


def test_without_the_stand_in_rasa_does_not_even_import() -> None:
    code = "import rasa.nlu.classifiers.diet_classifier"
    with pytest.raises(subprocess.CalledProcessError):
        _python(code)
    assert _python(f"from bot.engine import stand_in; stand_in.install(); {code}; print(1)") == "1"


def test_the_stand_in_can_be_subclassed_called_and_used_as_decorator() -> None:
    code = """
from bot.engine import stand_in
stand_in.install()
import tensorflow as tf
import tensorflow.keras.backend as K
from keras.utils import tf_utils
class Layer(tf.keras.layers.Layer):
    def __init__(self, size): self.size = size
@tf.function
def plain(x): return x + 1
@tf.function(input_signature=[tf.TensorSpec(shape=(), dtype=tf.float32)])
def signed(x): return x + 2
from typing import List, Union
Union[tf.Tensor, List[tf.Tensor]]
assert not hasattr(tf.keras, "__path_of_nothing__")
print(Layer(3).size, plain(1), signed(1), tf.random.set_seed(4) is not None, K.epsilon() is not None)
"""
    assert _python(code) == "3 2 3 True True"


def test_the_stand_in_leaves_other_missing_modules_missing() -> None:
    with pytest.raises(subprocess.CalledProcessError):
        _python("from bot.engine import stand_in; stand_in.install(); import no_such_module")


@pytest.mark.parametrize(
    ("arguments", "given"),
    [
        (["train"], ["train", *rasa_cli.data()]),
        (["train", "--out", "x"], ["train", *rasa_cli.data(), "--out", "x"]),
        (["train", "nlu"], ["train", "nlu"]),
        (["data", "validate", "-v"], ["data", "validate", *rasa_cli.data(), "-v"]),
        (["train", "--data", "other"], ["train", "--data", "other"]),
        (["train", "--help"], ["train", "--help"]),
        (["test", "core"], ["test", "core", "--no-plot"]),
        (["--version"], ["--version"]),
        ([], []),
    ],
)
def test_rasas_command_line_is_given_our_folders(arguments: list[str], given: list[str]) -> None:
    assert rasa_cli.with_data(arguments) == given


@pytest.mark.parametrize("subcommand", ["run", "x", "telemetry", "shell", "interactive"])
def test_what_would_open_the_engine_is_refused(subcommand: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot.engine", "rasa", subcommand, "--enable-api"],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "instead" in done.stderr


def test_the_data_is_valid_and_nothing_is_warned_of() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot.engine", "rasa", "data", "validate", "--fail-on-warnings"],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    assert "No story structure conflicts found" in done.stderr + done.stdout
    assert "Warning" not in done.stderr


def test_a_language_that_is_not_offered_is_not_learnt_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    languages = tmp_path / "languages.yml"
    languages.write_text("en: {offered: true}\npl: {offered: false}\n", encoding="utf-8")
    monkeypatch.setattr(rasa_cli, "LANGUAGES", languages)
    assert rasa_cli.data() == ["--data", "dialogues/nlu/en", "dialogues/rules", "dialogues/stories"]
