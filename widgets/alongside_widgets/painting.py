"""Rows of cells to strips of Textual's: the only way from a program's text to the outer terminal.

`Monitor` freezes what it shows as `Line`s and asks for their strips when Textual paints. Strips are
kept by content, so that a row that scrolled, or comes back, costs nothing. Control characters do
not get through here whatever a row holds, and hyperlinks stay inside (as cells' looks only).
"""

from __future__ import annotations

import re

from rich.color import Color as RichColor
from rich.segment import Segment
from rich.style import Style as RichStyle
from textual.cache import LRUCache
from textual.strip import Strip

from alongside_widgets.colors import Colors, Rgb
from alongside_widgets.lines import Kind, Line, shown, sized
from alongside_widgets.palette import READABLE, VISIBLE, Palette, blend, contrast, with_contrast
from alongside_widgets.rows import NUL
from alongside_widgets.style_table import StyleTable
from alongside_widgets.styles import Color, Style, Underline
from alongside_widgets.underlines import dressed

_RUNS = re.compile(r"(.)\1*", re.DOTALL)
_NOT_PLAIN = re.compile("[\0-\x1f\x7f]")
_CACHED_STRIPS = 2048


class Painter:
    """Makes strips of lines, in the colours of one palette.

    Attributes:
        fancy: Whether the outer terminal has underlines of all kinds and colours.
    """

    def __init__(self, styles: StyleTable, palette: Palette) -> None:
        self._styles = styles
        self._generation = styles.generation
        self._palette = palette
        self._changed = Colors()
        self._reverse_screen = False
        self.fancy = False
        self._strips: LRUCache[tuple[Line, int], Strip] = LRUCache(_CACHED_STRIPS)
        self._looks: dict[tuple[str, int], RichStyle] = {}

    @property
    def palette(self) -> Palette:
        """The colours painted with."""
        return self._palette

    def set_palette(self, palette: Palette) -> bool:
        """Use other colours from now on; return whether they are others."""
        if palette == self._palette:
            return False
        self._palette = palette
        self.forget()
        return True

    def set_colors(self, colors: Colors, reverse_screen: bool) -> None:
        """Take over what the program changed (OSC 4, 10 to 12, DECSCNM)."""
        self._changed = colors
        self._reverse_screen = reverse_screen
        self.forget()

    def forget(self) -> None:
        """Drop everything that was kept."""
        self._strips.clear()
        self._looks.clear()

    def paint(self, line: Line, width: int) -> Strip:
        """Return the strip of `line`, `width` cells wide."""
        if self._generation != self._styles.generation:
            self._generation = self._styles.generation
            self.forget()
        key = (line, width)
        strip = self._strips.get(key)
        if strip is None:
            strip = Strip(self._segments(sized(line, width)), width)
            self._strips[key] = strip
        return strip

    def blank(self, width: int) -> Strip:
        """Return a strip of nothing."""
        return self.paint(Line(" " * width), width)

    def bar(self, thumb: bool) -> Strip:
        """Return one cell of the scrollbar."""
        fore, back = self._palette.foreground, self._palette.background
        color = blend(back, fore, 0.55 if thumb else 0.15)
        return Strip([Segment(" ", self._rich(fore, color))], 1)

    # Segments

    def _segments(self, line: Line) -> list[Segment]:
        if line.spans:
            return self._spanned(line)
        text, style = line.text, line.style
        if not style:
            return [self._segment(line, 0, len(text), self._look(NUL, 0))]
        if text.isascii() and not line.clusters and not _NOT_PLAIN.search(text):
            look = self._look
            return [
                Segment(text[run.start() : run.end()], look(run[1], 0))
                for run in _RUNS.finditer(style)
            ]
        return [
            self._segment(line, *run.span(), self._look(run[1], 0)) for run in _RUNS.finditer(style)
        ]

    def _spanned(self, line: Line) -> list[Segment]:
        """Segments of a line that something lies over."""
        width = len(line.text)
        kinds = [0] * width
        for start, end, kind in line.spans:
            end = min(width, end)
            if end < width and line.text[end] == NUL:
                end += 1
            if 0 < start < width and line.text[start] == NUL:
                start -= 1
            kinds[start:end] = [int(kind)] * (end - start)
        style = line.style or NUL * width
        keys = list(zip(style, kinds, strict=True))
        segments = []
        start = 0
        for column in range(1, width + 1):
            if column == width or keys[column] != keys[start]:
                look = self._look(*keys[start])
                segment = self._segment(line, start, column, look)
                if keys[start][1] == Kind.CURSOR_BAR and segment.text == " ":
                    segment = Segment("▏", self._bar_look(keys[start][0]))
                segments.append(segment)
                start = column
        return segments

    def _segment(self, line: Line, start: int, end: int, look: RichStyle) -> Segment:
        text = line.text[start:end]
        if text.isascii() and not line.clusters and not _NOT_PLAIN.search(text):
            return Segment(text, look)
        return Segment(shown(line, start, end), look)

    # Looks

    def _look(self, pen: str, kind: int) -> RichStyle:
        look = self._looks.get((pen, kind))
        if look is None:
            look = self._make_look(self._styles[ord(pen)], kind)
            self._looks[pen, kind] = look
        return look

    def _bar_look(self, pen: str) -> RichStyle:
        _foreground, background = self._colors(self._styles[ord(pen)])
        return self._rich(self._changed.cursor or self._palette.cursor, background)

    def _make_look(self, style: Style, kind: int) -> RichStyle:
        foreground, background = self._colors(style)
        underline = style.underline is not Underline.NONE or bool(style.link)
        palette = self._palette
        cursor = self._changed.cursor or palette.cursor
        match kind:
            case Kind.SELECTION:
                background = palette.selection
                foreground = with_contrast(foreground, background, READABLE)
            case Kind.MATCH | Kind.CURRENT:
                background = palette.match if kind == Kind.MATCH else palette.current
                foreground = with_contrast(palette.background, background, 4.5)
            case Kind.CURSOR_BLOCK:
                background, foreground = cursor, with_contrast(background, cursor, 3.0)
            case Kind.CURSOR_UNDERLINE:
                underline, foreground = True, cursor
            case Kind.CURSOR_BAR | Kind.CURSOR_AWAY:
                background = blend(background, cursor, 0.35)
            case Kind.LINK:
                underline, foreground = True, with_contrast(palette.cursor, background, 4.5)
        look = self._rich(foreground, background) + RichStyle(
            bold=style.bold or None,
            italic=style.italic or None,
            underline=underline or None,
            underline2=style.underline is Underline.DOUBLE or None,
            strike=style.strike or None,
            overline=style.overline or None,
            blink=style.blink or None,
        )
        if not (self.fancy and style.underline):
            return look
        line = style.underline_color
        return dressed(
            look, style.underline, None if line is None else self._resolve(line, (0,) * 3)
        )

    def _colors(self, style: Style) -> tuple[Rgb, Rgb]:
        """Resolve a style to foreground and background."""
        changed, palette = self._changed, self._palette
        default_fore = changed.foreground or palette.foreground
        default_back = changed.background or palette.background
        if self._reverse_screen:
            default_fore, default_back = default_back, default_fore
        fore = self._resolve(style.foreground, default_fore)
        back = self._resolve(style.background, default_back)
        if style.reverse:
            fore, back = back, fore
        else:
            back = self._paper(style.background, back)
            if style.foreground == style.background is not None:
                fore = back
        fore = with_contrast(fore, back, self._least(style))
        if style.faint:
            fore = blend(fore, back, 0.4)
            if contrast(fore, back) < VISIBLE <= contrast(palette.foreground, back):
                fore = with_contrast(fore, back, VISIBLE)
        return (back, back) if style.conceal else (fore, back)

    def _paper(self, color: Color, resolved: Rgb) -> Rgb:
        """Return what a background colour looks like as such."""
        if not isinstance(color, int) or color in self._changed.palette:
            return resolved
        return self._palette.paper(color)

    def _least(self, style: Style) -> float:
        """Return the contrast that a style's colours must have, 1 if they are to stand.

        Two exact colours stand, and two of the same name: they hide something. Where the theme has
        a say in one of them, text must be readable, or at least be seen.
        """
        fore, back = style.foreground, style.background
        if fore is None or back is None:
            named = isinstance(fore, int) or isinstance(back, int)
            return 1 if not named else READABLE if fore is None else VISIBLE
        themes = isinstance(fore, int) and fore < 16 and isinstance(back, int) and back < 16
        return VISIBLE if themes and fore != back and not self._palette.native else 1

    def _rich(self, foreground: Rgb, background: Rgb) -> RichStyle:
        palette = self._palette
        return RichStyle(
            color=self._rich_color(foreground, palette.foreground),
            bgcolor=self._rich_color(background, palette.background),
        )

    def _rich_color(self, color: Rgb, default: Rgb) -> RichColor:
        palette = self._palette
        if palette.native:
            if color == default:
                return RichColor.default()
            if color in (palette.foreground, palette.background):
                return RichColor.from_ansi(15 if sum(color) > 382 else 0)
            if color in palette.ansi:
                return RichColor.from_ansi(palette.ansi.index(color))
        return RichColor.from_rgb(*color)

    def _resolve(self, color: Color, default: Rgb) -> Rgb:
        if color is None:
            return default
        if isinstance(color, tuple):
            return color
        return self._changed.palette.get(color) or self._palette.indexed(color)
