"""Pure, incremental decoder of Docker's multiplexed output.

A process without a terminal has two outputs on one connection: each frame is a header of 8 bytes
(channel, three zeroes, length as a big-endian 32-bit number) and that many bytes. Source: Docker
Engine API, "Attach to a container", stream format.
"""

from __future__ import annotations

from alongside.engine.engine import Channel, Chunk
from alongside.errors import RefusedError

# 0 is stdin (echoed by some engines); 3 is the engine's own error text inside the stream.
_CHANNELS = {0: Channel.STDOUT, 1: Channel.STDOUT, 2: Channel.STDERR, 3: Channel.STDERR}


class FrameDecoder:
    """Takes framed output in pieces of any size; gives chunks in order.

    What belongs to one channel is given as one chunk as far as it came together; a frame is not
    waited for: what has come of it is given at once.
    """

    def __init__(self) -> None:
        self._header = b""
        self._channel = Channel.STDOUT
        self._left = 0

    @property
    def inside(self) -> bool:
        """Is a frame incomplete? At the end of a stream that means it was cut."""
        return bool(self._left or self._header)

    def feed(self, data: bytes) -> list[Chunk]:
        """Return what `data` contains.

        Raises:
            RefusedError: This is no framed stream.
        """
        data = self._header + data
        self._header = b""
        found: list[tuple[Channel, list[bytes]]] = []
        at, end = 0, len(data)
        while at < end:
            if not self._left:
                if end - at < 8:
                    self._header = data[at:]
                    break
                self._read_header(data[at : at + 8])
                at += 8
                continue
            part = data[at : at + self._left]
            at += len(part)
            self._left -= len(part)
            if found and found[-1][0] is self._channel:
                found[-1][1].append(part)
            else:
                found.append((self._channel, [part]))
        return [Chunk(channel, b"".join(parts)) for channel, parts in found]

    def _read_header(self, header: bytes) -> None:
        channel = _CHANNELS.get(header[0])
        if channel is None or header[1:4] != b"\0\0\0":
            raise RefusedError(
                "The engine sent output that cannot be understood (its frames are broken)",
                "Opening it again may help; if it does not, this is a bug.",
            )
        self._channel = channel
        self._left = int.from_bytes(header[4:], "big")
