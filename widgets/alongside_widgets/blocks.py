"""Many lines at once: what a flood of output is made of.

While the cursor stands on an empty last row, a line of text and SGR that ends in CR LF becomes one
row of the scrollback (or of the screen, for the last few), and nothing else happens. So the lines
of such a block are made into entries of the history directly. A line that is not so simple (it
wraps in colour, holds clusters, or leaves a background colour that the next row would be filled
with) is left to the ordinary way, and the block goes on behind it. Lines that would fall out of
the scrollback at once are not made at all; only their SGR is followed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from alongside_widgets.history import Entry, row_of
from alongside_widgets.metrics import CELLS, COMPLEX
from alongside_widgets.rows import NUL, Row

if TYPE_CHECKING:
    from alongside_widgets.commands import Commanding

TEXT = r"[^\x00-\x1f\x7f-\x9f]"
SGR = r"\x1b\[[0-9;:]{0,1024}+m"
SPLIT = re.compile(r"\x1b\[([0-9;:]*)m")
_BLOCK = re.compile(rf"(?:{TEXT}*+(?:{SGR}{TEXT}*+)*+\r\n)++")


class BlockWriter:
    """Writes blocks of lines.

    Args:
        screen: Where to.
        span: Writes text and SGR at the cursor, in the ordinary way.
    """

    def __init__(self, screen: Commanding, span: Callable[[str], None]) -> None:
        self._screen = screen
        self._span = span
        self._fresh: list[Entry] = []

    def write(self, text: str, position: int) -> int:
        """Write the lines that begin at `position`, if this way is open; return their end."""
        if not self._open():
            return position
        block = _BLOCK.match(text, position)
        if block is None:
            return position
        lines = block[0].split("\r\n")
        lines.pop()
        start = self._skip(block[0], lines)
        if "\x1b" not in block[0] and self._plain(block[0], lines, start):
            return block.end()
        return self._lines(lines, start, block.end())

    def _open(self) -> bool:
        """Return whether the next line lands on an empty last row in an ordinary way."""
        screen = self._screen
        if (
            screen.x
            or screen.pending
            or screen.top
            or screen.y != screen.rows - 1
            or screen.blank != NUL
            or screen.open_at is not None
            or screen.charsets[screen.shift] is not None
        ):
            return False
        row = screen.visible[-1]
        return not (row.style or row.clusters or row.mark or row.text.strip(" "))

    def _plain(self, block: str, lines: list[str], start: int) -> bool:
        """Write lines without SGR in the default style; return whether they are such."""
        screen = self._screen
        if screen.pen != NUL or not block.isascii() or max(map(len, lines)) > screen.columns:
            return False
        for line in reversed(lines):
            if line:
                screen.last_written = line[-1]
                break
        self._push(lines[start:] if start else lines)
        return True

    def _lines(self, lines: list[str], start: int, end: int) -> int:
        """Write lines one by one; return the position behind the last that was written."""
        screen = self._screen
        fresh = self._fresh
        for index in range(start, len(lines)):
            line = lines[index]
            if self._line(line):
                continue
            self._flush()
            self._span(line)
            screen.carriage_return()
            screen.linefeed()
            if not self._open():
                return end - sum(map(len, lines[index + 1 :])) - 2 * (len(lines) - index - 1)
        self._flush()
        fresh.clear()
        return end

    def _line(self, line: str) -> bool:
        """Make one line into entries; return False (and change nothing) if that cannot be."""
        screen = self._screen
        if "\x1b" in line:
            return self._styled_line(line)
        cells = line
        if not line.isascii():
            cells = line.translate(CELLS)
            if COMPLEX in cells:
                return False
        if cells:
            screen.last_written = line[-1]
        pen = screen.pen
        if len(cells) <= screen.columns:
            self._fresh.append(cells if pen == NUL or not cells else (cells, pen * len(cells)))
        else:
            self._wrapped_line(cells, pen)
        return True

    def _wrapped_line(self, cells: str, pen: str) -> None:
        columns = self._screen.columns
        start = 0
        while start < len(cells):
            end = start + columns
            if end < len(cells) and cells[end] == NUL:
                end -= 1
            piece = cells[start:end]
            style = "" if pen == NUL else (pen * len(piece)).ljust(columns, NUL)
            row = Row(piece.ljust(columns), style)
            start = end
            row.wrapped = start < len(cells)
            self._fresh.append(row)

    def _styled_line(self, line: str) -> bool:
        screen = self._screen
        before = screen.style, screen.pen, screen.blank
        parts = SPLIT.split(line)
        pens = []
        plain = True
        render = screen.render_cached
        ascii_only = line.isascii()
        for index, part in enumerate(parts):
            if index % 2:
                render(part)
            elif part:
                if not ascii_only:
                    part = parts[index] = part.translate(CELLS)
                pen = screen.pen
                pens.append(pen * len(part))
                plain = plain and pen == NUL
        cells = "".join(parts[::2])
        if len(cells) > screen.columns or screen.blank != NUL or COMPLEX in cells:
            screen.style, screen.pen, screen.blank = before
            return False
        if cells:
            screen.last_written = cells[-1] if cells[-1] != NUL else cells[-2]
        self._fresh.append(cells if plain else (cells, "".join(pens)))
        return True

    def _flush(self) -> None:
        if self._fresh:
            self._push(self._fresh)
            self._fresh.clear()

    def _push(self, entries: list[Entry] | list[str]) -> None:
        """Put entries in the place of the empty last row and after it, and a new one below."""
        screen = self._screen
        visible, count = screen.visible, len(entries)
        above = screen.rows - 1
        keep = not screen.modes.alternate_screen
        columns = screen.columns
        if count >= above:
            if keep:
                screen.history.extend(visible[:above], above)
                screen.history.extend(entries[: count - above], count - above)
            rows = [row_of(entry, columns) for entry in entries[count - above :]]
            visible[:] = [*rows, screen.blank_row()]
        else:
            if keep:
                screen.history.extend(visible[:count], count)
            rows = [row_of(entry, columns) for entry in entries]
            visible[:] = [*visible[count:above], *rows, screen.blank_row()]

    def _skip(self, block: str, lines: list[str]) -> int:
        """Return how many lines need not be made, having done what remains of them."""
        screen = self._screen
        room = screen.history.limit + screen.rows
        count = len(lines) - room
        if count < room or not block.isascii():
            return 0
        gone = SPLIT.sub("", "\n".join(lines[:count])).split("\n")
        if max(map(len, gone)) > screen.columns:
            return 0
        before = screen.style, screen.pen, screen.blank
        codes = SPLIT.findall("\n".join(lines[:count]))
        last = max((i for i, code in enumerate(codes) if code in ("", "0")), default=0)
        for code in codes[last:]:
            screen.render_cached(code)
        if screen.blank != NUL:
            screen.style, screen.pen, screen.blank = before
            return 0
        for line in reversed(gone):
            if line:
                screen.last_written = line[-1]
                break
        if not screen.modes.alternate_screen:
            screen.history.total += count
        return count
