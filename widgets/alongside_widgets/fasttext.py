"""Text in the fast ways: a span of text and SGR becomes one splice of the cursor's row.

`FastParser` calls these for what it recognises; each gives what `Writing.put` would give character
by character, and falls back on that where a row's end or a cluster is in the way.
"""

from __future__ import annotations

import re

from alongside_widgets.decoding import ASCII_G0, Gaps
from alongside_widgets.metrics import CELLS, COMPLEX, clusters_of, simple_width
from alongside_widgets.parser import Parser
from alongside_widgets.rows import GAP, NUL, Row

_PIECES = re.compile(r"\x1b\[([0-9;:]*m|[0-9]*C)")
"""Cuts a span; the odd pieces are what stands behind CSI in an SGR or a CUF."""


class FastText(Parser):
    """A parser that writes spans of text."""

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

    def _ordinary(self) -> bool:
        """Return whether ASCII goes into the cells at the cursor as it is."""
        screen = self._screen
        return not (
            screen.pending
            or screen.open_at is not None
            or screen.charsets[screen.shift] is not None
        )

    def _span(self, span: str) -> None:
        """Write text, SGR and CUF at the cursor."""
        screen = self._screen
        key = screen.pen + span
        cells, style, after, gaps = screen.decoded.get(key) or screen.decode_key(key)
        column = screen.x
        end = column + len(cells)
        if (
            gaps is None
            or end > screen.columns
            or screen.pending
            or screen.open_at is not None
            or screen.charsets[screen.shift] is not None
            or screen.charsets[0] is not None
        ):
            self._designating(span)
            return
        row = screen.visible[screen.y]
        if gaps:
            if row.clusters or NUL in row.text:
                self._pieces(span)
                return
            if row.style or row.text is not screen.empty:
                cells, style = _see_through(row, column, cells, style, gaps)
        screen.style, screen.pen, screen.blank = after
        if cells:
            screen.last_written = cells[-1] if cells[-1] != NUL else cells[-2]
            row.splice(column, cells, style)
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
        for index, part in enumerate(_PIECES.split(span.replace(ASCII_G0, ""))):
            if not index % 2:
                if part:
                    self._run(part)
            elif part[-1] == "m":
                self._screen.render_cached(part[:-1])
            else:
                self._screen.cursor_forward(int(part[:-1] or 1))

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
        elif times := screen.repetitions(count):
            self._put((last + NUL * (width - 1)) * times)

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


def _see_through(row: Row, column: int, cells: str, style: str, gaps: Gaps) -> tuple[str, str]:
    """Return cells and style with what `row` has at the gaps, which CUF leaves as it is."""
    end = column + len(cells)
    under, looks = row.text[column:end], row.style[column:end]
    if looks.strip(NUL):
        for start, stop in gaps:
            style = style[:start] + looks[start:stop] + style[stop:]
    if under.strip(" "):
        for start, stop in gaps:
            cells = cells[:start] + under[start:stop] + cells[stop:]
    return cells, style
