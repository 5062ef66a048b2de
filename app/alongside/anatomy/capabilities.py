"""Names of Linux capabilities. Source: ``linux/capability.h``; the names are docker's (no CAP_)."""

from __future__ import annotations

NAMES = (
    "CHOWN",
    "DAC_OVERRIDE",
    "DAC_READ_SEARCH",
    "FOWNER",
    "FSETID",
    "KILL",
    "SETGID",
    "SETUID",
    "SETPCAP",
    "LINUX_IMMUTABLE",
    "NET_BIND_SERVICE",
    "NET_BROADCAST",
    "NET_ADMIN",
    "NET_RAW",
    "IPC_LOCK",
    "IPC_OWNER",
    "SYS_MODULE",
    "SYS_RAWIO",
    "SYS_CHROOT",
    "SYS_PTRACE",
    "SYS_PACCT",
    "SYS_ADMIN",
    "SYS_BOOT",
    "SYS_NICE",
    "SYS_RESOURCE",
    "SYS_TIME",
    "SYS_TTY_CONFIG",
    "MKNOD",
    "LEASE",
    "AUDIT_WRITE",
    "AUDIT_CONTROL",
    "SETFCAP",
    "MAC_OVERRIDE",
    "MAC_ADMIN",
    "SYSLOG",
    "WAKE_ALARM",
    "BLOCK_SUSPEND",
    "AUDIT_READ",
    "PERFMON",
    "BPF",
    "CHECKPOINT_RESTORE",
)
"""By number, from 0."""


def names(mask: int) -> tuple[str, ...]:
    """Return the names of a mask's capabilities, by number; unknown ones as ``CAP_41``."""
    bits = [number for number in range(mask.bit_length()) if mask >> number & 1]
    return tuple(NAMES[bit] if bit < len(NAMES) else f"CAP_{bit}" for bit in bits)


def shown(mask: int) -> str:
    """Return a mask for people: ``none``, ``all``, or the names."""
    if not mask:
        return "none"
    everything = (1 << len(NAMES)) - 1
    return "all" if mask & everything == everything else ", ".join(names(mask))
