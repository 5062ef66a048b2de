"""The fast ways through what programs mostly send.

Three things are recognised by one regular expression each and done without a call per character:

- a *block*: many lines of text and SGR, written while the cursor is on the last row. Its lines go
  to the screen and the scrollback as whole strings;
- a *span*: text, SGR and CUF without a line end. It becomes one splice of the cursor's row, if it
  fits;
- control sequences that were seen before: a dictionary leads from their characters to the calls.

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

_PLACE = r"\[([0-9]{1,4});([0-9]{1,4})H"
_NO_PLACE = r"(?!\[[0-9]{1,4};[0-9]{1,4}H)"
_CUF = rf"\x1b\[[0-9]{{0,4}}C(?:{SGR})*+(?={TEXT})"
_SEQUENCE = (
    rf"\x1b{_NO_PLACE}(?:\[(?:[<-?][0-9;]*+[ -/]*+[@-~]|[0-9;]*+[ -/]*+[@-ln-~])"
    r"|\([0A]|\)[0AB]|[78=>DEMHc])"
    r"|[\x08\x0a]|\r(?!\n)"
)
_TOKEN = re.compile(
    rf"(?:(\r\n)|\x1b{_PLACE})?+"
    rf"((?:{TEXT}++|{SGR}|\x1b\(B|{_CUF}){{1,64}}+)?+"
    rf"(?:((?:{_SEQUENCE}){{1,4}}+)"
    r"|\x1b\]([ -~\xa0-\U0010ffff]*+)(\x07|\x1b\\)"
    rf"|(?!\r\n|{SGR})(\x1b{_NO_PLACE}|[\x00-\x1a\x1c-\x1f\x7f-\x9f]))?+"
)
"""To a new line or place, a span, some sequences: what programs send over and over, in this order.

