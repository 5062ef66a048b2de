"""What containers use, from the keeper's process records."""

from __future__ import annotations

import os
import pwd
import time
from typing import Any

from alongside.engine.model import Stats

Rows = list[dict[str, Any]]
"""The keeper's `Process` records, as they come over the wire."""


def user_names() -> dict[int, str]:
    """Return the machine's users by uid: Docker's `top` resolves them on the host too."""
    return {entry.pw_uid: entry.pw_name for entry in pwd.getpwall()}


class Usage:
    """Turns CPU seconds into percent by remembering the reading before."""

    def __init__(self) -> None:
        self._before: dict[str, tuple[float, float]] = {}

    def reading(self, id: str, rows: Rows) -> Stats:
        """Return what a container uses now."""
        now = time.monotonic()
        cpu = sum(float(row["cpu"]) for row in rows)
        then, used = self._before.get(id, (0.0, 0.0))
        self._before[id] = (now, cpu)
        percent = 100 * max(cpu - used, 0.0) / (now - then) if then and now > then else 0.0
        memory = sum(int(row["memory"]) for row in rows)
        return Stats(round(percent, 2), memory, _machine_memory(), len(rows))

    def forget(self, id: str) -> None:
        """Drop what is remembered of a container."""
        self._before.pop(id, None)


def _machine_memory() -> int:
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
