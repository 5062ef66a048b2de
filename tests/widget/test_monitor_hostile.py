"""Whatever a program writes, only cells reach the outer terminal."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st
from pane_support import PaneApp
from rich.cells import cell_len
from rich.console import Console
from support import wait_for

from alongside_widgets import Monitor
from alongside_widgets.emulator import Emulator
from alongside_widgets.lines import Line, freeze
from alongside_widgets.painting import Painter
from alongside_widgets.palette import make_palette

PALETTE = make_palette((200,) * 3, (10,) * 3, (255,) * 3, (50,) * 3, (90,) * 3, (180,) * 3)
SGR = re.compile(r"\x1b\[[0-9;]*m")
HOSTILE = (
    b"\x1b]0;title\x07\x1b]52;c;cm0gLXJm\x07\x1b]8;;http://evil.example\x1b\\link\x1b]8;;\x1b\\"
    b"\x1bPq#0;2\x1b\\\x1b_x\x1b\\\xc2\x9b31mC1 \xe2\x80\xaeoverride\x1b[?1049h"
)


def outer(painter: Painter, line: Line, width: int) -> str:
    """Return what Textual would write for a line."""
    console = Console(force_terminal=True, color_system="truecolor", width=width)
    return painter.paint(line, width).render(console)


async def test_no_sequence_of_a_program_reaches_the_outer_terminal() -> None:
    monitor = Monitor()
    app = PaneApp(monitor)
    async with app.run_test(size=(60, 5)):
        monitor.feed(HOSTILE + b"done")
        await wait_for(lambda: any("done" in row for row in monitor.emulator.lines()))
        for line in monitor._frame:
            written = SGR.sub("", outer(monitor.painter, line, 60))
            assert written.isprintable(), written


def test_a_row_that_holds_controls_is_shown_without_them() -> None:
    text = "a\x1b]0;x\x07\x9b\x9dé\u202eb\x7f\u2028日\0c\ud800".ljust(30)
    painter = Painter(Emulator(30, 1).styles, PALETTE)
    for style in ("", "\0" * len(text)):
        strip = painter.paint(Line(text, style, ((2, "e\u0301\x1b[1m\u202e"),)), 30)
        assert strip.text.isprintable()
        assert cell_len(strip.text) == 30


INTRODUCERS = (b"\x1b]", b"\x1b[", b"\x1bP", b"\x07", b"\x1b\\", b"\x9b", b"\x1b]8;;")
PIECES = st.lists(
    st.one_of(
        st.binary(max_size=12),
        st.text(max_size=8).map(lambda text: text.encode("utf-8", "replace")),
        st.sampled_from(INTRODUCERS),
    ),
    max_size=20,
)


@settings(max_examples=150, deadline=None)
@given(PIECES)
def test_strips_are_printable_and_as_wide_as_the_screen(pieces: list[bytes]) -> None:
    emulator = Emulator(20, 4, scrollback=10)
    painter = Painter(emulator.styles, PALETTE)
    emulator.feed(b"".join(pieces))
    for row in [*emulator.visible, *emulator.history]:
        written = SGR.sub("", outer(painter, freeze(row), 20))
        assert "\x1b" not in written
        assert not any(c < " " or "\x7f" <= c <= "\x9f" for c in written), written
        assert cell_len(written) == 20
