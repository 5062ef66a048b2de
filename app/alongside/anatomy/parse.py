"""Files of /proc, each by itself. Pure: takes bytes as the kernel (or a liar) wrote them.

Nothing in here raises, whatever it is given: what cannot be understood is None, or left out. See
proc(5). `facts` puts the files of one process together.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from alongside.anatomy.process import Listed
from alongside.clean import clean, clean_block
from alongside.diagnostics.reading.processes import terminal_name

TICKS = 100
"""Clock ticks a second in /proc: USER_HZ, 100 on every Linux that runs containers."""

MOST_VARIABLES = 2000
MOST_WORDS = 1000
_LONGEST = 4096

# The name in the middle may hold anything, parentheses and newlines too; it has 15 characters, not
# enough for the numbers that follow the true end of it.
_STAT = re.compile(
    rb"(\d{1,10}) \((.{0,64}?)\) ([A-Za-z])((?: -?\d{1,20}){30,60})\s*?(?:\n|\Z)", re.DOTALL
)


class Stat(NamedTuple):
    """What is of use in /proc/PID/stat; see proc(5)."""

    pid: int
    comm: str
    state: str
    ppid: int
    pgid: int
    sid: int
    tty: str
    tpgid: int
    threads: int
    started: int
    sig_ignored: int
    sig_caught: int
    end: int
    """Where the line ended."""


def number(text: str | bytes | None, base: int = 10) -> int | None:
    """Return a number without a sign, None for anything else or absurdly long."""
    if text is None:
        return None
    word = text.decode("latin-1") if isinstance(text, bytes) else text
    word = word.strip()
    if not word.isascii() or not word.isalnum() or len(word) > 24:
        return None
    try:
        return int(word, base)
    except ValueError:
        return None


def parse_stat(data: bytes, at: int = 0) -> Stat | None:
    """Read /proc/PID/stat from `at` on; None if it is none. More may follow its line."""
    match = _STAT.match(data, at)
    if match is None:
        return None
    numbers = [int(word) for word in match[4].split()]
    tty = terminal_name(numbers[3] & 0xFFFFFFFF) if numbers[3] else ""
    return Stat(
        pid=int(match[1]),
        comm=clean(match[2].decode("utf-8", "replace"), 64),
        state=match[3].decode(),
        ppid=numbers[0],
        pgid=numbers[1],
        sid=numbers[2],
        tty="console" if tty == "?" else tty,
        tpgid=numbers[4],
        threads=numbers[16],
        started=numbers[18],
        sig_ignored=numbers[29],
        sig_caught=numbers[30] if len(numbers) > 30 else 0,
        end=match.end(),
    )


def parse_status(data: bytes) -> dict[str, str]:
    """Read the ``Name:\\tvalue`` lines of /proc/PID/status; the first of a name counts."""
    found: dict[str, str] = {}
    for row in data.decode("utf-8", "replace").split("\n"):
        name, colon, value = row.partition(":")
        if colon:
            found.setdefault(name, value.strip())
    return found


def parse_words(data: bytes) -> tuple[str, ...]:
    """Read a command line: words that end in NUL."""
    words = data.decode("utf-8", "replace").rstrip("\0").split("\0")[:MOST_WORDS]
    return tuple(clean_block(word, _LONGEST) for word in words) if any(words) else ()


def parse_environ(data: bytes, hidden: str = "") -> tuple[tuple[str, str], ...]:
    """Read an environment: ``NAME=value`` that end in NUL; `hidden` is a name to leave out."""
    found = []
    for entry in data.decode("utf-8", "replace").split("\0")[:MOST_VARIABLES]:
        name, equals, value = entry.partition("=")
        if equals and not (hidden and name == hidden):
            found.append((clean(name, 256), clean_block(value, 32 * 1024)))
    return tuple(found)


def parse_cgroup(data: bytes) -> dict[str, str]:
    """Read /proc/PID/cgroup: path by controllers; version 2 has the empty name."""
    found: dict[str, str] = {}
    for row in data.decode("utf-8", "replace").split("\n")[:64]:
        fields = row.split(":", 2)
        if len(fields) == 3 and fields[0].isdecimal():
            found.setdefault(clean(fields[1], 120), clean(fields[2], 512))
    return found


def parse_names(data: bytes) -> dict[int, str]:
    """Read names by number from /etc/passwd or /etc/group; the first of a number counts."""
    found: dict[int, str] = {}
    for row in data.decode("utf-8", "replace").split("\n"):
        fields = row.split(":")
        key = number(fields[2]) if len(fields) > 2 else None
        if key is not None:
            found.setdefault(key, clean(fields[0], 64))
    return found


def parse_table(data: bytes) -> list[Listed]:
    """Read many stat lines; what stands between them is passed over."""
    found: list[Listed] = []
    at = 0
    while at < len(data):
        stat = parse_stat(data, at)
        if stat is None:
            at = data.find(b"\n", at) + 1 or len(data)
            continue
        found.append(listed(stat))
        at = stat.end
    return found


def listed(stat: Stat, cmdline: bytes = b"") -> Listed:
    """Return one process of the table."""
    return Listed(
        pid=stat.pid,
        ppid=stat.ppid,
        comm=stat.comm,
        argv=parse_words(cmdline),
        pgid=stat.pgid,
        sid=stat.sid,
        tty=stat.tty,
        tpgid=stat.tpgid if stat.tpgid > 0 else None,
        state=stat.state,
        started=stat.started,
        sig_ignored=stat.sig_ignored,
        sig_caught=stat.sig_caught,
    )


def effective_id(text: str | None) -> int | None:
    """Return the effective one of ``real effective saved file-system``."""
    words = (text or "").split()
    return number(words[1]) if len(words) > 1 else None
