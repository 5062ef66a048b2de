"""Looking at and writing single files of a container, whether it runs or not."""

# os.path, because importing pathlib takes longer than all the rest.
# ruff: noqa: PTH105, PTH108, PTH110, PTH112, PTH120

from __future__ import annotations

import os

from alongside.engine.practice.keeper.root import Root


def has_file(root: Root, path: str) -> bool:
    """Is there anything at `path` in the container?"""
    return os.path.exists(root.host_path(path))


def put_file(root: Root, path: str, data: bytes, mode: int) -> None:
    """Write one file; what is there is replaced as a whole.

    Raises:
        FileNotFoundError: Its directory is not there.
        OSError: It cannot be written (the system's directories are read-only).
    """
    place = root.host_path(path)
    if not root.owns(place):
        raise PermissionError(f"{path}: read-only file system")
    if not os.path.isdir(os.path.dirname(place)):
        raise FileNotFoundError(f"{os.path.dirname(path) or '/'}: no such directory")
    partial = f"{place}.{os.getpid()}.partial"
    fd = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(fd, "wb") as file:
            file.write(data)
            os.fchmod(file.fileno(), mode)
        os.replace(partial, place)
    except OSError:
        os.unlink(partial)
        raise
