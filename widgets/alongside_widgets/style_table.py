"""Styles by number: what a row's `style` string points into.

A style is interned once and from then on is one character, `chr(number)`. The table is bounded:
when it fills up, the emulator tells it which numbers are still on a screen or in the scrollback,
and the others are given to new styles (`generation` then grows, for caches that are keyed on
numbers). When a hostile program keeps more styles alive than the table has room for, new ones are
rounded: to the 256-colour palette first, at last to the default.

The table holds plain tuples in place of styles: tuples of atoms are nothing that Python's garbage
collector has to look through; fifty thousand styles would make it hold the loop for a twentieth of
a second.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import Any

from alongside_widgets.styles import DEFAULT_STYLE, Color, Style, Underline

_Plain = tuple[Any, ...]
_UNDERLINE = Style._fields.index("underline")
_LINK = Style._fields.index("link")
_REST: _Plain = tuple(int(x) if isinstance(x, Underline) else x for x in DEFAULT_STYLE[2:])
"""The default style but for its colours. Such tuples are equal to styles, and have their hash."""

CAPACITY = 60_000
"""More than any honest screen needs; below 65,536, so that a style string has two bytes a cell."""
NEARLY_FULL = 12_000
"""Styles from which on unused ones are looked for: so few that it takes little time."""
_RESERVE = 8_192
_MARGIN = 4_096
_STEP = 500
"""Styles that are looked at in one step."""
MAX_LINKS = 8_000_000
"""Characters of hyperlinks that the table holds at most; a link beyond that is dropped."""


class StyleTable:
    """An interning table of styles.

    Attributes:
        generation: Grows whenever numbers were given to other styles.
        exact: Whether every style still gets a character of its own.
    """

    def __init__(self) -> None:
        self.generation = 0
        self._styles: list[_Plain] = [(None, None, *_REST)]
        self._numbers: dict[_Plain, int] = {self._styles[0]: 0}
        self._free: list[int] = []
        self._alive = 0
        self._rounded = 0
        self._links = self._links_alive = 0
        self.exact = True

    def __len__(self) -> int:
        return len(self._numbers)

    def __getitem__(self, number: int) -> Style:
        return _style(self._styles[number])

    @property
    def nearly_full(self) -> bool:
        """Whether `collect` should be called at the next occasion."""
        # Where most are alive, the next try waits until a fair number were asked for.
        patience = (CAPACITY - NEARLY_FULL) // 8
        size = len(self._numbers)
        if self._links > self._links_alive + MAX_LINKS // 4:
            return True
        return size > max(NEARLY_FULL, self._alive + patience) or self._rounded > patience

    def pen(self, style: Style) -> str:
        """Return the character that stands for `style` in a row's `style` string."""
        number = self._numbers.get(style)
        if number is None:
            number = self._add(style)
        return chr(number)

    def blank_pen(self, background: Color) -> str:
        """Return the character for the style that has this background and nothing else."""
        number = self._numbers.get((None, background, *_REST))
        if number is None:
            number = self._add(Style(background=background))
        return chr(number)

    def _add(self, style: Style) -> int:
        if len(self._numbers) >= CAPACITY:
            self._rounded += 1
            return self._numbers.get(_rounded(style), 0)
        if len(self._numbers) >= CAPACITY - _RESERVE:
            self._rounded += 1
            style = _rounded(style)
            if style in self._numbers:
                return self._numbers[style]
        if style.link and self._links + len(style.link) > MAX_LINKS:
            self._rounded += 1
            return ord(self.pen(style._replace(link="")))
        self._links += len(style.link)
        plain: _Plain = (*style[:_UNDERLINE], int(style.underline), *style[_UNDERLINE + 1 :])
        if self._free:
            number = self._free.pop()
            self._styles[number] = plain
        else:
            number = len(self._styles)
            self._styles.append(plain)
        self._numbers[plain] = number
        self._measure()
        return number

    def _measure(self) -> None:
        # Said early enough for any one style (a link has at most 2,083 characters).
        room = len(self._numbers) < CAPACITY - _RESERVE
        self.exact = room and self._links < MAX_LINKS - _MARGIN

    def collect(self, used: AbstractSet[str]) -> Iterator[None]:
        """Free every style whose character is not in `used`, some of them in each step.

        Closed in between, it leaves the rest for another time.
        """
        numbers, styles = self._numbers, self._styles
        default = styles[0]
        freed: list[int] = []
        try:
            for number in range(1, len(styles)):
                plain = styles[number]
                if plain is not default and chr(number) not in used:
                    self._links -= len(plain[_LINK])
                    del numbers[plain]
                    styles[number] = default
                    freed.append(number)
                if number % _STEP == 0:
                    yield
            self._alive = len(numbers)
            self._rounded = 0
            self._links_alive = self._links
        finally:
            # Only from here on may they be given to others.
            self._free.extend(freed)
            self.generation += 1
            self._measure()


@lru_cache(maxsize=1_024)
def _style(plain: _Plain) -> Style:
    kind = Underline(plain[_UNDERLINE])
    return Style._make((*plain[:_UNDERLINE], kind, *plain[_UNDERLINE + 1 :]))


def _rounded(style: Style) -> Style:
    return style._replace(
        foreground=_nearest(style.foreground),
        background=_nearest(style.background),
        underline_color=None,
        link="",
    )


def _nearest(color: Color) -> Color:
    """Return the colour of the 6x6x6 cube that is nearest to an RGB colour."""
    if not isinstance(color, tuple):
        return color
    red, green, blue = (int(p >= 48) if p < 115 else (p - 35) // 40 for p in color)
    return 16 + 36 * red + 6 * green + blue
