"""`python -m alongside` on a real pty, as a user's terminal has it.

What the program writes is kept as it came (`raw`), shown on an emulator (`screen`), and looked
through for what it switches on and off (`Modes`): by a plain regular expression, so that no
emulator's opinion stands between the program and the test.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Mapping
from pathlib import Path

from rich.cells import cell_len
from support import wait_for

from alongside_widgets import Emulator

MODULE = ("-m", "alongside")
F12 = b"\x1b[24~"
_MODE = re.compile(rb"\x1b\[\?([\d;]+)([hl])")
_OSC = re.compile(rb"\x1b\](.*?)(?:\x07|\x1b\\)", re.DOTALL)
_OFF_AFTERWARDS = {
    9: "mouse (X10)",
    1000: "mouse clicks",
    1002: "mouse drags",
    1003: "mouse moves",
    1004: "focus reports",
    1005: "mouse in UTF-8",
    1006: "mouse in SGR",
    1015: "mouse in urxvt",
    1016: "mouse in pixels",
    1: "application cursor keys",
    47: "alternate screen",
    1047: "alternate screen",
    1049: "alternate screen",
    2004: "bracketed paste",
    2026: "held frames",
    2048: "resize reports",
}


def left_on(raw: bytes) -> list[str]:
    """Return what `raw` has switched on and not off again (a hidden cursor counts)."""
    modes: dict[int, bool] = {}
    for match in _MODE.finditer(raw):
        for number in match[1].split(b";"):
            modes[int(number)] = match[2] == b"h"
    left = [name for number, name in _OFF_AFTERWARDS.items() if modes.get(number)]
    if not modes.get(25, True):
        left.append("cursor hidden")
    if len(re.findall(rb"\x1b\[>\d+u", raw)) > len(re.findall(rb"\x1b\[<\d*u", raw)):
        left.append("kitty's keyboard protocol")
    return left


def oscs(raw: bytes) -> list[bytes]:
    """Return the body of every operating system command in `raw`: title, clipboard, link."""
    return _OSC.findall(raw)


def clean_environ(home: Path, **more: str) -> dict[str, str]:
    """Return an environment in which nothing but `more` says which engine or settings."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("DOCKER_", "ALONGSIDE_", "XDG_", "TEXTUAL"))
    }
    own = {"HOME": str(home), "TERM": "xterm-256color", "ALONGSIDE_STATE": str(home / "state")}
    return {**kept, **own, **more}


class Outer:
    """A terminal with the program in it.

    Args:
        arguments: The program's own.
        environ: See `clean_environ`.
        python: What Python is to run: the module, or ``-c`` and a program.
    """

    def __init__(
        self,
        *arguments: str,
        environ: Mapping[str, str],
        python: tuple[str, ...] = MODULE,
        size: tuple[int, int] = (140, 40),
    ) -> None:
        self.master, self.slave = pty.openpty()
        self.settings = termios.tcgetattr(self.slave)
        self.raw = bytearray()
        self.emulator = Emulator(*size)
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        self.child = subprocess.Popen(
            [sys.executable, *python, *arguments],
            stdin=self.slave,
            stdout=self.slave,
            stderr=self.slave,
            env=environ,
            start_new_session=True,
            # The pty becomes its controlling terminal: who closes the window, hangs it up.
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        os.set_blocking(self.master, False)

    def _read(self) -> None:
        try:
            while data := os.read(self.master, 65_536):
                self.raw += data
                self.emulator.feed(data)
                if replies := self.emulator.take_replies():
                    os.write(self.master, replies)
        except BlockingIOError:
            pass

    def screen(self) -> str:
        """Return what shows now."""
        self._read()
        return "\n".join(line.rstrip() for line in self.emulator.lines())

    def type(self, data: bytes | str) -> None:
        """Press keys."""
        os.write(self.master, data.encode() if isinstance(data, str) else data)

    async def shows(self, *words: str, timeout: float = 20) -> None:
        """Wait until all of `words` are on the screen."""

        def there() -> bool:
            shown = self.screen()
            return all(word in shown for word in words)

        try:
            await wait_for(there, timeout, f"{words} in the terminal")
        except BaseException:
            print(self.screen())
            raise

    async def click(self, words: str) -> None:
        """Wait until `words` are on the screen, and click where they stand first."""
        await self.shows(words)
        for y, line in enumerate(self.screen().split("\n"), 1):
            if words in line:
                x = cell_len(line[: line.index(words)]) + 2
                self.type(f"\x1b[<0;{x};{y}M\x1b[<0;{x};{y}m")
                return

    async def gone(self, words: str) -> None:
        """Wait until `words` are not on the screen any more."""
        await wait_for(lambda: words not in self.screen(), 20, f"no {words!r} in the terminal")

    async def leader(self, key: str) -> None:
        """Press the leader, wait for its line, press a key."""
        self.type(F12)
        await self.shows("what next?")
        self.type(key)

    async def ends(self) -> int:
        """Wait for the program's end; return its exit code."""

        def over() -> bool:
            self._read()
            return self.child.poll() is not None

        try:
            await wait_for(over, 30, "the end of the program")
        except BaseException:
            print(self.screen())
            raise
        self._read()
        assert self.child.returncode is not None
        return self.child.returncode

    def signal(self, number: signal.Signals) -> None:
        """Send the program a signal."""
        self.child.send_signal(number)

    def hang_up(self) -> None:
        """Close the window."""
        os.close(self.slave)
        os.close(self.master)
        self.master = self.slave = -1

    def assert_sane(self) -> None:
        """The terminal is as it was before."""
        assert left_on(self.raw) == []
        modes = self.emulator.modes
        assert not modes.alternate_screen
        assert not modes.mouse_tracking
        assert not modes.bracketed_paste
        assert modes.cursor_visible
        assert termios.tcgetattr(self.slave) == self.settings

    def close(self) -> None:
        """End the program if it lives, and the terminal."""
        if self.child.poll() is None:
            self.child.kill()
        self.child.wait()
        if self.master >= 0:
            self.hang_up()
