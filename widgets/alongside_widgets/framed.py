"""The side of a terminal widget that Textual sees: a frame of lines, and their strips.

Whoever changes `_frame` has the rows that differ repainted; Textual then asks for their strips. It
asks for every row in the window, whatever changed, so that strips are kept until their row does.
"""

from __future__ import annotations

from textual.filter import ANSIToTruecolor, LineFilter
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from alongside_widgets.lines import Line
from alongside_widgets.painting import Painter

_MOSTLY = 0.7
"""Share of changed rows from which on everything is repainted at once."""


class Framed(Widget):
    """Shows a frame of lines.

    Attributes:
        painter: Makes strips of them.
    """

    ALLOW_SELECT = False

    def __init__(
        self,
        painter: Painter,
        *,
        name: str | None = None,
        id: str | None = None,
        classes: str | None = None,
        disabled: bool = False,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes, disabled=disabled)
        self.painter = painter
        self._frame: list[Line] = []
        self._strips: list[Strip | None] = []
        self._width = 0

    def _repaint(self) -> None:
        """Have everything painted anew."""
        self._strips = [None] * self.size.height
        self.refresh()

    def _repaint_rows(self, rows: list[int]) -> None:
        for y in rows:
            if y < len(self._strips):
                self._strips[y] = None
        if len(rows) > _MOSTLY * len(self._frame):
            self.refresh()
        else:
            width = self.size.width
            self.refresh(*(Region(0, y, width, 1) for y in rows))

    def render_line(self, y: int) -> Strip:
        """Return the strip of row `y` of the content."""
        return self._strip(y, self.size.width)

    def _strip(self, y: int, width: int) -> Strip:
        if y >= len(self._frame):
            return self.painter.blank(width)
        return self.painter.paint(self._frame[y], width)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return strips for Textual to paint; without decoration they are used as they are.

        Textual asks for every row in the window, whatever changed: what did not is at hand.
        """
        width, height = self.size
        if not self._is_bare:
            return super().render_lines(crop)
        if len(self._strips) != height or width != self._width:
            self._strips = [None] * height
            self._width = width
        missing = [y for y in range(crop.y, min(crop.bottom, height)) if self._strips[y] is None]
        if missing:
            # A strip has no ANSI colours that would have to be made others.
            filters = [f for f in self.get_line_filters() if not isinstance(f, ANSIToTruecolor)]
            for y in missing:
                self._strips[y] = self._filtered(self._strip(y, width), filters)
        strips = [strip for strip in self._strips[crop.y : crop.bottom] if strip is not None]
        if crop.column_span != (0, width):
            strips = [strip.crop(*crop.column_span) for strip in strips]
        return strips

    def _filtered(self, strip: Strip, filters: list[LineFilter]) -> Strip:
        for line_filter in filters:
            strip = strip.apply_filter(line_filter, self.background_colors[1])
        return strip

    @property
    def _is_bare(self) -> bool:
        """Whether no border, padding, outline, tint or opacity is to be drawn."""
        styles = self.styles
        return (
            not any(self.gutter)
            and not any(edge for edge, _color in styles.outline)
            and self.opacity == 1.0
            and styles.text_opacity == 1.0
            and styles.tint.a == 0
        )
