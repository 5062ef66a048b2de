"""From bytes to calls: pyte's stream with a parser that never fails.

`feed` decodes UTF-8 (a character may be split anywhere) and hands every character to the method
for the state it is in; the states are those of the VT500 parser that xterm follows. A sequence that
is unknown or malformed is read to its end and ignored as a whole. Control characters inside a
sequence act at once, CAN and SUB end it, ESC begins another. Strings (OSC, DCS and the rest) are
read to their end and kept up to a bound.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

import pyte

from alongside_widgets.charsets import DESIGNATORS
from alongside_widgets.sgr import number
from alongside_widgets.tables import BASIC, C1, CSI, ESCAPE, SHARP, VT52

if TYPE_CHECKING:
    from alongside_widgets.commands import Commanding

MAX_SEQUENCE = 1_024
"""Characters of a control sequence at most; a longer one is ignored."""
MAX_STRING = 1_048_576
"""Characters of an OSC at most (a clipboard); a longer one is ignored."""
MAX_CONTROL_STRING = 4_096
"""Characters of a DCS at most; a longer one (a picture) is ignored."""

_PREFIXES = "<=>?"
_CANCEL = "\x18\x1a"
_RECODE = re.compile(rb"%[\x00-\x1f\x7f]*[@G8]")
_RECODE_REST = re.compile(rb"[\x00-\x1f\x7f]*[@G8]")


def ignore() -> None:
    """Do nothing: an ignored sequence."""


class Parser(pyte.ByteStream):
    """A resumable parser; its state is the bound method that takes the next character.

    Attributes:
        deadline: When to stop, by `time.perf_counter`, for a parser that can; 0: never.
    """

    basic = BASIC
    escape = ESCAPE
    sharp = SHARP
    csi = {key: name for key, (name, _) in CSI.items()}
    events = frozenset(
        itertools.chain(
            BASIC.values(),
            ESCAPE.values(),
            SHARP.values(),
            VT52.values(),
            csi.values(),
            ("draw",),
        )
    )

    def __init__(self, screen: Commanding) -> None:
        self.deadline = 0.0
        self.at_ground = self.ground
        self.step: Callable[[str], None] = self.at_ground
        self._collected: list[str] = []
        self._size = 0
        self._string = ""
        self._screen = screen
        self._basic: dict[str, Callable[[], None]] = {}
        self._escape: dict[str, Callable[[], None]] = {}
        self._vt52: dict[str, Callable[[], None]] = {}
        self.calls: dict[str, tuple[Callable[..., None], int]] = {}
        super().__init__(screen)

    def attach(self, screen: Any) -> None:
        """Bind every sequence to the method that carries it out.

        Raises:
            TypeError: The screen lacks one.
        """
        super().attach(screen)
        self._basic = {key: getattr(screen, name) for key, name in BASIC.items()}
        self._escape = {key: getattr(screen, name) for key, name in ESCAPE.items()}
        self._escape |= {"#" + key: getattr(screen, name) for key, name in SHARP.items()}
        self._vt52 = {key: getattr(screen, name) for key, name in VT52.items()}
        self.calls = {key: (getattr(screen, name), most) for key, (name, most) in CSI.items()}

    def _initialize_parser(self) -> None:
        self.step = self.at_ground

    def feed(self, data: bytes) -> None:  # type: ignore[override]
        """Take bytes, any and however split."""
        for piece in self.pieces(data):
            for character in self.decode(piece):
                self.step(character)

    def go_on(self) -> bool:
        """Go on with what `deadline` cut off; return whether all is done."""
        return True

    def forget(self) -> None:
        """Forget what was begun and what was put off."""
        self.step = self.at_ground
        self.utf8_decoder.reset()

    def pieces(self, data: bytes) -> Iterator[bytes]:
        """Yield the data cut behind everything that may select another encoding."""
        start = 0
        if self.step is not self.at_ground and (match := _RECODE_REST.match(data)):
            start = match.end()
            yield data[:start]
        if b"%" in data:
            for match in _RECODE.finditer(data, start):
                yield data[start : match.end()]
                start = match.end()
        yield data[start:]

    def decode(self, data: bytes) -> str:
        """Return the characters that are complete with `data`."""
        if self.use_utf8:
            return str(self.utf8_decoder.decode(data))
        return data.decode("latin-1")

    def select_other_charset(self, code: str) -> None:
        """`ESC % @` and `ESC % G`: from here on bytes are Latin-1, or UTF-8."""
        super().select_other_charset(code)

    # States

    def ground(self, character: str) -> None:
        """Between sequences."""
        if " " <= character < "\x7f":
            self._screen.draw(character)
        elif character >= "\xa0":
            if self.use_utf8:
                self._screen.draw(character)
            else:
                self._screen.draw_right(character)
        else:
            self._control(character)

    def _control(self, character: str) -> None:
        """Carry out a C0 or C1 control."""
        if character == "\x1b":
            self._begin(self.after_escape)
        elif character in self._basic:
            self._basic[character]()
        elif character in C1:
            self._begin(self.after_escape)
            self.after_escape(C1[character])

    def _begin(self, state: Callable[[str], None]) -> None:
        self._collected.clear()
        self._size = 0
        self.step = state

    def _interrupted(self, character: str) -> bool:
        """Handle what may stand inside a sequence and is no part of it."""
        if character in _CANCEL:
            self.step = self.at_ground
        elif "\x80" <= character < "\xa0":
            self.step = self.at_ground
            self._control(character)
        elif character < " ":
            self._control(character)
        else:
            return character == "\x7f"
        return True

    def after_escape(self, character: str) -> None:
        """After ESC."""
        if self._interrupted(character):
            return
        if not self._screen.modes.ansi:
            self._after_vt52_escape(character)
        elif self._collected or character < "0":
            self._escape_more(character)
        elif character == "[":
            self._begin(self.control_sequence)
        elif character == "]":
            self._begin_string("osc")
        elif character == "P":
            self._begin_string("dcs")
        elif character in "X^_k":
            self._begin_string("")
        else:
            self.step = self.at_ground
            if character in self._escape:
                self._escape[character]()

    def _escape_more(self, character: str) -> None:
        """After ESC and intermediate characters."""
        if character < "0":
            if len(self._collected) < 4:
                self._collected.append(character)
            return
        self.step = self.at_ground
        key = "".join(self._collected)
        if key[0] in DESIGNATORS:
            self._screen.define_charset(key[1:] + character, key[0])
        elif key == "%":
            self.select_other_charset(character)
        elif key + character in self._escape:
            self._escape[key + character]()

    def _after_vt52_escape(self, character: str) -> None:
        """After ESC while DECANM is reset."""
        self.step = self.at_ground
        if character == "Y":
            self._begin(self.vt52_position)
        elif character in self._vt52:
            self._vt52[character]()

    def vt52_position(self, character: str) -> None:
        """After the VT52's `ESC Y`: a line and a column follow, each a character from space on."""
        if self._interrupted(character):
            return
        self._collected.append(character)
        if len(self._collected) == 2:
            self.step = self.at_ground
            line, column = (ord(place) - 31 for place in self._collected)
            self._screen.cursor_position(line, column)

    def control_sequence(self, character: str) -> None:
        """After CSI."""
        if self._interrupted(character):
            return
        if "@" <= character <= "~":
            self.step = self.at_ground
            self.dispatch("".join(self._collected), character)
        elif character > "~" or len(self._collected) >= MAX_SEQUENCE:
            self.step = self.ignored_sequence
        else:
            self._collected.append(character)

    def ignored_sequence(self, character: str) -> None:
        """In a control sequence that has gone wrong: up to its end."""
        if not self._interrupted(character) and "@" <= character <= "~":
            self.step = self.at_ground

    def dispatch(self, body: str, final: str) -> None:
        """Carry out a control sequence.

        Args:
            body: What stood between CSI and the final character.
            final: That.
        """
        if final == "m" and not body.strip("0123456789:;"):
            self._screen.render(body)
            return
        self.bound(body, final)()

    def bound(self, body: str, final: str) -> Callable[[], None]:
        """Return the call that a control sequence means."""
        parameters = body.rstrip(" !\"#$%&'()*+,-./")
        prefix = body[:1] if body[:1] in _PREFIXES else ""
        key = prefix + body[len(parameters) :] + final
        call = self.calls.get(key)
        if call is None:
            return ignore
        parameters = parameters[len(prefix) :]
        if parameters.strip("0123456789;"):
            return ignore
        method, most = call
        values = [number(digits) for digits in parameters.split(";")] if parameters else []
        if prefix == "?" and final in "hlnpJK":
            return partial(method, *values[:most], private=True)
        return partial(method, *values[:most])

    # Strings

    def _begin_string(self, kind: str) -> None:
        self._string = kind
        self._begin(self.string)

    def string(self, character: str) -> None:
        """In an OSC, DCS, SOS, PM or APC: up to ST (or BEL, for an OSC)."""
        if character == "\x07" and self._string == "osc":
            self._end_string("\x07")
        elif character == "\x1b":
            self.step = self.string_escape
        elif character == "\x9c":
            self._end_string("\x1b\\")
        elif character in _CANCEL:
            self.step = self.at_ground
        elif "\x80" <= character < "\xa0":
            self.step = self.at_ground
            self._control(character)
        elif self._string:
            self.collect(character)

    def collect(self, text: str) -> None:
        """Keep a part of a string, up to the bound."""
        limit = MAX_STRING if self._string == "osc" else MAX_CONTROL_STRING
        self._size += len(text)
        if self._size <= limit:
            self._collected.append(text)

    def string_escape(self, character: str) -> None:
        """After ESC in a string: a backslash ends it, anything else ends it for nothing."""
        if character == "\\":
            self._end_string("\x1b\\")
        else:
            self._begin(self.after_escape)
            self.after_escape(character)

    def _end_string(self, end: str) -> None:
        self.step = self.at_ground
        limit = MAX_STRING if self._string == "osc" else MAX_CONTROL_STRING
        if self._size > limit:
            return
        payload = "".join(self._collected)
        self._collected.clear()
        if self._string == "osc":
            self._screen.operating_system_command(payload, end)
        elif self._string == "dcs":
            self._screen.device_control(payload)
