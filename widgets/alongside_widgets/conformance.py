"""Which terminal this is taken for: the conformance level, 7 or 8 bits, VT52; xterm's SGR stack.

A program may ask for an older terminal (DECSCL); what that one did not know is then ignored.
"""

from __future__ import annotations

from alongside_widgets.switching import Switching

_KEPT = {
    1: "bold",
    2: "faint",
    3: "italic",
    4: "underline",
    5: "blink",
    7: "reverse",
    8: "conceal",
    9: "strike",
    10: "foreground",
    11: "background",
    21: "underline",
    30: "foreground",
    31: "background",
}
"""XTPUSHSGR: number to field of a style; without any, all of them."""
_DEEPEST = 10
LEVEL = 5
"""The highest level, that of the VT500s, and the one after a reset."""
_REPORTS = 3
_SIDE_MARGINS = 4
_KEEPING = 5


class Conformance(Switching):
    """A terminal that can be told to be an older one.

    Attributes:
        level: 1 to 5, for VT100 to VT500.
        eight_bit: S8C1T: answers begin with C1 controls of one byte.
    """

    def _home_switches(self) -> None:
        super()._home_switches()
        self.level = LEVEL
        self.eight_bit = False
        self._pushed: list[dict[str, object]] = []

    def set_level(self, level: int = 0, bits: int = 0) -> None:
        """DECSCL: 61 to 65, and whether answers have 7 bits (1) or 8; a soft reset, too."""
        if 61 <= level <= 60 + LEVEL:
            self.soft_reset()
            self.level = level - 60
            self.eight_bit = self.level > 1 and bits != 1

    def seven_bit_controls(self) -> None:
        """S7C1T."""
        self.eight_bit = False

    def eight_bit_controls(self) -> None:
        """S8C1T."""
        self.eight_bit = self.level > 1

    @property
    def reports_modes(self) -> bool:
        """Whether the level has DECRQM."""
        return self.level >= _REPORTS

    def _change_mode(self, number: int, on: bool, private: bool) -> None:
        needed = {69: _SIDE_MARGINS, 95: _KEEPING}.get(number, 0) if private else 0
        if self.level >= needed:
            super()._change_mode(number, on, private)

    # Looks

    def push_style(self, *codes: int) -> None:
        """XTPUSHSGR: remember what text looks like, or only the given attributes of it."""
        fields = {_KEPT[code] for code in codes or _KEPT if code in _KEPT}
        self._pushed.append({name: getattr(self.style, name) for name in fields})
        del self._pushed[:-_DEEPEST]

    def pop_style(self) -> None:
        """XTPOPSGR: what was remembered last."""
        if self._pushed:
            self.set_style(self.style._replace(**self._pushed.pop()))  # type: ignore[arg-type]

    # VT52

    def graphics_on(self) -> None:
        """VT52 `ESC F`: letters are lines."""
        self.define_charset("0", "(")
        self.shift_in()

    def graphics_off(self) -> None:
        """VT52 `ESC G`."""
        self.define_charset("B", "(")
        self.shift_in()

    def leave_vt52(self) -> None:
        """VT52 `ESC <`: back to ANSI."""
        self._switch("ansi", True)
