"""What a program tells its terminal beside what it draws: `Emulator.take_events` returns these.

Everything in here was written by the program and is not to be trusted; strings are bounded and
free of control characters.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bell:
    """BEL."""


@dataclass(frozen=True, slots=True)
class TitleChanged:
    """OSC 0, 1 or 2, or a title taken from the stack."""

    title: str
    icon_name: str


@dataclass(frozen=True, slots=True)
class ClipboardRequested:
    """OSC 52: the program wants `text` in the clipboard.

    Attributes:
        selection: Which, as the program wrote it: letters of `cpqs01234567`; empty: its default.
        text: What to put there; empty: clear it.
    """

    selection: str
    text: str


@dataclass(frozen=True, slots=True)
class ModeChanged:
    """A field of `Emulator.modes` has another value.

    Attributes:
        name: The field.
        value: What it holds now.
    """

    name: str
    value: int


@dataclass(frozen=True, slots=True)
class PromptMark:
    """OSC 133: shell integration.

    Attributes:
        kind: `A` prompt, `B` command line, `C` output, `D` end of the command.
        row: The absolute number of the row (see `History.total`), -1 on the alternate screen.
        status: The exit status that `D` gave, or None.
    """

    kind: str
    row: int
    status: int | None = None


@dataclass(frozen=True, slots=True)
class Notification:
    """OSC 9 or OSC 777: the program wants the user to be told something."""

    title: str
    body: str


@dataclass(frozen=True, slots=True)
class ColorsChanged:
    """OSC 4, 10, 11, 12 and their resets: `Emulator.colors` has changed."""


Event = (
    Bell
    | TitleChanged
    | ClipboardRequested
    | ModeChanged
    | PromptMark
    | Notification
    | ColorsChanged
)
