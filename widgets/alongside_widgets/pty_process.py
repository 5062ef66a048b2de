"""A local command on a pseudo-terminal of its own, for the bare pane of `python -m`."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import pty
import signal
import struct
import subprocess
import termios
from collections.abc import Awaitable, Callable, Sequence
from time import perf_counter

_READ = 65_536
_READING = 0.002
"""Seconds of reading in one go: a terminal gives 4 KB at a time, and more is better to parse."""


class PtyProcess:
    """A child process and the master side of its terminal.

    Args:
        command: Program and arguments.
        columns: Width of its terminal.
        rows: Height of its terminal.

    Raises:
        OSError: The command cannot be started.
    """

    def __init__(self, command: Sequence[str], columns: int, rows: int) -> None:
        self._master, slave = pty.openpty()
        try:
            self.resize(columns, rows)
            environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
            for name in ("COLUMNS", "LINES"):
                environment.pop(name, None)
            self._child = subprocess.Popen(
                command,
                stdin=slave,
                stdout=slave,
                stderr=slave,
                start_new_session=True,
                preexec_fn=_control_terminal,
                env=environment,
            )
        except OSError:
            os.close(self._master)
            raise
        finally:
            os.close(slave)
        os.set_blocking(self._master, False)
        self._unsent = b""

    def resize(self, columns: int, rows: int) -> None:
        """Change the size of its terminal; the kernel tells it."""
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def write(self, data: bytes) -> None:
        """Send `data`; what the process does not take yet is kept."""
        if self._unsent:
            self._unsent += data
            return
        self._unsent = data
        self._write_on()

    def _write_on(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            written = os.write(self._master, self._unsent)
        except BlockingIOError:
            written = 0
        except OSError:  # it is over; reading says so, too
            self._unsent = b""
            loop.remove_writer(self._master)
            return
        self._unsent = self._unsent[written:]
        if self._unsent:
            loop.add_writer(self._master, self._write_on)
        else:
            loop.remove_writer(self._master)

    async def read_to(
        self, feed: Callable[[bytes], None], room: Callable[[], Awaitable[None]]
    ) -> int:
        """Give all output to `feed`, when there is `room`; return the exit code at the end.

        That is when the process has ended and nothing is left to read: what it started in the
        background may keep the terminal open, and is not waited for.
        """
        while True:
            over = self._child.poll() is not None
            data = self._read()
            if data is None:
                if over:
                    break
                await self._readable()
            elif data:
                feed(data)
                await room()
                await asyncio.sleep(0)  # there may be room, and output, for ever
            else:
                break
        code = await asyncio.to_thread(self._child.wait)
        return code if code >= 0 else 128 - code

    async def _readable(self) -> None:
        """Return when there may be something to read, or the process has ended."""
        loop = asyncio.get_running_loop()
        readable = asyncio.Event()
        with contextlib.ExitStack() as watched:
            files = [self._master]
            if hasattr(os, "pidfd_open"):  # elsewhere the last process to close the terminal counts
                files.append(os.pidfd_open(self._child.pid))
                watched.callback(os.close, files[-1])
            for file in files:
                loop.add_reader(file, readable.set)
                watched.callback(loop.remove_reader, file)
            await readable.wait()

    def _read(self) -> bytes | None:
        """Return output; None: there is none yet; empty: there will be none any more."""
        parts: list[bytes] = []
        end = perf_counter() + _READING
        while True:
            try:
                data = os.read(self._master, _READ)
            except BlockingIOError:
                return b"".join(parts) if parts else None
            except OSError:  # EIO: the last process closed the terminal
                data = b""
            if not data:
                break
            parts.append(data)
            if perf_counter() >= end:
                break
        return b"".join(parts)

    def close(self) -> None:
        """Hang up; a `read_to` that still runs has to be cancelled before."""
        asyncio.get_running_loop().remove_writer(self._master)
        if self._child.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._child.pid, signal.SIGHUP)
        os.close(self._master)


def _control_terminal() -> None:
    """Make standard input the controlling terminal; runs in the child."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
