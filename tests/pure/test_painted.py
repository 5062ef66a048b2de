"""A painted strip writes what its segments would, and is a strip like any other."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console
from rich.segment import Segment
from textual.strip import Strip

from alongside_widgets.emulator import Emulator
from alongside_widgets.lines import Kind, Line, Span, freeze
from alongside_widgets.painting import Painter
from alongside_widgets.theming import NEUTRAL

WIDTH = 12
PIECES = st.sampled_from(
    ["a", "b ", " ", "日", "e\u0301", "👍🏽", "─", "\x1b[31m", "\x1b[1;44m", "\x1b[m", "\x1b[7m"]
)
SPANS = st.lists(
    st.tuples(st.integers(0, WIDTH), st.integers(0, WIDTH + 3), st.sampled_from(Kind)), max_size=3
)
CONSOLE = Console(color_system="truecolor", force_terminal=True, width=WIDTH)


def line_of(pieces: list[str], spans: list[tuple[int, int, Kind]]) -> tuple[Painter, Line]:
    emulator = Emulator(WIDTH, 2)
    emulator.feed(b"\x1b[?7l" + "".join(pieces).encode())
    over = tuple(Span(start, end, kind) for start, end, kind in spans if start < end)
    return Painter(emulator.styles, NEUTRAL), freeze(emulator.visible[0], over)


def looks(written: str) -> list[object]:
    """Return what a terminal shows of it."""
    terminal = Emulator(WIDTH + 2, 1)
    terminal.feed(written.encode())
    return [terminal.cell(0, column) for column in range(WIDTH + 2)]


@settings(max_examples=150)
@given(pieces=st.lists(PIECES, max_size=14), spans=SPANS)
def test_the_terminal_shows_what_the_segments_say(
    pieces: list[str], spans: list[tuple[int, int, Kind]]
) -> None:
    painter, line = line_of(pieces, spans)
    painted, plain = painter.paint(line, WIDTH), Strip(painter.segments(line), WIDTH)
    assert looks(painted.render(CONSOLE)) == looks(plain.render(CONSOLE))


def test_it_can_be_cut_filtered_and_joined() -> None:
    painter, line = line_of(["ab", "\x1b[31m", "cd"], [])
    painted = painter.paint(line, WIDTH)
    assert painted.divide([WIDTH]) == [painted]
    assert [part.text for part in painted.divide([3, WIDTH])] == ["abc", "d".ljust(WIDTH - 3)]
    assert painted.crop(1, 3).text == "bc"
    assert Strip.join([painted, Strip([Segment("!")], 1)]).text == "abcd".ljust(WIDTH) + "!"
    assert painted.render(CONSOLE) == Strip(painter.segments(line), WIDTH).render(CONSOLE)


def test_colors_are_those_that_the_outer_terminal_has() -> None:
    painter, line = line_of(["\x1b[38;2;11;201;31m", "x"], [])
    few = Console(color_system="256", force_terminal=True)
    assert "[0;38;5;" in painter.paint(line, WIDTH).render(few)
