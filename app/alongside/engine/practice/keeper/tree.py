"""Deleting a directory; shutil could, but importing it takes a third of the keeper's start."""

# ruff: noqa: PTH101, PTH106, PTH108

from __future__ import annotations

import os


def remove_tree(top: str) -> None:
    """Delete `top` and all that is in it; nothing if it is not there. No link is followed.

    Raises:
        OSError: Something in it is not ours to delete.
    """
    try:
        os.chmod(top, 0o700)  # somebody may have locked himself out of his own directory
        with os.scandir(top) as entries:
            inside = list(entries)
    except FileNotFoundError:
        return
    for entry in inside:
        if entry.is_dir(follow_symlinks=False):
            remove_tree(entry.path)
        else:
            os.unlink(entry.path)
    os.rmdir(top)
