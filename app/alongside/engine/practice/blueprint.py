"""A container as data: what is made of it is up to `PracticeEngine.create`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from alongside.engine.model import Port

_PROGRAMS = Path(__file__).parent / "programs"


@dataclass(frozen=True, slots=True)
class File:
    """A file that is there from the beginning."""

    text: str
    mode: int = 0o644


@dataclass(frozen=True, slots=True)
class Past:
    """What happened before the scene was opened.

    Attributes:
        ended: Seconds ago that its last run ended.
        exit_code: How.
        restarts: How often it had been restarted; above 0 it is waiting for the next time.
        log: Lines with their age in seconds, oldest first.
    """

    ended: float
    exit_code: int
    restarts: int = 0
    log: tuple[tuple[float, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Blueprint:
    """How a container is made.

    Attributes:
        argv: The main process; ``/app`` holds `programs`, ``python3`` is our own interpreter.
        user: From the container's passwd file (``root`` or ``app``); kept only where the system
            lets us be others.
        system: Are the system's programs there? Without them: Python and nothing else.
        programs: Names of files of ``practice/programs`` that are in its ``/app``.
        files: More files by path; below a volume they go into the volume.
        volumes: Directories shared with other containers: path inside to the volume's name.
        restart: Docker's restart policy.
        reports_health: The main process gets descriptor 3 (``HEALTH_FD``) and writes ``healthy``
            or ``unhealthy`` lines to it; until then the health is ``starting``.
        started: Is it started when the scene opens?
        age: Seconds since it was made; counts as uptime in a staged scene (`PracticeEngine`).
        past: What is known from before; None if it has never run.
    """

    name: str
    argv: tuple[str, ...]
    image: str = "practice:latest"
    env: Mapping[str, str] = field(default_factory=dict)
    user: str = ""
    working_dir: str = "/"
    tty: bool = False
    open_stdin: bool = False
    stdin_once: bool = False
    system: bool = True
    programs: tuple[str, ...] = ()
    files: Mapping[str, File] = field(default_factory=dict)
    volumes: Mapping[str, str] = field(default_factory=dict)
    ports: tuple[Port, ...] = ()
    restart: str = "no"
    reports_health: bool = False
    project: str = ""
    service: str = ""
    started: bool = True
    age: float = 300.0
    past: Past | None = None

    def all_files(self, address: str) -> dict[str, tuple[int, str]]:
        """Return mode and text of every private file by path, the usual ones of /etc included."""
        files = {path: (file.mode, file.text) for path, file in _USUAL.items()}
        files["/etc/hostname"] = (0o644, f"{self.name}\n")
        files["/etc/hosts"] = (0o644, f"127.0.0.1\tlocalhost\n{address}")
        for name in self.programs:
            text = (_PROGRAMS / name).read_text(encoding="utf-8")
            files[f"/app/{name}"] = (0o755, text)
        return files | {path: (file.mode, file.text) for path, file in self.files.items()}


_BASHRC = File("PS1='\\u@\\h:\\w\\$ '\n")

_USUAL = {
    "/etc/passwd": File(
        "root:x:0:0:root:/root:/bin/sh\n"
        "app:x:1000:1000:app:/home/app:/bin/sh\n"
        "nobody:x:65534:65534:nobody:/:/usr/sbin/nologin\n"
    ),
    "/etc/group": File("root:x:0:\ntty:x:5:\napp:x:1000:\nnogroup:x:65534:\n"),
    "/etc/resolv.conf": File("# The scene has a network of its own, without name servers.\n"),
    "/etc/os-release": File('NAME="Practice"\nID=practice\nPRETTY_NAME="Practice scene"\n'),
    "/root/.bashrc": _BASHRC,
    "/home/app/.bashrc": _BASHRC,
}
