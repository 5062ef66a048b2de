"""A limit on how often something is said: a program in a container cannot flood the screen."""

from __future__ import annotations

import time
from collections.abc import Callable


class Seldom:
    """Lets one thing through in a while and counts what it holds back.

    Args:
        seconds: The least time between two.
        clock: Seconds, as `time.monotonic` counts them.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._last: float | None = None
        self._held = 0

    def ask(self) -> int | None:
        """Return how many were held back before this one; None if this one is held back too."""
        now = self._clock()
        if self._last is not None and now - self._last < self._seconds:
            self._held += 1
            return None
        self._last = now
        held, self._held = self._held, 0
        return held
