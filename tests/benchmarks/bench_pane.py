"""How fast a pane is, from the key to the outer terminal: `python tests/benchmarks/bench_pane.py`.

Everything runs through real pseudo-terminals: this program plays the outer terminal, starts
`python -m alongside_widgets COMMAND` on a pty, presses keys and reads the picture. Painting is
measured inside one process, with a driver that throws the output away.

Measured: a key to the screen while idle; Ctrl+C under an endless `yes`; a loop's lag under it; one
row and a full screen of 200x50; a 3 MB coloured log, beside textual-tty (PyPI) if it is installed.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from outer_terminal import COLUMNS, ROWS, Outer
from textual.app import App, ComposeResult
from textual.drivers.headless_driver import HeadlessDriver
from textual.screen import Screen

from alongside_widgets import Monitor
from alongside_widgets.pty_process import PtyProcess

PANE = [sys.executable, "-m", "alongside_widgets"]
TEXTUAL_TTY = """
import sys
from textual.app import App
from textual_tty import Terminal
class Pane(App):
    def compose(self):
        yield Terminal(command=sys.argv[1:])
    def on_mount(self):
        self.query_one(Terminal).focus()
Pane().run()
"""


def key_to_screen(presses: int = 100) -> list[float]:
    """Return the milliseconds from a key to its picture, of an idle pane."""
    outer = Outer([*PANE, "sh", "-c", "stty raw -echo; printf READY; exec cat"])
    outer.wait(b"READY")
    outer.quiet()
    times = []
    for number in range(presses):
        letter = bytes([ord("a") + number % 26])
        start = time.perf_counter()
        outer.press(letter)
        while letter not in _text(outer.seen):
            outer.read(1.0)
        times.append((time.perf_counter() - start) * 1000)
        outer.quiet(0.05)
    outer.close()
    return times


def _text(data: bytes) -> bytes:
    """Return what of the outer stream is text: without sequences (letters end those)."""
    parts = data.split(b"\x1b[")
    return parts[0] + b"".join(part.lstrip(b"0123456789;?<>=$ ")[1:] for part in parts[1:])


def interrupt_under_flood(times: int = 10) -> list[float]:
    """Return the milliseconds from Ctrl+C to the prompt, under an endless `yes`."""
    results = []
    outer = Outer([*PANE, "sh", "-c", "PS1='READY ' exec bash --norc -i"])
    outer.wait(b"READY")
    for number in range(times):
        outer.quiet(0.3)
        outer.press(b"PS1='STOP''PED%d '; yes flooding the pane\r" % number)
        flooding = time.perf_counter() + 1.0
        while time.perf_counter() < flooding:
            outer.read(0.1)
        start = time.perf_counter()
        outer.press(b"\x03")
        results.append((outer.wait(b"STOPPED%d" % number) - start) * 1000)
        outer.seen = b""
    outer.close()
    return results


def show_log(pane: list[str], log: Path) -> float:
    """Return the seconds from Enter to the end of a `cat` of `log` on the screen."""
    outer = Outer([*pane, "bash", "--norc"])
    outer.wait(b"$ " if os.getuid() else b"# ")
    outer.quiet()
    outer.press(b"cat %b; echo THE'-'END\r" % str(log).encode())
    start = time.perf_counter()
    seconds = outer.wait(b"THE-END", 300) - start
    outer.close()
    return seconds


def make_log(path: Path, size: int = 3_000_000) -> None:
    """Write a coloured log."""
    lines = []
    total = 0
    for number in range(size):
        level = ("\x1b[32mINFO\x1b[0m", "\x1b[33mWARN\x1b[0m", "\x1b[1;31mERROR\x1b[0m")[number % 3]
        line = (
            f"\x1b[2m2025-03-0{number % 9 + 1}T12:{number % 60:02}:07.123Z\x1b[0m {level} "
            f"\x1b[36mservice.{number % 17}\x1b[0m request \x1b[1m{number}\x1b[0m took "
            f"\x1b[38;5;{number % 200 + 20}m{number % 977} ms\x1b[0m\n"
        )
        lines.append(line)
        total += len(line)
        if total >= size:
            break
    path.write_text("".join(lines))


class Discarding(HeadlessDriver):
    """A driver for which everything is rendered, and nothing shown."""

    @property
    def is_headless(self) -> bool:
        """Say no, so that Textual renders to bytes."""
        return False

    def write(self, data: str) -> None:
        """Discard."""


class TimedScreen(Screen[None]):
    """A screen that knows how long it painted.

    Attributes:
        painting: Seconds of CPU.
    """

    painting = 0.0

    def _on_timer_update(self) -> None:
        start = time.process_time()
        super()._on_timer_update()
        self.painting += time.process_time() - start


class Painting(App[None]):
    """A pane of a known size whose frames are counted."""

    def __init__(self) -> None:
        super().__init__(driver_class=Discarding)
        self.shown = asyncio.Event()

    def get_default_screen(self) -> TimedScreen:
        """Return a screen with a clock."""
        return TimedScreen(id="_default")

    def compose(self) -> ComposeResult:
        """One monitor."""
        yield Monitor()

    def post_display_hook(self) -> None:
        """Note a frame."""
        self.shown.set()


def _screen(frame: int, runs: int) -> bytes:
    """Return a screen full of text that no other frame has, in some runs of colour a row."""
    width = COLUMNS // runs
    rows = []
    for row in range(ROWS):
        parts = []
        for run in range(runs):
            text = f"{frame:x}.{row:x}.{run:x}".ljust(width, "x")[:width]
            parts.append(f"\x1b[38;5;{(frame + row + run) % 255}m{text}")
        rows.append(f"\x1b[{row + 1}H" + "".join(parts) + "\x1b[m")
    return "".join(rows).encode()


async def _paint(frames: int, data: Callable[[int], bytes]) -> tuple[float, float, float]:
    """Return the CPU milliseconds of a frame: painting, parsing, and with all that is between."""
    app = Painting()
    result: list[tuple[float, float, float]] = []

    async def measure() -> None:
        monitor, screen = app.query_one(Monitor), app.screen
        assert isinstance(screen, TimedScreen)
        monitor.feed(_screen(0, 10))
        await asyncio.sleep(0.3)
        chunks = [data(number) for number in range(1, frames + 1)]
        everything = parsing = screen.painting = 0.0
        for chunk in chunks:
            app.shown.clear()
            start = time.process_time()
            monitor.emulator.feed(chunk)
            parsed = time.process_time()
            monitor.feed(b"\x1b[m")
            await app.shown.wait()
            everything += time.process_time() - start
            parsing += parsed - start
            await asyncio.sleep(0.02)
        sums = (screen.painting, parsing, everything)
        result.append((sums[0] * 1000 / frames, sums[1] * 1000 / frames, sums[2] * 1000 / frames))
        app.exit()

    app.call_later(lambda: app.run_worker(measure()))
    await app.run_async(size=(COLUMNS, ROWS))
    return result[0]


def paint(what: str, data: Callable[[int], bytes]) -> None:
    """Measure a kind of frame and print it."""
    painting, parsing, everything = asyncio.run(_paint(60, data))
    print(
        f"{what}: {painting:.2f} ms of CPU to paint, {parsing:.2f} to parse, "
        f"{everything:.2f} with the loop around them"
    )


async def _lag() -> list[float]:
    """Return the lags of the loop, in milliseconds, while a pane shows an endless `yes`."""
    app = Painting()
    lags: list[float] = []

    async def measure() -> None:
        monitor = app.query_one(Monitor)
        process = PtyProcess(["yes", "flooding the pane"], COLUMNS, ROWS)
        reader = asyncio.create_task(process.read_to(monitor.feed, monitor.room))
        end = time.perf_counter() + 3
        while time.perf_counter() < end:
            start = time.perf_counter()
            await asyncio.sleep(0.005)
            lags.append((time.perf_counter() - start - 0.005) * 1000)
        reader.cancel()
        process.close()
        app.exit()

    app.call_later(lambda: app.run_worker(measure()))
    await app.run_async(size=(COLUMNS, ROWS))
    return lags


def percentile(values: list[float], share: float) -> float:
    """Return the value that `share` of the values do not exceed."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def summary(values: list[float]) -> str:
    """Return median, p90 and worst."""
    return (
        f"median {statistics.median(values):.1f} ms, p90 {percentile(values, 0.9):.1f} ms, "
        f"worst {max(values):.1f} ms"
    )


def main() -> None:
    """Measure and print."""
    print(f"key to screen, idle, {COLUMNS}x{ROWS}: {summary(key_to_screen())}")
    print(f"Ctrl+C to prompt under yes: {summary(interrupt_under_flood())}")
    lags = asyncio.run(_lag())
    print(f"loop lag under yes: p95 {percentile(lags, 0.95):.1f} ms, {summary(lags)}")
    for runs in (1, 10, 40):
        paint(f"full refresh, {runs} runs a row", lambda n, r=runs: _screen(n, r))
    paint("one row", lambda n: b"\x1b[25Hrow %d" % n)
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        make_log(log)
        ours = min(show_log(PANE, log) for _ in range(3))
        print(f"cat of 3 MB coloured log: {ours:.2f} s")
        if find_spec("textual_tty") is not None:
            theirs = show_log([sys.executable, "-c", TEXTUAL_TTY], log)
            print(f"  textual-tty: {theirs:.2f} s, {theirs / ours:.1f} times as long")


if __name__ == "__main__":
    main()
