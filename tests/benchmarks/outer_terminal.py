"""The outer terminal of a benchmark: a child on a real pseudo-terminal, and what it wrote."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
import time

COLUMNS, ROWS = 200, 50


class Outer:
    """The outer terminal: a child on a pty, and everything that it wrote."""

    def __init__(self, command: list[str]) -> None:
        self.master, slave = pty.openpty()
        size = struct.pack("HHHH", ROWS, COLUMNS, 0, 0)
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, size)
        environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
        self.child = subprocess.Popen(
            command, stdin=slave, stdout=slave, stderr=slave, env=environment, close_fds=True
        )
        os.close(slave)
        self.seen = b""

    def press(self, data: bytes) -> None:
        """Type."""
        os.write(self.master, data)

    def read(self, timeout: float) -> bool:
        """Read what is there, waiting at most `timeout` seconds; return whether there was any."""
        if not select.select([self.master], [], [], timeout)[0]:
            return False
        self.seen += os.read(self.master, 1_000_000)
        return True

    def wait(self, marker: bytes, timeout: float = 60.0) -> float:
        """Read until `marker` appears; return when it did."""
        deadline = time.perf_counter() + timeout
        while marker not in self.seen:
            if not self.read(0.5) and time.perf_counter() > deadline:
                raise TimeoutError(f"{marker!r} never came: {self.seen[-2000:]!r}")
        return time.perf_counter()

    def quiet(self, seconds: float = 0.4) -> None:
        """Read until nothing comes for some time."""
        while self.read(seconds):
            self.seen = b""
        self.seen = b""

    def close(self) -> None:
        """End it."""
        self.child.terminate()
        try:
            while self.read(0.2):
                self.seen = b""
        except OSError:
            pass  # its side of the terminal is closed already
        self.child.wait()
        os.close(self.master)
