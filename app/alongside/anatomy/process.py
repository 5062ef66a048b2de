"""The raw facts about one process and its container, before anything is compared. Pure data.

`read` fills these in from whatever can be asked; the comparison, the endings and the advice are
made from them. What is not known is None (or empty), and `ProcessFacts.missing` says why. All text
has been through `alongside.clean`; secrets in `argv` and `env` are *not* masked here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from alongside.engine.model import Details

SIGNALS = MappingProxyType({"HUP": 1, "INT": 2, "QUIT": 3, "USR1": 10, "TERM": 15, "WINCH": 28})
"""Numbers of some signals on the engine's Linux, whatever this machine is."""


@dataclass(frozen=True, slots=True)
class Capsets:
    """The five capability sets, as bit masks by number of ``linux/capability.h``."""

    inheritable: int = 0
    permitted: int = 0
    effective: int = 0
    bounding: int = 0
    ambient: int = 0


@dataclass(frozen=True, slots=True)
class Listed:
    """One process of the container, as the table of processes has it.

    Attributes:
        pid, ppid, pgid, sid: Inside the container where that could be read; else on the host
            (`ContainerFacts.pids_are_host`). A parent of 0 is outside.
        tty: Its controlling terminal, ``pts/1``; empty without one.
        tpgid: The foreground process group of that terminal; None without one.
        state: The letter: ``S``, ``R``, ``Z``...
        started: Clock ticks (hundredths of a second) since the machine's boot.
        sig_ignored, sig_caught: Masks of the signals 1 to 31; None where not known.
    """

    pid: int
    ppid: int
    comm: str = ""
    argv: tuple[str, ...] = ()
    pgid: int | None = None
    sid: int | None = None
    tty: str = ""
    tpgid: int | None = None
    state: str = ""
    started: int | None = None
    sig_ignored: int | None = None
    sig_caught: int | None = None


@dataclass(frozen=True, slots=True)
class ProcessFacts:
    """Everything that is known about one of the two processes.

    Attributes:
        pid: Inside the container.
        host_pid: On the engine's machine.
        ppid: Inside; 0 for a parent outside the container's pid namespace.
        host_ppid, host_parent: Its parent on the engine's machine, with the kernel's name for it.
        pgid, sid: Process group and session, inside.
        tty: The controlling terminal, ``pts/1``; empty: it has none; None: not known.
        tpgid: The terminal's foreground process group; None also without a terminal.
        tty_size: (columns, rows) of that terminal.
        comm: The kernel's name for it, at most 15 characters.
        argv: The command line, secrets unmasked.
        state: The kernel's letter: ``S`` sleeps, ``R`` runs, ``T`` is stopped...
        started: Seconds since the epoch, by the engine's clock.
        fds: Where 0, 1 and 2 lead (``/dev/pts/0``, ``pipe:[123]``, ``/dev/null``); a number that
            is not in here is not open, unless ``fds`` is in `missing`.
        uid, gid: Effective; `groups` are the supplementary ones.
        user, group_names: Names by the container's /etc/passwd and /etc/group; empty: no entry.
        no_new_privs: True if execve cannot gain privileges.
        seccomp: 0 none, 1 strict, 2 filter.
        label: AppArmor's or SELinux's; empty where there is none.
        umask: As the kernel has it, 0o022.
        env: As it was at the start of the process, in its order, secrets unmasked.
        namespaces: Inode by name: ``mnt net pid ipc uts user cgroup``.
        cgroup: Path by controllers (version 1) or under the empty name (version 2), as
            /proc/PID/cgroup has it.
        sig_caught, sig_ignored, sig_blocked: Bit n-1 stands for signal n; see `catches`.
        missing: Why a field (by its name above) is not known. One that has a value all the same
            is known at second hand: what the engine was told, not what the process has now.
    """

    pid: int | None = None
    host_pid: int | None = None
    ppid: int | None = None
    host_ppid: int | None = None
    host_parent: str = ""
    pgid: int | None = None
    sid: int | None = None
    tty: str | None = None
    tpgid: int | None = None
    tty_size: tuple[int, int] | None = None
    comm: str = ""
    argv: tuple[str, ...] = ()
    state: str = ""
    threads: int | None = None
    started: float | None = None
    fds: Mapping[int, str] = field(default_factory=dict)
    uid: int | None = None
    gid: int | None = None
    user: str = ""
    groups: tuple[int, ...] | None = None
    group_names: Mapping[int, str] = field(default_factory=dict)
    caps: Capsets | None = None
    no_new_privs: bool | None = None
    seccomp: int | None = None
    label: str | None = None
    umask: int | None = None
    cwd: str | None = None
    env: tuple[tuple[str, str], ...] | None = None
    namespaces: Mapping[str, int] | None = None
    cgroup: Mapping[str, str] | None = None
    sig_caught: int | None = None
    sig_ignored: int | None = None
    sig_blocked: int | None = None
    missing: Mapping[str, str] = field(default_factory=dict)

    def catches(self, signal: int) -> bool | None:
        """Has it a handler of its own for signal number `signal`? None if that is not known."""
        return _has(self.sig_caught, signal)

    def ignores(self, signal: int) -> bool | None:
        """Is signal number `signal` ignored? None if that is not known."""
        return _has(self.sig_ignored, signal)

    def blocks(self, signal: int) -> bool | None:
        """Does signal number `signal` wait until it is unblocked? None if that is not known."""
        return _has(self.sig_blocked, signal)


def _has(mask: int | None, signal: int) -> bool | None:
    return None if mask is None else bool(mask >> (signal - 1) & 1)


@dataclass(frozen=True, slots=True)
class ContainerFacts:
    """One container with its two processes at one moment.

    Attributes:
        details: What inspect said.
        main: Its main process; None when it does not run (or nothing at all is known of it).
        new: The exec'd process; None when there is none.
        new_is_ours: Was `new` started just to be looked at, as ``docker exec -it`` would start it?
        why_no_exec: Why `new` is None, for people.
        processes: All of the container, but for whatever was started to read them.
        pids_are_host: Are the pids in `processes` those of the engine's machine?
        clients: How many clients are attached; None: see `clients_why`.
        clients_of_ours: How many of them are this program's; of others it may know nothing.
        limits: Of the cgroup, by name: ``memory``, ``cpu``, ``pids``..., as shown: ``64.0 MB``.
        taken: When, seconds since the epoch by the engine's clock.
        how: How it was read, for people.
    """

    details: Details
    main: ProcessFacts | None = None
    new: ProcessFacts | None = None
    new_is_ours: bool = False
    why_no_exec: str = ""
    processes: tuple[Listed, ...] = ()
    pids_are_host: bool = False
    clients: int | None = None
    clients_why: str = ""
    clients_of_ours: int = 0
    limits: Mapping[str, str] = field(default_factory=dict)
    taken: float = 0.0
    how: str = ""
