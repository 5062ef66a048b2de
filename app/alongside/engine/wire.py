"""The lowest layer: a connection that carries bytes, plain (`SocketWire`) or in TLS (`TLSWire`).

Control flows upwards: the event loop calls `SocketWire`'s protocol methods, which only queue;
whoever holds the wire awaits `read` and `write`. At most about half a megabyte is queued: then the
socket is not read until somebody takes it (backpressure). Errors here are plain `OSError`s; the
layer above knows the address and turns them into sentences.
"""

from __future__ import annotations

import asyncio
import ssl
from collections import deque
from contextlib import suppress
from typing import Protocol

MAX_READ = 256 * 1024
"""The most that one `read` returns, in bytes."""

_HIGH, _LOW = 512 * 1024, 128 * 1024
_CLOSE_SECONDS = 1.0


class Wire(Protocol):
    """A two-way stream of bytes. One reader and one writer at a time."""

    async def read(self, limit: int = MAX_READ) -> bytes:
        """Return what has come, at most `limit` bytes, or nothing at the end.

        Raises:
            OSError: The connection broke.
        """

    async def write(self, data: bytes) -> None:
        """Send `data`; returns when there is room for more.

        Raises:
            OSError: The connection broke.
        """

    async def write_eof(self) -> None:
        """Say that nothing more will be sent; reading goes on."""

    @property
    def idle(self) -> bool:
        """Is it open, with nothing unread? Only then can it carry another request."""

    def abort(self) -> None:
        """Drop the connection at once, with whatever was not yet sent."""

    async def part(self) -> None:
        """Say that nothing more will be sent; drop what comes until the peer ends it, too.

        For a second at most; then it may be closed without the peer writing to nobody.
        """

    async def close(self) -> None:
        """Send what is still queued (for a second at most) and drop the connection."""


class SocketWire(asyncio.Protocol):
    """A Wire on a socket; made as an asyncio protocol by whoever opens the connection."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._chunks: deque[bytes] = deque()
        self._size = 0
        self._eof = False
        self._held = False
        self._parting = False
        self._ended = asyncio.Event()
        self._error: Exception | None = None
        self._reader: asyncio.Future[None] | None = None
        self._room = asyncio.Event()
        self._room.set()
        self._lost = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Queue what came."""
        if self._parting:
            return
        self._chunks.append(data)
        self._size += len(data)
        if self._size > _HIGH and not self._held and self._transport is not None:
            self._held = True
            self._transport.pause_reading()
        self._wake()

    def eof_received(self) -> bool:
        """Note the end; the other direction stays open."""
        self._eof = True
        self._ended.set()
        self._wake()
        return True

    def connection_lost(self, exc: Exception | None) -> None:
        """Note why."""
        self._eof = True
        self._error = exc
        self._ended.set()
        self._lost.set()
        self._room.set()
        self._wake()

    def pause_writing(self) -> None:
        """Make writers wait."""
        self._room.clear()

    def resume_writing(self) -> None:
        """Let writers go on."""
        self._room.set()

    def _wake(self) -> None:
        if self._reader is not None and not self._reader.done():
            self._reader.set_result(None)

    async def read(self, limit: int = MAX_READ) -> bytes:
        """See `Wire.read`."""
        while not self._chunks:
            if self._error is not None:
                raise ConnectionResetError(str(self._error)) from self._error
            if self._eof:
                return b""
            self._reader = asyncio.get_running_loop().create_future()
            try:
                await self._reader
            finally:
                self._reader = None
        return self._take(limit)

    def _take(self, limit: int) -> bytes:
        if self._size <= limit:
            data = self._chunks[0] if len(self._chunks) == 1 else b"".join(self._chunks)
            self._chunks.clear()
        else:
            data = self._chunks.popleft()
            if len(data) > limit:
                self._chunks.appendleft(data[limit:])
                data = data[:limit]
        self._size -= len(data)
        if self._held and self._size < _LOW and self._transport is not None:
            self._held = False
            self._transport.resume_reading()
        return data

    async def write(self, data: bytes) -> None:
        """See `Wire.write`."""
        if self._lost.is_set() or self._transport is None or self._transport.is_closing():
            raise ConnectionResetError("the connection is closed") from self._error
        self._transport.write(data)
        await self._room.wait()
        if self._error is not None:
            raise ConnectionResetError(str(self._error)) from self._error

    async def write_eof(self) -> None:
        """See `Wire.write_eof`."""
        if self._transport is not None and not self._transport.is_closing():
            # A peer that is already gone has seen the end anyway.
            with suppress(OSError):
                self._transport.write_eof()

    @property
    def idle(self) -> bool:
        """See `Wire.idle`."""
        open_ = self._transport is not None and not self._transport.is_closing()
        return open_ and not self._eof and not self._chunks

    def abort(self) -> None:
        """See `Wire.abort`."""
        if self._transport is not None:
            self._transport.abort()

    async def part(self) -> None:
        """See `Wire.part`."""
        if self._transport is None or self._transport.is_closing():
            return
        self._parting = True
        self._chunks.clear()
        self._size = 0
        if self._held:
            self._transport.resume_reading()
            self._held = False
        await self.write_eof()
        with suppress(TimeoutError):
            async with asyncio.timeout(_CLOSE_SECONDS):
                await self._ended.wait()

    async def close(self) -> None:
        """See `Wire.close`."""
        if self._transport is None:
            return
        if self._held:
            self._transport.resume_reading()
            self._held = False
        self._transport.close()
        try:
            async with asyncio.timeout(_CLOSE_SECONDS):
                await self._lost.wait()
        except TimeoutError:
            self._transport.abort()
            await self._lost.wait()


