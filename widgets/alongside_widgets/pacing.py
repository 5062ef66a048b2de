"""When a frame is taken: at once, or later if the program or a flood of output says so.

`Canvas` tells of all it parsed (`saw`) and asks for a frame (`want`); `Pacer` calls back when it is
time: at once as a rule, twenty times a second in a flood, and under synchronised output (mode 2026)
when that ends, or its deadline passes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from time import perf_counter

HOLD = 0.15
"""Seconds that synchronised output may hold the picture."""
FLOOD = 32_768
"""Bytes since the last frame that make a flood: of that fewer frames are shown."""
FLOOD_FRAME = 1 / 20
"""Seconds between two frames of a flood."""


class Pacer:
    """Decides when to take a frame.

    Args:
        take: Takes one.
        held: Whether synchronised output holds the picture now.
    """

    def __init__(self, take: Callable[[], None], held: Callable[[], bool]) -> None:
        self._take = take
        self._held = held
        self._hold: asyncio.TimerHandle | None = None
        self._late: asyncio.TimerHandle | None = None
        self._unseen = 0
        self._taken = 0.0

    def saw(self, size: int) -> None:
        """Note that `size` bytes were parsed."""
        self._unseen += size

    def want(self) -> None:
        """Have a frame taken as soon as one is due."""
        loop = asyncio.get_running_loop()
        due = self._taken + FLOOD_FRAME - perf_counter()
        if self._held():
            if self._hold is None:
                self._hold = loop.call_later(HOLD, self.now)
        elif self._unseen < FLOOD or due <= 0:
            self.now()
        elif self._late is None:
            self._late = loop.call_later(due, self.catch_up)

    def catch_up(self) -> None:
        """Take the frame that a flood put off, if there is one."""
        if self._late is not None and not self._held():
            self.now()

    def now(self) -> None:
        """Take a frame."""
        self.stop()
        self._unseen = 0
        self._taken = perf_counter()
        self._take()

    def stop(self) -> None:
        """Take none that was put off."""
        for handle in (self._hold, self._late):
            if handle is not None:
                handle.cancel()
        self._hold = self._late = None
