"""The same bot as a project of stock Rasa, to measure beside ours: nothing of ours is in it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from ruamel.yaml import YAML

from bench.processes import ROOT, STOCK_PYTHON, environment

PIPELINE = [
    {"name": "WhitespaceTokenizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char", "min_ngram": 1, "max_ngram": 5},
    {"name": "LogisticRegressionClassifier"},
]


def stock_project(folder: Path, action_port: int) -> Path:
    """Write and train the same bot as a stock project; return its folder.

    In English alone, so that its training ends soon: a turn is not slower for having fewer examples.
    """
    project = folder / "stock"
    project.mkdir()
    yaml = YAML(typ="safe")
    config = yaml.load(ROOT / "config.yml")
    del config["importers"]
    config["pipeline"] = PIPELINE
    config["policies"] = [{**config["policies"][0], "name": "RulePolicy"}]
    endpoints = {
        "tracker_store": {"type": "SQL", "dialect": "sqlite", "db": str(folder / "trackers.db")},
        "action_endpoint": {"url": f"http://127.0.0.1:{action_port}/webhook"},
    }
    for name, content in (
        ("config.yml", config), ("endpoints.yml", endpoints), ("credentials.yml", {"rest": {}})
    ):  # fmt: skip
        (project / name).write_text(json.dumps(content))
    (project / "domain.yml").write_bytes((ROOT / "domain.yml").read_bytes())
    command = [str(STOCK_PYTHON), "-m", "rasa", "train", "--fixed-model-name", "stock", "--data"]
    command += [str(ROOT / "dialogues" / part) for part in ("nlu/en", "rules", "stories")]
    subprocess.run(command, cwd=project, env=quiet(folder), check=True, capture_output=True)
    return project


def quiet(folder: Path) -> dict[str, str]:
    """The environment of a stock process that keeps to itself."""
    return environment(folder, RASA_TELEMETRY_ENABLED="false", TF_CPP_MIN_LOG_LEVEL="3")
