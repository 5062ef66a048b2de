"""Rows of cells to strips of Textual's: the only way from a program's text to the outer terminal.

`Monitor` freezes what it shows as `Line`s and asks for their strips when Textual paints. Strips are
kept by content, so that a row that scrolled, or comes back, costs nothing. Control characters do
not get through here whatever a row holds, and hyperlinks stay inside (as cells' looks only).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from rich.color import Color as RichColor
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style as RichStyle
from textual.cache import LRUCache
from textual.strip import Strip

from alongside_widgets.colors import Colors, Rgb
from alongside_widgets.lines import Kind, Line, shown, sized
from alongside_widgets.painted import Painted
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
        self._codes: dict[str, str] = {}

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
        self._codes.clear()

    def paint(self, line: Line, width: int) -> Strip:
        """Return the strip of `line`, `width` cells wide."""
        if self._generation != self._styles.generation:
            self._generation = self._styles.generation
            self.forget()
        key = (line, width)
        strip = self._strips.get(key)
        if strip is None:
            strip = Painted(self, sized(line, width), width)
            self._strips[key] = strip
        return strip

    def blank(self, width: int) -> Strip:
        """Return a strip of nothing."""
        return self.paint(Line(" " * width), width)

    # What strips are made of

    def written(self, line: Line, system: ColorSystem) -> str:
        """Return a line as text and sequences for the outer terminal."""
        if line.spans:
            parts = [_style_code(look, system) + text for text, look in self._spanned(line)]
        else:
            text, codes, code = line.text, self._codes, self._code
            plain = _is_plain(line)
            parts = []
            for run in _RUNS.finditer(line.style or NUL * len(text)):
                start, end = run.span()
                pen = run[1]
                parts.append(codes.get(pen) or code(pen, system))
                parts.append(text[start:end] if plain else shown(line, start, end))
        parts.append("\x1b[0m")
        return "".join(parts)

    def _code(self, pen: str, system: ColorSystem) -> str:
        code = self._codes[pen] = _style_code(self._look(pen, 0), system)
        return code

    def segments(self, line: Line) -> list[Segment]:
        """Return a line as Rich has it."""
        if line.spans:
            return [Segment(text, look) for text, look in self._spanned(line)]
        plain = _is_plain(line)
        return [
            Segment(
                line.text[run.start() : run.end()] if plain else shown(line, *run.span()),
                self._look(run[1], 0),
            )
            for run in _RUNS.finditer(line.style or NUL * len(line.text))
        ]

    def _spanned(self, line: Line) -> Iterator[tuple[str, RichStyle]]:
        """Yield the runs of a line that something lies over."""
        style = line.style or NUL * len(line.text)
        for start, end, kind in _layers(line):
            for run in _RUNS.finditer(style, start, end):
                text = shown(line, *run.span())
                if kind == Kind.CURSOR_BAR and text == " ":
                    yield "▏", self._bar_look(run[1])
                else:
                    yield text, self._look(run[1], kind)

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
            case Kind.BAR_TRACK | Kind.BAR_THUMB:
                part = 0.55 if kind == Kind.BAR_THUMB else 0.15
                background = blend(background, palette.foreground, part)
                foreground = with_contrast(foreground, background, READABLE)
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


def _style_code(look: RichStyle, system: ColorSystem) -> str:
    """Return the sequence after which text looks like that, whatever was before."""
    codes = look._ansi
    if codes is None:
        codes = Strip.render_ansi(look, system)
    return f"\x1b[0;{codes}m" if codes else "\x1b[0m"


def _is_plain(line: Line) -> bool:
    """Return whether each cell holds one printable ASCII character."""
    return line.text.isascii() and not line.clusters and not _NOT_PLAIN.search(line.text)


def _layers(line: Line) -> list[tuple[int, int, int]]:
    """Return the columns from `start` up to `end` with what lies uppermost on them, left to right.

    What lies over half of a wide character lies over all of it.
    """
    text, width = line.text, len(line.text)
    spans = []
    for start, end, kind in line.spans:
        end = min(width, end)
        if end < width and text[end] == NUL:
            end += 1
        if 0 < start < width and text[start] == NUL:
            start -= 1
        spans.append((start, end, int(kind)))
    cuts = sorted({0, width, *(cut for span in spans for cut in span[:2] if 0 <= cut <= width)})
    layers: list[tuple[int, int, int]] = []
    for start, end in pairwise(cuts):
        upper = next((over for a, b, over in reversed(spans) if a <= start < b), 0)
        if layers and layers[-1][2] == upper:
            start = layers.pop()[0]
        layers.append((start, end, upper))
    return layers
