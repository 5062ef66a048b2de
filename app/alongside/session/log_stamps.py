"""Takes the engine's times off a log's lines as they come, and remembers the latest: pure."""

from __future__ import annotations

from datetime import datetime

from alongside.engine.engine import Channel, Chunk
from alongside.session.history import STAMP

_LONGEST = 40
"""Bytes in which a time and its space are over."""


class Stamps:
    """Reads a log with timestamps.

    Attributes:
        latest: The latest time seen, in seconds since the epoch, cut to microseconds; or None.
    """

    def __init__(self) -> None:
        self.latest: float | None = None
        self._held: dict[Channel, bytes] = {}

    def feed(self, chunk: Chunk) -> Chunk:
        """Return `chunk` without the times; a time that is not yet whole is held back.

        A chunk that begins within a line has one too where the engine cut the line, or where an
        earlier run ended without a newline.
        """
        lines = (self._held.pop(chunk.channel, b"") + chunk.data).split(b"\n")
        whole = [self._bare(line) for line in lines[:-1]]
        last = lines[-1]
        if (
            last[:1].isdigit()
            and len(last) < _LONGEST
            and not STAMP.match(last)
            and self._may(last)
        ):
            self._held[chunk.channel], last = last, b""
        return Chunk(chunk.channel, b"\n".join((*whole, self._bare(last))))

    def _bare(self, line: bytes) -> bytes:
        found = STAMP.match(line)
        if found is None:
            return line
        time = datetime.fromisoformat(found[1].decode()).timestamp()
        self.latest = max(time, self.latest or time)
        return line[found.end() :]

    @staticmethod
    def _may(beginning: bytes) -> bool:
        """Can a time begin so?"""
        return not beginning.translate(None, b"0123456789-+:.TZ")
