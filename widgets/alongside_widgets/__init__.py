"""A terminal for any Textual app.

`Emulator` (pyte, repaired and made fast) knows no Textual; `Monitor` shows one, `Terminal` lets the
user work with it, `Split` puts two side by side, and `TerminalApp` frees the keyboard for them. The
names are imported when they are first used, so that the emulator alone costs no Textual.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alongside_widgets.emulator import Emulator
    from alongside_widgets.host import TerminalApp
    from alongside_widgets.monitor import Monitor
    from alongside_widgets.split import Split
    from alongside_widgets.terminal import Terminal

__all__ = ["Emulator", "Monitor", "Split", "Terminal", "TerminalApp"]

_HOMES = {
    "Emulator": "emulator",
    "Monitor": "monitor",
    "Split": "split",
    "Terminal": "terminal",
    "TerminalApp": "host",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