class TLSWire:
    """A Wire inside TLS over another one.

    asyncio's own TLS transport cannot half-close, and a process's stdin is closed by just that; so
    the TLS machine stands here, fed by hand.
    """

    def __init__(self, under: Wire, context: ssl.SSLContext, server: str) -> None:
        self._under = under
        self._in, self._out = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._in, self._out, server_hostname=server)
        self._ended = False

    async def handshake(self) -> None:
        """Agree on keys and check the certificates.

        Raises:
            OSError: `ssl.SSLError` or one of its kinds where TLS failed.
        """
        while True:
            try:
                self._tls.do_handshake()
            except ssl.SSLWantReadError:
                await self._flush()
                await self._fill()
            except ssl.SSLError:
                with suppress(OSError):
                    await self._flush()  # the alert that tells the peer why
                raise
            else:
                return await self._flush()

    async def _flush(self) -> None:
        if data := self._out.read():
            await self._under.write(data)

    async def _fill(self) -> None:
        if data := await self._under.read():
            self._in.write(data)
        else:
            self._in.write_eof()

    async def read(self, limit: int = MAX_READ) -> bytes:
        """See `Wire.read`."""
        while not self._ended:
            try:
                if data := self._tls.read(limit):
                    return data
                self._ended = True
            except ssl.SSLWantReadError:
                await self._flush()
                await self._fill()
            except (ssl.SSLZeroReturnError, ssl.SSLEOFError):
                self._ended = True
        return b""

    async def write(self, data: bytes) -> None:
        """See `Wire.write`."""
        self._tls.write(data)
        await self._flush()

    async def write_eof(self) -> None:
        """See `Wire.write_eof`: send TLS's close_notify, and nothing after it."""
        # It wants to read the peer's answer to it, which comes in the course of `read`.
        with suppress(ssl.SSLError):
            self._tls.unwrap()
        with suppress(OSError):
            await self._flush()

    @property
    def idle(self) -> bool:
        """See `Wire.idle`."""
        return self._under.idle and not self._ended and not self._tls.pending()

    async def part(self) -> None:
        """See `Wire.part`; what comes is dropped undeciphered."""
        await self.write_eof()
        await self._under.part()

    def abort(self) -> None:
        """See `Wire.abort`."""
        self._under.abort()

    async def close(self) -> None:
        """See `Wire.close`."""
        await self.write_eof()
        await self._under.close()
