"""An inert stand-in for TensorFlow, Keras and what else Rasa imports and never runs here.

They are for components, channels, clouds and plots that we do not have: 445 MB of memory and a
gigabyte of disk for nothing. Here any attribute of any of their modules is a class that can be
subclassed, called, and used as a decorator, and that does nothing. A real installation, were there
one, is found first.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import sys
from collections.abc import Sequence
from types import FunctionType, ModuleType
from typing import Any

NAMES = frozenset(
    {
        "boto3",
        "botocore",
        "keras",
        "matplotlib",
        "tensorflow",
        "tensorflow_addons",
        "tensorflow_hub",
        "tensorflow_text",
        "twilio",
    }
)


class Inert(type):
    """The class of every stand-in: attributes are stand-ins again, calls change nothing."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return make(name)

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        if "stands_in" not in cls.__dict__:
            # A class of Rasa's that inherits from a stand-in: an ordinary class.
            return super().__call__(*args, **kwargs)
        if len(args) == 1 and not kwargs and isinstance(args[0], (FunctionType, type)):
            return args[0]
        return cls


def make(name: str) -> Inert:
    """Return a new stand-in of this name."""
    return Inert(name, (), {"stands_in": True, "__module__": __name__})


class _Module(ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name == "__version__":
            return "0"
        if name.startswith("__"):
            raise AttributeError(name)
        value = make(name)
        setattr(self, name, value)
        return value


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname.partition(".")[0] not in NAMES:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        return _Module(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing to run: attributes come into being when they are asked for."""


def install() -> None:
    """Put the stand-in last among the finders. Call it before anything of Rasa is imported."""
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.append(_Finder())
