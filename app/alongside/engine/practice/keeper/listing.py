"""The process table where there is no /proc: from ``ps``, which POSIX says how to call."""

from __future__ import annotations

import subprocess

_COLUMNS = "pid=,ppid=,uid=,rss=,time=,tty=,command="

Row = tuple[int, int, int, int, int, float, int, str, str]
"""The fields of `processes.Process`, in its order."""


def from_ps() -> list[Row]:
    """Return a row for every process."""
    listing = subprocess.run(
        ["ps", "-A", "-o", _COLUMNS], capture_output=True, check=True, text=True, errors="replace"
    ).stdout
    return [parse(line) for line in listing.splitlines()]


def parse(line: str) -> Row:
    """Return one line of ``ps`` as a row; its time is ``[[days-]hours:]minutes:seconds``."""
    pid, ppid, uid, rss, time, tty, *command = line.split(None, 6)
    days, _, clock = time.rpartition("-")
    seconds = 0.0
    for part in clock.split(":"):
        seconds = seconds * 60 + float(part)
    seconds += 86400 * int(days or 0)
    number = int(pid)
    text = command[0] if command else ""
    return number, int(ppid), number, number, int(uid), seconds, int(rss) * 1024, tty, text
