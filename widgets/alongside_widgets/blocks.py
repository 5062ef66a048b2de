"""Many lines at once: what a flood of output is made of.

While the cursor stands on an empty last row, a line of text and SGR that ends in CR LF becomes one
row of the scrollback (or of the screen, for the last few), and nothing else happens. So the lines
of such a block are made into entries of the history directly. A line that is not so simple (it
wraps in colour, or leaves a background colour that the next row would be filled with) is left to
the ordinary way, and the block goes on behind it. Lines that would fall out of the scrollback at
once are not made at all; only their SGR is followed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from alongside_widgets.history import SPLIT, Entry, row_of
from alongside_widgets.metrics import CELLS, COMPLEX, clusters_of
from alongside_widgets.rows import NUL, Row

if TYPE_CHECKING:
    from alongside_widgets.commands import Commanding

TEXT = r"[^\x00-\x1f\x7f-\x9f]"
SGR = r"\x1b\[[0-9;:]{0,1024}+m"
_BLOCK = re.compile(rf"(?:{TEXT}*+(?:{SGR}{TEXT}*+)*+\r\n)++")
_RESET = r"\x1b\[0?m"
_CLOSED = re.compile(rf"(?:[ -~]*+(?:(?:(?!{_RESET}){SGR}[ -~]*+)*+{_RESET}[ -~]*+)*+\r\n)++")
"""Lines of ASCII, the last SGR of each of which is a reset."""
_RESETS = ("\x1b[0m", "\x1b[m")
_LINES = 16
"""Lines that are made one by one between two looks at the clock."""
_LONGEST = 4
"""A line is kept as it was sent if it is at most so many times as long as a row is wide."""


class BlockWriter:
    """Writes blocks of lines.

    Args:
        screen: Where to.
        span: Writes text and SGR at the cursor, in the ordinary way.
        late: Whether it is time to stop.
    """

    def __init__(
        self, screen: Commanding, span: Callable[[str], None], late: Callable[[], bool]
    ) -> None:
        self._screen = screen
        self._span = span
        self._late = late
        self._fresh: list[Entry] = []

    def write(self, text: str, position: int) -> int:
        """Write the lines that begin at `position`, if this way is open; return their end."""
        while self._open():
            end = self._closed(text, position) or self._any(text, position)
            if end == position or self._late():
                return end
            position = end
        return position

    def _closed(self, text: str, position: int) -> int:
        """Write lines that fit and leave the default style as it is; return their end, or 0."""
        screen = self._screen
        block = _CLOSED.match(text, position) if screen.pen == NUL else None
        if block is None or "\x1b" not in block[0]:
            return 0
        lines = block[0].split("\r\n")
        lines.pop()
        return self._plain(lines, block.end())

    def _any(self, text: str, position: int) -> int:
        """Write lines of text and SGR; return the end of those that could be."""
        block = _BLOCK.match(text, position)
        if block is None:
            return position
        lines = block[0].split("\r\n")
        lines.pop()
        start = self._skip(block[0], lines)
        narrow = block[0].isascii()
        if narrow and self._screen.pen == NUL and "\x1b" not in block[0]:
            return self._plain(lines[start:] if start else lines, block.end())
        return self._lines(lines, start, block.end(), narrow)

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
            or not screen.modes.autowrap
        ):
            return False
        row = screen.visible[-1]
        return not (row.style or row.clusters or row.mark or row.text.strip(" "))

    def _plain(self, lines: list[str], end: int) -> int:
        """Write lines of ASCII, from default style to default style.

        Args:
            lines: They.
            end: The position behind them.

        Returns:
            The position behind the last that was written.
        """
        fresh, columns = self._fresh, self._screen.columns
        if max(map(len, lines)) <= columns:
            self._note_last(lines)
            self._push(lines)
            return end
        start = flushed = 0
        ready = True
        for index, line in enumerate(lines):
            if len(line) <= columns:
                continue
            if "\x1b" in line and self._fits(line):
                continue
            fresh += lines[start:index]
            start = index + 1
            if "\x1b" in line:
                self._flush(lines[flushed:index])
                self._ordinarily(line)
                flushed = start
                ready = self._open()
            else:
                self._wrapped_line(line)
                ready = index % _LINES > 0 or not self._late()
            if not ready:
                end -= _size(lines[start:])
                del lines[start:]
                break
        fresh += lines[start:]
        self._flush(lines[flushed:])
        return end

    def _ordinarily(self, line: str) -> None:
        """Write a line as any text is written."""
        self._span(line)
        self._screen.carriage_return()
        self._screen.linefeed()

    def _fits(self, line: str) -> bool:
        """Return whether a line with SGR fits into a row, and is short enough to be kept so."""
        columns = self._screen.columns
        return len(line) <= columns * _LONGEST and len(SPLIT.sub("", line)) <= columns

    def _lines(self, lines: list[str], start: int, end: int, narrow: bool) -> int:
        """Write lines one by one; return the position behind the last that was written."""
        screen, fresh = self._screen, self._fresh
        columns = screen.columns if narrow else 0
        for index in range(start, len(lines)):
            if index % _LINES == _LINES - 1 and self._late():
                self._flush(lines[start:index])
                return end - _size(lines[index:])
            line = lines[index]
            if len(line) <= columns and screen.pen == NUL and "\x1b" not in line:
                fresh.append(line)
                continue
            if self._styled_line(line) if "\x1b" in line else self._unstyled_line(line):
                continue
            self._flush(lines[start:index])
            self._ordinarily(line)
            start = index + 1
            if not self._open():
                return end - _size(lines[start:])
        self._flush(lines[start:])
        return end

    def _unstyled_line(self, line: str) -> bool:
        """Make a line of text into entries; return False (and change nothing) if impossible."""
        screen = self._screen
        pen, columns = screen.pen, screen.columns
        if line.isascii():
            if len(line) > columns:
                if pen != NUL:
                    return False
                self._wrapped_line(line)
            else:
                self._fresh.append(line if pen == NUL or not line else (line, pen * len(line)))
            return True
        cells = line.translate(CELLS)
        if COMPLEX in cells:
            return self._clustered_line(line)
        if len(cells) > columns:
            return False
        self._fresh.append(cells if pen == NUL else (cells, pen * len(cells)))
        return True

    def _clustered_line(self, line: str) -> bool:
        screen = self._screen
        columns, pen = screen.columns, screen.pen
        parsed = clusters_of(line)
        if parsed is None or len(parsed[0]) > columns:
            return False
        cells, clusters, _ = parsed
        row = Row(cells.ljust(columns))
        if pen != NUL:
            row.style = (pen * len(cells)).ljust(columns, NUL)
        row.clusters = clusters or None
        screen.clusters_made += len(clusters)
        self._fresh.append(row)
        return True

    def _wrapped_line(self, line: str) -> None:
        """Cut a long line in the default style, ASCII, into rows."""
        columns = self._screen.columns
        last = (len(line) - 1) // columns * columns
        for start in range(0, last, columns):
            self._fresh.append((line[start : start + columns], "", True))
        self._fresh.append(line[last:])

    def _styled_line(self, line: str) -> bool:
        """Make a line with SGR into an entry; return False (and change nothing) if impossible."""
        screen = self._screen
        columns = screen.columns
        if (
            screen.pen == NUL
            and line.startswith(_RESETS, line.rfind("\x1b"))
            and line.isascii()
            and (len(line) <= columns or self._fits(line))
        ):
            self._fresh.append(line)
            return True
        before = screen.style, screen.pen, screen.blank
        cells, style, after, gaps = screen.decode_from(before, line)
        if gaps is None or len(cells) > columns or after[2] != NUL:
            return False
        screen.style, screen.pen, screen.blank = after
        self._fresh.append((cells, style))
        return True

    def _note_last(self, lines: list[str]) -> None:
        """Remember the last character of some lines, for REP."""
        for line in reversed(lines):
            if shown := SPLIT.sub("", line):
                parsed = None if shown.isascii() else clusters_of(shown)
                cells, clusters = parsed[:2] if parsed else (shown, {})
                last = len(cells) - 1 - (cells[-1] == NUL)
                self._screen.last_written = clusters.get(last, cells[last])
                return

    def _flush(self, lines: list[str]) -> None:
        """Put the entries that were made of `lines` where they belong."""
        if self._fresh:
            self._note_last(lines)
            self._push(self._fresh)
            self._fresh.clear()

    def _push(self, entries: list[Entry] | list[str]) -> None:
        """Put entries in the place of the empty last row and after it, and a new one below."""
        screen = self._screen
        visible, count = screen.visible, len(entries)
        above = screen.rows - 1
        keep = not screen.modes.alternate_screen
        columns, decode = screen.columns, screen.decode
        if count >= above:
            if keep:
                screen.history.keep(visible[:above])
                screen.history.extend(entries[: count - above], count - above)
            rows = [row_of(entry, columns, decode) for entry in entries[count - above :]]
            visible[:] = [*rows, screen.blank_row()]
        else:
            if keep:
                screen.history.keep(visible[:count])
            rows = [row_of(entry, columns, decode) for entry in entries]
            visible[:] = [*visible[count:above], *rows, screen.blank_row()]

    def _skip(self, block: str, lines: list[str]) -> int:
        """Return how many lines need not be made, having done what remains of them."""
        screen = self._screen
        room = screen.history.limit + screen.rows
        count = len(lines) - room
        if count < room or not block.isascii():
            return 0
        gone, codes = lines[:count], []
        if "\x1b" in block:
            text = "\n".join(gone)
            gone, codes = SPLIT.sub("", text).split("\n"), SPLIT.findall(text)
        if max(map(len, gone)) > screen.columns:
            return 0
        last = max((i for i, code in enumerate(codes) if code in ("", "0")), default=0)
        look = screen.style, screen.pen, screen.blank
        for code in codes[last:]:
            look = screen.look(look, code)
        if look[2] != NUL:
            return 0
        screen.style, screen.pen, screen.blank = look
        self._note_last(gone)
        if not screen.modes.alternate_screen:
            screen.history.total += count
        return count


def _size(lines: list[str]) -> int:
    """Return how many characters some lines have, CR LF behind each."""
    return sum(map(len, lines)) + 2 * len(lines)
