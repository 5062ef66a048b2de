"""Text onto the grid: character sets, widths, clusters, wrapping, SGR.

`draw` takes text character by character and is the definition of what writing means. The faster
ways in `fastpath.py` must give the same.
"""

from __future__ import annotations

from alongside_widgets import sgr
from alongside_widgets.charsets import Charset, charset
from alongside_widgets.editing import Editing
from alongside_widgets.metrics import MAX_CLUSTER, cluster_width, joins, simple_width
from alongside_widgets.styles import Style

_DESIGNATORS = "()*+"
_MAX_RENDERED = 8_192
_LONGEST_KEY = 64


class Writing(Editing):
    """A grid that text can be written on."""

    def __init__(self, columns: int, rows: int, scrollback: int) -> None:
        super().__init__(columns, rows, scrollback)
        self._home_charsets()
        self.last_written = ""
        self._rendered: dict[str, tuple[Style, str, str]] = {}

    def _home_charsets(self) -> None:
        self.charsets: list[Charset | None] = [None] * 4
        self.shift = 0
        self.single_shift = 0

    # Character sets

    def define_charset(self, code: str, mode: str) -> None:
        """Designate G0 to G3: `ESC ( code` to `ESC + code`."""
        index = _DESIGNATORS.index(mode)
        self.charsets[index] = charset(code, national=self.modes.national)

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
            self._put(table.get(ord(character), character) if table else character)

    def repeat(self, count: int | None = None) -> None:
        """REP: write the last character again."""
        for _ in range(min(count or 1, self.columns * self.rows)):
            for character in self.last_written:
                self._put(character)

    def _put(self, character: str) -> None:
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
            self._place(character, width)
            self.open_at = (self.y, self.x, self.pending)
        else:
            self._place(character, width)

    def _join(self, character: str) -> bool:
        """Add `character` to the cell before the cursor, if it belongs to it."""
        row = self.visible[self.y]
        column = self.x if self.pending else self.x - 1
        if column > 0 and not row.cluster(column):
            column -= 1
        if column < 0:
            return False
        cluster = row.cluster(column)
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
        limit = self.right if column <= self.right else self.columns - 1
        self.last_written = cluster
        if new > old and column == limit:
            if not self.modes.autowrap or limit == self.left:
                new = old
            else:
                row.fill(column, column + 1, pen)
                self.wrap()
                self._store(cluster, new)
                return
        wrapped = row.wrapped
        row.write_cluster(column, cluster, new, pen)
        if new < old:
            row.fill(column + 1, column + 2, pen)
        row.wrapped = wrapped
        if new != old:
            self._move_behind(column + new)

    def _place(self, character: str, width: int) -> None:
        modes = self.modes
        if self.pending:
            self.wrap()
        limit = self.right if self.x <= self.right else self.columns - 1
        if width == 2 and self.x >= limit:
            if limit == (self.left if self.x >= self.left else 0):
                character, width = "\N{REPLACEMENT CHARACTER}", 1
            elif modes.autowrap:
                self.visible[self.y].fill(self.x, self.x + 1, self.blank)
                self.wrap()
            else:
                self.x = limit - 1
        self.last_written = character
        if modes.insert:
            limit = self.right if self.x <= self.right else self.columns - 1
            self.visible[self.y].insert(self.x, width, limit + 1, self.blank)
        self._store(character, width)

    def _store(self, cluster: str, width: int) -> None:
        self.visible[self.y].write_cluster(self.x, cluster, width, self.pen)
        self._move_behind(self.x + width)

    def _move_behind(self, column: int) -> None:
        limit = self.right if self.x <= self.right else self.columns - 1
        self.pending = column > limit and self.modes.autowrap
        self.x = min(column, limit)

    def wrap(self) -> None:
        """Go on in the next row, as the text ran over the right margin."""
        row = self.visible[self.y]
        whole = self.full_width
        self.index()
        self.x = self.left
        row.wrapped = whole

    # SGR

    def select_graphic_rendition(self, *attrs: int) -> None:
        """SGR, from numbers alone."""
        self.render(";".join(map(str, attrs)))

    def render(self, parameters: str) -> None:
        """SGR, from the parameters as they were sent."""
        self.set_style(sgr.apply(self.style, parameters))

    def render_cached(self, parameters: str) -> None:
        """SGR, for parameters that come again and again."""
        key = self.pen + parameters
        found = self._rendered.get(key)
        if found is not None:
            self.style, self.pen, self.blank = found
            return
        self.render(parameters)
        if self.styles.exact and len(key) <= _LONGEST_KEY:
            if len(self._rendered) >= _MAX_RENDERED:
                self._rendered.clear()
            self._rendered[key] = self.style, self.pen, self.blank

    def sweep_styles(self, used: set[str]) -> None:
        """Free every style that is not among `used` (pens of rows) nor current."""
        self.styles.collect(used | {self.pen, self.blank})
        self._rendered.clear()
