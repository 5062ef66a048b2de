"""What the terminal answers when a program asks: to be sent back as if it had been typed.

No answer contains text that the program sent. Numbers are parsed and written anew, names come from
the tables here, titles are not told. `CSI ? 62;22 c` says: a VT220 with colours.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from alongside_widgets import sgr
from alongside_widgets.conformance import Conformance
from alongside_widgets.modes import CELL_SIZE, CursorShape

VERSION = "alongside 0.1"
MAX_REPLIES = 65_536
"""Characters that wait for `take_replies` at most; what comes after is not answered."""

CAPABILITIES = {
    "TN": "xterm-256color",
    "name": "xterm-256color",
    "Co": "256",
    "colors": "256",
    "RGB": "8/8/8",
    "Tc": "",
    "Su": "",
    "Smulx": "\x1b[4:%p1%dm",
    "Setulc": "\x1b[58:2::%p1%{65536}%/%d:%p1%{256}%/%{255}%&%d:%p1%{255}%&%d%;m",
    "setrgbf": "\x1b[38:2:%p1%d:%p2%d:%p3%dm",
    "setrgbb": "\x1b[48:2:%p1%d:%p2%d:%p3%dm",
    "Ss": "\x1b[%p1%d q",
    "Se": "\x1b[2 q",
    "Sync": "\x1b[?2026%?%p1%{1}%-%tl%eh%;",
    "BE": "\x1b[?2004h",
    "BD": "\x1b[?2004l",
    "fe": "\x1b[?1004h",
    "fd": "\x1b[?1004l",
    "bce": "",
    "smcup": "\x1b[?1049h",
    "rmcup": "\x1b[?1049l",
    "sitm": "\x1b[3m",
    "ritm": "\x1b[23m",
    "smxx": "\x1b[9m",
    "rmxx": "\x1b[29m",
    "kcuu1": "\x1bOA",
    "kcud1": "\x1bOB",
    "kcuf1": "\x1bOC",
    "kcub1": "\x1bOD",
    "khome": "\x1bOH",
    "kend": "\x1bOF",
    "kbs": "\x7f",
    "kdch1": "\x1b[3~",
    "kich1": "\x1b[2~",
    "kpp": "\x1b[5~",
    "knp": "\x1b[6~",
    "kcbt": "\x1b[Z",
}
"""XTGETTCAP: terminfo name to value; empty: a flag that is true."""

_INTRODUCER = re.compile(r"\x1b([P\[\]\\])")
_STATUS = {5: "0n"}
_PRIVATE_STATUS = {
    15: "?13n",  # No printer.
    25: "?20n",  # Keys can be defined.
    26: "?27;1n",  # A North American keyboard.
    53: "?50n",  # No locator,
    55: "?50n",
    56: "?57;0n",  # of no kind.
    62: "0*{",  # No room for macros.
    75: "?70n",  # No errors on the line.
    85: "?83n",  # One session.
}


def _in_eight_bits(data: str) -> bytes:
    """Return answers with C1 controls of one byte in the place of ESC and a character."""
    return _INTRODUCER.sub(lambda found: chr(ord(found[1]) + 64), data).encode("latin-1")


class Replying(Conformance):
    """A terminal that answers.

    Attributes:
        answering: Whether questions are answered; of several panes on one tty only one may, and
            none while history is replayed.
        default_foreground: The theme's text colour, for OSC 10.
        default_background: The theme's background, for OSC 11.
        default_cursor: The theme's cursor, for OSC 12.
        cell_size: Width and height of a cell in pixels, for window size reports.
    """

    def __init__(self, columns: int, rows: int, scrollback: int) -> None:
        super().__init__(columns, rows, scrollback)
        self.answering = True
        self.default_foreground = (229, 229, 229)
        self.default_background = (0, 0, 0)
        self.default_cursor = (229, 229, 229)
        self.cell_size = CELL_SIZE
        self._replies: list[str] = []
        self._replies_size = 0

    def write_process_input(self, data: str) -> None:
        """Queue an answer."""
        if self.answering and self._replies_size + len(data) <= MAX_REPLIES:
            self._replies.append(data)
            self._replies_size += len(data)

    def _csi(self, data: str) -> None:
        self.write_process_input("\x1b[" + data)

    def _dcs(self, data: str) -> None:
        self.write_process_input("\x1bP" + data + "\x1b\\")

    def take_replies(self) -> bytes:
        """Return what is to be sent back to the program, and forget it."""
        data = "".join(self._replies)
        self._replies.clear()
        self._replies_size = 0
        return _in_eight_bits(data) if self.eight_bit else data.encode()

    # Who are you

    def report_device_attributes(self, mode: int = 0, **kwargs: bool) -> None:
        """DA1: a VT220 with colours."""
        if mode == 0 and not kwargs.get("private"):
            self._csi("?62;22c")

    def report_secondary_attributes(self, mode: int = 0) -> None:
        """DA2; 41 in the first place would make tmux send DECSLRM."""
        if mode == 0:
            self._csi(">1;10;0c")

    def report_tertiary_attributes(self, mode: int = 0) -> None:
        """DA3."""
        if mode == 0:
            self._dcs("!|00000000")

    def report_vt52(self) -> None:
        """VT52 `ESC Z`: one of another make."""
        self.write_process_input("\x1b/Z")

    def report_version(self, mode: int = 0) -> None:
        """XTVERSION."""
        if mode == 0:
            self._dcs(">|" + VERSION)

    def report_parameters(self, mode: int = 0) -> None:
        """DECREQTPARM: no parity, 8 bits, 38400 baud."""
        if mode <= 1:
            self._csi(f"{mode + 2};1;1;128;128;1;0x")

    def report_keyboard(self) -> None:
        """`CSI ? u`: the kitty keyboard flags, where the protocol is there."""
        if self.keyboard_protocol:
            self._csi(f"?{self.modes.keyboard_flags}u")

    def report_key_modifiers(self, resource: int = 0) -> None:
        """`CSI ? 4 m`: modifyOtherKeys."""
        if resource == 4:
            self._csi(f">4;{self.modes.modify_other_keys}m")

    # How are you

    def report_device_status(self, mode: int = 0, label: int = 0, private: bool = False) -> None:
        """DSR: 5 well, 6 where the cursor is (CPR, DECXCPR), 996 dark or light, 63 a checksum."""
        if mode == 6:
            origin = self.modes.origin
            y = self.y - self.top if origin else self.y
            x = self.x - self.left if origin else self.x
            self._csi(f"{'?' if private else ''}{y + 1};{x + 1}R")
        elif private and mode == 63:
            self._dcs(f"{label}!~0000")
        elif private and mode == 996:
            light = sum(self.default_background) > 382
            self._csi(f"?997;{2 if light else 1}n")
        elif answer := (_PRIVATE_STATUS if private else _STATUS).get(mode):
            self._csi(answer)

    def report_checksum(self, label: int = 0, page: int = 0, *corners: int) -> None:
        """DECRQCRA: a sum over a rectangle; every page is the same."""
        self._dcs(f"{label}!~{self.checksum(*corners):04X}")

    def report_mode(self, mode: int = 0, private: bool = False) -> None:
        """DECRQM."""
        mark = "?" if private else ""
        if self.reports_modes:
            self._csi(f"{mark}{mode};{self.mode_value(mode, private)}$y")

    def report_setting(self, what: str) -> None:
        """DECRQSS: `DCS $ q what ST`."""
        settings: dict[str, Callable[[], str]] = {
            "m": lambda: sgr.describe(self.style) + "m",
            "r": lambda: f"{self.top + 1};{self.bottom + 1}r",
            "s": lambda: f"{self.left + 1};{self.right + 1}s",
            " q": lambda: f"{self.cursor_shape or CursorShape.BLINKING_BLOCK:d} q",
            '"q': lambda: f'{int(self.style.protected)}"q',
            '"p': lambda: f'6{self.level};{int(not self.eight_bit)}"p',
            "t": lambda: f"{max(24, self.rows)}t",
            "*x": lambda: f"{self.extent}*x",
            "$}": lambda: "0$}",  # There is no status line.
            "$~": lambda: "0$~",
            "*|": lambda: f"{self.rows}*|",
            "$|": lambda: f"{self.columns}$|",
        }
        self._dcs("1$r" + settings[what]() if what in settings else "0$r")

    def report_capabilities(self, names: str) -> None:
        """XTGETTCAP: `DCS + q names ST`, each in hexadecimal, separated by semicolons."""
        for encoded in names.split(";")[:64]:
            try:
                name = bytes.fromhex(encoded).decode("ascii")
            except ValueError:
                name = ""
            if name not in CAPABILITIES:
                self._dcs("0+r")
                continue
            value = CAPABILITIES[name].encode().hex().upper()
            name = name.encode().hex().upper()
            self._dcs(f"1+r{name}={value}" if value else f"1+r{name}")

    def report_window(self, what: int) -> None:
        """Answer the sizes of XTWINOPS: 11, 13 to 16, 18 to 21; titles are told empty."""
        width, height = self.cell_size
        wide, high = width * self.columns, height * self.rows
        answers = {
            11: "1t",
            13: "3;0;0t",
            14: f"4;{high};{wide}t",
            15: f"5;{high};{wide}t",
            16: f"6;{height};{width}t",
            18: f"8;{self.rows};{self.columns}t",
            19: f"9;{self.rows};{self.columns}t",
        }
        if what in answers:
            self._csi(answers[what])
        elif what in (20, 21):
            self.write_process_input("\x1b]" + ("L" if what == 20 else "l") + "\x1b\\")
