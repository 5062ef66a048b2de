"""One line of the screen: two immutable strings and what is rare about it.

The grid and the scrollback hold these; every edit replaces a string by slices of itself, so that
a painter sees by the identity of `text` and `style` whether a row changed since it looked last.
"""

from __future__ import annotations

NUL = "\0"
"""In `Row.text` the second half of a wide character; in `Row.style` the default style."""

GAP = 2
"""In `Row.wrapped`: it continues, and its last cell is blank as a wide character did not fit."""


class Row:
    """One row of cells.

    Attributes:
        text: One character per cell, exactly as long as the screen is wide. NUL marks the second
            half of a wide character, a space an empty cell.
        style: Empty when every cell has the default style, else one `chr(style_id)` per cell.
        clusters: Column to whole text, for cells that hold more than one code point; else None.
        wrapped: The text ran over the right edge and continues in the next row: true, or GAP.
        mark: What shell integration (OSC 133) said of this row: `A` a prompt starts here, `B` the
            command line, `C` the command's output, `D` its end; empty: nothing.
        size: DECDWL and DECDHL: `wide`, `top` or `bottom`, such a row shows half as many
            characters; empty: the usual.
    """

    __slots__ = ("clusters", "mark", "size", "style", "text", "wrapped")

    def __init__(self, text: str, style: str = "") -> None:
        self.text = text
        self.style = style
        self.clusters: dict[int, str] | None = None
        self.wrapped: int = False
        self.mark = ""
        self.size = ""

    def __repr__(self) -> str:
        return f"Row({self.plain()!r})"

    def copy(self) -> Row:
        """Return a row that can be edited without changing this one."""
        twin = Row(self.text, self.style)
        twin.clusters = dict(self.clusters) if self.clusters else None
        twin.wrapped, twin.mark, twin.size = self.wrapped, self.mark, self.size
        return twin

    @property
    def length(self) -> int:
        """How many cells belong to the line: all, but for a gap."""
        return len(self.text) - (self.wrapped == GAP)

    def plain(self) -> str:
        """Return the row as people read it: clusters whole, no placeholders, trailing spaces."""
        if self.clusters:
            clusters = self.clusters
            cells = (clusters.get(column, cell) for column, cell in enumerate(self.text))
            return "".join(cells).replace(NUL, "")
        return self.text.replace(NUL, "")

    def cluster(self, column: int) -> str:
        """Return the whole text of the cell at `column`; empty for a second half."""
        if self.clusters and column in self.clusters:
            return self.clusters[column]
        cell = self.text[column]
        return "" if cell == NUL else cell

    def style_at(self, column: int) -> str:
        """Return the style character of the cell at `column`."""
        return self.style[column] if self.style else NUL

    def split(self, column: int) -> None:
        """Blank the wide character, if there is one, that lies across the left of `column`."""
        text = self.text
        if 0 < column < len(text) and text[column] == NUL:
            self.text = text[: column - 1] + "  " + text[column + 1 :]
            if self.clusters:
                self.clusters.pop(column - 1, None)

    def write(self, column: int, cells: str, pen: str) -> None:
        """Put `cells` (NUL after each wide character) at `column`, all in the style `pen`."""
        end = column + len(cells)
        if NUL in self.text:
            self.split(column)
            self.split(end)
        if self.clusters:
            self._forget(column, end)
        text, style = self.text, self.style
        self.text = text[:column] + cells + text[end:]
        if style:
            self.style = style[:column] + pen * len(cells) + style[end:]
        elif pen != NUL:
            self.style = NUL * column + pen * len(cells) + NUL * (len(text) - end)
        if end == len(text):
            self.wrapped = False

    def splice(self, column: int, cells: str, style: str) -> None:
        """Put `cells` at `column`, each in the style that stands at its place in `style`."""
        end = column + len(cells)
        if NUL in self.text:
            self.split(column)
            self.split(end)
        if self.clusters:
            self._forget(column, end)
        text, old = self.text, self.style
        self.text = text[:column] + cells + text[end:]
        if old:
            self.style = old[:column] + style + old[end:]
        elif style.strip(NUL):
            self.style = NUL * column + style + NUL * (len(text) - end)
        if end == len(text):
            self.wrapped = False

    def write_cluster(self, column: int, cluster: str, width: int, pen: str) -> None:
        """Put one character of several code points, `width` cells wide, at `column`."""
        self.write(column, cluster[0] + NUL * (width - 1), pen)
        if len(cluster) > 1:
            if self.clusters is None:
                self.clusters = {}
            self.clusters[column] = cluster

    def fill(self, start: int, end: int, pen: str, character: str = " ") -> None:
        """Set the cells from `start` up to `end` to `character` in the style `pen`."""
        if end > start:
            self.write(start, character * (end - start), pen)

    def cut(self, column: int, pen: str) -> None:
        """Blank the cells from `column` to the end in the style `pen`."""
        if NUL in self.text:
            self.split(column)
        if self.clusters:
            self._forget(column, len(self.text))
        text, style = self.text, self.style
        self.text = text[:column].ljust(len(text))
        if style or pen != NUL:
            self.style = (style[:column] or NUL * column) + pen * (len(text) - column)
        self.wrapped = False

    def insert(self, column: int, count: int, right: int, pen: str) -> None:
        """Push the cells from `column` to the right by `count`; what passes `right` is lost.

        `right` is the first column that does not move; the gap is blank in the style `pen`.
        """
        count = min(count, right - column)
        self.split(column)
        self.split(right - count)
        self.split(right)
        text, style = self.text, self.style
        self.text = text[:column] + " " * count + text[column : right - count] + text[right:]
        if style or pen != NUL:
            style = style or NUL * len(text)
            self.style = (
                style[:column] + pen * count + style[column : right - count] + style[right:]
            )
        if self.clusters:
            self._forget(right - count, right)
            self._shift(column, right, count)
        if right == len(text):
            self.wrapped = False

    def delete(self, column: int, count: int, right: int, pen: str) -> None:
        """Pull the cells behind `column + count` to the left, up to `right` (not included)."""
        count = min(count, right - column)
        self.split(column)
        self.split(column + count)
        self.split(right)
        text, style = self.text, self.style
        self.text = text[:column] + text[column + count : right] + " " * count + text[right:]
        if style or pen != NUL:
            style = style or NUL * len(text)
            self.style = (
                style[:column] + style[column + count : right] + pen * count + style[right:]
            )
        if self.clusters:
            self._forget(column, column + count)
            self._shift(column + count, right, -count)
        if right == len(text):
            self.wrapped = False

    def replace(self, other: Row, left: int, right: int) -> None:
        """Take the cells from `left` up to `right` from `other`, a row of the same length."""
        for row in (self, other):
            row.split(left)
            row.split(right)
        self._forget(left, right)
        if other.clusters:
            moved = {c: text for c, text in other.clusters.items() if left <= c < right}
            self.clusters = {**(self.clusters or {}), **moved} or None
        self.text = self.text[:left] + other.text[left:right] + self.text[right:]
        if self.style or other.style:
            blank = NUL * len(self.text)
            mine, theirs = self.style or blank, other.style or blank
            self.style = mine[:left] + theirs[left:right] + mine[right:]

    def fit(self, columns: int, pen: str = NUL) -> None:
        """Cut or lengthen the row to `columns` cells; new cells are blank."""
        have = len(self.text)
        if columns < have:
            self.split(columns)
            self.text = self.text[:columns]
            self.style = self.style[:columns]
            self._forget(columns, have)
        elif columns > have:
            self.text = self.text + " " * (columns - have)
            if self.style or pen != NUL:
                self.style = (self.style or NUL * have) + pen * (columns - have)

    def _forget(self, start: int, end: int) -> None:
        if self.clusters:
            kept = {c: text for c, text in self.clusters.items() if not start <= c < end}
            self.clusters = kept or None

    def _shift(self, start: int, end: int, by: int) -> None:
        if self.clusters:
            self.clusters = {
                c + by if start <= c < end else c: text for c, text in self.clusters.items()
            }
