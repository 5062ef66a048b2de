"""Turns what a process wrote into what a terminal shows: pure.

A tty's output is ready as it comes. Without a tty nobody has turned LF into CR LF, and stdout and
stderr are two streams in one window: each has a pen of its own (the SGR in force), so that neither
paints the other, and stderr's ink is red where the program chose none.
"""

from __future__ import annotations

import re

from alongside.engine.engine import Channel, Chunk

STDERR_INK = b"31"
"""The SGR parameter of stderr where the program sets no colour of its own."""

_SGR = re.compile(rb"\x1b\[([0-9;:]*)m")
# The beginning of an escape sequence or of a UTF-8 character that a chunk may end in.
_UNFINISHED = re.compile(
    rb"(?:\x1b(?:\[[0-9;:<=>?]{0,60})?|[\xc2-\xdf]|[\xe0-\xef][\x80-\xbf]?|[\xf0-\xf4][\x80-\xbf]{0,2})\Z"
)
_PEN_LIMIT = 200


class Printer:
    """Makes terminal bytes of chunks, in order.

    Args:
        tty: Is there a terminal at the other end? Then bytes pass unchanged.
    """

    def __init__(self, *, tty: bool) -> None:
        self._tty = tty
        self._channel = Channel.STDOUT
        self._pens = {Channel.STDOUT: b"", Channel.STDERR: STDERR_INK}
        self._held = {Channel.STDOUT: b"", Channel.STDERR: b""}
        self._after_cr = False

    def feed(self, chunk: Chunk) -> bytes:
        """Return what a terminal is to be given for `chunk`."""
        if self._tty:
            return chunk.data
        channel, data = chunk.channel, self._held[chunk.channel] + chunk.data
        unfinished = _UNFINISHED.search(data, max(0, len(data) - 64))
        split = unfinished.start() if unfinished else len(data)
        self._held[channel] = data[split:]
        return self._print(channel, data[:split])

    def echo(self, data: bytes) -> bytes:
        """Return what is typed, in no program's ink; between whole characters of the output."""
        pen = self._pens[self._channel]
        return b"\x1b[m%s\x1b[0;%sm" % (data, pen) if data and pen else data

    def finish(self) -> bytes:
        """Return what is still held at the end of the stream, and put the pen away."""
        out = b"".join(self._print(channel, held) for channel, held in self._held.items())
        self._held = dict.fromkeys(self._held, b"")
        return out + (b"\x1b[m" if self._pens[self._channel] else b"")

    def _print(self, channel: Channel, data: bytes) -> bytes:
        if not data:
            return b""
        switch = b""
        if channel is not self._channel:
            self._channel = channel
            switch = b"\x1b[0;%sm" % self._pens[channel] if self._pens[channel] else b"\x1b[m"
        if b"\x1b[" in data:
            data = _SGR.sub(self._follow, data)
        return switch + self._end_lines(data)

    def _follow(self, match: re.Match[bytes]) -> bytes:
        """Keep the pen of the channel; let stderr keep its ink over the program's own resets."""
        words = match[1].split(b";")
        resets = [index for index, word in enumerate(words) if not word.strip(b"0")]
        # A 0 inside 38;5;0 or 48;2;0;0;0 is a colour.
        resets = [index for index in resets if not _inside_colour(words, index)]
        pen = self._pens[self._channel]
        if resets:
            words = words[resets[-1] + 1 :]
            pen = STDERR_INK if self._channel is Channel.STDERR else b""
        if self._channel is Channel.STDERR and words[-1:] == [b"39"]:
            words[-1] = STDERR_INK
        added = b";".join(words)
        pen = b";".join(part for part in (pen, added) if part)
        if len(pen) > _PEN_LIMIT:  # only ever added to: the oldest is overruled by now
            pen = pen[-_PEN_LIMIT:].partition(b";")[2]
        self._pens[self._channel] = pen
        if self._channel is Channel.STDOUT:
            return match[0]
        if resets:
            return b"\x1b[0;%sm" % pen
        return b"\x1b[%sm" % added

    def _end_lines(self, data: bytes) -> bytes:
        after_cr, self._after_cr = self._after_cr, data.endswith(b"\r")
        if b"\n" not in data:
            return data
        ended = data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        return ended[1:] if after_cr and ended.startswith(b"\r") and data[:1] == b"\n" else ended


def _inside_colour(words: list[bytes], index: int) -> bool:
    """Is the word at `index` part of an extended colour (38;5;n, 48;2;r;g;b)?"""
    position = 0
    while position < index:
        if words[position] in (b"38", b"48", b"58") and position + 1 < len(words):
            length = {b"5": 3, b"2": 5}.get(words[position + 1], 2)
            if index < position + length:
                return True
            position += length
        else:
            position += 1
    return False
