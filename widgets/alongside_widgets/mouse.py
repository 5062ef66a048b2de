"""Mouse to bytes: what a terminal tells the program in it, as the program asked.

`Terminal` calls `encode` with cells and buttons; here are xterm's rules: which events each tracking
mode wants (X10 compatibility, normal, button-event, any-event), how a button, the wheel, motion and
modifiers make a code, and the five ways to write it (default, UTF-8, SGR, urxvt, SGR in pixels:
the middle of the cell, in cells of the size that window size reports tell).
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from alongside_widgets.modes import CELL_SIZE, Modes, MouseEncoding, MouseTracking


class Action(Enum):
    """What the mouse did."""

    PRESS = "press"
    RELEASE = "release"
    MOVE = "move"


class Button(Enum):
    """Which button; the value is xterm's code."""

    LEFT = 0
    MIDDLE = 1
    RIGHT = 2
    NONE = 3
    WHEEL_UP = 64
    WHEEL_DOWN = 65
    WHEEL_LEFT = 66
    WHEEL_RIGHT = 67


TEXTUAL_BUTTONS = (Button.NONE, Button.LEFT, Button.MIDDLE, Button.RIGHT)
"""By the number that Textual's mouse events carry."""

SHIFT, META, CTRL, MOTION = 4, 8, 16, 32


class MouseReport(NamedTuple):
    """One thing that the mouse did.

    Attributes:
        column: Of the cell, from 0.
        row: Of the cell, from 0.
    """

    action: Action
    button: Button
    column: int
    row: int
    shift: bool = False
    meta: bool = False
    ctrl: bool = False


def encode(report: MouseReport, modes: Modes) -> bytes:
    """Return what to send to the program; empty when it does not want to know of this."""
    if not wants(report, modes.mouse_tracking):
        return b""
    code = report.button.value
    if report.action is Action.MOVE:
        code += MOTION
    if modes.mouse_tracking is not MouseTracking.PRESS:
        code += SHIFT * report.shift + META * report.meta + CTRL * report.ctrl
    return _write(report, code, modes.mouse_encoding)


def wants(report: MouseReport, tracking: MouseTracking) -> bool:
    """Return whether a program with that tracking mode is told of `report`."""
    if tracking is MouseTracking.OFF:
        return False
    wheel = report.button.value >= Button.WHEEL_UP.value
    if report.action is Action.PRESS:
        return not (wheel and tracking is MouseTracking.PRESS)
    if report.action is Action.RELEASE:
        return tracking is not MouseTracking.PRESS and not wheel
    if tracking is MouseTracking.DRAG:
        return report.button is not Button.NONE
    return tracking is MouseTracking.MOTION


def _write(report: MouseReport, code: int, encoding: MouseEncoding) -> bytes:
    x, y = report.column + 1, report.row + 1
    released = report.action is Action.RELEASE
    if encoding is MouseEncoding.SGR_PIXELS:
        width, height = CELL_SIZE
        x, y = x * width - width // 2, y * height - height // 2
    if encoding in (MouseEncoding.SGR, MouseEncoding.SGR_PIXELS):
        return f"\x1b[<{code};{x};{y}{'m' if released else 'M'}".encode()
    if released:
        # The older encodings do not say which button it was.
        code = code & ~3 | Button.NONE.value
    if encoding is MouseEncoding.URXVT:
        return f"\x1b[{code + 32};{x};{y}M".encode()
    values = (code + 32, x + 32, y + 32)
    if encoding is MouseEncoding.UTF8:
        if max(values) > 2047:
            return b""
        return b"\x1b[M" + "".join(map(chr, values)).encode()
    if max(values) > 255:
        return b""  # these columns cannot be written
    return b"\x1b[M" + bytes(values)
