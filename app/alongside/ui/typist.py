"""Whether somebody is still typing to a process that has just ended: pure, but for the clock.

A pane whose process is over takes letters as its own keys: `w` closes the tab, and what is typed
behind it goes to the next one. Who is in the middle of a word has not seen the end yet.
"""

from __future__ import annotations

import time

REST_SECONDS = 0.6
"""Nobody who types on rests so long between two keys."""


class Typist:
    """Who types into one pane."""

    def __init__(self) -> None:
        self._amid = False
        self._last = 0.0

    def typed(self, data: bytes) -> None:
        """Take note of keys that went to the process: text wants more, Enter and ^D do not."""
        self._amid = data[-1:] >= b" " and data[:1] not in (b"\x1b", b"\x7f")
        self._last = time.monotonic()

    def types_on(self) -> bool:
        """Return whether a key that comes now still belongs to what was being typed."""
        now = time.monotonic()
        self._amid = self._amid and now - self._last < REST_SECONDS
        self._last = now
        return self._amid
