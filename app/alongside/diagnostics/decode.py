"""What a probe's process wrote, from bytes to lines, facts and blocks. Pure.

A script marks what is meant for us by a line that begins with the run's own random mark::

    MARK fact NAME VALUE      something to know, not to show
    MARK title TEXT           the heading of a section
    MARK note TEXT            a line in our own voice
    MARK begin NAME           raw data up to ``MARK end`` is a block, not text ...
    MARK part NAME            ... in named parts
    MARK end

Everything else is text. The mark is new for each run, so nothing that a container prints by itself
(a process's name, a log line) can pass for one of these.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from alongside.clean import clean
from alongside.diagnostics.probe import Line, LineKind, heading, note
from alongside.engine.engine import Channel

MAX_LINE = 16 * 1024
"""Bytes after which a line without an end is cut into two."""
MAX_BLOCK = 1024 * 1024
"""Bytes of a block that are kept."""

_ANSI = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"  # CSI
    r"|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\|$)"  # OSC, DCS, SOS, PM, APC
    r"|\x1b[ -/]*[0-Z\\^-~]"
)


class Fact(NamedTuple):
    """Something that a script said to us alone."""

    name: str
    value: str


@dataclass(slots=True)
class Block:
    """Raw data of a script: named parts in order (one nameless part when it has none)."""

    name: str
    parts: list[tuple[str, bytes]] = field(default_factory=list)
    size: int = 0
    cut: bool = False
    """Is something missing because it was too big, or because the script was ended?"""

    def text(self, part: str = "") -> str:
        """Return the first part of that name as text, empty if there is none."""
        for name, data in self.parts:
            if name == part:
                return data.decode("utf-8", "replace")
        return ""


Decoded = Line | Fact | Block


def plain(data: bytes) -> str:
    """Return one line of output as clean text: no colours, no control characters, no overwriting.

    Tabs become spaces up to the next multiple of 8.
    """
    text = data.decode("utf-8", "replace").rstrip("\r")
    if text.isascii() and text.isprintable():
        return text
    if "\x1b" in text:
        text = _ANSI.sub("", text)
    return clean(text.rsplit("\r", 1)[-1].expandtabs(), limit=MAX_LINE)


class Decoder:
    """Takes a process's output piece by piece, in any pieces.

    Args:
        mark: The run's mark; empty for a command that knows no marks: then all is text.
    """

    def __init__(self, mark: str) -> None:
        self._mark = mark.encode()
        self._rest = {Channel.STDOUT: b"", Channel.STDERR: b""}
        self._block: Block | None = None
        self._part: bytearray = bytearray()
        self.started = not mark
        """Has the script spoken? Before it has, text comes from whoever failed to start it."""
        self.preamble: list[str] = []
        """The lines that came before."""
        self.quiet = False
        """Drop text, and only follow marks and blocks? (Much cheaper.)"""

    def feed(self, channel: Channel, data: bytes) -> list[Decoded]:
        """Take more output; return what is complete."""
        items: list[Decoded] = []
        *lines, rest = (self._rest[channel] + data).split(b"\n")
        for raw in lines:
            self._line(channel, raw, True, items)
        while len(rest) > MAX_LINE:
            self._line(channel, rest[:MAX_LINE], False, items)
            rest = rest[MAX_LINE:]
        self._rest[channel] = rest
        return items

    def finish(self) -> list[Decoded]:
        """Return what is left at the end of the stream."""
        items: list[Decoded] = []
        for channel, rest in self._rest.items():
            if rest:
                self._line(channel, rest, False, items)
            self._rest[channel] = b""
        if self._block is not None:
            self._block.cut = True
            self._end(items)
        return items

    def _line(self, channel: Channel, raw: bytes, whole: bool, items: list[Decoded]) -> None:
        if channel is Channel.STDOUT and self._mark and raw.startswith(self._mark + b" "):
            self._marked(raw[len(self._mark) + 1 :], items)
        elif channel is Channel.STDOUT and self._block is not None:
            self._collect(raw + b"\n" if whole else raw)
        elif self.quiet:
            return
        elif not self.started:
            self.preamble.append(plain(raw))
        else:
            kind = LineKind.ERROR if channel is Channel.STDERR else LineKind.TEXT
            starts = range(0, max(len(raw), 1), MAX_LINE)
            items.extend(Line(kind, plain(raw[start : start + MAX_LINE])) for start in starts)

    def _marked(self, raw: bytes, items: list[Decoded]) -> None:
        self.started = True
        verb, _, rest = plain(raw).partition(" ")
        match verb:
            case "fact":
                name, _, value = rest.partition(" ")
                items.append(Fact(name, value))
            case "title":
                items.append(heading(rest))
            case "note":
                items.append(note(rest))
            case "begin":
                self._end(items)
                self._block = Block(rest)
                self._open_part("")
            case "part":
                self._close_part()
                self._open_part(rest)
            case _:
                self._end(items)

    def _collect(self, raw: bytes) -> None:
        assert self._block is not None
        room = MAX_BLOCK - self._block.size
        self._block.cut |= len(raw) > room
        self._part += raw[: max(room, 0)]
        self._block.size += min(len(raw), max(room, 0))

    def _open_part(self, name: str) -> None:
        self._part = bytearray()
        self._name = name

    def _close_part(self) -> None:
        if self._block is not None and (self._name or self._part):
            self._block.parts.append((self._name, bytes(self._part)))

    def _end(self, items: list[Decoded]) -> None:
        if self._block is not None:
            self._close_part()
            items.append(self._block)
            self._block = None
