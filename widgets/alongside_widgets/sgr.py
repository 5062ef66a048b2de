"""SGR: from the parameters of `CSI ... m` to the next style.

Both forms of extended colours are understood, `38;2;R;G;B` and `38:2:ID:R:G:B` (ITU T.416), and
the underline styles `4:n`. What is unknown or out of range changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from alongside_widgets.styles import DEFAULT_STYLE, Color, Style, Underline

_MAX_DIGITS = 5


def number(digits: str) -> int:
    """Return a decimal parameter, at most 65535; empty is 0."""
    if len(digits) > _MAX_DIGITS:
        digits = digits.lstrip("0")
        if len(digits) > _MAX_DIGITS:
            return 65_535
    return min(65_535, int(digits or 0))


def _simple() -> dict[str, list[tuple[int, object]]]:
    """Return what each code without further parameters does: fields' places, and their values."""
    fields: dict[int, dict[str, object]] = {
        1: {"bold": True},
        2: {"faint": True},
        3: {"italic": True},
        4: {"underline": Underline.SINGLE},
        5: {"blink": True},
        6: {"blink": True},
        7: {"reverse": True},
        8: {"conceal": True},
        9: {"strike": True},
        21: {"underline": Underline.DOUBLE},
        22: {"bold": False, "faint": False},
        23: {"italic": False},
        24: {"underline": Underline.NONE},
        25: {"blink": False},
        27: {"reverse": False},
        28: {"conceal": False},
        29: {"strike": False},
        39: {"foreground": None},
        49: {"background": None},
        53: {"overline": True},
        55: {"overline": False},
        59: {"underline_color": None},
    }
    for index in range(8):
        fields[30 + index] = {"foreground": index}
        fields[40 + index] = {"background": index}
        fields[90 + index] = {"foreground": 8 + index}
        fields[100 + index] = {"background": 8 + index}
    place = Style._fields.index
    return {
        str(code): [(place(name), value) for name, value in values.items()]
        for code, values in fields.items()
    }


_SIMPLE = _simple()
_EXTENDED = {
    38: Style._fields.index("foreground"),
    48: Style._fields.index("background"),
    58: Style._fields.index("underline_color"),
}
_TRUECOLOR = re.compile(r"([345]8);2;([0-9]{1,3});([0-9]{1,3});([0-9]{1,3})\Z")
"""What programs that draw pictures send for every cell."""


def _with(style: Style, place: int, value: object) -> Style:
    """Return `style` with another value in one place; a few times as fast as `_replace`."""
    return tuple.__new__(Style, (*style[:place], value, *style[place + 1 :]))


def _colored(style: Style, code: int, color: Color) -> Style:
    """Return `style` with another colour, in the place that 38, 48 or 58 stands for."""
    return _with(style, _EXTENDED[code], color)


def reset(style: Style) -> Style:
    """Return the default style with what SGR 0 leaves alone: the hyperlink and DECSCA."""
    if style.link or style.protected:
        return DEFAULT_STYLE._replace(link=style.link, protected=style.protected)
    return DEFAULT_STYLE


def apply(style: Style, parameters: str) -> Style:
    """Return `style` after `CSI parameters m`; `parameters` holds digits, `;` and `:` only."""
    if "8;2;" in parameters and (match := _TRUECOLOR.match(parameters)):
        code, red, green, blue = map(int, match.groups())
        color = (red, green, blue)
        return _colored(style, code, color) if max(color) < 256 else style
    parts = iter(parameters.split(";"))
    for part in parts:
        if changes := _SIMPLE.get(part):
            for place, value in changes:
                style = _with(style, place, value)
        elif ":" in part:
            style = _with_subparameters(style, part.split(":"))
        elif (code := number(part)) == 0:
            style = reset(style)
        elif code in _EXTENDED:
            found = _legacy_color(parts)
            if found is not None:
                style = _colored(style, code, found)
        else:
            for place, value in _SIMPLE.get(str(code), ()):
                style = _with(style, place, value)
    return style


def _with_subparameters(style: Style, fields: list[str]) -> Style:
    code = number(fields[0])
    if code == 4:
        kind = number(fields[1])
        return style._replace(underline=Underline(kind)) if kind <= max(Underline) else style
    if code not in _EXTENDED:
        return style
    kind, rest = number(fields[1]), fields[2:]
    color: Color = None
    if kind == 5 and rest:
        color = _indexed(rest[0])
    elif kind == 2 and len(rest) >= 3:
        numbered = len(rest) >= 4 or not rest[0]  # the first is a colour space then
        color = _rgb([*rest, ""][1:4] if numbered else rest)
    return style if color is None else _colored(style, code, color)


def _legacy_color(parts: Iterator[str]) -> Color:
    kind = next(parts, "")
    if kind == "5":
        return _indexed(next(parts, "0"))
    if kind == "2":
        return _rgb([next(parts, "0"), next(parts, "0"), next(parts, "0")])
    return None


def _indexed(digits: str) -> Color:
    index = number(digits) if ":" not in digits else 256
    return index if index < 256 else None


def _rgb(digits: list[str]) -> Color:
    if any(":" in part for part in digits):
        return None
    red, green, blue = map(number, digits)
    return (red, green, blue) if max(red, green, blue) < 256 else None


def describe(style: Style) -> str:
    """Return the parameters of the SGR that makes `style`, as DECRQSS reports them."""
    underline = "4" if style.underline is Underline.SINGLE else f"4:{int(style.underline)}"
    parts = (
        ("1", style.bold),
        ("2", style.faint),
        ("3", style.italic),
        (underline, style.underline),
        ("53", style.overline),
        ("5", style.blink),
        ("7", style.reverse),
        ("8", style.conceal),
        ("9", style.strike),
    )
    codes = ["0", *(code for code, on in parts if on)]
    codes += _describe_color(style.foreground, 30)
    codes += _describe_color(style.background, 40)
    codes += _describe_color(style.underline_color, 50)
    return ";".join(codes)


def _describe_color(color: Color, base: int) -> list[str]:
    if color is None:
        return []
    if isinstance(color, tuple):
        red, green, blue = color
        return [f"{base + 8}:2::{red}:{green}:{blue}"]
    if color < 8 and base < 50:
        return [str(base + color)]
    if color < 16 and base < 50:
        return [str(base + 60 + color - 8)]
    return [f"{base + 8}:5:{color}"]
