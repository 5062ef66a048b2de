"""The colours that a program can ask for and change: the palette, foreground, background, cursor.

What the widget's theme shows by default is set from outside (`default_foreground` and so on, for
the answers to queries); what a program changed is kept beside it, and a reset takes it away.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

Rgb = tuple[int, int, int]

_NAMES: dict[str, Rgb] = {
    "black": (0, 0, 0),
    "red": (255, 0, 0),
    "green": (0, 255, 0),
    "yellow": (255, 255, 0),
    "blue": (0, 0, 255),
    "magenta": (255, 0, 255),
    "cyan": (0, 255, 255),
    "white": (255, 255, 255),
    "gray": (190, 190, 190),
    "grey": (190, 190, 190),
}
_SYSTEM: tuple[Rgb, ...] = (
    (0, 0, 0),
    (205, 0, 0),
    (0, 205, 0),
    (205, 205, 0),
    (0, 0, 238),
    (205, 0, 205),
    (0, 205, 205),
    (229, 229, 229),
    (127, 127, 127),
    (255, 0, 0),
    (0, 255, 0),
    (255, 255, 0),
    (92, 92, 255),
    (255, 0, 255),
    (0, 255, 255),
    (255, 255, 255),
)
_HASH = re.compile(r"#([0-9a-fA-F]{3}|[0-9a-fA-F]{6}|[0-9a-fA-F]{9}|[0-9a-fA-F]{12})\Z")
_RGB = re.compile(r"rgb:([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})\Z")


def parse_color(text: str) -> Rgb | None:
    """Return the colour that an X11 name or `rgb:` or `#` notation means, or None."""
    if match := _RGB.match(text):
        red, green, blue = (int(p, 16) * 0xFFFF // (16 ** len(p) - 1) >> 8 for p in match.groups())
        return red, green, blue
    if match := _HASH.match(text):
        digits = match[1]
        size = len(digits) // 3
        parts = [digits[i : i + size].ljust(2, "0")[:2] for i in (0, size, 2 * size)]
        return int(parts[0], 16), int(parts[1], 16), int(parts[2], 16)
    return _NAMES.get(text.lower().replace(" ", ""))


def format_color(color: Rgb) -> str:
    """Return a colour as xterm reports it: `rgb:RRRR/GGGG/BBBB`."""
    return "rgb:" + "/".join(f"{part:02x}{part:02x}" for part in color)


def palette_default(index: int) -> Rgb:
    """Return xterm's colour for a palette index of 0 to 255."""
    if index < 16:
        return _SYSTEM[index]
    if index < 232:
        index -= 16
        red, green, blue = (
            55 + 40 * part if part else 0 for part in (index // 36, index // 6 % 6, index % 6)
        )
        return red, green, blue
    gray = 8 + 10 * (index - 232)
    return gray, gray, gray


@dataclass
class Colors:
    """What the program changed; None and an absent index: nothing.

    Attributes:
        palette: Index to colour (OSC 4).
        foreground: OSC 10.
        background: OSC 11.
        cursor: OSC 12.
        special: OSC 5, for bold, underlined and other text; kept and told, not shown.
        others: OSC 13 to 19, for the mouse and the selection; kept and told, not shown.
    """

    palette: dict[int, Rgb] = field(default_factory=dict)
    foreground: Rgb | None = None
    background: Rgb | None = None
    cursor: Rgb | None = None
    special: dict[int, Rgb] = field(default_factory=dict)
    others: dict[int, Rgb] = field(default_factory=dict)
