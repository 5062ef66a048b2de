"""The terminal emulator: bytes in, a screen out.

Control flows one way: `feed` decodes and parses, the parser calls the methods named after the
control functions (`commands`, `replying`, `switching`, `writing`, `editing`, `grid`, each building
on the next), and those change rows, cursor and modes. Nobody is called back: the owner looks at
`visible`, `cursor` and `modes` when it paints, and collects `take_events` and `take_replies` after
feeding. Nothing here knows Textual, time or threads.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Generator
from time import perf_counter

from alongside_widgets.commands import Commanding
from alongside_widgets.fastpath import FastParser
from alongside_widgets.grid import MAX_SIZE
from alongside_widgets.history import row_of
from alongside_widgets.parser import Parser
from alongside_widgets.reflow import Place, content_end, fit_rows, fit_screen, rewrap
from alongside_widgets.rows import NUL, Row
from alongside_widgets.styles import Cell
from alongside_widgets.switching import Saved

_SLICE = 65_536
"""Bytes that are parsed before the style table may be swept: each new style takes five or more."""
_LARGE_SLICE = 262_144
_MAX_CLUSTERS = 200_000
"""Cells of the scrollback that may hold clusters; each takes some 250 bytes."""
_FEW = 8_192
"""With fewer styles than this even a large slice cannot fill the table."""


class Emulator(Commanding):
    """An xterm-like terminal of `columns` by `rows` cells.

    Args:
        columns: Width, at least 1.
        rows: Height, at least 1.
        scrollback: Rows that are kept after they left the top of the main screen.
        fast: Whether shortcuts are taken; the results are the same.
    """

    def __init__(
        self, columns: int, rows: int, scrollback: int = 10_000, *, fast: bool = True
    ) -> None:
        super().__init__(columns, rows, scrollback)
        self._waiting: deque[bytes] = deque()
        self._sweep: Generator[None, None, None] | None = None
        self.parser = FastParser(self) if fast else Parser(self)

    def feed(self, data: bytes, seconds: float | None = None) -> bool:
        """Take what the program wrote: any bytes, split anywhere; never raises.

        Args:
            data: The bytes; behind those that wait.
            seconds: Stop after about so long, whatever is sent.

        Returns:
            Whether all is done. What is not waits for the next call, which may bring nothing new.
        """
        parser = self.parser
        parser.deadline = perf_counter() + seconds if seconds else 0.0
        for start in range(0, len(data), _LARGE_SLICE):
            self._waiting.append(data[start : start + _LARGE_SLICE])
        while parser.go_on():
            if not self._waiting:
                return True
            if not self._swept():
                break
            if self.clusters_made > _MAX_CLUSTERS // 2:
                self.clusters_made = 0
                self.history.thin_clusters(_MAX_CLUSTERS)
            size = _SLICE if len(self.styles) > _FEW else _LARGE_SLICE
            whole = self._waiting.popleft()
            if len(whole) > size:
                self._waiting.appendleft(whole[size:])
            parser.feed(whole[:size])
        return False

    def restart(self) -> None:
        """Forget all that was fed, parsed or not: as after RIS."""
        self._waiting.clear()
        self.parser.forget()
        self.reset()

    def _swept(self) -> bool:
        """Free unused styles if it is time to, up to the deadline; return whether that is done."""
        if self._sweep is None:
            if not self.styles.nearly_full:
                return True
            self._sweep = self._sweep_all()
        deadline = self.parser.deadline
        for _ in self._sweep:
            if 0 < deadline <= perf_counter():
                return False
        self._sweep = None
        return True

    def _sweep_all(self) -> Generator[None, None, None]:
        """Free the styles that are in use nowhere; meanwhile no row may change."""
        used: set[str] = set()
        for row in (*self.visible, *self._resident):
            used.update(row.style)
        yield from self.history.note_pens(used)
        yield from self.sweep_styles(used)

    def save_or_set_side_margins(self, left: int = 0, right: int = 0) -> None:
        """`CSI s`: DECSLRM while DECLRMM is set, else SCOSC."""
        if self.modes.margins:
            self.set_side_margins(left, right)
        else:
            self.save_cursor()

    # What is on the screen

    def lines(self) -> list[str]:  # type: ignore[override]
        """Return the visible rows as text, each padded with spaces to the width of the screen.

        A wide character stands for two cells, so such a line has fewer characters than `columns`.
        """
        return [row.plain() for row in self.visible]

    @property
    def display(self) -> list[str]:
        """The same as `lines`, under pyte's name."""
        return self.lines()

    def scrollback_lines(self) -> list[str]:
        """Return the rows of the scrollback as text, the oldest first."""
        return [row.plain() for row in self.history]

    @property
    def history_total(self) -> int:
        """How many rows were ever pushed into the scrollback."""
        return self.history.total

    @property
    def cursor(self) -> tuple[int, int]:  # type: ignore[override]
        """Row and column of the cursor, from 0."""
        return self.y, self.x

    @property
    def cursor_visible(self) -> bool:
        """DECTCEM."""
        return self.modes.cursor_visible

    def cell(self, row: int, column: int) -> Cell:
        """Return one cell of the screen.

        Raises:
            IndexError: There is no such cell.
        """
        if row < 0 or column < 0:
            raise IndexError((row, column))
        line = self.visible[row]
        text = line.cluster(column)
        wide = line.text[column + 1 : column + 2] == NUL
        width = 0 if not text else 2 if wide else 1
        return Cell(text, width, self.styles[ord(line.style_at(column))])

    def resize(self, columns: int, rows: int) -> None:  # type: ignore[override]
        """Change the size.

        On the main screen lines that were wrapped are wrapped anew, in the scrollback too, and the
        cursor stays on its text; the alternate screen is cut or filled. Margins are reset.
        """
        columns, rows = max(1, min(MAX_SIZE, columns)), max(1, min(MAX_SIZE, rows))
        if (columns, rows) == (self.columns, self.rows):
            return
        if self._sweep is not None:  # as rows move now: from the start, another time
            self._sweep.close()
            self._sweep = None
        if self.modes.alternate_screen:
            home = self._saved.get(False, Saved())
            cursor = Place(min(home.y, self.rows - 1), home.x, home.pending)
            self._resident = self._resized_main(self._resident, cursor, columns, rows)
            self._saved[False] = home._replace(
                x=cursor.column, y=cursor.row, pending=cursor.pending
            )
            cut = max(0, self.y + 1 - rows)
            self.visible = fit_rows(self.visible[cut:], columns, rows)
            self.pending = self.pending and columns == self.columns
            self.y, self.x = self.y - cut, min(self.x, columns - 1)
        else:
            cursor = Place(self.y, self.x, self.pending)
            marks = self._saved_on_text()
            self.visible = self._resized_main(self.visible, cursor, columns, rows, *marks)
            for mark in marks:
                self._saved[False] = self._saved[False]._replace(
                    x=mark.column, y=mark.row, pending=mark.pending
                )
            self._resident = fit_rows(self._resident, columns, rows)
            self.y, self.x, self.pending = cursor.row, cursor.column, cursor.pending
        self.columns, self.rows = columns, rows
        self.empty = " " * columns
        self.open_at = None
        self._no_margins()

    def _saved_on_text(self) -> list[Place]:
        """Return the place of the main screen's saved cursor, if it is one in a line of text."""
        saved = self._saved.get(False)
        if saved is None or saved.y >= self.rows:
            return []
        row = self.visible[saved.y]
        inside = row.wrapped or saved.x + saved.pending <= len(row.text.rstrip(" "))
        return [Place(saved.y, saved.x, saved.pending)] if inside else []

    def _resized_main(
        self, screen: list[Row], cursor: Place, columns: int, rows: int, *marks: Place
    ) -> list[Row]:
        """Return the main screen at a new size, `cursor` and `marks` moved to their place on it."""
        end = content_end(screen, cursor.row)
        full = end == len(screen)
        # So much of the scrollback is enough to fill the screen; nothing else can matter.
        above = self.history.take(rows, columns)
        top = Place(len(above), 0)
        for place in (cursor, *marks):
            place.row += len(above)
        everything, uncut = rewrap(
            [*above, *screen[:end]], columns, self.decode, cursor, top, *marks, above=rows
        )
        count = len(everything)
        if full:
            start = max(0, count - rows)
        else:
            start = max(top.row - max(0, rows - self.rows), count - rows, 0)
        start = min(start, cursor.row)
        self.history.put(everything[:start], columns, uncut)
        for place in (cursor, *marks):
            place.row = max(0, min(rows - 1, place.row - start))
        shown = [row_of(entry, columns, self.decode) for entry in everything[start : start + rows]]
        return fit_screen(shown, columns, rows)
