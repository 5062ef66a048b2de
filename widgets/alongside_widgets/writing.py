"""Text onto the grid: character sets, widths, clusters, wrapping, SGR.

`draw` takes text character by character and is the definition of what writing means. The faster
ways in `fastpath.py` must give the same.
"""

from __future__ import annotations

from alongside_widgets import sgr
from alongside_widgets.charsets import DESIGNATORS, Charset, charset
from alongside_widgets.decoding import Decoding
from alongside_widgets.metrics import (
    MAX_CLUSTER,
    cluster_width,
    joins,
    simple_width,
)
from alongside_widgets.rows import GAP, NUL


class Writing(Decoding):
    """A grid that text can be written on."""

    def __init__(self, columns: int, rows: int, scrollback: int) -> None:
        super().__init__(columns, rows, scrollback)
        self._home_charsets()
        self.last_written = ""
        self.clusters_made = 0

    def _home_charsets(self) -> None:
        self.charsets: list[Charset | None] = [None] * 4
        self.shift = self.shift_right = 0
        self.single_shift = 0

    # Character sets

    def define_charset(self, code: str, mode: str) -> None:
        """Designate G0 to G3: `ESC ( code` to `ESC + code`; of 96 characters `ESC - code` on."""
        large = mode in "-./"
        found = charset(code, national=self.modes.national, large=large)
        self.charsets[DESIGNATORS[mode]] = found

    def shift_out(self) -> None:
        """SO, LS1."""
        self.shift = 1

    def shift_in(self) -> None:
        """SI, LS0."""
        self.shift = 0

    def locking_shift_2(self) -> None:
        """LS2."""
        self.shift = 2

    def locking_shift_3(self) -> None:
        """LS3."""
        self.shift = 3

    def locking_shift_1_right(self) -> None:
        """LS1R: bytes of 8 bits are taken from G1; in UTF-8 there are none."""
        self.shift_right = 1

    def locking_shift_2_right(self) -> None:
        """LS2R."""
        self.shift_right = 2

    def locking_shift_3_right(self) -> None:
        """LS3R."""
        self.shift_right = 3

    def single_shift_2(self) -> None:
        """SS2: the next character is taken from G2."""
        self.single_shift = 2

    def single_shift_3(self) -> None:
        """SS3: the next character is taken from G3."""
        self.single_shift = 3

    # Text

    def draw(self, data: str) -> None:
        """Write printable text at the cursor."""
        for character in data:
            table = self.charsets[self.single_shift or self.shift]
            self.single_shift = 0
            self.put(table.get(ord(character), character) if table else character)

    def draw_right(self, character: str) -> None:
        """Write a character of 8 bits: Latin-1, unless a set was shifted into its place."""
        self.single_shift = 0
        if self.shift_right:
            code = ord(character) - 128
            character = (self.charsets[self.shift_right] or {}).get(code, chr(code))
        self.put(character)

    def repetitions(self, count: int | None) -> int:
        """Return how often REP repeats: at most a screenful, or a row where that takes long.

        It does nothing unless the character that was written last stands before the cursor.
        """
        column = self._before()
        if column < 0 or self.visible[self.y].cluster(column) != self.last_written:
            return 0
        whole = self.modes.autowrap and not self.modes.insert and self.full_width
        whole = whole and len(self.last_written) == 1
        return min(count or 1, self.columns * (self.rows if whole else 1))

    def repeat(self, count: int | None = None) -> None:
        """REP: write the last character again."""
        for _ in range(self.repetitions(count)):
            for character in self.last_written:
                self.put(character)

    def put(self, character: str) -> None:
        """Write one character, as the character set has made it."""
        width = simple_width(character)
        opened, self.open_at = self.open_at, None
        may_join = width == 0 or opened == (self.y, self.x, self.pending)
        if may_join and self._join(character):
            self.open_at = (self.y, self.x, self.pending)
            return
        if width == 0:
            width = cluster_width(character)
            if width == 0:
                return
            if self._place(character, width):
                self.open_at = (self.y, self.x, self.pending)
        else:
            self._place(character, width)

    def _before(self) -> int:
        """Return the column of the character before the cursor, -1 if there is none."""
        column = self.x if self.pending else self.x - 1
        return column - (column > 0 and self.visible[self.y].text[column] == NUL)

    def _join(self, character: str) -> bool:
        """Add `character` to the cell before the cursor, if it belongs to it."""
        column = self._before()
        if column < 0:
            return False
        cluster = self.visible[self.y].cluster(column)
        if not joins(cluster, character):
            return False
        if len(cluster) < MAX_CLUSTER:
            self._set_cluster(column, cluster + character)
        return True

    def _set_cluster(self, column: int, cluster: str) -> None:
        row = self.visible[self.y]
        pen = row.style_at(column)
        old = 2 if row.text[column + 1 : column + 2] == "\0" else 1
        new = max(1, cluster_width(cluster))
        limit = self.limit()
        self.last_written = cluster
        self.clusters_made += 1
        if new > old and column == limit:
            if not self.modes.autowrap or limit == self.left:
                new = old
            else:
                row.fill(column, column + 1, pen)
                self.wrap(GAP)
                self._store(cluster, new)
                return
        wrapped = row.wrapped
        row.write_cluster(column, cluster, new, pen)
        if new < old:
            row.fill(column + 1, column + 2, pen)
        row.wrapped = wrapped
        if new != old:
            self._move_behind(column + new)

    def _place(self, character: str, width: int) -> bool:
        """Write a character in cells of its own; return False where it does not fit."""
        modes = self.modes
        if self.pending and modes.autowrap:
            self.wrap()
        limit = self.limit()
        self.x = min(self.x, limit)
        if width == 2 and self.x >= limit:
            if limit == (self.left if self.x >= self.left else 0):
                character, width = "\N{REPLACEMENT CHARACTER}", 1
            elif modes.autowrap:
                self.visible[self.y].fill(self.x, self.x + 1, self.blank)
                self.wrap(GAP)
            else:
                self.last_written = character
                return False
        self.last_written = character
        if modes.insert and self.left <= self.x <= self.right:
            limit = self.limit()
            self.visible[self.y].insert(self.x, width, limit + 1, self.blank)
        self._store(character, width)
        return True

    def _store(self, cluster: str, width: int) -> None:
        self.visible[self.y].write_cluster(self.x, cluster, width, self.pen)
        self._move_behind(self.x + width)

    def _move_behind(self, column: int) -> None:
        limit = self.limit()
        self.pending = column > limit
        self.x = min(column, limit)

    def wrap(self, how: int = True) -> None:
        """Go on in the next row, as the text ran over the right margin; with GAP before it did."""
        row = self.visible[self.y]
        wrapped = self.full_width and how
        row.wrapped = wrapped  # before it may go into the scrollback
        self.index()
        self.x = self.left
        row.wrapped = wrapped

    # SGR

    def select_graphic_rendition(self, *attrs: int) -> None:
        """SGR, from numbers alone."""
        self.render(";".join(map(str, attrs)))

    def render(self, parameters: str) -> None:
        """SGR, from the parameters as they were sent."""
        self.set_style(sgr.apply(self.style, parameters))
