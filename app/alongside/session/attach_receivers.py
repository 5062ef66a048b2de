"""Who gets a signal that is sent to a main process, or a key that is typed into its terminal: pure.

Made from what was read of the processes (`attach_process`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from alongside.engine.model import Details
from alongside.engine.signals import Effect, Masks, Signal, effect, read_masks
from alongside.session.processes import Process, parse_stat

_PID = re.compile(r"[0-9]{1,10}")
_INITS = frozenset({"tini", "tini-static", "docker-init", "dumb-init", "catatonit", "podman-init"})


@dataclass(frozen=True, slots=True)
class Receiver:
    """A process that a signal may reach.

    Attributes:
        pid: Inside the container.
        name: The kernel's name for it.
        is_init: Is it the first of its pid namespace?
    """

    pid: int
    name: str
    masks: Masks
    is_init: bool = False

    def effect(self, signal: Signal) -> Effect:
        """Return what `signal` does to it."""
        return effect(signal, self.masks.disposition(signal), is_init=self.is_init)

    def __str__(self) -> str:
        return f"`{self.name}` (PID {self.pid})"


@dataclass(frozen=True, slots=True)
class Receivers:
    """Who would get what.

    Attributes:
        main: The main process: what the engine signals.
        in_front: Is it in its terminal's foreground process group, so that keys reach it?
        front: The others of that group, oldest first.
        passes_to: The child to which `main`, an init such as tini, passes signals on.
        plain: The keys that its terminal takes as characters (see `terminal_modes`); None where
            there is no terminal, or it could not be asked.
    """

    main: Receiver
    in_front: bool = True
    front: tuple[Receiver, ...] = ()
    passes_to: Receiver | None = None
    plain: bytes | None = None

    @property
    def real(self) -> Receiver:
        """Who gets a signal that the engine sends."""
        return self.passes_to or self.main


class Entry(NamedTuple):
    """One process as /proc has it, pids as its reader sees them, and its whole status file."""

    process: Process
    status: str


def entry_of(stat: str, status: str) -> Entry | None:
    """Return it from the two files; None for a zombie, and for what is no stat line."""
    process = parse_stat(stat)
    return None if process is None else Entry(process, status)


def receivers(entries: Iterable[Entry], main: int, details: Details) -> Receivers | None:
    """Return who gets what, from what was read; None when `main` is not among `entries`."""
    found = sorted(entries, key=lambda entry: entry.process.pid)
    made = {entry.process.pid: _receiver(entry) for entry in found}
    table = {entry.process.pid: entry.process for entry in found}
    first = table.get(main)
    if first is None:
        return None
    children = [process.pid for process in table.values() if process.parent == main]
    passes_to = made[children[0]] if children and is_init(first.name, details) else None
    if first.front <= 0:
        return Receivers(made[main], passes_to=passes_to)
    group = [process.pid for process in table.values() if process.group == first.front]
    front = tuple(made[pid] for pid in group if pid != main)
    return Receivers(made[main], main in group, front, passes_to)


def _receiver(entry: Entry) -> Receiver:
    inside = entry.process.pid
    for line in entry.status.splitlines():
        name, _, pids = line.partition(":")
        innermost = pids.split()[-1:]
        if name == "NSpid" and innermost and _PID.fullmatch(innermost[0]):
            inside = int(innermost[0])
    return Receiver(inside, entry.process.name, read_masks(entry.status), is_init=inside == 1)


def is_init(name: str, details: Details) -> bool:
    """Is a main process of that kernel name an init that passes signals on to its child?"""
    host = details.raw.get("HostConfig")
    asked = isinstance(host, Mapping) and host.get("Init") is True
    return name in _INITS or (asked and name.endswith("init"))


def main_pid(details: Details) -> int | None:
    """Return the main process's pid inside: 1, unless it shares somebody's pid namespace."""
    host = details.raw.get("HostConfig")
    mode = str(host.get("PidMode") or "") if isinstance(host, Mapping) else ""
    if mode == "host":
        return details.pid or None
    return None if mode.startswith("container:") else 1
