"""What is kept by the thousands is nothing that the garbage collector has to look through."""

from __future__ import annotations

import gc
import random

import pytest
from emulator_support import shown, state

from alongside_widgets.emulator import Emulator

# The collector may find what others have left behind.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


def test_styles_are_not_tracked() -> None:
    dice = random.Random(1)
    line = b"\x1b[4;38;2;%d;%d;%dmx" * 80 + b"\r\n"
    emulator = Emulator(80, 24)
    emulator.feed(b"".join(line % tuple(dice.randbytes(240)) for _ in range(50)))
    gc.collect()
    gc.collect()  # a colour first, then what holds it
    assert len(emulator.styles) > 3_900
    assert not any(map(gc.is_tracked, emulator.styles._styles))


def test_rows_of_the_scrollback_are_not_tracked() -> None:
    emulator = Emulator(20, 5)
    lines = (
        "plain\r\n\x1b[31mred\x1b[1C\x1b[32mgreen\x1b[m\n\rand a line that is wrapped\r\n日本\r\n"
    )
    emulator.feed(lines.encode() * 100)
    emulator.resize(17, 5)
    emulator.history.settle()
    gc.collect()
    assert len(emulator.history) > 400
    assert not any(map(gc.is_tracked, emulator.history.entries))


def test_a_row_is_the_same_in_the_scrollback_as_on_the_screen() -> None:
    data = (
        "\x1b[31mred\x1b[m\nplain\nlong line that wraps\n日本日本日本\ne\u0301\n\x1b]133;A\x07$\n"
    )
    tall, low = (
        shown(data.replace("\n", "\r\n"), rows=12),
        shown(data.replace("\n", "\r\n"), rows=1),
    )
    above = state(low)["history"]
    assert above == state(tall)["visible"][: len(low.history)]  # type: ignore[index]
