"""The colours of a terminal can be read on every background."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from alongside_widgets.colors import Colors, Rgb
from alongside_widgets.emulator import Emulator
from alongside_widgets.lines import Kind, Line, Span
from alongside_widgets.painting import Painter
from alongside_widgets.palette import (
    READABLE,
    VISIBLE,
    Palette,
    contrast,
    luminance,
    make_palette,
    native_palette,
    with_contrast,
)

COLOR = st.tuples(st.integers(0, 255), st.integers(0, 255), st.integers(0, 255))
GREY: Rgb = (128, 128, 128)


def palette_on(background: Rgb) -> Palette:
    return make_palette((200, 200, 200), background, GREY, GREY, GREY, GREY)


def test_contrast_is_that_of_wcag() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == 21
    assert contrast((255, 255, 255), (255, 255, 255)) == 1
    assert round(contrast((119, 119, 119), (255, 255, 255)), 2) == 4.48


@given(COLOR)
def test_the_sixteen_stand_out_from_any_background(background: Rgb) -> None:
    palette = palette_on(background)
    for index in [*range(1, 7), *range(8, 15)]:
        assert contrast(palette.ansi[index], background) >= min(READABLE, best(background))


def best(background: Rgb) -> float:
    """Return the contrast of the better of black and white."""
    light = luminance(background)
    return max(1.05 / (light + 0.05), (light + 0.05) / 0.05) - 0.35


@given(COLOR, COLOR)
def test_what_stands_out_already_stays(color: Rgb, background: Rgb) -> None:
    moved = with_contrast(color, background, VISIBLE)
    assert contrast(moved, background) >= min(VISIBLE, best(background))
    if contrast(color, background) >= VISIBLE:
        assert moved == color


def test_dark_and_light_have_palettes_of_their_own() -> None:
    assert palette_on((10, 10, 10)).ansi[4] != palette_on((250, 250, 250)).ansi[4]
    assert palette_on((10, 10, 10)).indexed(196) == (255, 0, 0)


def looks(data: bytes, spans: tuple[Span, ...] = (), colors: Colors | None = None) -> list[str]:
    """Return `foreground on background` of each run that is painted."""
    emulator = Emulator(10, 1)
    emulator.feed(data)
    painter = Painter(emulator.styles, palette_on((0, 0, 0)))
    if colors is not None:
        painter.set_colors(colors, False)
    row = emulator.visible[0]
    strip = painter.paint(Line(row.text, row.style, (), spans), 10)
    found = []
    for segment in strip:
        assert segment.style is not None
        parts = (segment.style.color, segment.style.bgcolor)
        found.append(" on ".join(part.get_truecolor().hex if part else "?" for part in parts))
    return found


def test_attributes_that_are_colours() -> None:
    assert looks(b"\x1b[38;2;1;2;3;48;2;4;5;6m" + b"x" * 10) == ["#010203 on #040506"]
    assert looks(b"\x1b[7;38;2;1;2;3;48;2;4;5;6m" + b"x" * 10) == ["#040506 on #010203"]
    assert looks(b"\x1b[8;38;2;1;2;3;48;2;4;5;6m" + b"x" * 10) == ["#040506 on #040506"]
    faint = looks(b"\x1b[2;38;2;200;200;200;48;2;0;0;0m" + b"x" * 10)
    assert faint == ["#787878 on #000000"]


def test_two_colours_of_the_programs_are_left_alone_and_ours_is_made_readable() -> None:
    hidden = looks(b"\x1b[34;44m" + b"x" * 10)[0].split(" on ")
    assert hidden[0] == hidden[1]
    for code in range(40, 48):
        fore, back = (
            tuple(bytes.fromhex(part[1:]))
            for part in looks(b"\x1b[%dm" % code + b"x" * 10)[0].split(" on ")
        )
        assert contrast(fore, back) >= READABLE - 0.1  # type: ignore[arg-type]


def test_light_text_can_be_read_on_red_blue_and_magenta() -> None:
    for code in (41, 44, 45):
        for light in (33, 36, 37, 97):
            fore, back = (
                tuple(bytes.fromhex(part[1:]))
                for part in looks(b"\x1b[%d;%dm" % (light, code) + b"x" * 10)[0].split(" on ")
            )
            assert contrast(fore, back) >= 2.5  # type: ignore[arg-type]


def test_a_background_is_one_colour_whatever_stands_on_it() -> None:
    found = {looks(b"\x1b[%d;44m" % code + b"x" * 10)[0].partition(" on ")[2] for code in FORES}
    assert len(found) == 1
    reversed_text = looks(b"\x1b[7;34m" + b"x" * 10)[0].partition(" on ")[2]
    assert reversed_text not in found


FORES = [*range(30, 38), 39, *range(90, 98)]


def test_what_the_program_changed_is_used() -> None:
    colors = Colors(palette={1: (9, 9, 250)}, foreground=(1, 1, 1), background=(250, 250, 250))
    assert looks(b"\x1b[m" + b"x" * 10, colors=colors) == ["#010101 on #fafafa"]
    assert looks(b"\x1b[31m" + b"x" * 10, colors=colors) == ["#0909fa on #fafafa"]


def test_later_spans_cover_earlier_ones() -> None:
    spans = (Span(0, 8, Kind.MATCH), Span(2, 6, Kind.SELECTION), Span(3, 4, Kind.CURSOR_BLOCK))
    assert len(looks(b"0123456789", spans)) == 6


def test_in_a_native_theme_the_outer_terminal_has_its_own_colours() -> None:
    emulator = Emulator(9, 1)
    emulator.feed(b"abc\x1b[31mdef\x1b[m\x1b[7mghi")
    for dark in (True, False):
        painter = Painter(emulator.styles, native_palette(dark))
        row = emulator.visible[0]
        styles = [segment.style for segment in painter.paint(Line(row.text, row.style), 9)]
        assert [style.color.name for style in styles if style and style.color] == [
            "default",
            "color(1)",
            "color(0)" if dark else "color(15)",
        ]
        assert [style.bgcolor.name for style in styles if style and style.bgcolor] == [
            "default",
            "default",
            "color(15)" if dark else "color(0)",
        ]
