"""What the engine is told, and what it refuses to start with."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.signature import read_key

ROOT = Path(__file__).resolve().parent.parent.parent
TRACKER_STORE = "bot.engine.turns.TurnStore"
CHANNEL = "bot.engine.channel.TurnInput"
MODEL = "models/beforehand.tar.gz"


class RefusedError(Exception):
    """The engine does not start; the message says why and what to do."""


@dataclass(frozen=True)
class EngineSettings:
    """Ports are on 127.0.0.1. `parent` is the process to end with, 0 for none."""

    port: int
    action_port: int
    key: bytes
    model: Path
    files: Path
    parent: int = 0


def read(environ: Mapping[str, str], arguments: list[str]) -> EngineSettings:
    """Return the settings. Raises RefusedError with one clear line when they are not safe."""
    if arguments:
        raise RefusedError(
            f"the engine takes no arguments, and '{arguments[0]}' least of all: it has no API, "
            "no cross-origin access, no debug output"
        )
    _refuse_loud(environ)
    key_file = environ.get("BEFOREHAND_ENGINE_KEY_FILE", "")
    if not key_file:
        raise RefusedError("BEFOREHAND_ENGINE_KEY_FILE is not set: run ./run init")
    try:
        key = read_key(Path(key_file))
    except (OSError, ValueError) as fault:
        raise RefusedError(f"BEFOREHAND_ENGINE_KEY_FILE: {_reason(fault)}: run ./run init") from None
    model = Path(environ.get("BEFOREHAND_ENGINE_MODEL") or ROOT / MODEL)
    if not model.is_file():
        raise RefusedError(f"there is no model at {model}: run ./run setup")
    files = Path(environ.get("BEFOREHAND_ENGINE_FILES") or ROOT)
    check_files(files)
    return EngineSettings(
        port=_number(environ, "BEFOREHAND_ENGINE_PORT"),
        action_port=_number(environ, "BEFOREHAND_ACTION_PORT"),
        key=key,
        model=model,
        files=files,
        parent=_number(environ, "BEFOREHAND_ENGINE_PARENT", missing=0),
    )


def check_files(folder: Path) -> None:
    """Refuse endpoints or credentials that would keep trackers or open another door."""
    endpoints = _load(folder / "endpoints.yml")
    store = endpoints.get("tracker_store") or {}
    if set(store) != {"type"} or store["type"] != TRACKER_STORE:
        raise RefusedError(
            f"endpoints.yml: tracker_store must be 'type: {TRACKER_STORE}' and nothing else; "
            "any other keeps what people say"
        )
    others = sorted(set(endpoints) - {"tracker_store", "action_endpoint"})
    if others:
        raise RefusedError(f"endpoints.yml: take '{others[0]}' out; the engine uses no such thing")
    doors = _load(folder / "credentials.yml")
    if set(doors) != {CHANNEL}:
        raise RefusedError(f"credentials.yml: '{CHANNEL}' must be the only channel")


def _refuse_loud(environ: Mapping[str, str]) -> None:
    if environ.get("RASA_TELEMETRY_ENABLED", "false").strip().lower() != "false":
        raise RefusedError("RASA_TELEMETRY_ENABLED must be false or unset: nothing is reported")
    for name, value in environ.items():
        if name.startswith("LOG_LEVEL") and value.strip().upper() == "DEBUG":
            raise RefusedError(f"{name}=DEBUG makes Rasa print what people type: unset it")


def _load(path: Path) -> dict[str, Any]:
    try:
        content = YAML(typ="safe").load(path)
    except (OSError, YAMLError) as fault:
        raise RefusedError(f"{path.name} cannot be read: {type(fault).__name__}") from None
    if not isinstance(content, dict):
        raise RefusedError(f"{path.name} holds no settings")
    return content


def _number(environ: Mapping[str, str], name: str, missing: int | None = None) -> int:
    value = environ.get(name, "")
    if not value and missing is not None:
        return missing
    if not (value.isascii() and value.isdigit() and 0 < int(value) < 2**22):
        raise RefusedError(f"{name} must be a number")
    return int(value)


def _reason(fault: Exception) -> str:
    return (os.strerror(fault.errno or 0)) if isinstance(fault, OSError) else str(fault)
