"""All that could be read of one process becomes its facts. Pure.

Whoever reads (`ask` inside the container, `machine` on the engine's) hands over one `Raw` a
process; nothing in here raises, whatever is in it: what cannot be understood is not known, and
`ProcessFacts.missing` says why.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from alongside.anatomy.parse import (
    TICKS,
    effective_id,
    number,
    parse_cgroup,
    parse_environ,
    parse_stat,
    parse_status,
    parse_words,
)
from alongside.anatomy.process import Capsets, ProcessFacts
from alongside.clean import clean

NAMESPACES = ("mnt", "net", "pid", "ipc", "uts", "user", "cgroup")
"""The namespaces that are compared, in the order in which they are shown."""

_LONGEST = 4096
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
