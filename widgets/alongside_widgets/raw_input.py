"""Keys as the outer terminal sent them: a parser for Textual that loses none.

Textual's parser has no name for many keys (Alt with a digit, Enter or Backspace, Ctrl with Alt) and
posts something else; two Alt keys in one packet become text; a lone Esc takes 100 ms. `RawParser`
reads the same stream and posts a `RawKey` (`raw_keys.py`) for each key. An app uses it through
`TerminalApp` (`host.py`), or by returning `raw_driver.RawDriver` from `App.get_driver_class`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Generator

from textual import constants, events, messages
from textual._parser import ParseEOF, ParseTimeout, Peek1, Read1
from textual._xterm_parser import XTermParser
from textual.message import Message

ESCAPE_DELAY = 0.025
"""Seconds after which an Esc that nothing follows is the Esc key."""
_PATIENCE = 0.5
"""Seconds that a sequence which has begun may pause: a slow line."""
_LONGEST = 4_096
"""Characters of one sequence that is no paste."""

# Patterns, which `re` compiles (and keeps) when the first sequence comes.
_MOUSE = r"\x1b\[<-?\d+;-?\d+;-?\d+[Mm]"
_CURSOR_POSITION = r"\x1b\[(\d+);(\d+)R"
_KEYBOARD_REPORT = r"\x1b\[\?\d+u"
_MODE_REPORT = r"\x1b\[\?(\d+);(\d)\$y"
_IN_BAND_RESIZE = r"\x1b\[48;(\d+)(?::[^;]*)?;(\d+)(?::[^;]*)?;(\d+)(?::[^;]*)?;(\d+).*t"
_PASTE_END = "\x1b[201~"
_STRINGS = "]P_^X"

Token = Callable[[Message], None]
Reading = Generator[Read1 | Peek1, str, str]


class KeyboardReported(Message):
    """The outer terminal has kitty's keyboard protocol: it answered when it was asked for it."""


class RawParser(XTermParser):
    """Parses the outer terminal's input."""

    def parse(self, token_callback: Token) -> Generator[Read1 | Peek1, str, None]:
        """Read sequences until the end, and hand on what they mean."""
        while not self.is_eof:
            try:
                character = yield self.read1()
                if character != "\x1b":
                    self._key(character, token_callback)
                    continue
                sequence = yield from self._sequence()
                while len(sequence) > 2 and sequence.endswith("\x1b"):
                    self._meaning(sequence[:-1], token_callback)
                    sequence = yield from self._sequence()
                if sequence == "\x1b[200~":
                    text = yield from self._paste()
                    token_callback(events.Paste(text.replace("\x00", "")))
                else:
                    self._meaning(sequence, token_callback)
            except ParseEOF:
                return

    def _sequence(self) -> Reading:
        """Read what follows an ESC; return all of it."""
        sequence = "\x1b"
        try:
            character = yield self.read1(ESCAPE_DELAY)
            sequence += character
            if character == "\x1b":  # Alt with a key that is a sequence itself, or with Esc
                character = yield self.read1(ESCAPE_DELAY)
                sequence += character
            if character == "[":
                sequence += yield from self._control_sequence()
            elif character == "O":
                sequence += yield from self._single_shift()
            elif character in _STRINGS and len(sequence) == 2:
                sequence += yield from self._string()
        except ParseTimeout:
            pass
        return sequence

    def _control_sequence(self) -> Reading:
        """Read a CSI behind its introducer."""
        body = ""
        character = yield self.read1(ESCAPE_DELAY)
        while len(body) < _LONGEST:
            body += character
            linux = body == "["  # the Linux console's F1 to F5
            if "@" <= character <= "~" and not linux:
                break
            if character < " ":
                break
            character = yield self.read1(_PATIENCE)
        return body

    def _single_shift(self) -> Reading:
        """Read an SS3 behind its introducer."""
        character = yield self.read1(ESCAPE_DELAY)
        if character.isdigit():
            character += yield self.read1(_PATIENCE)
        return character

    def _string(self) -> Reading:
        """Read an OSC, DCS, APC, PM or SOS: an answer to a question; there is no key in it."""
        body = ""
        character = yield self.read1(ESCAPE_DELAY)
        while len(body) < _LONGEST:
            body += character
            if character == "\x07" or body.endswith("\x1b\\"):
                break
            character = yield self.read1(_PATIENCE)
        return body

    def _paste(self) -> Reading:
        """Read pasted text up to the end mark."""
        parts: list[str] = []
        tail = ""
        while tail != _PASTE_END:
            character = yield self.read1()
            parts.append(character)
            tail = (tail + character)[-len(_PASTE_END) :]
        return "".join(parts)[: -len(_PASTE_END)]

    def _meaning(self, sequence: str, token: Token) -> None:
        """Post what a whole sequence means."""
        if sequence == "\x1b[I":
            token(events.AppFocus())
        elif sequence == "\x1b[O":
            token(events.AppBlur())
        elif re.fullmatch(_MOUSE, sequence):
            event = self.parse_mouse_code(sequence)
            if event is not None:
                token(event)
        elif not self._report(sequence, token):
            self._key(sequence, token)

    def _report(self, sequence: str, token: Token) -> bool:
        """Post an answer of the outer terminal's; return whether `sequence` is one."""
        if match := re.fullmatch(_IN_BAND_RESIZE, sequence):
            height, width, pixel_height, pixel_width = map(int, match.groups())
            resize = events.Resize.from_dimensions((width, height), (pixel_width, pixel_height))
            self.terminal_size, self.terminal_pixel_size = resize.size, resize.pixel_size
            self.mouse_pixels = True
            token(resize)
            return True
        if match := re.fullmatch(_MODE_REPORT, sequence):
            self._mode_report(match[1], int(match[2]), token)
            return True
        if re.fullmatch(_KEYBOARD_REPORT, sequence):
            token(KeyboardReported())
            return True
        position = re.fullmatch(_CURSOR_POSITION, sequence)
        if position and (position[1] != "1" or int(position[2]) > 16):  # else F3 with modifiers
            token(events.CursorPosition(int(position[2]) - 1, int(position[1]) - 1))
            return True
        return False

    @staticmethod
    def _mode_report(mode: str, setting: int, token: Token) -> None:
        if mode == "2026" and setting > 0:
            token(messages.TerminalSupportsSynchronizedOutput())
        elif mode == "2048" and constants.SMOOTH_SCROLL and not _is_iterm():
            token(messages.InBandWindowResize.from_setting_parameter(setting))

    def _key(self, sequence: str, token: Token) -> None:
        """Post the key that `sequence` means; nothing if it is none."""
        from alongside_widgets.raw_keys import keys_of  # with the first key: 2 ms of tables

        for event in keys_of(sequence, self._sequence_to_key_events):
            token(event)


def _is_iterm() -> bool:
    names = (os.environ.get("LC_TERMINAL", ""), os.environ.get("TERM_PROGRAM", ""))
    return names[0] == "iTerm2" or names[1] == "iTerm.app"
