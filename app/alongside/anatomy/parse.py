"""Texts of /proc become facts. Pure: takes bytes as the kernel (or a liar) wrote them.

`read` hands over one `Raw` a process, whether it came through a script inside the container or from
the host's own /proc; nothing in here raises, whatever is in it: what cannot be understood is not
known, and `ProcessFacts.missing` says why.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from alongside.anatomy.process import Capsets, Listed, ProcessFacts
from alongside.clean import clean, clean_block
from alongside.diagnostics.reading.processes import terminal_name

TICKS = 100
"""Clock ticks a second in /proc: USER_HZ, 100 on every Linux that runs containers."""

NAMESPACES = ("mnt", "net", "pid", "ipc", "uts", "user", "cgroup")

MOST_VARIABLES = 2000
MOST_WORDS = 1000
_LONGEST = 4096

# The name in the middle may hold anything, parentheses and newlines too; it has 15 characters, not
# enough for the numbers that follow the true end of it.
_STAT = re.compile(
    rb"(\d{1,10}) \((.{0,64}?)\) ([A-Za-z])((?: -?\d{1,20}){30,60})\s*?(?:\n|\Z)", re.DOTALL
)
_INODE = re.compile(r"\w+:\[(\d{1,20})\]\Z")


@dataclass(slots=True)
class Raw:
    """What could be read of one process.

    Attributes:
        parts: By name: ``stat status cmdline environ cgroup label cwd size fd/0 ns/mnt``...
        lost: Why a part is missing: ``closed`` for a descriptor that is not open, else a reason
            for people.
    """

    parts: dict[str, bytes] = field(default_factory=dict)
    lost: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class System:
    """What one must know to read a process: `boot` in seconds since the epoch, names by number."""

    boot: int | None = None
    users: Mapping[int, str] = field(default_factory=dict)
    groups: Mapping[int, str] = field(default_factory=dict)


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


def process_facts(raw: Raw, system: System, hidden: str = "") -> ProcessFacts:
    """Return all that one process's files say.

    Args:
        hidden: A variable that we put into its environment ourselves.
    """
    stat = parse_stat(raw.parts.get("stat", b""))
    status = parse_status(raw.parts.get("status", b""))
    uid = effective_id(status.get("Uid"))
    boot = system.boot
    return ProcessFacts(
        pid=stat.pid if stat else None,
        ppid=stat.ppid if stat else None,
        pgid=stat.pgid if stat else None,
        sid=stat.sid if stat else None,
        tty=stat.tty if stat else None,
        tpgid=stat.tpgid if stat and stat.tpgid > 0 else None,
        tty_size=_size(raw),
        comm=stat.comm if stat else "",
        argv=parse_words(raw.parts.get("cmdline", b"")),
        state=stat.state if stat else "",
        threads=number(status.get("Threads")) or (stat.threads if stat else None),
        started=boot + stat.started / TICKS if boot and stat else None,
        fds=_fds(raw),
        uid=uid,
        gid=effective_id(status.get("Gid")),
        user=system.users.get(uid, "") if uid is not None else "",
        groups=_groups(status),
        group_names=dict(system.groups),
        caps=_caps(status),
        no_new_privs=_flag(status.get("NoNewPrivs")),
        seccomp=number(status.get("Seccomp")),
        label=_text(raw, "label"),
        umask=number(status.get("Umask"), 8),
        cwd=_text(raw, "cwd"),
        env=parse_environ(raw.parts["environ"], hidden) if "environ" in raw.parts else None,
        namespaces=_namespaces(raw),
        cgroup=parse_cgroup(raw.parts["cgroup"]) if "cgroup" in raw.parts else None,
        sig_caught=number(status.get("SigCgt"), 16),
        sig_ignored=number(status.get("SigIgn"), 16),
        sig_blocked=number(status.get("SigBlk"), 16),
        missing=_missing(raw),
    )


def _flag(text: str | None) -> bool | None:
    return None if (value := number(text)) is None else value == 1


def _groups(status: Mapping[str, str]) -> tuple[int, ...] | None:
    if "Groups" not in status:
        return None
    numbers = map(number, status["Groups"].split()[:1000])
    return tuple(value for value in numbers if value is not None)


def _caps(status: Mapping[str, str]) -> Capsets | None:
    masks = [number(status.get(f"Cap{name}"), 16) for name in ("Inh", "Prm", "Eff", "Bnd", "Amb")]
    known = [mask for mask in masks if mask is not None]
    return Capsets(*known) if len(known) == len(masks) else None


def _text(raw: Raw, part: str) -> str | None:
    if part not in raw.parts:
        return None
    return clean(raw.parts[part].decode("utf-8", "replace").strip("\0\r\n "), _LONGEST)


def _size(raw: Raw) -> tuple[int, int] | None:
    """Return columns and rows, of ``rows columns`` as stty prints it."""
    words = raw.parts.get("size", b"").split()
    sizes = [number(word) for word in words[:2]]
    if len(sizes) < 2 or not sizes[0] or not sizes[1]:
        return None  # 0 0, or nothing, while nobody has told the terminal its size
    return sizes[1], sizes[0]


def _fds(raw: Raw) -> dict[int, str]:
    targets = {fd: _text(raw, f"fd/{fd}") for fd in (0, 1, 2)}
    return {fd: target for fd, target in targets.items() if target}


def _namespaces(raw: Raw) -> dict[str, int] | None:
    found = {}
    for name in NAMESPACES:
        match = _INODE.match(_text(raw, f"ns/{name}") or "")
        if match:
            found[name] = int(match[1])
    return found or None


_BY_STAT = ("pid", "ppid", "pgid", "sid", "tty", "tpgid", "started", "state")
_BY_STATUS = (
    *("uid", "gid", "groups", "caps", "no_new_privs", "seccomp", "umask", "threads"),
    *("sig_caught", "sig_ignored", "sig_blocked"),
)
_FIELDS = {"cmdline": "argv", "environ": "env", "size": "tty_size"}


def _missing(raw: Raw) -> dict[str, str]:
    """Return why fields are not known; a closed descriptor is known to be closed."""
    missing: dict[str, str] = {}
    if "size" in raw.parts and _size(raw) is None:
        missing["tty_size"] = "no client has told this terminal its size"
    for part, why in raw.lost.items():
        name, _, rest = part.partition("/")
        if why == "closed" and name == "fd":
            continue
        name = (
            {"fd": "fds", "ns": "namespaces"}.get(name, name) if rest else _FIELDS.get(name, name)
        )
        if name == "status":
            missing.update(dict.fromkeys(_BY_STATUS, why))
        elif name == "stat":
            missing.update(dict.fromkeys(_BY_STAT, why))
        else:
            missing.setdefault(name, why)
    return missing
