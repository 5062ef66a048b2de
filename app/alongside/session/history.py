"""Joining what a container said before we attached to what it says now: pure.

The engine's own "attach with logs" has gaps and doubles, so we attach first and keep what comes,
then read the log with timestamps, and find the place in the log where the live stream began::

    log    ... line  line | line  line  li ne
    live                          [li] ne  line  line
           certain          candidates

Lines older than the attach are history for certain. Among the rest, the live stream's beginning is
found by its text, for stdout and stderr apart; the engine's log may lag behind its streams, so a
caller whose join is not sure reads the log again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import accumulate
from typing import NamedTuple

from alongside.engine.engine import Channel, Chunk

CUT = 16 * 1024
"""Engines cut longer lines into entries of this many bytes, each with a timestamp of its own."""

STAMP = re.compile(rb"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)) ")
"""A time at the beginning of a line, and the space behind it."""


_WEAK = 8
"""An overlap of fewer bytes, which is no whole line either, may be chance if the log lags."""


_NOT_ASCII = bytes(range(128, 256))

_TRIES = 16
"""How many places are looked at: more than a few alike mean that no place is certain."""


class Entry(NamedTuple):
    """One line of a log, with its end; `stamp` is empty where the engine gave none."""

    channel: Channel
    stamp: bytes
    data: bytes

    @property
    def time(self) -> float:
        """Seconds since the epoch, by the engine's clock."""
        return datetime.fromisoformat(self.stamp.decode()).timestamp() if self.stamp else 0.0


class Joined(NamedTuple):
    """History that ends exactly where the live stream begins.

    `sure` is False where lines may be missing between them, or doubled.
    """

    history: list[Chunk]
    sure: bool


def parse_log(chunks: Iterable[Chunk]) -> list[Entry]:
    """Return the lines of a log that was read with timestamps, in order."""
    entries: list[Entry] = []
    held = {Channel.STDOUT: b"", Channel.STDERR: b""}
    for channel, data in chunks:
        lines = (held[channel] + data).split(b"\n")
        held[channel] = lines.pop()
        entries += [_entry(channel, line + b"\n") for line in lines]
    entries += [_entry(channel, line) for channel, line in held.items() if line]
    return entries


def _entry(channel: Channel, line: bytes) -> Entry:
    stamp = STAMP.match(line)
    if stamp is None:
        return Entry(channel, b"", line)
    data = line[stamp.end() :]
    if len(data) <= CUT:
        return Entry(channel, stamp[1], data)
    pieces = []
    while len(data) > CUT and (cut := STAMP.match(data, CUT)):
        pieces.append(data[:CUT])
        data = data[cut.end() :]
    return Entry(channel, stamp[1], b"".join((*pieces, data)))


def join(
    entries: Sequence[Entry], live: Sequence[Chunk], since: float, received: int | None = None
) -> Joined:
    """Return what of a log comes before a live stream.

    Args:
        entries: The log, read after the attach.
        live: What came by the stream so far, from its first byte; at least what is in the log.
        since: A moment before the attach, by the engine's clock.
        received: How many chunks of `live` had come before the log was read, which therefore has
            their lines, unless it lags; None for all.
    """
    first = _first_since(entries, since)
    keep: dict[int, bytes] = {}
    sure = True
    for channel in Channel:
        places = [
            place for place in range(first, len(entries)) if entries[place].channel is channel
        ]
        lines = [entries[place].data for place in places]
        found = _before(lines, _text(live, channel), _text(live[:received], channel))
        sure = sure and found.sure
        keep.update(zip(places, found.lines, strict=False))
    history = [Chunk(entry.channel, entry.data) for entry in entries[:first]]
    history += [Chunk(entries[place].channel, data) for place, data in sorted(keep.items()) if data]
    return Joined(history, sure)


def _text(chunks: Sequence[Chunk], channel: Channel) -> bytes:
    return b"".join(chunk.data for chunk in chunks if chunk.channel is channel)


def _first_since(entries: Sequence[Entry], since: float) -> int:
    """Return the index of the first line that is not history for certain."""
    index = len(entries)
    while index and entries[index - 1].time >= since:
        index -= 1
    return index


class _Before(NamedTuple):
    lines: list[bytes]
    sure: bool


def _before(lines: list[bytes], stream: bytes, early: bytes) -> _Before:
    """Return the lines (the last perhaps in part) that came before `stream` began."""
    end = stream.find(b"\n") + 1
    if not end:  # no line of the stream has ended, so none is in the log
        return _Before(lines, True)
    log, live, later = [_same(line) for line in lines], _same(stream[:end]), _same(stream[end:])
    least = len(_same(early[: early.rfind(b"\n") + 1]))
    whole = b"".join(log)
    ends = list(accumulate(len(line) for line in log))
    places = [
        place
        for place, line in enumerate(log)
        if line.endswith(live) and len(live) + len(whole) - ends[place] >= least
    ]
    places = [place for place in places[:_TRIES] if _follows(later, whole, ends[place])]
    places = [place for place in places if log[place] == live] or places
    if places:
        place = places[0]
        same = lines[place].endswith(stream[:end])
        part = lines[place][:-end] if same else log[place][: len(log[place]) - len(live)]
        weak = bool(part) and ends[place] == len(whole) and len(live) < _WEAK
        return _Before([*lines[:place], part], least > 0 and len(places) == 1 and not weak)
    everything = live + later
    if whole and whole in everything:  # a flood: all that was read of the log is in the stream
        return _Before([], everything.find(whole) == everything.rfind(whole))
    return _Before(lines, least == 0)


def _follows(later: bytes, whole: bytes, end: int) -> bool:
    """Does what came by the stream go on as the log does from `end` on?"""
    return later.startswith(whole[end : end + 64]) and later.startswith(whole[end:])


def _same(data: bytes) -> bytes:
    """Return what a log keeps of `data` in any case: logs are text, streams are not."""
    return data if data.isascii() else data.translate(None, _NOT_ASCII)
