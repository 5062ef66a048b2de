"""Which keys a terminal takes as plain characters now: those that would else stop what it shows.

A program like an editor makes its terminal raw: Ctrl+Z and Ctrl+\\ are then no signals, and Ctrl+S
stops no output. The terminal itself knows (termios); it is asked on this machine through the main
process's own stdin, or in the container by `stty`. Ctrl+C and Ctrl+D are not among them: what a
program makes of these is for it to decide, and many end.
"""

from __future__ import annotations

import os
import stat
import termios
from pathlib import Path

SIGNALS = b"\x1a\x1c"
"""Ctrl+Z and Ctrl+\\: characters like others without ISIG."""
STOP = b"\x13"
"""Ctrl+S: a character like others without IXON."""

_PTY_SLAVES = range(136, 144)
"""The kernel's device numbers for them (Documentation/admin-guide/devices.txt)."""


def plain_here(process: Path) -> bytes | None:
    """Return the plain keys of the terminal that `process`, a folder of /proc, has as its stdin.

    None where that is no terminal, or closed to us. The terminal notices nothing.
    """
    path = process / "fd" / "0"
    try:
        found = path.stat()
        if not stat.S_ISCHR(found.st_mode) or os.major(found.st_rdev) not in _PTY_SLAVES:
            return None
        number = os.open(path, os.O_RDONLY | os.O_NOCTTY | os.O_NONBLOCK)
    except OSError:
        return None
    try:
        modes = termios.tcgetattr(number)
    except (OSError, termios.error):
        return None
    finally:
        os.close(number)
    return _plain(signals=bool(modes[3] & termios.ISIG), stops=bool(modes[0] & termios.IXON))


def plain_said(said: str) -> bytes | None:
    """Return the plain keys by what ``stty -a`` said; None where it said nothing of them."""
    words = set(said.replace(";", " ").split())
    if not (words & {"isig", "-isig"} and words & {"ixon", "-ixon"}):
        return None
    return _plain(signals="isig" in words, stops="ixon" in words)


def _plain(*, signals: bool, stops: bool) -> bytes:
    return (b"" if signals else SIGNALS) + (b"" if stops else STOP)
