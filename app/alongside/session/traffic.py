"""How many bytes went each way of one stream."""

from __future__ import annotations

from collections.abc import Callable


class Traffic:
    """Counts a session's bytes as they pass: what the process said, and what was sent to it.

    Framing, echoes of our own and history from the log are not counted: only what really came and
    went over this stream's connections.

    Attributes:
        bytes_in: From the process to us.
        bytes_out: From us to the process.
        on_change: Called, on the loop, after each count; must be quick (a flood calls it often).
    """

    __slots__ = ("bytes_in", "bytes_out", "on_change")

    def __init__(self) -> None:
        self.bytes_in = 0
        self.bytes_out = 0
        self.on_change: Callable[[], None] | None = None

    def came(self, count: int) -> None:
        """Count bytes that the process wrote."""
        self.bytes_in += count
        if self.on_change is not None:
            self.on_change()

    def went(self, count: int) -> None:
        """Count bytes that the engine accepted for the process."""
        self.bytes_out += count
        if self.on_change is not None:
            self.on_change()
