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
from collections import deque
from collections.abc import Callable
from functools import partial
from itertools import islice
from time import perf_counter

from alongside_widgets.blocks import SGR, TEXT, BlockWriter
from alongside_widgets.history import SPLIT
from alongside_widgets.metrics import CELLS, COMPLEX, clusters_of, simple_width
from alongside_widgets.modes import PRIVATE
from alongside_widgets.parser import MAX_SEQUENCE, MAX_STRING, Parser, ignore
from alongside_widgets.rows import GAP, NUL
from alongside_widgets.writing import ASCII_G0

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
_FLAGS = {f"?{number}": PRIVATE[number] for number in (1, 12, 25, 1004, 2004, 2026)}
"""Modes that are nothing but a flag, which the fast ways do not depend on."""

Call = tuple[Callable[[], None], bool]


class FastParser(Parser):
    """The parser with shortcuts."""

    def attach(self, screen: object) -> None:
        """Bind to a screen and forget what was remembered for another."""
        super().attach(screen)
        self._blocks = BlockWriter(self._screen, self._span, self._late)
        self._calls: dict[str, Call] = {}
        self._pieces_left: deque[bytes] = deque()
        self._text, self._position = "", 0
        self.calls["b"] = self._repeat, 1

    def feed(self, data: bytes) -> None:  # type: ignore[override]
        """Take bytes, any and however split; when `go_on` has done all that was before."""
        self._pieces_left.extend(self.pieces(data))
        self.go_on()

    def go_on(self) -> bool:
        """Go on with what `deadline` cut off; return whether all is done."""
        while True:
            if self._position >= len(self._text):
                self._text, self._position = "", 0
                if not self._pieces_left:
                    return True
                self._text = self.decode(self._pieces_left.popleft())
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

    def _simple(self) -> bool:
        """Return whether nothing is switched on that the fast ways know nothing of."""
        screen = self._screen
        modes = screen.modes
        return (
            modes.ansi
            and not modes.insert
            and not screen.single_shift
            and not screen.doubled
            and (self.use_utf8 or not screen.shift_right)
            and screen.left == 0
            and screen.right == screen.columns - 1 > 0
        )

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
        end = len(text) if text.isascii() else min(len(text), position + _WINDOW)
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

    def _ordinary(self) -> bool:
        """Return whether ASCII goes into the cells at the cursor as it is."""
        screen = self._screen
        return not (
            screen.pending
            or screen.open_at is not None
            or screen.charsets[screen.shift] is not None
        )

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

    # Text

    def _span(self, span: str) -> None:
        """Write text and SGR at the cursor."""
        screen = self._screen
        charsets = screen.charsets
        if charsets[screen.shift] is not None or charsets[0] is not None:
            self._designating(span)
            return
        if screen.open_at is not None:
            self._pieces(span)
            return
        if "\x1b" not in span:
            self._run(span)
            return
        found = screen.decoded.get(screen.pen + span)
        cells, style, after = found or screen.decode_cached(span)
        column = screen.x
        end = column + len(cells)
        if screen.pending or end > screen.columns or COMPLEX in cells:
            self._pieces(span)
            return
        screen.style, screen.pen, screen.blank = after
        if not cells:
            return
        screen.last_written = cells[-1] if cells[-1] != NUL else cells[-2]
        screen.visible[screen.y].splice(column, cells, style)
        if end < screen.columns:
            screen.x = end
        else:
            screen.x = end - 1
            screen.pending = True

    def _designating(self, span: str) -> None:
        """Write text and SGR that may be for a character set, and may select ASCII."""
        first, *others = span.split(ASCII_G0)
        self._pieces(first)
        for piece in others:
            self._screen.define_charset("B", "(")
            self._pieces(piece)

    def _pieces(self, span: str) -> None:
        """Write text and SGR piece by piece."""
        for index, part in enumerate(SPLIT.split(span.replace(ASCII_G0, ""))):
            if index % 2:
                self._screen.render_cached(part)
            elif part:
                self._run(part)

    def _run(self, text: str) -> None:
        """Write text in one style, over as many rows as it needs."""
        screen = self._screen
        table = screen.charsets[screen.shift]
        cells = text.translate(table) if table else text
        if screen.open_at is not None:
            cells = self._join(cells)
            if not cells:
                return
        if not cells.isascii():
            text, cells = cells, cells.translate(CELLS)
            if COMPLEX in cells:
                self._clusters(text)
                return
        screen.last_written = cells[-1] if cells[-1] != NUL else cells[-2]
        self._put(cells)

    def _repeat(self, count: int | None = None) -> None:
        """REP."""
        screen = self._screen
        last = screen.last_written
        width = simple_width(last) if len(last) == 1 else 0
        if not width or screen.open_at is not None or not self._simple():
            screen.repeat(count)
        else:
            self._put((last + NUL * (width - 1)) * screen.repetitions(count))

    def _put(self, cells: str) -> None:
        """Write cells in the current style, over as many rows as they need."""
        screen = self._screen
        columns, pen = screen.columns, screen.pen
        if not screen.modes.autowrap and (screen.pending or screen.x + len(cells) > columns):
            for cell in cells.replace(NUL, ""):
                screen.put(cell)
            return
        how: int = True
        while True:
            if screen.pending:
                screen.wrap(how)
            x = screen.x
            room = columns - x
            if len(cells) <= room:
                screen.visible[screen.y].write(x, cells, pen)
                x += len(cells)
                if x < columns:
                    screen.x = x
                else:
                    screen.x = columns - 1
                    screen.pending = True
                return
            how = True
            if cells[room] == NUL:
                how = GAP
                room -= 1
                screen.visible[screen.y].write(x, cells[:room], pen)
                screen.visible[screen.y].fill(columns - 1, columns, screen.blank)
            else:
                screen.visible[screen.y].write(x, cells[:room], pen)
            screen.x = columns - 1
            screen.pending = True
            cells = cells[room:]

    def _join(self, text: str) -> str:
        """Write the characters that may join what stands before them; return the others."""
        screen = self._screen
        for index, character in enumerate(text):
            if screen.open_at is None and simple_width(character):
                return text[index:]
            screen.put(character)
        return ""

    def _clusters(self, text: str) -> None:
        """Write text (through the character set already) that holds complex characters."""
        screen = self._screen
        if not simple_width(text[0]):
            text = self._join(text)
            if not text:
                return
        parsed = clusters_of(text)
        x = screen.x
        if parsed is None or screen.pending or x + len(parsed[0]) >= screen.columns:
            for character in text:
                screen.put(character)
            return
        cells, clusters, open_end = parsed
        row = screen.visible[screen.y]
        row.write(x, cells, screen.pen)
        if clusters:
            moved = {x + column: cluster for column, cluster in clusters.items()}
            row.clusters = {**(row.clusters or {}), **moved}
            screen.clusters_made += len(clusters)
        last = len(cells) - 1 - (cells[-1] == NUL)
        screen.last_written = clusters.get(last, cells[last])
        screen.x = x + len(cells)
        if open_end:
            screen.open_at = screen.y, screen.x, False
