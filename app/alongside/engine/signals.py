"""Linux's signals: their names, what they do by default, and what one does to a given process.

Pure. The rules are the kernel's: signal(7), pid_namespaces(7) and kernel/signal.c. The first
process of a pid namespace is spared every default action, wherever the signal comes from; only
KILL and STOP reach it, and those only from outside its namespace (an engine is outside).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Default(StrEnum):
    """What a signal does to a process that has made no arrangement for it."""

    ENDS = "ends"
    CORE = "ends, with a core dump"
    STOPS = "stops"
    CONTINUES = "continues"
    NOTHING = "nothing"


class Disposition(StrEnum):
    """What a process has arranged for a signal."""

    HANDLED = "handled"
    IGNORED = "ignored"
    BLOCKED = "blocked"
    DEFAULT = "default"
    UNKNOWN = "unknown"


class Effect(StrEnum):
    """What a signal does to a process, as far as that can be known beforehand."""

    ENDS = "ends"
    STOPS = "stops"
    CONTINUES = "continues"
    NOTHING = "nothing"
    ITS_OWN = "its own"
    """Its handler decides."""
    WAITS = "waits"
    """It is blocked: it arrives when, or if ever, the process takes it."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Signal:
    """One signal.

    Attributes:
        name: Without ``SIG``.
        number: On Linux, for every architecture that container engines run on but MIPS.
        use: What people send it for, in a few words.
    """

    name: str
    number: int
    default: Default
    use: str


_E, _C, _S, _N = Default.ENDS, Default.CORE, Default.STOPS, Default.NOTHING

SIGNALS = (
    Signal("HUP", 1, _E, "the terminal is gone; by custom: read the configuration again"),
    Signal("INT", 2, _E, "Ctrl+C"),
    Signal("QUIT", 3, _C, "Ctrl+\\; by custom: end gracefully, or dump threads (JVM)"),
    Signal("TERM", 15, _E, "please end: what stop sends first"),
    Signal("KILL", 9, _E, "end at once; nothing can be tidied up"),
    Signal("USR1", 10, _E, "the program's own; often: reopen logs, or dump state"),
    Signal("USR2", 12, _E, "the program's own; often: upgrade, or toggle debugging"),
    Signal("WINCH", 28, _N, "the window's size has changed"),
    Signal("STOP", 19, _S, "stand still until CONT; cannot be handled"),
    Signal("CONT", 18, Default.CONTINUES, "go on after STOP or TSTP"),
    Signal("TSTP", 20, _S, "Ctrl+Z"),
    Signal("ALRM", 14, _E, "a timer has run out"),
    Signal("PIPE", 13, _E, "nobody reads what is written"),
    Signal("CHLD", 17, _N, "a child has ended: look for it"),
    Signal("TTIN", 21, _S, "read from the terminal in the background"),
    Signal("TTOU", 22, _S, "wrote to the terminal in the background"),
    Signal("URG", 23, _N, "urgent data on a socket"),
    Signal("IO", 29, _E, "a descriptor is ready"),
    Signal("PWR", 30, _E, "power failure; systemd and sysvinit: shut down"),
    Signal("ABRT", 6, _C, "abort, with a core dump"),
    Signal("TRAP", 5, _C, "a breakpoint"),
    Signal("ILL", 4, _C, "an illegal instruction"),
    Signal("BUS", 7, _C, "a bad memory access"),
    Signal("FPE", 8, _C, "a bad arithmetic operation"),
    Signal("SEGV", 11, _C, "a bad memory reference"),
    Signal("SYS", 31, _C, "a bad system call"),
    Signal("XCPU", 24, _C, "too much CPU time"),
    Signal("XFSZ", 25, _C, "a file has become too big"),
    Signal("VTALRM", 26, _E, "a virtual timer has run out"),
    Signal("PROF", 27, _E, "a profiling timer has run out"),
    Signal("STKFLT", 16, _E, "unused"),
)
"""The signals 1 to 31, those that people send first."""

BY_NAME = {signal.name: signal for signal in SIGNALS}
_UNSTOPPABLE = ("KILL", "STOP")


@dataclass(frozen=True, slots=True)
class Masks:
    """What one process has arranged, as /proc/PID/status has it: bit n - 1 is signal n.

    Attributes:
        blocked: Of its main thread; other threads may take the signal all the same.
    """

    caught: int | None = None
    ignored: int | None = None
    blocked: int | None = None

    def disposition(self, signal: Signal) -> Disposition:
        """Return what is arranged for `signal`; KILL and STOP are nobody's to arrange."""
        if signal.name in _UNSTOPPABLE:
            return Disposition.DEFAULT
        if self.caught is None or self.ignored is None:
            return Disposition.UNKNOWN
        bit = 1 << (signal.number - 1)
        if self.ignored & bit:
            return Disposition.IGNORED
        if (self.blocked or 0) & bit:
            return Disposition.BLOCKED
        return Disposition.HANDLED if self.caught & bit else Disposition.DEFAULT


def read_masks(status: str) -> Masks:
    """Return the masks in the text of a /proc/PID/status; None for each that is not there."""
    found: dict[str, int] = {}
    for line in status.splitlines():
        name, _, value = line.partition(":")
        if name in ("SigCgt", "SigIgn", "SigBlk"):
            try:
                found[name] = int(value, 16)
            except ValueError:
                continue  # cut, or no status file: then it is not known
    return Masks(found.get("SigCgt"), found.get("SigIgn"), found.get("SigBlk"))


def effect(signal: Signal, arranged: Disposition, *, is_init: bool) -> Effect:
    """Return what `signal`, sent from outside the container, does to a process.

    Args:
        is_init: Is the process the first of its pid namespace (PID 1)?
    """
    if signal.name == "KILL":
        return Effect.ENDS
    if signal.name == "STOP":
        return Effect.STOPS
    if signal.name == "CONT" and arranged is not Disposition.HANDLED:
        return Effect.CONTINUES  # a stopped process goes on whatever it has arranged
    if arranged is Disposition.DEFAULT:
        return Effect.NOTHING if is_init else _DEFAULT_EFFECTS[signal.default]
    return _ARRANGED_EFFECTS[arranged]


_DEFAULT_EFFECTS = {
    Default.ENDS: Effect.ENDS,
    Default.CORE: Effect.ENDS,
    Default.STOPS: Effect.STOPS,
    Default.CONTINUES: Effect.CONTINUES,
    Default.NOTHING: Effect.NOTHING,
}
_ARRANGED_EFFECTS = {
    Disposition.HANDLED: Effect.ITS_OWN,
    Disposition.IGNORED: Effect.NOTHING,
    Disposition.BLOCKED: Effect.WAITS,
    Disposition.UNKNOWN: Effect.UNKNOWN,
}
