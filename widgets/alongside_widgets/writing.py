"""Text onto the grid: character sets, widths, clusters, wrapping, SGR.

`draw` takes text character by character and is the definition of what writing means. The faster
ways in `fastpath.py` must give the same.
"""

from __future__ import annotations

from collections.abc import Iterator

from alongside_widgets import sgr
from alongside_widgets.charsets import DESIGNATORS, Charset, charset
from alongside_widgets.grid import Look
from alongside_widgets.history import SPLIT
from alongside_widgets.metrics import CELLS, MAX_CLUSTER, cluster_width, joins, simple_width
from alongside_widgets.rectangles import Rectangles
from alongside_widgets.rows import GAP, NUL
from alongside_widgets.styles import DEFAULT_STYLE

_PLAIN: Look = (DEFAULT_STYLE, NUL, NUL)
ASCII_G0 = "\x1b(B"
"""Designates ASCII as G0: sent by many programs before every SGR, and mostly so already."""
_MAX_RENDERED = 8_192
_LONGEST_KEY = 64
_MAX_DECODED = 2_048
_LONGEST_SPAN = 256


class Writing(Rectangles):
    """A grid that text can be written on."""

    def __init__(self, columns: int, rows: int, scrollback: int) -> None:
        super().__init__(columns, rows, scrollback)
        self._home_charsets()
        self.last_written = ""
        self._rendered: dict[str, Look] = {}
        self.decoded: dict[str, tuple[str, str, Look]] = {}
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
        whole = self.full_width
        self.index()
        self.x = self.left
        row.wrapped = whole and how

    # SGR

    def select_graphic_rendition(self, *attrs: int) -> None:
        """SGR, from numbers alone."""
        self.render(";".join(map(str, attrs)))

    def render(self, parameters: str) -> None:
        """SGR, from the parameters as they were sent."""
        self.set_style(sgr.apply(self.style, parameters))

    def look(self, look: Look, parameters: str) -> Look:
        """Return what SGR with `parameters` makes of a look; remembers what comes again."""
        key = look[1] + parameters
        found = self._rendered.get(key)
        if found is None:
            found = self.look_of(sgr.apply(look[0], parameters))
            if len(key) <= _LONGEST_KEY and self.styles.exact:
                if len(self._rendered) >= _MAX_RENDERED:
                    self._rendered.clear()
                self._rendered[key] = found
        return found

    def decode_from(self, look: Look, line: str) -> tuple[str, str, Look]:
        """Return a line of text and SGR as cells and style, and the look that it ends in.

        The cells hold COMPLEX where they cannot be found out in this way.
        """
        if not line.isascii():
            line = line.translate(CELLS)
        pieces = iter(SPLIT.split(line))
        cells = next(pieces)
        pen = look[1]
        style = pen * len(cells)
        rendered = self._rendered
        for code in pieces:
            look = rendered.get(pen + code) or self.look(look, code)
            pen = look[1]
            if part := next(pieces):
                cells += part
                style += pen * len(part)
        return cells, style, look

    def decode_cached(self, span: str) -> tuple[str, str, Look]:
        """Return what `decode_from` makes of text and SGR here; programs repeat themselves.

        ASCII_G0 may stand in it; it is taken for nothing.
        """
        key = self.pen + span
        found = self.decoded.get(key)
        if found is None:
            look = self.style, self.pen, self.blank
            found = self.decode_from(look, span.replace(ASCII_G0, ""))
            if len(key) <= _LONGEST_SPAN and self.styles.exact:
                if len(self.decoded) >= _MAX_DECODED:
                    self.decoded.clear()
                self.decoded[key] = found
        return found

    def decode(self, line: str) -> tuple[str, str]:
        """Return cells and style of a line of text and SGR that begins in the default style."""
        cells, style, _ = self.decode_from(_PLAIN, line)
        return cells, style

    def render_cached(self, parameters: str) -> None:
        """SGR, for parameters that come again and again."""
        look = self._rendered.get(self.pen + parameters)
        if look is None:
            look = self.look((self.style, self.pen, self.blank), parameters)
        self.style, self.pen, self.blank = look

    def sweep_styles(self, used: set[str]) -> Iterator[None]:
        """Free every style that is not among `used` (pens of rows) nor current, in steps."""
        try:
            used.update((self.pen, self.blank))
            yield from self.styles.collect(used)
        finally:
            self._rendered.clear()
            self.decoded.clear()
