"""The system calls of Linux that Python 3.11 has no name for, by way of ctypes.

Each raises `OSError` with the call's name. Constants and their meaning: unshare(2), setns(2),
mount(2), prctl(2), capabilities(7).
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

CLONE_NEWNS = 0x00020000
CLONE_NEWUTS = 0x04000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000

MS_RDONLY = 1
MS_NOSUID = 2
MS_NODEV = 4
MS_NOEXEC = 8
MS_REMOUNT = 32
MS_NOATIME = 1024
MS_NODIRATIME = 2048
MS_BIND = 4096
MS_REC = 16384
MS_PRIVATE = 1 << 18
MS_RELATIME = 1 << 21
MNT_DETACH = 2

_PR_SET_PDEATHSIG = 1
_PR_CAPBSET_DROP = 24
_PR_SET_CHILD_SUBREAPER = 36
_CAPABILITY_VERSION_3 = 0x20080522
_LAST_CAPABILITY = 63

DOCKER_CAPABILITIES = 0xA80425FB
"""What Docker leaves to root in a container: chown, kill, setuid, net_bind_service ..."""

_PIVOT_ROOT = {
    "x86_64": 155,
    "aarch64": 41,
    "riscv64": 41,
    "loongarch64": 41,
    "armv7l": 218,
    "i686": 217,
    "ppc64le": 203,
    "s390x": 217,
}

AVAILABLE = sys.platform == "linux" and os.uname().machine in _PIVOT_ROOT
"""Can namespaces be asked for at all? (Whether the kernel grants them is another question.)"""

_libc = ctypes.CDLL(None, use_errno=True)


def _call(name: str, *args: object) -> None:
    if getattr(_libc, name)(*args) < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{name}: {os.strerror(code)}")


def unshare(flags: int) -> None:
    """Leave the namespaces named by `flags` for new ones."""
    _call("unshare", ctypes.c_int(flags))


def setns(fd: int) -> None:
    """Enter the namespace that `fd` is open on (a pid namespace: for children only)."""
    _call("setns", ctypes.c_int(fd), ctypes.c_int(0))


def mount(source: str, target: str, kind: str = "", flags: int = 0, data: str = "") -> None:
    """Mount `source` on `target`."""
    try:
        _call(
            "mount",
            source.encode(),
            target.encode(),
            kind.encode() or None,
            ctypes.c_ulong(flags),
            data.encode() or None,
        )
    except OSError as error:
        raise OSError(error.errno, f"{error.strerror} ({kind or 'bind'} on {target})") from None


def umount(target: str, flags: int = 0) -> None:
    """Unmount what is at `target`."""
    _call("umount2", target.encode(), ctypes.c_int(flags))


def pivot_root(new_root: str, put_old: str) -> None:
    """Make `new_root` the root of this mount namespace and move the old one to `put_old`."""
    number = _PIVOT_ROOT[os.uname().machine]
    _call("syscall", ctypes.c_long(number), new_root.encode(), put_old.encode())


def sethostname(name: str) -> None:
    """Set the name of this UTS namespace."""
    data = name.encode()
    _call("sethostname", data, ctypes.c_size_t(len(data)))


def _prctl(option: int, value: int) -> None:
    zero = ctypes.c_ulong(0)
    _call("prctl", ctypes.c_int(option), ctypes.c_ulong(value), zero, zero, zero)


def die_with_parent() -> None:
    """Have the kernel kill this process when its parent dies."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent ends."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def limit_capabilities(kept: int = DOCKER_CAPABILITIES) -> None:
    """Give up every capability outside the mask `kept`, for good."""
    held = _effective_capabilities()
    for number in range(_LAST_CAPABILITY + 1):
        if held >> number & 1 and not kept >> number & 1:
            _prctl(_PR_CAPBSET_DROP, number)
    low, high = kept & held & 0xFFFFFFFF, (kept & held) >> 32
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    data = (ctypes.c_uint32 * 6)(low, low, 0, high, high, 0)
    _call("capset", ctypes.byref(header), ctypes.byref(data))


def _effective_capabilities() -> int:
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    data = (ctypes.c_uint32 * 6)()
    _call("capget", ctypes.byref(header), ctypes.byref(data))
    return int(data[0]) | int(data[3]) << 32
