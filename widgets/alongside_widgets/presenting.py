"""Presentation state: a program asks for cursor and tab stops in one report, and puts them back.

DECRQPSR is answered with DECCIR (the cursor, its looks and character sets) or DECTABSR (the tab
stops); DECRSPS takes what such a report said. Source: the VT510 Programmer Reference. The answers
are made of numbers and of the names in `charsets`, never of what was sent.
"""

from __future__ import annotations

import re

from alongside_widgets.charsets import LATIN_1, charset_name
from alongside_widgets.coloring import Coloring
from alongside_widgets.grid import MAX_SIZE
from alongside_widgets.styles import Underline

_CURSOR = re.compile(
    r"(\d{1,5});(\d{1,5});\d{0,3};([@-O]);([@A]);([@-O]);([0-3]);([0-3]);([@-O]);"
    r"((?:[ -/]?[0-~]){4})"
)
_DESIGNATION = re.compile(r"[ -/]?[0-~]")
_TABS = re.compile(r"(?:\d{1,5}(?:/\d{1,5})*)?")
_ORIGIN, _SHIFT_2, _SHIFT_3, _PENDING = 1, 2, 4, 8
_BOLD, _UNDERLINE, _BLINK, _REVERSE = 1, 2, 4, 8


def _flags(*bits: bool) -> str:
    """Return up to four bits as the one character that a report has for them, from `@` on."""
    return chr(64 + sum(bit << place for place, bit in enumerate(bits)))


class Presenting(Coloring):
    """A terminal whose presentation state can be asked for and restored."""

    def report_presentation(self, kind: int = 0) -> None:
        """DECRQPSR: 1 asks for DECCIR, 2 for DECTABSR."""
        if kind == 1:
            self._dcs("1$u" + self._cursor_report())
        elif kind == 2:
            stops = sorted(stop + 1 for stop in self.tabstops if stop < self.columns)
            self._dcs("2$u" + "/".join(map(str, stops)))

    def _cursor_report(self) -> str:
        style, shift = self.style, self.single_shift
        looks = _flags(style.bold, bool(style.underline), style.blink, style.reverse)
        state = _flags(self.modes.origin, shift == 2, shift == 3, self.pending)
        large = _flags(*(table is LATIN_1 for table in self.charsets))
        names = "".join(charset_name(table) for table in self.charsets)
        return (
            f"{self.y + 1};{self.x + 1};1;{looks};{_flags(style.protected)};{state};"
            f"{self.shift};{self.shift_right or 2};{large};{names}"
        )

    def restore_presentation(self, kind: int, data: str) -> None:
        """DECRSPS: put back what a DECCIR (1) or a DECTABSR (2) said; what is no report, not."""
        if kind == 1 and (match := _CURSOR.fullmatch(data)):
            self._restore_cursor_report(*match.groups())
        elif kind == 2 and _TABS.fullmatch(data):
            stops = {int(stop) - 1 for stop in data.split("/") if stop}
            self.tabstops = {stop for stop in stops if 0 <= stop < MAX_SIZE}

    def _restore_cursor_report(self, line: str, column: str, *rest: str) -> None:
        looks, protected, state, large = (ord(rest[place]) & 15 for place in (0, 1, 2, 5))
        self.modes.origin = bool(state & _ORIGIN)
        self.y = min(max(1, int(line)), self.rows) - 1
        self.x = min(max(1, int(column)), self.columns) - 1
        self.pending = bool(state & _PENDING) and self.x == self.columns - 1
        self.open_at = None
        self.set_style(
            self.style._replace(
                bold=bool(looks & _BOLD),
                underline=Underline.SINGLE if looks & _UNDERLINE else Underline.NONE,
                blink=bool(looks & _BLINK),
                reverse=bool(looks & _REVERSE),
                protected=bool(protected),
            )
        )
        for place, name in enumerate(_DESIGNATION.findall(rest[6])):
            self.define_charset(name, ("(-./" if large >> place & 1 else "()*+")[place])
        self.single_shift = 2 if state & _SHIFT_2 else 3 if state & _SHIFT_3 else 0
        self.shift, right = int(rest[3]), int(rest[4])
        self.shift_right = right if self.charsets[right] is not None else 0
