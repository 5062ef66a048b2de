"""Containers of a test's own, on the tests' engine."""

from __future__ import annotations

import asyncio
import itertools
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from alongside.engine.docker import DockerEngine
from alongside.engine.engine import Channel, Duplex
from alongside.engine.model import Endpoint

_numbers = itertools.count(1)


async def docker(host: str, *arguments: str) -> str:
    """Run the docker CLI; return what it prints, fail if it fails."""
    process = await asyncio.create_subprocess_exec(
        *("docker", *arguments),
        env={**os.environ, "DOCKER_HOST": host},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    assert process.returncode == 0, f"docker {' '.join(arguments)}: {err.decode()}"
    return out.decode().strip()


@asynccontextmanager
async def connected(host: str) -> AsyncIterator[DockerEngine]:
    """Yield a connected engine."""
    engine = DockerEngine(Endpoint(host, "test"))
    await engine.connect()
    try:
        yield engine
    finally:
        await engine.close()


@asynccontextmanager
async def container(host: str, *arguments: str, run: bool = True) -> AsyncIterator[str]:
    """Yield the name of a new container; `arguments` are docker's (options, image, command)."""
    name = f"dk-{os.getpid()}-{next(_numbers)}"
    verb = ("run", "-d") if run else ("create",)
    await docker(host, *verb, "--name", name, *arguments)
    try:
        yield name
    finally:
        await docker(host, "rm", "-f", name)


async def drained(stream: Duplex, seconds: float = 10) -> dict[Channel, bytes]:
    """Read a stream to its end; return its output by channel."""
    out: dict[Channel, bytes] = {}
    async with asyncio.timeout(seconds):
        while chunk := await stream.read():
            out[chunk.channel] = out.get(chunk.channel, b"") + chunk.data
    return out


async def whole(stream: Duplex) -> dict[Channel, bytes]:
    """Read a stream to its end and close it; return its output by channel."""
    try:
        return await drained(stream)
    finally:
        await stream.close()


async def until(stream: Duplex, wanted: bytes, seconds: float = 10) -> bytes:
    """Read until `wanted` has come; return everything so far."""
    got = b""
    async with asyncio.timeout(seconds):
        while wanted not in got:
            chunk = await stream.read()
            assert chunk is not None, f"the stream ended after {got!r}"
            got += chunk.data
    return got
