"""No private name of ours takes the place of one of Textual's: `_detach` of a pane once did."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from types import ModuleType

from textual.message_pump import MessagePump

import alongside.ui
import alongside_widgets

MEANT = {"_fatal_error"}
"""What is overridden on purpose."""


def modules() -> Iterator[ModuleType]:
    for package in (alongside.ui, alongside_widgets):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not found.name.endswith("__main__"):
                yield importlib.import_module(found.name)


def test_none_is_taken() -> None:
    taken = []
    for module in modules():
        for owner in vars(module).values():
            if not (inspect.isclass(owner) and issubclass(owner, MessagePump)):
                continue
            if owner.__module__ != module.__name__:
                continue
            theirs = [base for base in owner.__mro__ if base.__module__.startswith("textual.")]
            for name, value in vars(owner).items():
                if not name.startswith("_") or name.startswith("__") or name in MEANT:
                    continue
                if inspect.isfunction(value) and any(name in vars(base) for base in theirs):
                    taken.append(f"{owner.__qualname__}.{name}")
    assert not taken
