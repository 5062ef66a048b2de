"""Colours of the theme for widgets that paint their own lines.

Component classes are Textual's way to that, but it styles each of them whenever it styles the
widget, shown or not: the two dozen of the main screen took 8 ms of every start.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from rich.style import Style
from textual.app import App
from textual.color import Color


class Tone(NamedTuple):
    """A style by names of the theme's variables, without their dollar; empty for none."""

    foreground: str = ""
    background: str = ""
    bold: bool = False


def style_of(app: App[Any], tone: Tone) -> Style:
    """Return what `tone` is in the app's theme; it leaves alone what it does not name."""
    values = app.theme_variables
    return _style(values.get(tone.foreground, ""), values.get(tone.background, ""), tone.bold)


@lru_cache
def _style(foreground: str, background: str, bold: bool) -> Style:
    behind = _color(background)
    if foreground.startswith("auto"):  # what can be read on the background
        above = behind.get_contrast_text(1) if behind else None
    else:
        above = _color(foreground)
    return Style(
        color=above.rich_color if above else None,
        bgcolor=behind.rich_color if behind else None,
        bold=bold or None,
    )


def _color(value: str) -> Color | None:
    """Return a variable's colour; cells are opaque, so a percentage behind it is left out."""
    color = Color.parse(value.split()[0]) if value else None
    return color if color and color.a else None
