"""What the colours of a terminal are in a theme: foreground, background, sixteen that can be read.

A widget makes a `Palette` of its own CSS colours; `painting.py` resolves cells with it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from alongside_widgets.colors import Rgb, palette_default

READABLE = 4.5
"""The contrast (WCAG 2) of palette colours 1 to 6 and 8 to 15 with the background."""
_DARKEST = 0.2
"""The luminance of a background below which a theme is a dark one."""
VISIBLE = 2.5
"""The contrast at least of any palette colour used as text on the default background."""

_DARK: tuple[Rgb, ...] = (
    (46, 52, 64),
    (240, 98, 98),
    (126, 200, 105),
    (229, 192, 92),
    (97, 164, 245),
    (203, 130, 232),
    (82, 200, 208),
    (208, 212, 220),
    (128, 137, 152),
    (255, 133, 127),
    (160, 226, 138),
    (249, 217, 130),
    (138, 190, 255),
    (224, 163, 247),
    (124, 224, 230),
    (255, 255, 255),
)
_LIGHT: tuple[Rgb, ...] = (
    (36, 41, 47),
    (190, 30, 45),
    (26, 115, 50),
    (137, 92, 0),
    (9, 90, 200),
    (136, 50, 166),
    (0, 110, 120),
    (110, 119, 129),
    (87, 96, 106),
    (164, 14, 38),
    (17, 99, 41),
    (117, 78, 0),
    (3, 73, 170),
    (112, 35, 140),
    (0, 92, 100),
    (140, 149, 159),
)

_DARK_PAPER: dict[int, Rgb] = {1: (170, 45, 50), 4: (40, 90, 170), 5: (125, 65, 155)}
"""Red, blue and magenta behind text: programs put light text on them, and dark text on the others.

As text on a dark background the same three have to be light."""


class Palette(NamedTuple):
    """The colours that stand for what a program leaves to the terminal.

    Attributes:
        foreground: Text.
        background: Behind it.
        ansi: Palette indexes 0 to 15.
        cursor: The cursor of a focused terminal.
        selection: Behind selected text.
        match: Behind what a search found.
        current: Behind the match that the view stands on.
        native: The outer terminal's own colours are meant: these are only taken for them, where
            colours have to be compared.
    """

    foreground: Rgb
    background: Rgb
    ansi: tuple[Rgb, ...]
    cursor: Rgb
    selection: Rgb
    match: Rgb
    current: Rgb
    native: bool = False

    def paper(self, index: int) -> Rgb:
        """Return the colour of a palette index of 0 to 255 as a background."""
        if self.native or luminance(self.background) >= _DARKEST:
            return self.indexed(index)
        return _DARK_PAPER.get(index) or self.indexed(index)

    def indexed(self, index: int) -> Rgb:
        """Return the colour of a palette index of 0 to 255."""
        return self.ansi[index] if index < 16 else palette_default(index)


@lru_cache(maxsize=64)
def make_palette(
    foreground: Rgb, background: Rgb, accent: Rgb, selection: Rgb, match: Rgb, current: Rgb
) -> Palette:
    """Return the palette for a widget's colours; the sixteen are fitted to the background."""
    colors = _DARK if luminance(background) < _DARKEST else _LIGHT
    # 0 and 7 (on light also 15) are more often a background than a text.
    spared = {0, 7} if colors is _DARK else {0, 7, 15}
    ansi = tuple(
        color if index in spared else with_contrast(color, background, READABLE)
        for index, color in enumerate(colors)
    )
    return Palette(foreground, background, ansi, accent, selection, match, current)


def native_palette(dark: bool) -> Palette:
    """Return the palette for a theme that leaves the colours to the outer terminal."""
    fore, back = (229, 229, 229), (0, 0, 0)
    if not dark:
        fore, back = back, (255, 255, 255)
    selection = blend(back, (60, 110, 220), 0.5)
    palette = make_palette(fore, back, fore, selection, (180, 150, 60), (255, 200, 60))
    return palette._replace(native=True)


@lru_cache(maxsize=4096)
def with_contrast(color: Rgb, background: Rgb, ratio: float) -> Rgb:
    """Return `color`, moved as little as needed towards black or white to stand out."""
    if contrast(color, background) >= ratio:
        return color
    pole: Rgb = (255, 255, 255) if luminance(background) < 0.18 else (0, 0, 0)
    for step in range(1, 20):
        moved = blend(color, pole, step / 20)
        if contrast(moved, background) >= ratio:
            return moved
    return pole


def blend(color: Rgb, other: Rgb, amount: float) -> Rgb:
    """Return the colour `amount` (0 to 1) of the way from `color` to `other`."""
    red, green, blue = (round(a + (b - a) * amount) for a, b in zip(color, other, strict=True))
    return red, green, blue


def contrast(one: Rgb, other: Rgb) -> float:
    """Return the contrast ratio of WCAG 2, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@lru_cache(maxsize=4096)
def luminance(color: Rgb) -> float:
    """Return the relative luminance of WCAG 2, 0 to 1."""
    red, green, blue = (_linear(part / 255) for part in color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
