"""Start of the keeper: ``main([control fd, lock fd, directory, "auto" or "off"])``.

The outer process tries out what the kernel allows (in a child, since namespaces cannot be left),
makes a pid and, if need be, a user namespace, forks the inner process and waits. Whatever ends the
inner process ends, by the pid namespace, everything below; then the outer one deletes the
directory. The directory's lock is open, and so held, in both: a directory whose lock is free is a
leftover (see `alongside.engine.practice.leftovers`).
"""

# os.path, because importing pathlib takes longer than all the rest.
# ruff: noqa: PTH103, PTH118, PTH123

from __future__ import annotations

import fcntl
import os
import signal
import socket
import struct
import sys
import time

from alongside.engine.practice.keeper import linux, processes, wire
from alongside.engine.practice.keeper.held import send_signal
from alongside.engine.practice.keeper.root import Root
from alongside.engine.practice.keeper.server import Server
from alongside.engine.practice.keeper.tree import remove_tree

_SIOCSIFFLAGS = 0x8914
_IFF_UP = 1
_SCENE = "scene"
_ROUND = 0.002
"""Seconds that killed processes get to end before we look again."""


def main(arguments: list[str]) -> None:
    """Be the keeper; returns when everything is ended and deleted."""
    control, lock = socket.socket(fileno=int(arguments[0])), int(arguments[1])
    directory, mode = arguments[2:]
    for fd in (control.fileno(), lock):
        os.set_inheritable(fd, False)
    for number in (signal.SIGINT, signal.SIGHUP, signal.SIGQUIT):
        signal.signal(number, signal.SIG_IGN)
    reason = _why_not_isolated(directory) if mode == "auto" else "it was not asked for"
    inner = _fork_inner(control, directory, reason)
    control.close()
    signal.signal(signal.SIGTERM, lambda _number, _frame: os.kill(inner, signal.SIGKILL))
    os.waitpid(inner, 0)
    _end_descendants()
    remove_tree(directory)


def _why_not_isolated(directory: str) -> str:
    """Try everything once in a child; return what failed, or nothing."""
    if not linux.AVAILABLE:
        return "it needs Linux"
    hear, say = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(hear)
        try:
            _leave(directory, try_out=True)
        except OSError as error:
            os.write(say, (error.strerror or str(error)).encode())
        finally:
            os._exit(0)
    os.close(say)
    with os.fdopen(hear, "rb") as pipe:
        reason = pipe.read().decode()
    os.waitpid(pid, 0)
    return reason


def _leave(directory: str, *, try_out: bool = False) -> None:
    """Make the keeper's own namespaces; with `try_out` also a container's, in a child."""
    uid, gid = os.getuid(), os.getgid()
    if uid != 0:
        linux.unshare(linux.CLONE_NEWUSER)
        _write("/proc/self/setgroups", "deny")
        _write("/proc/self/uid_map", f"0 {uid} 1")
        _write("/proc/self/gid_map", f"0 {gid} 1")
    linux.unshare(linux.CLONE_NEWPID)
    if not try_out:
        return
    hear, say = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            scene = _settle(directory)
            linux.unshare(linux.CLONE_NEWNS | linux.CLONE_NEWUTS | linux.CLONE_NEWIPC)
            root = Root(f"{scene}/trial", {"system": True, "files": {}, "volumes": {}})
            root.build()
            root.mount()
        except OSError as error:
            os.write(say, (error.strerror or str(error)).encode())
        finally:
            os._exit(0)
    os.close(say)
    with os.fdopen(hear, "rb") as pipe:
        reason = pipe.read().decode()
    os.waitpid(pid, 0)
    if reason:
        raise OSError(reason)


def _write(path: str, text: str) -> None:
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def _settle(directory: str) -> str:
    """Give the inner keeper mounts and a network of its own; return where the scene's files go.

    They are in memory, in a mount that nobody else sees: nothing of them can be left behind.
    """
    linux.unshare(linux.CLONE_NEWNS | linux.CLONE_NEWNET)
    linux.mount("none", "/", flags=linux.MS_REC | linux.MS_PRIVATE)
    scene = os.path.join(directory, _SCENE)
    os.makedirs(scene, exist_ok=True)
    linux.mount("tmpfs", scene, "tmpfs", linux.MS_NOSUID | linux.MS_NODEV, "size=128m,mode=755")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        request = struct.pack("16sh14x", b"lo", _IFF_UP)
        fcntl.ioctl(probe.fileno(), _SIOCSIFFLAGS, request)
    return scene


def _fork_inner(control: socket.socket, directory: str, reason: str) -> int:
    if not reason:
        _leave(directory)
    elif linux.AVAILABLE:
        linux.adopt_orphans()  # what a dying inner process leaves comes to us, to be ended
    pid = os.fork()
    if pid == 0:
        try:
            if linux.AVAILABLE:
                linux.die_with_parent()
            _be_inner(control, directory, reason)
        finally:
            os._exit(0)
    return pid


def _be_inner(control: socket.socket, directory: str, reason: str) -> None:
    scene = os.path.join(directory, _SCENE)
    if not reason:
        scene = _settle(directory)
    else:
        os.makedirs(scene, exist_ok=True)
        if linux.AVAILABLE:
            linux.adopt_orphans()
    hello = {"isolated": not reason, "reason": reason, "users": not reason and _has_users()}
    control.sendall(wire.encode(hello | {"hello": 1}))
    Server(control, scene, not reason).run()
    if reason:
        _end_descendants()


def _has_users() -> bool:
    """Are there other users to become? In a user namespace of ours there is one only."""
    with open("/proc/self/uid_map", encoding="utf-8") as file:
        return int(file.read().split()[2]) > 1


def _end_descendants() -> None:
    """Kill and reap whatever is below us; again, because one may have forked before it was hit."""
    own = processes.own_pid()
    while below := processes.descendants(processes.snapshot(), own):
        for process in below:
            send_signal(process.own_pid, signal.SIGKILL)
        time.sleep(_ROUND)
        _reap_all()


def _reap_all() -> None:
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return


if __name__ == "__main__":
    main(sys.argv[1:])
