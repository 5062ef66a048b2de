"""How a main process tells its health: a pipe that it writes ``healthy`` or ``unhealthy`` to."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable

from alongside.engine.model import Health

_WORDS = {b"healthy": Health.HEALTHY, b"unhealthy": Health.UNHEALTHY}


class HealthPipe:
    """Our end of the pipe; calls `on_change` with what comes."""

    def __init__(self, fd: int, on_change: Callable[[Health], None]) -> None:
        self._fd = fd
        self._on_change = on_change
        self._loop = asyncio.get_running_loop()
        os.set_blocking(fd, False)
        self._loop.add_reader(fd, self._readable)

    def _readable(self) -> None:
        data = os.read(self._fd, 4096)
        if not data:
            self.close()
            return
        for word in data.split():
            if word in _WORDS:
                self._on_change(_WORDS[word])

    def close(self) -> None:
        """Listen no more. Twice is fine."""
        if self._fd >= 0:
            self._loop.remove_reader(self._fd)
            os.close(self._fd)
            self._fd = -1
