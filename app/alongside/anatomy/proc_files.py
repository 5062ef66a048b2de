"""Files of this machine's /proc, for whoever may read them: what may not be read is empty.

Blocks; `machine` calls it in a thread.
"""

from __future__ import annotations

import fcntl
import os
import struct
import termios
from pathlib import Path

from alongside.anatomy.facts import NAMESPACES, Raw
from alongside.anatomy.parse import number, parse_status

_FILES = ("stat", "status", "cmdline", "environ", "cgroup")
_MOST_BYTES = 1024 * 1024
_CLOSED = "closed"
_REFUSED = "this user may not read it on the engine's machine"


class ProcFiles:
    """Reads one /proc."""

    def __init__(self, proc: Path) -> None:
        self.proc = proc

    def read(self, pid: int, name: str) -> bytes:
        """Return a file's contents, at most a MiB of them."""
        try:
            with (self.proc / str(pid) / name).open("rb") as file:
                return file.read(_MOST_BYTES)
        except OSError:
            return b""

    def link(self, pid: int, name: str) -> str:
        """Return where a link leads."""
        try:
            return str((self.proc / str(pid) / name).readlink())
        except OSError:
            return ""

    def status(self, pid: int) -> dict[str, str]:
        """Return the fields of /proc/PID/status."""
        return parse_status(self.read(pid, "status"))

    def inner(self, pid: int, what: str = "NSpid") -> int | None:
        """Return a pid, group or session as the process's own namespace numbers it."""
        words = self.status(pid).get(what, "").split()
        return number(words[-1]) if words else None

    def boot(self) -> int | None:
        """Return when the machine was started, seconds since the epoch."""
        try:
            text = (self.proc / "stat").read_text("ascii", "replace")
        except OSError:
            return None
        rows = (row.partition(" ") for row in text.splitlines())
        return next((number(value) for name, _, value in rows if name == "btime"), None)

    def etc(self, pid: int, name: str) -> bytes:
        """Read a file of the container's /etc; no link is followed, for it could lead to ours."""
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        try:
            root = os.open(self.proc / str(pid) / "root", os.O_RDONLY | os.O_DIRECTORY)
        except OSError:
            return b""
        try:
            etc = os.open("etc", flags | os.O_DIRECTORY, dir_fd=root)
            try:
                with open(os.open(name, flags, dir_fd=etc), "rb") as file:  # noqa: PTH123
                    return file.read(_MOST_BYTES)
            finally:
                os.close(etc)
        except OSError:
            return b""
        finally:
            os.close(root)

    def raw(self, pid: int) -> Raw:
        """Return all files of one process, with a reason for each that may not be read."""
        raw = Raw()
        for name in _FILES:
            data = self.read(pid, name)
            if data or self._may_read(pid, name):
                raw.parts[name] = data
            else:
                raw.lost[name] = _REFUSED
        raw.parts["label"] = self.read(pid, "attr/current")
        for name in ("cwd", *(f"ns/{space}" for space in NAMESPACES)):
            self._add_link(raw, pid, name, _REFUSED)
        for fd in (0, 1, 2):
            closed = not self.link(pid, f"fd/{fd}") and self._may_read(pid, "environ")
            self._add_link(raw, pid, f"fd/{fd}", _CLOSED if closed else _REFUSED)
        if size := self._size(pid, raw):
            raw.parts["size"] = size
        return raw

    def _may_read(self, pid: int, name: str) -> bool:
        try:
            os.close(os.open(self.proc / str(pid) / name, os.O_RDONLY))
        except OSError:
            return False
        return True

    def _add_link(self, raw: Raw, pid: int, name: str, why: str) -> None:
        if target := self.link(pid, name):
            raw.parts[name] = os.fsencode(target)
        else:
            raw.lost[name] = why

    def _size(self, pid: int, raw: Raw) -> bytes:
        """Return ``rows columns`` of the terminal on one of its descriptors; empty without one."""
        for fd in (0, 1, 2):
            if not raw.parts.get(f"fd/{fd}", b"").startswith((b"/dev/pts/", b"/dev/console")):
                continue
            try:
                # O_NOCTTY: it must not become ours.
                terminal = os.open(
                    self.proc / str(pid) / "fd" / str(fd),
                    os.O_RDONLY | os.O_NOCTTY | os.O_NONBLOCK | os.O_CLOEXEC,
                )
            except OSError:
                continue
            try:
                packed = fcntl.ioctl(terminal, termios.TIOCGWINSZ, b"\0" * 8)
            except OSError:
                continue
            finally:
                os.close(terminal)
            return "{} {}".format(*struct.unpack("4H", packed)[:2]).encode()
        return b""
