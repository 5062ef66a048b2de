"""The scene's directory on this machine, and what an earlier one may have left.

Every scene has a directory ``alongside-practice-<uid>-XXXX`` whose ``lock`` its keeper holds. The
keeper deletes it at the end, also when the program was killed. Only when the keeper itself was
killed too is anything left: then the lock is free, and the next start ends and deletes it.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import tempfile
from pathlib import Path

from alongside.engine.practice.keeper.tree import remove_tree

_LOCK = "lock"


def _prefix() -> str:
    return f"alongside-practice-{os.getuid()}-"


def make_directory(parent: Path | None = None) -> tuple[Path, int]:
    """Make a directory for a new scene and lock it.

    Returns:
        The directory and the descriptor that holds its lock: for the keeper, then to be closed.
    """
    directory = Path(tempfile.mkdtemp(prefix=_prefix(), dir=parent))
    fd = os.open(directory / "new", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.flock(fd, fcntl.LOCK_EX)
    (directory / "new").rename(directory / _LOCK)  # it appears only when it is locked
    return directory, fd


def sweep(parent: Path | None = None) -> list[Path]:
    """Delete what dead scenes of this user left in `parent` (the temporary directory).

    Returns:
        The directories that were removed.
    """
    place = parent or Path(tempfile.gettempdir())
    removed = []
    for directory in sorted(place.glob(_prefix() + "*")):
        if directory.is_symlink() or not _is_ours(directory) or not _is_dead(directory):
            continue
        _end_processes(directory)
        remove_tree(str(directory))
        removed.append(directory)
    return removed


def _is_ours(directory: Path) -> bool:
    try:
        return directory.lstat().st_uid == os.getuid()
    except OSError:
        return False


def _is_dead(directory: Path) -> bool:
    """Is the lock free? One that is not there yet belongs to a scene that is just being made."""
    try:
        with (directory / _LOCK).open("r+", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _end_processes(directory: Path) -> None:
    """Kill processes without namespaces that were started for the scene (Linux: by /proc)."""
    mark = f"PRACTICE_ROOT={directory}/".encode()
    done: set[int] = set()
    while fresh := _marked(mark) - done:  # again, for what they forked meanwhile
        for pid in fresh:
            with contextlib.suppress(OSError):  # it ended meanwhile, or has become another user's
                os.kill(pid, signal.SIGKILL)
        done |= fresh


def _marked(mark: bytes) -> set[int]:
    """Return the processes with a variable in their environment that begins with `mark`."""
    found = set()
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # it ended meanwhile, or is somebody else's
            if any(item.startswith(mark) for item in (entry / "environ").read_bytes().split(b"\0")):
                found.add(int(entry.name))
    return found
