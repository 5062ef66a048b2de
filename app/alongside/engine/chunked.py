"""Pure, incremental decoder of HTTP/1.1's chunked bodies (RFC 9112, section 7.1)."""

from __future__ import annotations


class ChunkedDecoder:
    """Takes a chunked body in pieces of any size; gives what is inside.

    Attributes:
        done: Has the last chunk, with its trailer, been seen?
        rest: What came after the end of the body, if it is done.
    """

    def __init__(self) -> None:
        self.done = False
        self.rest = b""
        self._pending = b""
        self._left = 0  # bytes of the present chunk that have not come yet
        self._trailer = False

    def feed(self, data: bytes) -> bytes:
        """Return the part of the body that `data` completes; may be empty.

        Raises:
            ValueError: This is no chunked body.
        """
        data = self._pending + data
        self._pending = b""
        out: list[bytes] = []
        at, end = 0, len(data)
        while at < end and not self.done:
            if self._left:
                part = data[at : at + self._left]
                out.append(part)
                at += len(part)
                self._left -= len(part)
                continue
            stop = data.find(b"\r\n", at)
            if stop < 0:
                if end - at > 16 * 1024:
                    raise ValueError("a chunk's size line has no end")
                break
            self._line(data[at:stop])
            at = stop + 2
        if self.done:
            self.rest = data[at:]
        else:
            self._pending = data[at:]
        return b"".join(out)

    def _line(self, line: bytes) -> None:
        if self._trailer:
            self.done = not line
        elif line:  # an empty one ends the chunk before
            self._left = _size(line)
            self._trailer = not self._left


def _size(line: bytes) -> int:
    digits = line.partition(b";")[0].strip()
    if not digits or len(digits) > 16 or digits.strip(b"0123456789abcdefABCDEF"):
        raise ValueError(f"a chunk's size is no number: {line[:40]!r}")
    return int(digits, 16)
