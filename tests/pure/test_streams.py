"""Letting go of a process's streams."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from alongside.engine.streams import DockerExec


class Wire:
    """A connection whose peer takes its time to part."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.parting = asyncio.Event()
        self.parted = asyncio.Event()

    async def part(self) -> None:
        self.parting.set()
        await self.parted.wait()
        self.done.append("part")

    async def close(self) -> None:
        self.done.append("close")

    def abort(self) -> None:
        self.done.append("abort")


def exec_on(wire: Wire, *, tty: bool = True) -> DockerExec:
    connection: Any = SimpleNamespace(wire=wire, read=None)
    unused: Any = None
    return DockerExec(connection, id="x", tty=tty, stdin=True, resize=unused, status=unused)


async def test_a_terminal_is_parted_from_before_it_is_closed() -> None:
    wire = Wire()
    wire.parted.set()
    stream = exec_on(wire)
    await stream.close()
    await stream.close()
    assert wire.done == ["part", "close"]


async def test_without_a_terminal_it_is_only_closed() -> None:
    wire = Wire()
    await exec_on(wire, tty=False).close()
    assert wire.done == ["close"]


async def test_a_cancelled_parting_leaves_no_connection_open() -> None:
    wire = Wire()
    closing = asyncio.create_task(exec_on(wire).close())
    await wire.parting.wait()
    closing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await closing
    assert wire.done == ["abort"]
