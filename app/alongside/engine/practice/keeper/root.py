"""A container's root: which files it sees, where they are here, and how they are mounted.

`Root.build` makes the private part (plain directories and files) when a container is created.
`Root.mount` runs in a container's first process, in mount namespaces of its own, and puts the
system's binaries beside the private part, read-only. `Root.host_path` answers the same question
without any mount: that is how files are looked at in a stopped container, and where there are no
namespaces at all.
"""

# os.path, because importing pathlib takes longer than all the rest.
# ruff: noqa: PTH101, PTH102, PTH103, PTH106, PTH110, PTH112, PTH114, PTH115, PTH118, PTH120, PTH123, PTH211

from __future__ import annotations

import os
import sys
from collections import deque
from typing import Any

from alongside.engine.practice.keeper import linux
from alongside.engine.practice.keeper.tree import remove_tree

_PRIVATE_DIRECTORIES = ("etc", "root", "home", "tmp", "run", "var/tmp", "opt", "srv", "app")
_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/nix", "/gnu")
_SYSTEM_ETC = ("/etc/alternatives", "/etc/ld.so.cache", "/etc/terminfo", "/etc/localtime")
_LIBRARIES = ("/lib", "/lib32", "/lib64", "/libx32", "/usr/lib", "/usr/lib64", "/nix", "/gnu")
_DEVICES = ("null", "zero", "full", "random", "urandom", "tty")
_READ_ONLY_PROC = ("sys", "sysrq-trigger", "irq", "bus", "fs")
_HIDDEN_PROC = ("kcore", "keys", "timer_list", "sched_debug")
_LOCKED = (
    (2, linux.MS_NOSUID),
    (4, linux.MS_NODEV),
    (8, linux.MS_NOEXEC),
    (1024, linux.MS_NOATIME),
    (2048, linux.MS_NODIRATIME),
    (4096, linux.MS_RELATIME),
)
"""statvfs(3)'s ST_ flags, which os has names for on Linux only, and mount(2)'s for the same."""
_LINK_LIMIT = 40


def python_executable() -> str:
    """Return the interpreter itself, outside any virtual environment."""
    name = f"python{sys.version_info.major}.{sys.version_info.minor}"
    path = os.path.join(sys.base_exec_prefix, "bin", name)
    return path if os.access(path, os.X_OK) else os.path.realpath(sys.executable)


