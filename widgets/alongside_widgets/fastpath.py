"""The fast ways through what programs mostly send.

Three things are recognised by one regular expression each and done without a call per character:

- a *block*: many lines of text and SGR, written while the cursor is on the last row. Its lines go
  to the screen and the scrollback as whole strings;
- a *span*: text and SGR without a line end. It becomes one splice of the cursor's row, if it fits;
- a control sequence that was seen before: a dictionary leads from its characters to the call.

Everything else, and all of these while something unusual is switched on, goes to the state machine
of `parser.py`, which says what is right: the results are the same, whatever the input.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from time import perf_counter

from alongside_widgets.blocks import SGR, TEXT, BlockWriter
from alongside_widgets.fasttext import FastText
from alongside_widgets.modes import PRIVATE
from alongside_widgets.parser import MAX_SEQUENCE, MAX_STRING, ignore

_TOKEN = re.compile(
    rf"((?:{TEXT}++|{SGR}|\x1b\(B){{1,64}}+)"
    r"|(\r\n)"
    r"|\x1b\[([0-9]{1,4});([0-9]{1,4})H"
    r"|(\x1b(?:\[[<-?]?+[0-9;]*+[ -/]*+[@-~]|[()][0AB]|[78=>DEMHc]))"
    r"|\x1b\]([ -~\xa0-\U0010ffff]*+)(\x07|\x1b\\)"
    r"|([\x00-\x1f\x7f-\x9f])"
)
_BODY = re.compile(TEXT + "+")
_MAX_CALLS = 4_096
_LONGEST_CALL = 64
_STEADY = frozenset("@ABCEFGHIJKLMPSTXZ`adefr")
"""Final characters of sequences that switch nothing, and take little time, without a prefix."""
_TOKENS = 32
"""Tokens between two looks at the clock."""
_WINDOW = 1_024
"""Characters that are not all ASCII between two looks at the clock."""
_ASCII_WINDOW = 16_384
_FLAGS = {f"?{number}": PRIVATE[number] for number in (1, 12, 25, 1004, 2004, 2026)}
"""Modes that are nothing but a flag, which the fast ways do not depend on."""

Call = tuple[Callable[[], None], bool]


class FastParser(FastText):
    """The parser with shortcuts."""

    def attach(self, screen: object) -> None:
        """Bind to a screen and forget what was remembered for another."""
        super().attach(screen)
        self._blocks = BlockWriter(self._screen, self._span, self._late)
        self._calls: dict[str, Call] = {}
        self._pieces_left: Iterator[bytes] = iter(())
        self._text, self._position = "", 0
        self.calls["b"] = self._repeat, 1

    def feed(self, data: bytes) -> None:  # type: ignore[override]
        """Take bytes, any and however split; when `go_on` has done all that was before."""
        self._pieces_left = self.pieces(data)
        self.go_on()

    def go_on(self) -> bool:
        """Go on with what `deadline` cut off; return whether all is done."""
        while True:
            if self._position >= len(self._text):
                self._text, self._position = "", 0
                piece = next(self._pieces_left, None)
                if piece is None:
                    return True
                self._text = self.decode(piece)
            self._position = self._feed_text(self._text, self._position)
            if self._position < len(self._text):
                return False

    def _feed_text(self, text: str, position: int) -> int:
        """Take text from `position` on, up to the deadline; return where."""
        end = len(text)
        while position < end and not self._late():
            if self.step is not self.at_ground:
                position = self._resume(text, position)
            elif self._simple():
                position = self._scan(text, position)
            else:
                position = self._plod(text, position)
        return position

    def _late(self) -> bool:
        return 0 < self.deadline <= perf_counter()

    def _resume(self, text: str, position: int) -> int:
        """Go on inside a sequence until it ends."""
        ground, end = self.at_ground, len(text)
        while position < end and self.step is not ground:
            if self.step == self.string and (body := _BODY.match(text, position)):
                if self._string:
                    self.collect(body[0])
                position = body.end()
            else:
                self.step(text[position])
                position += 1
        return position

    def _plod(self, text: str, position: int) -> int:
        """Take characters one by one, up to the end of a sequence."""
        end = len(text)
        while position < end:
            character = text[position]
            self.step(character)
            position += 1
            if not " " <= character < "\x7f":
                break
        return position if self.step is self.at_ground else self._resume(text, position)

    def _scan(self, text: str, position: int) -> int:
        """Take some tokens, up to a line's end on the last row, or a switch; return where."""
        screen, calls, basic = self._screen, self._calls, self._basic
        columns, last = screen.columns, screen.rows - 1
        if screen.y == screen.bottom:
            position = self._blocks.write(text, position)
        window = _ASCII_WINDOW if text.isascii() else _WINDOW
        end = min(len(text), position + window)
        token = None
        for token in islice(_TOKEN.finditer(text, position, end), _TOKENS):
            kind = token.lastindex
            if kind == 1:
                span = token[1]
                behind = screen.x + len(span)
                if behind < columns and span.isascii() and "\x1b" not in span and self._ordinary():
                    screen.visible[screen.y].write(screen.x, span, screen.pen)
                    screen.x = behind
                    screen.last_written = span[-1]
                else:
                    self._span(span)
            elif kind == 5:
                call = calls.get(token[5]) or self._remember(token[5])
                call[0]()
                if not call[1]:
                    return token.end()
            elif kind == 2:
                screen.x = 0
                screen.pending = False
                screen.open_at = None
                if screen.y == screen.bottom:
                    screen.index()
                    return token.end()
                if screen.y < last:
                    screen.y += 1
            elif kind == 4:
                screen.cursor_position(int(token[3]), int(token[4]))
            elif kind == 7:
                self._command(token[6], token[7])
            elif control := basic.get(token[8]):
                control()
            else:
                self.step(token[8])
                if self.step is not self.at_ground or token[8] >= "\x80":
                    return token.end()
        return token.end() if token else position

    def _remember(self, sequence: str) -> Call:
        """Find out what a whole sequence calls."""
        if len(self._calls) >= _MAX_CALLS:
            self._calls.clear()
        final = sequence[-1]
        call: Call
        if sequence[1] == "[":
            body = sequence[2:-1]
            known = len(body) <= MAX_SEQUENCE
            if final in "hl" and body in _FLAGS:
                call = (partial(self._screen._switch, _FLAGS[body], final == "h"), True)
            else:
                plain = not body.strip("0123456789;")
                call = (self.bound(body, final) if known else ignore, plain and final in _STEADY)
        elif sequence[1] in "()":
            call = (partial(self._screen.define_charset, final, sequence[1]), True)
        else:
            call = (self._escape[final], final != "c")
        if len(sequence) <= _LONGEST_CALL:
            self._calls[sequence] = call
        return call

    def _command(self, payload: str, end: str) -> None:
        if len(payload) <= MAX_STRING:
            self._screen.operating_system_command(payload, end)
