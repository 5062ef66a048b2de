"""Curly, dotted and dashed underlines, and coloured ones, for outer terminals that have them.

Rich and Textual know plain and double underlines only. A style with another is dressed here: it
carries its own SGR, and a mark that keeps it apart from the plain one in Textual's caches. Where
Textual makes another style of it (a filter, an opacity) that one is plainly underlined, as all are
on terminals that `known` does not name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from rich.color import ColorSystem
from rich.style import Style as RichStyle

from alongside_widgets.colors import Rgb
from alongside_widgets.styles import Underline

_FANCY = (Underline.CURLY, Underline.DOTTED, Underline.DASHED)
_TERMS = re.compile(r"(xterm-kitty|xterm-ghostty|alacritty|foot|wezterm|contour|rio)\b")
_PROGRAMS = frozenset({"WezTerm", "ghostty", "iTerm.app", "mintty", "rio", "vscode", "contour"})
_VTE = 5200
_TMUX = (3, 2)
"""The tmux that tells its version; it passes on what its own terminal has."""


def known(environ: Mapping[str, str]) -> bool:
    """Return whether the outer terminal is one that shows `SGR 4:3` and `58`.

    Asked of the environment: there is no query that others leave unanswered in good order.
    """
    program = environ.get("TERM_PROGRAM", "")
    if program == "tmux":
        version = re.match(r"([0-9]+)\.([0-9]+)", environ.get("TERM_PROGRAM_VERSION", ""))
        return version is not None and (int(version[1]), int(version[2])) >= _TMUX
    vte = environ.get("VTE_VERSION", "")
    return (
        program in _PROGRAMS
        or bool(_TERMS.match(environ.get("TERM", "")))
        or (vte.isdigit() and int(vte) >= _VTE)
    )


def dressed(look: RichStyle, underline: Underline, color: Rgb | None) -> RichStyle:
    """Return an underlined look with its kind of underline, and its colour, for the terminal.

    Args:
        look: What it looks like otherwise; in true colours.
        underline: The kind.
        color: The colour of the line; None: that of the text.
    """
    if underline not in _FANCY and color is None:
        return look
    mark = {"underline": (int(underline), color)}
    style = (look + RichStyle(meta=mark)).copy()
    codes = [f"4:{int(underline)}"] if underline in _FANCY else []
    if color is not None:
        codes.append("58:2::{}:{}:{}".format(*color))
    plain = look.render("x", color_system=ColorSystem.TRUECOLOR)
    style._ansi = ";".join((plain[2 : plain.index("m")], *codes))
    return style
