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


def staged_rows(rows: Rows, main: int) -> Rows:
    """Return `rows` with pids counted from `main` on, for a staged scene."""
    shown = {row["pid"]: main + number for number, row in enumerate(rows)}
    return [row | {"pid": shown[row["pid"]], "ppid": shown.get(row["ppid"], 0)} for row in rows]


def staged_stats(place: int, pids: int) -> Stats:
    """Return made-up numbers for the container at `place` of a staged scene."""
    return Stats(float(place * 7 % 5), (3 + place * 13 % 31) * 1_048_576, 8_589_934_592, pids)


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
