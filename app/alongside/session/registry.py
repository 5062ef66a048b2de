"""What is alive in containers because of us, on disk: so that the next start can end it.

One small file for each live exec, written before it starts and removed when it has ended. Whoever
starts next (`sweep`) ends what owners that are gone have left: killed ones, crashed ones. The
files hold no secrets, and are the user's alone.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = "execs"


@dataclass(frozen=True, slots=True)
class Owner:
    """A process of alongside, so that nobody else is taken for it.

    Attributes:
        host, boot, namespace: Where its pid means something: the host's name, which of its boots,
            and which pid namespace; empty where the system does not say.
        started: When the process started, in whatever form the system says it.
    """

    pid: int
    started: str
    host: str
    boot: str = ""
    namespace: str = ""

    @classmethod
    def me(cls) -> Owner:
        """Return this process."""
        return _owner(os.getpid())

    @property
    def gone(self) -> bool:
        """Has it certainly ended? Of another machine's or namespace's processes we cannot say."""
        here = Owner.me()
        if self.host != here.host:
            return False
        if self.boot != here.boot:
            return True
        if self.namespace != here.namespace:
            return False
        return _started(self.pid) != self.started


@dataclass(frozen=True, slots=True)
class Record:
    """One exec that is, or was, alive.

    Attributes:
        endpoint: The engine's address; empty for the practice engine.
        mark: The value of its environment's mark.
        interpreter: A shell that is in the container; empty if there is none.
        command: What was started, for people.
    """

    endpoint: str
    container_id: str
    container_name: str
    mark: str
    user: str
    interpreter: tuple[str, ...]
    command: str
    owner: Owner


class Registry:
    """The records of live execs in one directory.

    Args:
        directory: The program's own state directory; made when it is needed.
    """

    def __init__(self, directory: Path) -> None:
        self._folder = directory / FOLDER

    def write(self, record: Record) -> None:
        """Note that this exec is about to start.

        Raises:
            OSError: It cannot be written.
        """
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._path(record.mark)
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(json.dumps(asdict(record)), "utf-8")
        fresh.replace(path)

    def remove(self, mark: str) -> None:
        """Note that nothing is left of this exec. Twice is fine."""
        self._path(mark).unlink(missing_ok=True)

    def abandoned(self, endpoint: str) -> Iterator[Record]:
        """Yield what owners that are gone have left at this engine; files that are none go."""
        for path in sorted(self._folder.glob("*.json")):
            try:
                record = _read(json.loads(path.read_text("utf-8")))
            except OSError:  # its owner, or another sweep, was faster; or it is not ours to read
                continue
            except (ValueError, TypeError, KeyError):
                path.unlink(missing_ok=True)
                continue
            if record.endpoint == endpoint and record.owner.gone:
                yield record

    def _path(self, mark: str) -> Path:
        return self._folder / f"{mark}.json"


def _read(data: dict[str, Any]) -> Record:
    fields = {name: str(data[name]) for name in ("endpoint", "container_id", "container_name")}
    fields |= {name: str(data[name]) for name in ("mark", "user", "command")}
    if not fields["mark"].isalnum():
        raise ValueError("a mark is hexadecimal")
    owner = data["owner"]
    where = {name: str(owner[name]) for name in ("started", "host", "boot", "namespace")}
    return Record(
        **fields,
        interpreter=tuple(str(word) for word in data["interpreter"]),
        owner=Owner(pid=int(owner["pid"]), **where),
    )


@cache
def _place() -> tuple[str, str, str]:
    """Return host, boot and pid namespace: they do not change in a process's life."""
    boot, namespace = Path("/proc/sys/kernel/random/boot_id"), Path("/proc/self/ns/pid")
    try:
        return socket.gethostname(), boot.read_text().strip(), str(namespace.readlink())
    except OSError:  # no Linux
        return socket.gethostname(), "", ""


@cache
def _owner(pid: int) -> Owner:
    host, boot, namespace = _place()
    return Owner(pid, _started(pid), host, boot, namespace)


def _started(pid: int) -> str:
    """Return when that process started, or nothing if there is none."""
    if Path("/proc/self/stat").exists():
        try:
            return (
                Path(f"/proc/{pid}/stat")
                .read_text("utf-8", "replace")
                .rpartition(")")[2]
                .split()[19]
            )
        except (OSError, IndexError):
            return ""
    command = ["ps", "-o", "lstart=", "-p", str(pid)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