class Root:
    """What one container sees as ``/``.

    Args:
        path: Where its private files are.
        spec: From the blueprint: ``system`` (all of the system's programs, or none but Python),
            ``files`` (path to [mode, text]), ``volumes`` (path inside to the volume's directory).
    """

    def __init__(self, path: str, spec: dict[str, Any]) -> None:
        self.path = path
        self._spec = spec
        self._links: dict[str, str] = {}
        self._binds = self._find_binds()

    def _find_binds(self) -> dict[str, str]:
        """Return what is shown read-only, by path (the same inside and outside)."""
        wanted: list[str] = []
        for path in (*_SYSTEM, *_SYSTEM_ETC) if self._spec["system"] else _LIBRARIES:
            if os.path.islink(path) and not path.startswith("/etc/"):
                self._links[path] = os.readlink(path)
            elif os.path.exists(path):
                wanted.append(path)
        python = python_executable()
        prefix = os.path.realpath(sys.base_prefix)
        wanted += [f"{prefix}/lib", python] if prefix in ("/usr", "/usr/local") else [prefix]
        binds: dict[str, str] = {}
        for path in wanted:  # what lies below another one is there already
            if not any(path == seen or path.startswith(seen + "/") for seen in binds):
                binds[path] = path
        if python in binds:
            binds[f"{os.path.dirname(python)}/python3"] = python
        return binds

    def build(self) -> None:
        """Make the private directories, links, volumes and files."""
        for name in _PRIVATE_DIRECTORIES:
            os.makedirs(os.path.join(self.path, name), exist_ok=True)
        for name in ("tmp", "var/tmp"):
            os.chmod(os.path.join(self.path, name), 0o1777)
        for link, target in self._links.items():
            os.symlink(target, self.path + link)
        for path, (mode, text) in self._spec["files"].items():
            self._write(path, mode, text)

    def link_volumes(self) -> None:
        """Where nothing can be mounted: show the volumes by way of symbolic links."""
        for inside, volume in self._spec["volumes"].items():
            os.makedirs(os.path.dirname(self.path + inside), exist_ok=True)
            os.symlink(volume, self.path + inside)

    def _write(self, path: str, mode: int, text: str) -> None:
        place = self.path + path
        for inside, volume in self._spec["volumes"].items():
            if path.startswith(inside + "/"):
                place = volume + path[len(inside) :]
                os.makedirs(volume, exist_ok=True)
                os.chmod(volume, 0o777)
        os.makedirs(os.path.dirname(place), exist_ok=True)
        with open(place, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(place, mode)

    def remove(self) -> None:
        """Delete the private files."""
        remove_tree(self.path)

    # -- without mounts ------------------------------------------------------------------------

    def host_path(self, path: str) -> str:
        """Return where `path` of the container is on this machine, symbolic links followed.

        What comes back need not exist.
        """
        inside, parts, links = "", deque(path.split("/")), 0
        while parts:
            part = parts.popleft()
            if part in ("", "."):
                continue
            if part == "..":
                inside = inside.rpartition("/")[0]
                continue
            candidate = f"{inside}/{part}"
            place = self._place(candidate)
            if not os.path.islink(place):
                inside = candidate
                continue
            links += 1
            if links > _LINK_LIMIT:
                raise OSError(f"{path}: too many symbolic links")
            target = os.readlink(place)
            if target.startswith("/"):
                inside = ""
            parts.extendleft(reversed(target.split("/")))
        return self._place(inside or "/")

    def owns(self, place: str) -> bool:
        """Is `place` (on this machine) among the container's own files, not the system's?"""
        mine = (self.path, *self._spec["volumes"].values())
        return any(place.startswith(directory + "/") for directory in mine)

    def _place(self, inside: str) -> str:
        for mounts in (self._spec["volumes"], self._binds):
            for point, source in mounts.items():
                if inside == point or inside.startswith(point + "/"):
                    return str(source) + inside[len(point) :]
        return self.path + inside

    # -- with mounts ---------------------------------------------------------------------------

    def mount(self) -> None:
        """Make this the root of the calling process, which has mount and pid namespaces of its own.

        Raises:
            OSError: The kernel refused one of the mounts; the text says which.
        """
        linux.mount("none", "/", flags=linux.MS_REC | linux.MS_PRIVATE)
        linux.mount(self.path, self.path, flags=linux.MS_BIND)
        for path, source in self._binds.items():
            self._bind(source, path, read_only=True)
        for path, volume in self._spec["volumes"].items():
            self._bind(volume, path)
        self._mount_devices()
        self._mount_proc()
        old = os.path.join(self.path, ".old")
        os.makedirs(old, exist_ok=True)
        linux.pivot_root(self.path, old)
        os.chdir("/")
        linux.umount("/.old", linux.MNT_DETACH)
        os.rmdir("/.old")

    def _bind(self, source: str, inside: str, *, read_only: bool = False) -> None:
        target = self.path + inside
        if os.path.isdir(source):
            os.makedirs(target, exist_ok=True)
        else:
            os.makedirs(os.path.dirname(target), exist_ok=True)
            os.close(os.open(target, os.O_CREAT | os.O_WRONLY, 0o644))
        linux.mount(source, target, flags=linux.MS_BIND | linux.MS_REC)
        if read_only:
            for point in _mounts_below(os.path.realpath(target)):
                _make_read_only(point)

    def _mount_devices(self) -> None:
        dev = self.path + "/dev"
        os.makedirs(dev, exist_ok=True)
        linux.mount("tmpfs", dev, "tmpfs", linux.MS_NOSUID, "mode=755,size=64k")
        for name in _DEVICES:
            self._bind(f"/dev/{name}", f"/dev/{name}")
        for name in ("pts", "shm"):
            os.mkdir(f"{dev}/{name}")
        linux.mount(
            "devpts",
            f"{dev}/pts",
            "devpts",
            linux.MS_NOSUID | linux.MS_NOEXEC,
            "newinstance,ptmxmode=0666,mode=0620",
        )
        linux.mount("tmpfs", f"{dev}/shm", "tmpfs", linux.MS_NOSUID | linux.MS_NODEV, "size=4m")
        links = {"ptmx": "pts/ptmx", "fd": "/proc/self/fd"}
        links |= {
            name: f"/proc/self/fd/{fd}" for fd, name in enumerate(("stdin", "stdout", "stderr"))
        }
        for name, target in links.items():
            os.symlink(target, f"{dev}/{name}")

    def _mount_proc(self) -> None:
        proc = self.path + "/proc"
        os.makedirs(proc, exist_ok=True)
        linux.mount("proc", proc, "proc", linux.MS_NOSUID | linux.MS_NODEV | linux.MS_NOEXEC)
        for name in _READ_ONLY_PROC:
            if os.path.exists(f"{proc}/{name}"):
                linux.mount(f"{proc}/{name}", f"{proc}/{name}", flags=linux.MS_BIND | linux.MS_REC)
                _make_read_only(f"{proc}/{name}")
        for name in _HIDDEN_PROC:
            if os.path.exists(f"{proc}/{name}"):
                linux.mount("/dev/null", f"{proc}/{name}", flags=linux.MS_BIND)


def _mounts_below(target: str) -> list[str]:
    """Return the mount points at and under `target`."""
    with open("/proc/self/mountinfo", encoding="utf-8", errors="surrogateescape") as table:
        points = [line.split(" ", 5)[4] for line in table]
    names = [point.encode("latin-1", "ignore").decode("unicode_escape") for point in points]
    return [name for name in names if name == target or name.startswith(target + "/")]


def _make_read_only(point: str) -> None:
    """Remount a bind read-only, keeping the flags that the kernel may have locked."""
    has = os.statvfs(point).f_flag
    flags = sum(flag for mark, flag in _LOCKED if has & mark)
    linux.mount("none", point, flags=linux.MS_REMOUNT | linux.MS_BIND | linux.MS_RDONLY | flags)
