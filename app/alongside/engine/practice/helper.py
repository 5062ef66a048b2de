"""The engine's end of the keeper: starts it, asks it, hears of processes that ended.

`Keeper.start` makes the socket pair and the process; `request` writes one message and waits for
the answer with the same number; what the keeper says unasked goes to the callbacks. When the
keeper is gone every call, waiting ones too, raises `UnreachableError`.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import shutil
import signal
import socket
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from alongside.clean import clean
from alongside.engine.practice.keeper import wire
from alongside.engine.practice.keeper.root import python_executable
from alongside.engine.practice.leftovers import make_directory
from alongside.errors import (
    ConflictError,
    DeadlineError,
    EngineError,
    NotFoundError,
    RefusedError,
    UnreachableError,
)

DEADLINE = 10.0
"""Seconds for one answer of the keeper."""

_SOURCES = Path(__file__).resolve().parents[3]
_START = "import sys; sys.path.insert(0, sys.argv.pop(1)); " + (
    "from alongside.engine.practice.keeper.main import main; main(sys.argv[1:])"
)
_ADVICE = "Start alongside again to get a fresh practice scene."


class Keeper:
    """One running keeper.

    Args:
        on_exit: Called with (container id, key, exit code) when a process has ended.
        on_lost: Called once when the keeper is gone without `close`.
    """

    def __init__(
        self, on_exit: Callable[[str, str, int], None], on_lost: Callable[[], None]
    ) -> None:
        self._on_exit = on_exit
        self._on_lost = on_lost
        self._waiting: dict[int, asyncio.Future[wire.Message]] = {}
        self._numbers = itertools.count(1)
        self._sending = asyncio.Lock()
        self._hello: asyncio.Future[wire.Message] | None = None
        self._sock: socket.socket | None = None
        self._reader: wire.Reader | None = None
        self._process: asyncio.subprocess.Process | None = None

    @property
    def connected(self) -> bool:
        """Is there a keeper to ask?"""
        return self._sock is not None

    async def start(self, *, isolate: bool) -> wire.Message:
        """Start the process and return its hello: ``isolated``, ``reason``, ``users``."""
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        self._sock = ours
        self._reader = wire.Reader(ours)
        directory, lock = make_directory()
        fds = (theirs.fileno(), lock)
        try:
            self._process = await asyncio.create_subprocess_exec(
                python_executable(),
                *("-I", "-S", "-c", _START, str(_SOURCES)),
                *(*map(str, fds), str(directory), "auto" if isolate else "off"),
                pass_fds=fds,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL,
                start_new_session=True,
                cwd="/",
            )
        except BaseException:
            shutil.rmtree(directory, ignore_errors=True)
            raise
        finally:
            theirs.close()
            os.close(lock)
        loop = asyncio.get_running_loop()
        self._hello = loop.create_future()
        loop.add_reader(ours, self._readable)
        return await self._within_deadline(self._hello)

    async def request(self, op: str, fds: Sequence[int] = (), **arguments: Any) -> wire.Message:
        """Ask for `op` and return the answer.

        Raises:
            ConflictError, NotFoundError, RefusedError: The keeper said no.
            UnreachableError: It is gone.
            DeadlineError: It did not answer.
        """
        if self._sock is None:
            raise UnreachableError("The practice scene is closed", _ADVICE)
        number = next(self._numbers)
        future = asyncio.get_running_loop().create_future()
        self._waiting[number] = future
        try:
            await self._send({"n": number, "op": op, "fds": len(fds)} | arguments, fds)
            answer = await self._within_deadline(future)
        finally:
            self._waiting.pop(number, None)
        if "error" in answer:
            raise _error(answer)
        return answer

    async def _within_deadline(self, future: asyncio.Future[wire.Message]) -> wire.Message:
        try:
            async with asyncio.timeout(DEADLINE):
                return await future
        except TimeoutError:
            raise DeadlineError("The practice scene does not answer", _ADVICE) from None

    async def _send(self, message: wire.Message, fds: Sequence[int]) -> None:
        data = wire.encode(message)
        loop = asyncio.get_running_loop()
        async with self._sending:
            sock = self._sock
            if sock is None:
                raise UnreachableError("The practice scene is closed", _ADVICE)
            try:
                sent = 0
                if fds:  # Small messages into a socket that is drained at once: there is room.
                    sent = socket.send_fds(sock, [data], list(fds))
                await loop.sock_sendall(sock, data[sent:])
            except OSError as error:
                raise UnreachableError(f"The practice scene is gone: {error}", _ADVICE) from None

    def _readable(self) -> None:
        assert self._reader is not None
        try:
            messages = self._reader.receive()
        except BlockingIOError:
            return
        except OSError:
            messages = None
        if messages is None:
            self._lost()
            return
        for message, _fds in messages:
            self._dispatch(message)

    def _dispatch(self, message: wire.Message) -> None:
        if "exit" in message:
            self._on_exit(message["exit"], message["key"], message["code"])
            return
        future = self._hello if "hello" in message else self._waiting.get(message["n"])
        if future is not None and not future.done():
            future.set_result(message)

    def _lost(self) -> None:
        self._disconnect()
        self._on_lost()

    def _disconnect(self) -> None:
        if self._sock is None:
            return
        asyncio.get_running_loop().remove_reader(self._sock)
        self._sock.close()
        self._sock = None
        for future in (self._hello, *self._waiting.values()):
            if future is not None and not future.done():
                future.set_exception(UnreachableError("The practice scene has ended", _ADVICE))

    async def close(self) -> None:
        """Have everything ended and deleted; returns when it is. Twice is fine."""
        self._disconnect()
        process, self._process = self._process, None
        if process is None:
            return
        try:
            async with asyncio.timeout(DEADLINE):
                await process.wait()
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()


def _error(answer: wire.Message) -> EngineError:
    text = clean(answer["error"])
    if answer["kind"] == wire.CONFLICT:
        return ConflictError(text)
    if answer["kind"] == wire.ABSENT:
        return NotFoundError(text)
    return RefusedError(text)
