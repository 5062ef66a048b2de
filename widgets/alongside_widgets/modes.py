"""The switches that a program can set, by name, and the tables from sequence to name."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class MouseTracking(IntEnum):
    """Which mouse events the program wants; the value is the DEC mode that asks for them."""

    OFF = 0
    PRESS = 9
    BUTTONS = 1000
    DRAG = 1002
    MOTION = 1003


class MouseEncoding(IntEnum):
    """How mouse events are to be written; the value is the DEC mode that asks for it."""

    DEFAULT = 0
    UTF8 = 1005
    SGR = 1006
    URXVT = 1015
    SGR_PIXELS = 1016


CELL_SIZE = (8, 16)
"""Width and height of a cell in pixels, as programs are told: nobody here knows the true ones."""


class CursorShape(IntEnum):
    """DECSCUSR: the parameter that a program sends."""

    DEFAULT = 0
    BLINKING_BLOCK = 1
    BLOCK = 2
    BLINKING_UNDERLINE = 3
    UNDERLINE = 4
    BLINKING_BAR = 5
    BAR = 6


@dataclass(slots=True)
class Modes:
    """Every switch with the value it has after a reset.

    Attributes:
        locked: KAM, the program takes no keys.
        no_echo: SRM, the terminal does not show what is typed; it never does.
        insert: IRM, new text pushes old text to the right.
        newline: LNM, LF also returns to the first column.
        ansi: DECANM, sequences are not the VT52's.
        application_cursor: DECCKM, arrows are sent as `SS3`.
        allow_columns: Mode 40, DECCOLM has an effect.
        reverse_screen: DECSCNM, the whole screen is shown reversed.
        origin: DECOM, positions count from the margins.
        wide_columns: DECCOLM.
        autowrap: DECAWM.
        autorepeat: DECARM.
        cursor_visible: DECTCEM.
        cursor_blink: Mode 12.
        national: DECNRCM, national character sets can be selected.
        more_fix: Mode 41, a tab in the pending-wrap state wraps first.
        reverse_wrap: Mode 45, backspace goes on at the end of the line above.
        extended_reverse_wrap: Mode 1045, the same here.
        application_keypad: DECNKM or DECKPAM.
        backarrow: DECBKM, the backspace key sends BS.
        margins: DECLRMM, left and right margins can be set.
        keep_screen: DECNCSM, DECCOLM does not clear.
        mouse_tracking: What the program wants to know of the mouse.
        mouse_encoding: And how.
        focus_events: Mode 1004.
        alternate_scroll: Mode 1007, on an alternate screen the wheel sends arrows.
        alternate_screen: Modes 47, 1047 and 1049.
        bracketed_paste: Mode 2004.
        synchronized: Mode 2026, hold the painting until it is reset.
        modify_other_keys: xterm's `CSI > 4 ; n m`.
        keyboard_flags: The kitty keyboard protocol's; 0: off.
    """

    locked: bool = False
    no_echo: bool = True
    insert: bool = False
    newline: bool = False
    ansi: bool = True
    application_cursor: bool = False
    allow_columns: bool = False
    wide_columns: bool = False
    reverse_screen: bool = False
    origin: bool = False
    autowrap: bool = True
    autorepeat: bool = True
    cursor_visible: bool = True
    cursor_blink: bool = False
    national: bool = False
    more_fix: bool = False
    reverse_wrap: bool = False
    extended_reverse_wrap: bool = False
    application_keypad: bool = False
    backarrow: bool = False
    margins: bool = False
    keep_screen: bool = False
    mouse_tracking: MouseTracking = MouseTracking.OFF
    mouse_encoding: MouseEncoding = MouseEncoding.DEFAULT
    focus_events: bool = False
    alternate_scroll: bool = True
    alternate_screen: bool = False
    bracketed_paste: bool = False
    synchronized: bool = False
    modify_other_keys: int = 0
    keyboard_flags: int = 0


ANSI = {2: "locked", 4: "insert", 12: "no_echo", 20: "newline"}
"""SM and RM: number to field."""

PRIVATE = {
    1: "application_cursor",
    2: "ansi",
    3: "wide_columns",
    5: "reverse_screen",
    6: "origin",
    7: "autowrap",
    8: "autorepeat",
    12: "cursor_blink",
    25: "cursor_visible",
    40: "allow_columns",
    41: "more_fix",
    42: "national",
    45: "reverse_wrap",
    47: "alternate_screen",
    66: "application_keypad",
    67: "backarrow",
    69: "margins",
    95: "keep_screen",
    1004: "focus_events",
    1007: "alternate_scroll",
    1045: "extended_reverse_wrap",
    1047: "alternate_screen",
    1049: "alternate_screen",
    2004: "bracketed_paste",
    2026: "synchronized",
}
"""DECSET and DECRST: number to field; the mouse has values instead."""

TRACKING = {int(member): member for member in MouseTracking if member}
ENCODINGS = {int(member): member for member in MouseEncoding if member}

PERMANENT = dict.fromkeys((1, 5, 7, 10, 11, 13, 14, 15, 16, 17, 18, 19), 4)
"""ANSI modes that DECRQM reports as permanently set (3) or reset (4)."""

PERMANENT_PRIVATE = {60: 4, 2027: 3}
"""DEC modes of that kind: no column is off the screen (60), clusters are always drawn as one
character (2027)."""

KEPT = frozenset(
    {
        *(4, 18, 19, 30, 35, 43, 44),
        *(57, 61, 64, 68, 73, 81, *range(97, 105), 106),
        *(1010, 1011, 1034, 1035, 1036, 1039, 1042, 1043),
    }
)
"""DEC modes that change nothing here and are kept for DECRQM: smooth scroll, printing, bells, and
what the VT500s have for keyboards, lines, pages and the tube."""

REPORTED = frozenset(
    {
        "application_cursor",
        "application_keypad",
        "alternate_screen",
        "alternate_scroll",
        "bracketed_paste",
        "focus_events",
        "keyboard_flags",
        "modify_other_keys",
        "mouse_encoding",
        "mouse_tracking",
        "reverse_screen",
    }
)
"""Fields whose change is an event: what a widget has to act on, not what only drawing uses."""
