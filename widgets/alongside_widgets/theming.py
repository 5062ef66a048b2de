"""From a widget's CSS to the colours of its terminal."""

from __future__ import annotations

from textual.widget import Widget

from alongside_widgets.palette import Palette, make_palette, native_palette

NEUTRAL = make_palette(
    (224, 224, 224), (18, 18, 18), (224, 224, 224), (60, 80, 120), (180, 150, 60), (255, 200, 60)
)
"""Until a widget is styled."""

COMPONENTS = ("cursor", "selection", "match", "match-current")


def palette_of(widget: Widget) -> Palette:
    """Return the palette for a widget's colours.

    Its component classes `monitor--cursor`, `monitor--selection`, `monitor--match` and
    `monitor--match-current` give the backgrounds of those. In a theme whose background is the outer
    terminal's, so are all colours.
    """
    _base, _base_color, background, foreground = widget.colors
    if background.ansi is not None:
        return native_palette(widget.app.current_theme.dark)
    behind = [
        (background + widget.get_component_styles(f"monitor--{name}").background).rgb
        for name in COMPONENTS
    ]
    return make_palette((background + foreground).rgb, background.rgb, *behind)