Each of the three may be missing. To match them all at once is faster than one after the other, and
so is one look into the dictionary for all of the sequences. SGR is none of those, as it may begin
the next span, nor is CUP."""
_SEQUENCES = re.compile(_SEQUENCE)
_BODY = re.compile(TEXT + "+")
_MAX_CALLS = 4_096
_LONGEST_CALL = 64
_STEADY = frozenset("@ABCEFGHIJKLMPSTXZ`adefr")
"""Final characters of sequences that switch nothing, and take little time, without a prefix."""
_TOKENS = 32
"""Tokens between two looks at the clock."""
_WINDOW = 1_024
"""Characters that are not all ASCII between two looks at the clock."""
_MIXED_WINDOW = 4_096
"""If there are few others among them."""
_FEW = 512
"""Bytes more than characters that are few in such a window."""
_ASCII_WINDOW = 16_384
_FLAGS = {f"?{number}": PRIVATE[number] for number in (1, 12, 25, 1004, 2004, 2026)}
"""Modes that are nothing but a flag, which the fast ways do not depend on."""

Meaning = tuple[Callable[[], None], bool]
"""What a sequence calls, and whether the fast ways stay open behind it."""
Calls = tuple[tuple[Callable[[], None], ...], int]
"""What some sequences call; if behind one of them it must be looked whether the fast ways are still
open, the calls up to there and its end."""


class FastParser(FastText):
    """The parser with shortcuts."""

    def attach(self, screen: object) -> None:
        """Bind to a screen and forget what was remembered for another."""
        super().attach(screen)
        self._blocks = BlockWriter(self._screen, self._span, self._late)
        self._calls: dict[str, Calls] = {}
        self._meanings: dict[str, Meaning] = {}
        self._pieces_left: Iterator[bytes] = iter(())
        self._text, self._position = "", 0
        self.calls["b"] = self._repeat, 1

    def forget(self) -> None:
        """Forget what was begun and what was put off."""
        super().forget()
        self._pieces_left = iter(())
        self._text, self._position = "", 0

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

    def _window(self, text: str, position: int) -> int:
        """Return how far to go before the next look at the clock."""
        if text.isascii():
            end = position + _ASCII_WINDOW
        else:
            near = text[position : position + _MIXED_WINDOW]
            few = len(near.encode()) - len(near) < _FEW
            end = position + (_MIXED_WINDOW if few else _WINDOW)
        # Rather not in the midst of a sequence.
        return max(end, text.find("\x1b", end, end + _LONGEST_CALL))

    def _scan(self, text: str, position: int) -> int:
        """Take some tokens, up to where a block may begin, or a switch; return where."""
        screen, calls = self._screen, self._calls
        columns, last = screen.columns, screen.rows - 1
        if screen.y == screen.bottom:
            position = self._blocks.write(text, position)
        scrolled, token = False, None
        tokens = _TOKEN.finditer(text, position, self._window(text, position))
        for token in islice(tokens, _TOKENS):
            if token[1]:
                screen.x = 0
                screen.pending = False
                screen.open_at = None
                if screen.y == screen.bottom:
                    screen.index()
                    if scrolled and screen.y == last:
                        return token.end(1)
                    scrolled = True
                elif screen.y < last:
                    screen.y += 1
            elif line := token[2]:
                y, x = int(line) - 1, int(token[3]) - 1
                if 0 <= y <= last and 0 <= x < columns and not screen.modes.origin:
                    screen.pending = False
                    screen.y, screen.x = y, x
                else:
                    screen.cursor_position(y + 1, x + 1)
            if span := token[4]:
                behind = screen.x + len(span)
                if "\x1b" in span:
                    self._span(span)
                elif behind < columns and span.isascii() and self._ordinary():
                    screen.visible[screen.y].write(screen.x, span, screen.pen)
                    screen.x = behind
                    screen.last_written = span[-1]
                else:
                    self._run(span)
            kind = token.lastindex
            if kind == 5:
                methods, stop = calls.get(token[5]) or self._remember(token[5])
                for method in methods:
                    method()
                if stop:
                    return token.start(5) + stop
            elif kind == 7:
                self._command(token[6], token[7])
            elif kind == 8 and not self._control_here(token[8]):
                return token.end()
        return token.end() if token else position

    def _control_here(self, character: str) -> bool:
        """Carry out a control character; return whether the fast ways stay open behind it."""
        if control := self._basic.get(character):
            control()
            return True
        self.step(character)
        return self.step is self.at_ground and character < "\x80"

    def _remember(self, sequences: str) -> Calls:
        """Find out what some whole sequences call."""
        methods: list[Callable[[], None]] = []
        stop = 0
        for sequence in _SEQUENCES.finditer(sequences):
            method, steady = self._meanings.get(sequence[0]) or self._meaning(sequence[0])
            methods.append(method)
            if not steady:
                stop = sequence.end()
                break
        found = tuple(methods), stop
        if len(sequences) <= _LONGEST_CALL:
            if len(self._calls) >= _MAX_CALLS:
                self._calls.clear()
            self._calls[sequences] = found
        return found

    def _meaning(self, sequence: str) -> Meaning:
        """Find out what one whole sequence calls."""
        final = sequence[-1]
        body = sequence[2:-1]
        plain = not body.strip("0123456789;")
        found: Meaning
        if len(sequence) == 1:
            found = self._basic[final], True
        elif sequence[1] in "()":
            found = partial(self._screen.define_charset, final, sequence[1]), True
        elif sequence[1] != "[":
            found = self._escape[final], final != "c"
        elif final in "hl" and body in _FLAGS:
            found = partial(self._screen._switch, _FLAGS[body], final == "h"), True
        elif final == "m" and plain:
            found = partial(self._screen.render_cached, body), True
        else:
            call = self.bound(body, final) if len(body) <= MAX_SEQUENCE else ignore
            found = call, plain and final in _STEADY
        if len(sequence) <= _LONGEST_CALL:
            if len(self._meanings) >= _MAX_CALLS:
                self._meanings.clear()
            self._meanings[sequence] = found
        return found

    def _command(self, payload: str, end: str) -> None:
        if len(payload) <= MAX_STRING:
            self._screen.operating_system_command(payload, end)
