"""A small HTTP/1.1 client for container engines, on asyncio.

Three ways to ask: `call` (one short answer; connections are kept and used again), `stream` (an
answer that is read bit by bit: events, logs) and `hijack` (the connection becomes a raw two-way
stream: exec, attach). Control flows from the caller to the `Dialer`'s wires; whatever goes wrong,
a cancellation too, the connection is dropped.
"""

from __future__ import annotations

import asyncio
import weakref
from collections.abc import Mapping
from typing import NamedTuple

from alongside.engine.exchange import Body, Connection, Head, SilenceError
from alongside.engine.transport import Dialer
from alongside.errors import DeadlineError, EngineError, UnreachableError

ANSWER_SECONDS = 5.0
"""How long an engine may take to answer, unless a call says otherwise."""

_KEPT = 4  # idle connections


class Answer(NamedTuple):
    """A whole answer."""

    head: Head
    body: bytes = b""

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.head.status


class Hijacked(NamedTuple):
    """What `hijack` returns: a raw stream after status 101 (or 200), else the refusal."""

    head: Head
    connection: Connection | None = None
    body: bytes = b""


class HttpClient:
    """Asks one engine.

    Args:
        dialer: Opens the connections.
        seconds: The deadline of answers, where a call names none.
    """

    def __init__(self, dialer: Dialer, seconds: float = ANSWER_SECONDS) -> None:
        self.dialer = dialer
        self.seconds = seconds
        self._idle: list[Connection] = []
        self._live: weakref.WeakSet[Connection] = weakref.WeakSet()
        self._closed = False

    async def call(
        self,
        method: str,
        target: str,
        *,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        seconds: float | None = None,
    ) -> Answer:
        """Ask and return the whole answer, whatever its status.

        Args:
            target: Path and query, percent-encoded.
            seconds: The deadline for the answer (connecting has its own).

        Raises:
            UnreachableError: The connection could not be made, or broke.
            DeadlineError: No whole answer within the deadline.
            RefusedError: What answered does not speak HTTP, or says too much.
        """
        limit = self.seconds if seconds is None else seconds
        connection, head = await self._ask(method, target, body, headers or {}, limit)
        answer = Body(connection, head, method)
        try:
            async with asyncio.timeout(limit):
                content = await answer.all()
        except TimeoutError:
            self._drop(connection)
            raise self._late(limit) from None
        except BaseException:
            self._drop(connection)
            raise
        self._live.discard(connection)
        if answer.complete and len(self._idle) < _KEPT and not self._closed:
            self._idle.append(connection)
        else:
            await connection.wire.close()
        return Answer(head, content)

    async def stream(self, method: str, target: str, seconds: float | None = None) -> Body:
        """Ask and return the answer's body as soon as its head is there; close it after use.

        Raises:
            UnreachableError, DeadlineError, RefusedError: As `call`.
        """
        limit = self.seconds if seconds is None else seconds
        connection, head = await self._ask(method, target, None, {}, limit, fresh=True)
        return Body(connection, head, method)

    async def hijack(
        self, target: str, body: bytes | None = None, seconds: float | None = None
    ) -> Hijacked:
        """Ask for a raw two-way stream.

        Raises:
            UnreachableError, DeadlineError, RefusedError: As `call`.
        """
        limit = self.seconds if seconds is None else seconds
        headers = {"Connection": "Upgrade", "Upgrade": "tcp"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        connection, head = await self._ask("POST", target, body, headers, limit, fresh=True)
        # An engine behind a proxy that knows no upgrade says 200 and goes on in the same way.
        if head.status in (101, 200):
            return Hijacked(head, connection)
        try:
            async with asyncio.timeout(limit):
                return Hijacked(head, None, await Body(connection, head, "POST").all())
        except TimeoutError:
            raise self._late(limit) from None
        finally:
            self._drop(connection)

    async def _ask(
        self,
        method: str,
        target: str,
        body: bytes | None,
        headers: Mapping[str, str],
        limit: float,
        fresh: bool = False,
    ) -> tuple[Connection, Head]:
        """Send a request, on a kept connection if there is one, and return the answer's head.

        A kept connection that the engine closed meanwhile is replaced once: it never answered, and
        no request that goes over kept connections does harm when it is sent twice.
        """
        while True:
            kept = None if fresh else self._kept()
            connection = kept or await self._open()
            self._live.add(connection)
            try:
                async with asyncio.timeout(limit):
                    return connection, await connection.ask(method, target, body, headers)
            except SilenceError as error:
                self._drop(connection)
                if kept is None:
                    raise await self._silent(error) from error
            except TimeoutError:
                self._drop(connection)
                raise self._late(limit) from None
            except BaseException:
                self._drop(connection)
                raise

    def _kept(self) -> Connection | None:
        while self._idle:
            connection = self._idle.pop()
            if connection.idle:
                return connection
            connection.wire.abort()
        return None

    async def _open(self) -> Connection:
        if self._closed:
            raise closed_by_us(self.dialer)
        return Connection(await self.dialer.open(), self.dialer)

    def _drop(self, connection: Connection) -> None:
        self._live.discard(connection)
        connection.wire.abort()

    async def _silent(self, silence: SilenceError) -> EngineError:
        if known := await self.dialer.silent():
            return known
        if isinstance(silence.__cause__, OSError):
            return self.dialer.explain(silence.__cause__)
        return UnreachableError(
            f"{self.dialer.where} closed the connection without an answer",
            "Check that the address is a container engine's and that the engine is up.",
        )

    def _late(self, limit: float) -> DeadlineError:
        return DeadlineError(
            f"{self.dialer.where} accepted the connection and did not answer within {limit:g} s",
            "The engine may be hanging: look at its own log, or restart it.",
        )

    async def close(self) -> None:
        """Drop every connection, streams too. Twice is fine."""
        self._closed = True
        dropped = [*self._live, *self._idle]
        self._live.clear()
        self._idle.clear()
        for connection in dropped:
            connection.wire.abort()
        for connection in dropped:
            await connection.wire.close()
        await self.dialer.close()


def closed_by_us(dialer: Dialer) -> UnreachableError:
    """Return what a call gets that comes after `close`."""
    return UnreachableError(f"The connection to {dialer.where} was closed by us")
