"""One HTTP/1.1 exchange on one connection: the request, the head of its answer, its body.

Control flows from `http` down to a `Wire`. Bytes that arrive in one packet with an answer's head
belong to what follows it and are kept. Source: RFC 9112.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from alongside.clean import clean
from alongside.engine.chunked import ChunkedDecoder
from alongside.engine.transport import Dialer
from alongside.engine.wire import MAX_READ, Wire
from alongside.errors import EngineError, RefusedError, UnreachableError

_HEAD_LIMIT = 64 * 1024
_BODY_LIMIT = 64 * 1024 * 1024
_STATUS_LINE = re.compile(rb"HTTP/1\.[01] (\d{3})(?: |$)")


class Head(NamedTuple):
    """An answer's first lines; header names are in lower case."""

    status: int
    headers: Mapping[str, str] = MappingProxyType({})
    reusable: bool = True


class SilenceError(Exception):
    """The connection ended before the first byte of an answer."""


class Connection:
    """One connection: a request, its answer, perhaps another one."""

    def __init__(self, wire: Wire, dialer: Dialer) -> None:
        self.wire = wire
        self._dialer = dialer
        self.where = dialer.where
        self._rest = b""

    @property
    def idle(self) -> bool:
        """May it carry another request?"""
        return not self._rest and self.wire.idle

    async def read(self, limit: int = MAX_READ) -> bytes:
        """Return what came (first of all what came with the header), or nothing at the end.

        Raises:
            UnreachableError: The connection broke.
        """
        if self._rest:
            data, self._rest = self._rest[:limit], self._rest[limit:]
            return data
        try:
            return await self.wire.read(limit)
        except OSError as error:
            raise self._dialer.explain(error) from error

    async def write(self, data: bytes) -> None:
        """Send `data`.

        Raises:
            UnreachableError: The connection broke.
        """
        try:
            await self.wire.write(data)
        except OSError as error:
            raise self._dialer.explain(error) from error

    async def ask(
        self, method: str, target: str, body: bytes | None, headers: Mapping[str, str]
    ) -> Head:
        """Send a request and return the head of its answer.

        Raises:
            SilenceError: The connection ended without an answer.
            UnreachableError: It broke in the middle of one.
            RefusedError: What answered does not speak HTTP.
        """
        lines = [f"{method} {self._dialer.prefix}{target} HTTP/1.1", f"Host: {self._dialer.host}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        if body is not None or method == "POST":
            lines.append(f"Content-Length: {len(body or b'')}")
        head = "\r\n".join(lines).encode("ascii") + b"\r\n\r\n"
        try:
            await self.wire.write(head + (body or b""))
        except OSError as error:
            raise SilenceError from error
        while (found := await self._head()).status in (100, 102, 103):
            pass  # interim answers
        return found

    async def _head(self) -> Head:
        data = b""
        while (end := data.find(b"\r\n\r\n")) < 0:
            try:
                more = self._rest or await self.wire.read()
            except OSError as error:
                if not data and isinstance(error, ConnectionError):
                    raise SilenceError from error
                raise self._dialer.explain(error) from error
            self._rest = b""
            if not more:
                if not data:
                    raise SilenceError
                raise self._no_http(data)
            data += more
            if data[:5] != b"HTTP/"[: len(data)]:
                raise self._no_http(data)
            if len(data) > _HEAD_LIMIT and b"\r\n\r\n" not in data:
                raise self._no_http(data)
        self._rest = data[end + 4 :]
        return self._parsed(data[:end])

    def _parsed(self, data: bytes) -> Head:
        first, *lines = data.split(b"\r\n")
        match = _STATUS_LINE.match(first)
        if match is None:
            raise self._no_http(data)
        pairs = (line.decode("latin-1").partition(":") for line in lines)
        headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
        keeps = first.startswith(b"HTTP/1.1") and headers.get("connection", "").lower() != "close"
        return Head(int(match[1]), headers, keeps)

    def _no_http(self, data: bytes) -> EngineError:
        if data[:2] == b"\x15\x03":  # a TLS alert
            return wants_tls(self.where)
        said = clean(data[:60].decode("latin-1"))
        return RefusedError(
            f"What answers at {self.where} is no container engine (it says {said!r})",
            "Check the address.",
        )


def wants_tls(where: str) -> UnreachableError:
    """Say that plain HTTP met a TLS port."""
    return UnreachableError(
        f"{where} wants TLS",
        "Set DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH, or use a docker context with TLS files.",
    )


class Body:
    """The body of an answer, read bit by bit."""

    def __init__(self, connection: Connection, head: Head, method: str) -> None:
        self.head = head
        self._connection = connection
        self._chunked: ChunkedDecoder | None = None
        self._left: int | None = None  # bytes still to come, None: until the end
        if method == "HEAD" or head.status in (204, 304):
            self._left = 0
        elif "chunked" in head.headers.get("transfer-encoding", "").lower():
            self._chunked = ChunkedDecoder()
        elif head.headers.get("content-length", "").isdecimal():
            self._left = int(head.headers["content-length"])

    @property
    def complete(self) -> bool:
        """Has it been read to its end, and may the connection be used again?"""
        if self._chunked is not None:
            done = self._chunked.done and not self._chunked.rest
        else:
            done = self._left == 0
        return done and self.head.reusable and self._connection.idle

    async def read(self) -> bytes:
        """Return the next part, or nothing at the end.

        Raises:
            UnreachableError: The connection broke in the middle.
        """
        while self._left != 0 and not (self._chunked and self._chunked.done):
            data = await self._connection.read(min(self._left or MAX_READ, MAX_READ))
            if not data and (self._chunked or self._left):
                raise UnreachableError(
                    f"The connection to {self._connection.where} ended in the middle of an answer",
                    "The engine may have stopped.",
                )
            if self._chunked is None:
                if self._left is not None:
                    self._left -= len(data)
                return data
            if out := self._decoded(self._chunked, data):
                return out
        return b""

    def _decoded(self, decoder: ChunkedDecoder, data: bytes) -> bytes:
        try:
            return decoder.feed(data)
        except ValueError as error:
            raise RefusedError(
                f"{self._connection.where} sent an answer that cannot be read ({clean(error)})",
                "Something between here and the engine may be changing it.",
            ) from None

    async def all(self) -> bytes:
        """Return the whole of it."""
        parts: list[bytes] = []
        size = 0
        while data := await self.read():
            parts.append(data)
            size += len(data)
            if size > _BODY_LIMIT:
                raise RefusedError("The engine's answer is larger than 64 MiB")
        return b"".join(parts)

    async def close(self) -> None:
        """Let go of the connection."""
        await self._connection.wire.close()
