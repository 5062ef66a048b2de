"""Measure the emulator against pyte, bittty and tmux: `python tests/benchmarks/bench_emulator.py`.

Prints megabytes per second and, behind each rival, how many times as fast the emulator is. All
read the same data in the same chunks in the same run. Slow rivals get a part of it.
"""

from __future__ import annotations

import argparse
import codecs
import contextlib
import shutil
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pyte
from recordings import Size, floods, sessions

from alongside_widgets.emulator import Emulator

Feed = Callable[[bytes], object]
READ, COALESCED = 32_768, 1_048_576
PART = 400_000
"""Bytes that a slow rival reads."""


def ours(size: Size) -> Feed:
    return Emulator(*size).feed


def plain_pyte(size: Size) -> Feed:
    stream = pyte.ByteStream(pyte.Screen(*size))

    def feed(data: bytes) -> None:
        # pyte raises on sequences that vim sends every day; it goes on behind the line.
        for piece in data.splitlines(keepends=True) if b"\x1b[?" in data else [data]:
            with contextlib.suppress(TypeError, ValueError, AttributeError):
                stream.feed(piece)

    return feed


def bittty(size: Size) -> Feed:
    from bittty import Board

    board = Board(width=size[0], height=size[1])
    decode = codecs.getincrementaldecoder("utf-8")("replace").decode
    return lambda data: board.parser.feed(decode(data))


def have_bittty() -> bool:
    try:
        import bittty  # noqa: F401
    except ImportError:
        return False
    return True


def speed(make: Callable[[Size], Feed], size: Size, data: bytes, chunk: int, repeat: int) -> float:
    """Return megabytes per second of processor time, the best of some runs."""
    best = float("inf")
    for _ in range(repeat):
        feed = make(size)
        start = time.process_time()
        for position in range(0, len(data), chunk):
            feed(data[position : position + chunk])
        best = min(best, time.process_time() - start)
    return len(data) / best / 1e6


def tmux_speed(size: Size, data: bytes) -> float:
    """Return how fast a tmux pane reads the data, by its own clock: megabytes per second."""
    server = ["tmux", "-L", "alongside-benchmark", "-f", "/dev/null"]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "data"
        copies = max(1, 4_000_000 // len(data))
        file.write_bytes(data * copies)
        body = f"{' '.join(server)} wait-for go; cat {file}; "
        body += f"{' '.join(server)} wait-for -S done; sleep 9"
        columns, rows = map(str, size)
        try:
            subprocess.run([*server, "new", "-d", "-x", columns, "-y", rows, body], check=True)
            time.sleep(0.5)  # Until the shell waits.
            start = time.perf_counter()
            subprocess.run([*server, "wait-for", "-S", "go"], check=True)
            subprocess.run([*server, "wait-for", "done"], check=True, timeout=120)
            took = time.perf_counter() - start
        finally:
            subprocess.run([*server, "kill-server"], check=False, capture_output=True)
    return copies * len(data) / took / 1e6


def memory(columns: int = 200, lines: int = 8_000) -> dict[str, float]:
    """Return bytes per line of full scrollback, for several kinds of lines."""
    kinds = {
        "plain": "x" * columns,
        "coloured": "".join(f"\x1b[3{i % 8}m{'y' * 20}" for i in range(columns // 20)) + "\x1b[m",
        "CJK": "日" * (columns // 2),
        "CJK coloured": "\x1b[31m" + "日" * (columns // 2) + "\x1b[m",
    }
    result = {}
    for name, line in kinds.items():
        data = (line + "\r\n").encode() * lines
        tracemalloc.start()
        emulator = Emulator(columns, 50)
        before = tracemalloc.get_traced_memory()[0]
        for position in range(0, len(data), READ):
            emulator.feed(data[position : position + READ])
        after = tracemalloc.get_traced_memory()[0]
        tracemalloc.stop()
        result[name] = (after - before) / len(emulator.history)
    return result


def table(size: Size, with_tmux: bool) -> None:
    """Print one table."""
    print(f"\n{size[0]}x{size[1]}, reads of {READ >> 10} KiB; MB/s (and how many times as fast)")
    print(f"{'':18} {'ours':>7} {'1 MiB':>7}   {'pyte':>14} {'bittty':>14} {'tmux':>14}")
    for name, data in {**floods(size), **sessions(size)}.items():
        mine = speed(ours, size, data, READ, 5)
        coalesced = speed(ours, size, data, COALESCED, 3)
        rivals = [speed(plain_pyte, size, data[:PART], READ, 2)]
        rivals.append(speed(bittty, size, data[:PART], READ, 2) if have_bittty() else 0.0)
        rivals.append(tmux_speed(size, data) if with_tmux else 0.0)
        ratios = (f"{r:6.2f} ({mine / r:5.1f})" if r else "-" for r in rivals)
        row = " ".join(f"{text:>14}" for text in ratios)
        print(f"{name:18} {mine:7.1f} {coalesced:7.1f}   {row}", flush=True)


def main() -> None:
    """Print everything."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--no-tmux", action="store_true")
    chosen = options.parse_args()
    for size in ((80, 24), (200, 50)):
        table(size, bool(shutil.which("tmux")) and not chosen.no_tmux)
    print("\nscrollback, bytes per 200-column line:")
    for name, size_of_line in memory().items():
        print(f"{name:18} {size_of_line:7.0f}")


if __name__ == "__main__":
    sys.exit(main())
