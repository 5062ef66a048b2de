"""How long the loop is held by what takes long: `python tests/benchmarks/bench_stalls.py`.

Hostile output is parsed as a pane parses it, some milliseconds in each turn; a full scrollback
changes its size. Shown is the longest turn, in CPU time of this thread, so that other programs do
not count, and with Python's garbage collector at rest; what should come out is TURN and a little.
"""

from __future__ import annotations

import gc
import random
import time
from collections.abc import Callable

from alongside_widgets.emulator import Emulator
from alongside_widgets.feeding import LARGEST, TURN

SIZE = 80, 24
SETTLE = 0.004


def colors(lines: int) -> bytes:
    """Return text in colours that never come again."""
    dice = random.Random(1)
    line = b"\x1b[38;2;%d;%d;%dmxy" * 20 + b"\r\n"
    return b"".join(line % tuple(dice.randbytes(60)) for _ in range(lines))


HOSTILE: dict[str, Callable[[], bytes]] = {
    "colours": lambda: colors(8_000),
    "links": lambda: b"".join(b"\x1b]8;;http://x/%d\x07y" % n for n in range(60_000)),
    "encodings": lambda: b"\x1b%G" * 300_000,
    "per cent G": lambda: b"%G" * 400_000,
    "one line": lambda: b"a" * 2_000_000,
    "families": lambda: "\U0001f469\u200d\U0001f469\u200d\U0001f467".encode() * 40_000,
    "marks": lambda: "e\u0301\u0300".encode() * 100_000,
    "REP": lambda: b"x" + b"\x1b[9999b" * 40_000,
    "reverse wrap": lambda: b"\x1b[?45h" + b"\x1b[99999D" * 20_000,
    "rectangles": lambda: b"\x1b[1;1;24;80;1$r" * 20_000,
}


def turns(data: bytes) -> list[float]:
    """Return how many milliseconds each turn takes that parses `data`."""
    emulator = Emulator(*SIZE)
    took = []
    for start in range(0, len(data), LARGEST):
        piece, done = data[start : start + LARGEST], False
        while not done:
            before = time.thread_time()
            done = emulator.feed(piece, TURN)
            took.append((time.thread_time() - before) * 1_000)
            piece = b""
    return took


def resizes() -> tuple[list[float], list[float], float]:
    """Return milliseconds of changes of size, of turns that follow, and of one change in all."""
    emulator = Emulator(*SIZE)
    emulator.feed(
        b"".join(b"\x1b[3%dmline\x1b[m %d " % (n % 8, n) * 5 + b"\r\n" for n in range(20_000))
    )
    changes, after = [], []
    for columns in (60, 79, 33, 200):
        before = time.thread_time()
        emulator.resize(columns, 24)
        changes.append((time.thread_time() - before) * 1_000)
        done = False
        while not done:
            before = time.thread_time()
            done = emulator.history.settle(seconds=SETTLE)
            after.append((time.thread_time() - before) * 1_000)
    return changes, after, (sum(changes) + sum(after)) / len(changes)


def main() -> None:
    """Measure and print."""
    gc.disable()
    print(f"one turn ({TURN * 1_000:.0f} ms), of output that is hostile:")
    for name, data in HOSTILE.items():
        took = sorted(turns(data()))
        print(f"  {name:14} longest {took[-1]:5.1f} ms, of {len(took)} turns")
    changes, after, whole = resizes()
    print(f"a change of size with a full scrollback: at most {max(changes):.1f} ms,")
    print(f"  then turns of at most {max(after):.1f} ms; {whole:.0f} ms in all")


if __name__ == "__main__":
    main()
