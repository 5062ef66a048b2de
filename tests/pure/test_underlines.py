"""Underlines of all kinds: which outer terminals get them, and what is sent."""

from __future__ import annotations

import pytest
from rich.color import ColorSystem
from rich.style import Style as RichStyle
from textual.strip import Strip

from alongside_widgets.emulator import Emulator
from alongside_widgets.lines import freeze
from alongside_widgets.painting import Painter
from alongside_widgets.styles import Underline
from alongside_widgets.theming import NEUTRAL
from alongside_widgets.underlines import dressed, known


@pytest.mark.parametrize(
    ("environ", "shows"),
    [
        ({}, False),
        ({"TERM": "xterm-256color"}, False),
        ({"TERM": "linux"}, False),
        ({"TERM": "xterm-kitty"}, True),
        ({"TERM": "foot-extra"}, True),
        ({"TERM": "footloose"}, False),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"}, True),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "Apple_Terminal"}, False),
        ({"TERM": "xterm-256color", "VTE_VERSION": "7006"}, True),
        ({"TERM": "xterm-256color", "VTE_VERSION": "4200"}, False),
        ({"TERM_PROGRAM": "tmux", "TERM_PROGRAM_VERSION": "3.3a"}, True),
        (
            {"TERM_PROGRAM": "tmux", "TERM_PROGRAM_VERSION": "next-3.1", "VTE_VERSION": "7006"},
            False,
        ),
    ],
)
def test_terminals_that_are_known(environ: dict[str, str], shows: bool) -> None:
    assert known(environ) is shows


def sent(data: bytes, fancy: bool = True) -> Emulator:
    """Return what an outer terminal shows of a row that was painted."""
    inner = Emulator(10, 1)
    inner.feed(data)
    painter = Painter(inner.styles, NEUTRAL)
    painter.fancy = fancy
    strip = painter.paint(freeze(inner.visible[0]), 10)
    outer = Emulator(10, 1)
    for text, style, _ in strip:
        assert style is not None
        outer.feed(Strip.render_style(style, text, ColorSystem.TRUECOLOR).encode())
    return outer


@pytest.mark.parametrize("kind", list(Underline)[1:])
def test_every_kind_arrives(kind: Underline) -> None:
    style = sent(f"\x1b[4:{int(kind)}mx".encode()).cell(0, 0).style
    assert (style.underline, style.underline_color) == (kind, None)
    plain = sent(f"\x1b[4:{int(kind)}mx".encode(), fancy=False).cell(0, 0).style
    assert plain.underline is (Underline.DOUBLE if kind is Underline.DOUBLE else Underline.SINGLE)


def test_the_colour_of_the_line_arrives() -> None:
    outer = sent(b"\x1b[1;4:3;58:2::1:2:3;31mx\x1b[4;58:5:196my\x1b[4:3;59mz")
    first, second, third = (outer.cell(0, column).style for column in range(3))
    assert (first.underline, first.underline_color, first.bold) == (3, (1, 2, 3), True)
    assert (second.underline, second.underline_color) == (1, (255, 0, 0))
    assert (third.underline, third.underline_color) == (3, None)
    assert first.foreground == third.foreground


def test_a_dressed_look_is_not_taken_for_the_plain_one() -> None:
    look = RichStyle.parse("underline #ffffff on #000000")
    curly = dressed(look, Underline.CURLY, None)
    assert curly != look
    assert curly != dressed(look, Underline.DOTTED, None)
    assert dressed(look, Underline.SINGLE, None) is look
    assert look.render("x").startswith("\x1b[4;38")
    assert curly.underline
