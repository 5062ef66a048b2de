"""What a child does between fork and exec: enter its container, become its user, get its streams.

`start` forks. The child first tells the keeper its pid on the host, then works through the steps
in order; what fails is reported over the `report` socket as JSON (``{"code": 127, "text": ...}``)
in the words of Docker's runtime. A report socket that ends without a word means: the program runs.
For a terminal the child sends its name between two NULs and the master side over the same socket
first, since only a process inside the container can open one of its terminals.
"""

# os.path, because importing pathlib takes longer than all the rest.
# ruff: noqa: PTH113

from __future__ import annotations

import fcntl
import json
import os
import signal
import socket
import stat
import struct
import termios
from typing import NamedTuple, NoReturn

from alongside.engine.practice.keeper import linux
from alongside.engine.practice.keeper.identity import Identity, UnknownUserError
from alongside.engine.practice.keeper.processes import own_pid
from alongside.engine.practice.keeper.root import Root

NOT_FOUND = 127
NOT_EXECUTABLE = 126
_CHANGED_SIGNALS = (
    signal.SIGPIPE,
    signal.SIGXFSZ,
    signal.SIGCHLD,
    signal.SIGHUP,
    signal.SIGINT,
    signal.SIGTERM,
)
"""What Python or the keeper set and a program must not inherit."""


class StartError(Exception):
    """The program cannot be started.

    Args:
        code: 126 or 127, as shells and Docker have it.
    """

    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.text = text


class Launch(NamedTuple):
    """One program to start.

    Attributes:
        streams: Descriptors for its stdin, stdout, stderr and any that follow; none with a `tty`.
        namespaces: Open descriptors of the running container's namespaces, to be entered.
        fresh: Make namespaces and mounts: this is a container's first process.
        isolated: Are there namespaces at all?
    """

    root: Root
    argv: list[str]
    env: dict[str, str]
    cwd: str
    user: str
    hostname: str
    report: int
    streams: list[int]
    namespaces: list[int]
    tty: bool = False
    size: tuple[int, int] = (80, 24)
    fresh: bool = False
    isolated: bool = True
    privileged: bool = False


def start(launch: Launch) -> tuple[int, int]:
    """Fork; return the child's pid here and on the host. The program may yet fail to start."""
    hello, say = os.pipe()
    pid = os.fork()
    if pid:
        os.close(say)
        with os.fdopen(hello, "rb") as pipe:
            host_pid = int(pipe.read() or 0)
        return pid, host_pid
    try:
        os.close(hello)
        os.write(say, str(own_pid()).encode())
        os.close(say)
        _become(launch)
    finally:
        os._exit(NOT_FOUND)


def _become(launch: Launch) -> NoReturn:
    # Out of the way of the descriptors that the program will have.
    report = socket.socket(fileno=_high(launch.report))
    try:
        _enter(launch)
        identity = Identity.find(launch.user) if launch.isolated else Identity.own(launch.root)
        _connect_streams(launch, report, identity)
        _change_directory(launch)
        if launch.isolated:
            _drop_rights(launch, identity)
        elif linux.AVAILABLE:
            linux.die_with_parent()
        for number in _CHANGED_SIGNALS:
            signal.signal(number, signal.SIG_DFL)
        _execute(launch, {"HOME": identity.home} | launch.env)
    except StartError as error:
        _tell(report, error.code, error.text)
    except UnknownUserError as error:
        _tell(report, NOT_EXECUTABLE, str(error))
    except OSError as error:
        _tell(report, NOT_EXECUTABLE, error.strerror or str(error))
    os._exit(NOT_FOUND)


def _high(fd: int) -> int:
    return fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, 64)


def _tell(report: socket.socket, code: int, text: str) -> None:
    report.sendall(json.dumps({"code": code, "text": text}).encode())


def _enter(launch: Launch) -> None:
    os.setsid()
    if launch.fresh and launch.isolated:
        linux.unshare(linux.CLONE_NEWNS | linux.CLONE_NEWUTS | linux.CLONE_NEWIPC)
        linux.sethostname(launch.hostname)
        launch.root.mount()
    for fd in launch.namespaces:
        linux.setns(fd)
    os.umask(0o022)


def _connect_streams(launch: Launch, report: socket.socket, identity: Identity) -> None:
    streams = launch.streams
    if launch.tty:
        master, slave = os.openpty()
        columns, rows = launch.size
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
        socket.send_fds(report, [b"\0%s\0" % os.ttyname(slave).encode()], [master])
        os.close(master)
        streams = [slave, slave, slave, *streams]
    # What is still to be copied must not be in the way of what is copied first.
    for number, fd in enumerate([_high(fd) for fd in streams]):
        os.dup2(fd, number, inheritable=True)
        if launch.isolated and not stat.S_ISCHR(os.fstat(number).st_mode):
            os.fchown(number, identity.uid, -1)
    if launch.tty and launch.isolated:
        os.fchown(0, identity.uid, -1)


def _change_directory(launch: Launch) -> None:
    place = launch.cwd if launch.isolated else launch.root.host_path(launch.cwd)
    try:
        os.chdir(place)
    except OSError as error:
        reason = (error.strerror or "failed").lower()
        raise StartError(
            NOT_FOUND, f'chdir to cwd ("{launch.cwd}") set in config.json failed: {reason}'
        ) from None


def _drop_rights(launch: Launch, identity: Identity) -> None:
    if not launch.privileged:
        linux.limit_capabilities()
    identity.assume()


def _execute(launch: Launch, env: dict[str, str]) -> NoReturn:
    path = _find_program(launch)
    try:
        os.execve(path, launch.argv, env)
    except OSError as error:
        reason = (error.strerror or "failed").lower()
        raise StartError(NOT_EXECUTABLE, f'exec: "{launch.argv[0]}": {reason}') from None


def _find_program(launch: Launch) -> str:
    """Return the path of the program, found as a shell finds it, in the container's own files."""
    name = launch.argv[0]
    places = [""] if "/" in name else launch.env.get("PATH", "").split(":")
    denied = False
    for place in places:
        path = f"{place}/{name}" if place else name
        if not path.startswith("/"):
            path = f"{launch.cwd}/{path}"
        if not launch.isolated:
            path = launch.root.host_path(path)
        if os.path.isfile(path):
            if os.access(path, os.X_OK):
                return path
            denied = True
    if denied:
        raise StartError(NOT_EXECUTABLE, f'exec: "{name}": permission denied')
    where = "no such file or directory" if "/" in name else "executable file not found in $PATH"
    prefix = f"stat {name}" if "/" in name else f'"{name}"'
    raise StartError(NOT_FOUND, f"exec: {prefix}: {where}")
