"""The HTTP client against servers that say exactly what a test wants."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from support import wait_for

from alongside.engine.docker_api import DockerApi, refusal
from alongside.engine.http import HttpClient
from alongside.engine.transport import UnixDialer
from alongside.errors import (
    ConflictError,
    DeadlineError,
    EngineError,
    NotFoundError,
    RefusedError,
    UnreachableError,
    UnsupportedError,
)

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Server:
    """A server on a unix socket whose every connection is handled by one function."""

    def __init__(self, path: Path, handler: Handler) -> None:
        self.path = path
        self.connections = 0
        self.ended = 0
        self._handler = handler

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            await self._handler(reader, writer)
        except ConnectionError:
            pass
        finally:
            self.ended += 1
            writer.close()


async def request(reader: asyncio.StreamReader) -> bytes:
    """Read one request; return its head and body."""
    head = await reader.readuntil(b"\r\n\r\n")
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            return head + await reader.readexactly(int(line.split(b":")[1]))
    return head


def saying(*answers: bytes, stay: bool = True) -> Handler:
    """Return a handler that gives one answer after another to one request after another."""

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for answer in answers:
            await request(reader)
            writer.write(answer)
            await writer.drain()
        if stay:
            await reader.read()

    return handler


@asynccontextmanager
async def serving(
    tmp_path: Path, handler: Handler, seconds: float = 5
) -> AsyncIterator[tuple[Server, HttpClient]]:
    server = Server(tmp_path / "s.sock", handler)
    listening = await asyncio.start_unix_server(server.handle, server.path)
    client = HttpClient(UnixDialer(str(server.path)), seconds)
    try:
        yield server, client
    finally:
        await client.close()
        listening.close()
        await wait_for(lambda: server.ended == server.connections)


def answer(body: bytes, *headers: bytes, status: bytes = b"200 OK") -> bytes:
    lines = [b"HTTP/1.1 " + status, b"Content-Length: %d" % len(body), *headers]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


async def test_a_connection_is_used_again(tmp_path: Path) -> None:
    async with serving(tmp_path, saying(answer(b"one"), answer(b"two"))) as (server, client):
        assert (await client.call("GET", "/1")).body == b"one"
        assert (await client.call("GET", "/2")).body == b"two"
        assert server.connections == 1


async def test_what_is_sent(tmp_path: Path) -> None:
    got: list[bytes] = []

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            try:
                got.append(await request(reader))
            except asyncio.IncompleteReadError:
                return
            writer.write(answer(b""))

    async with serving(tmp_path, handler) as (_, client):
        await client.call("POST", "/x?a=b", body=b"{}", headers={"Content-Type": "text/x"})
        await client.call("POST", "/y")
    assert got == [
        b"POST /x?a=b HTTP/1.1\r\nHost: docker\r\nContent-Type: text/x\r\n"
        b"Content-Length: 2\r\n\r\n{}",
        b"POST /y HTTP/1.1\r\nHost: docker\r\nContent-Length: 0\r\n\r\n",
    ]


@pytest.mark.parametrize(
    "first",
    [answer(b"x", b"Connection: close"), b"HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx"],
)
async def test_a_connection_that_will_close_is_not_kept(tmp_path: Path, first: bytes) -> None:
    async with serving(tmp_path, saying(first)) as (server, client):
        await client.call("GET", "/")
        await client.call("GET", "/")
        assert server.connections == 2


async def test_a_kept_connection_that_died_is_replaced(tmp_path: Path) -> None:
    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await request(reader)
        writer.write(answer(b"x"))
        await writer.drain()
        await reader.read(1)  # hangs up in the face of the second request

    async with serving(tmp_path, handler) as (server, client):
        for _ in range(3):
            assert (await client.call("GET", "/")).body == b"x"
        assert server.connections == 3


async def test_a_body_without_a_length_ends_with_the_connection(tmp_path: Path) -> None:
    whole = b"HTTP/1.1 200 OK\r\n\r\nuntil the end"
    async with serving(tmp_path, saying(whole, stay=False)) as (_, client):
        assert (await client.call("GET", "/")).body == b"until the end"


async def test_head_and_304_have_no_body(tmp_path: Path) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n"
    not_modified = b"HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n"
    async with serving(tmp_path, saying(head, not_modified)) as (server, client):
        assert (await client.call("HEAD", "/")).status == 200
        assert (await client.call("POST", "/")).status == 304
        assert server.connections == 1


async def test_interim_answers_are_skipped(tmp_path: Path) -> None:
    both = b"HTTP/1.1 100 Continue\r\n\r\n" + answer(b"x")
    async with serving(tmp_path, saying(both)) as (_, client):
        assert (await client.call("GET", "/")).body == b"x"


async def test_a_stream_is_given_as_it_comes(tmp_path: Path) -> None:
    go_on = asyncio.Event()

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await request(reader)
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n")
        await go_on.wait()
        writer.write(b"3\r\ntwo\r\n0\r\n\r\n")

    async with serving(tmp_path, handler) as (_, client):
        body = await client.stream("GET", "/events")
        assert await body.read() == b"one"
        go_on.set()
        assert [await body.read(), await body.read(), await body.read()] == [b"two", b"", b""]
        await body.close()


async def test_a_stream_that_is_cut_says_so(tmp_path: Path) -> None:
    cut = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\none"
    async with serving(tmp_path, saying(cut, stay=False)) as (_, client):
        body = await client.stream("GET", "/events")
        assert await body.read() == b"one"
        with pytest.raises(UnreachableError, match="in the middle"):
            await body.read()
        await body.close()


async def test_hijack_keeps_what_came_with_the_head(tmp_path: Path) -> None:
    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await request(reader)
        writer.write(b"HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\n\r\nearly")
        writer.write((await reader.readexactly(4)).upper())
        await reader.read()  # our half-close
        writer.write(b"late")

    async with serving(tmp_path, handler) as (_, client):
        connection = (await client.hijack("/attach")).connection
        assert connection is not None
        assert await connection.read(3) == b"ear"
        assert await connection.read() == b"ly"
        await connection.write(b"echo")
        assert await connection.read() == b"ECHO"
        await connection.wire.write_eof()
        assert [await connection.read(), await connection.read()] == [b"late", b""]
        await connection.wire.close()


async def test_a_refused_hijack_has_the_reason(tmp_path: Path) -> None:
    refused = answer(b'{"message": "Container x is paused"}', status=b"409 Conflict")
    async with serving(tmp_path, saying(refused)) as (_, client):
        with pytest.raises(ConflictError, match=r"Container x is paused. Unpause it first."):
            await DockerApi(client).hijack("/containers/x/attach")


async def test_silence_has_a_deadline_and_the_connection_is_dropped(tmp_path: Path) -> None:
    async with serving(tmp_path, saying(), seconds=0.05) as (server, client):
        with pytest.raises(DeadlineError, match=r"did not answer within 0.05 s"):
            await client.call("GET", "/")
        await wait_for(lambda: server.ended == 1, what="the connection to be dropped")


async def test_a_body_that_never_ends_has_a_deadline(tmp_path: Path) -> None:
    begun = b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx"
    async with serving(tmp_path, saying(begun), seconds=0.05) as (_, client):
        with pytest.raises(DeadlineError):
            await client.call("GET", "/")


async def test_a_cancelled_call_drops_its_connection(tmp_path: Path) -> None:
    async with serving(tmp_path, saying()) as (server, client):
        task = asyncio.create_task(client.call("GET", "/"))
        await wait_for(lambda: server.connections == 1)
        task.cancel()
        await wait_for(lambda: server.ended == 1)
        with pytest.raises(asyncio.CancelledError):
            await task


@pytest.mark.parametrize(
    ("said", "kind", "message"),
    [
        (b"SSH-2.0-OpenSSH_9.2\r\n", RefusedError, "no container engine (it says 'SSH-2.0"),
        (b"HTTP/3 200\r\n\r\n", RefusedError, "no container engine"),
        (b"\x15\x03\x01\x00\x02\x02\x16", UnreachableError, "wants TLS"),
        (b"HT", RefusedError, "no container engine"),
        (b"", UnreachableError, "closed the connection without an answer"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 70_000, RefusedError, "no container engine"),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            RefusedError,
            "cannot be read",
        ),
    ],
)
async def test_what_is_no_engine(
    tmp_path: Path, said: bytes, kind: type[EngineError], message: str
) -> None:
    async with serving(tmp_path, saying(said, stay=False)) as (_, client):
        with pytest.raises(kind) as caught:
            await client.call("GET", "/")
        assert message in str(caught.value)
        assert caught.value.advice


async def test_close_ends_streams_and_refuses_calls(tmp_path: Path) -> None:
    begun = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    async with serving(tmp_path, saying(begun)) as (server, client):
        body = await client.stream("GET", "/events")
        await client.close()
        await client.close()
        await wait_for(lambda: server.ended == 1)
        with pytest.raises(UnreachableError):
            await body.read()
        with pytest.raises(UnreachableError, match="closed by us"):
            await client.call("GET", "/")


async def test_a_reader_that_is_slow_holds_the_sender(tmp_path: Path) -> None:
    sent = 0

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        await request(reader)
        writer.write(b"HTTP/1.1 101 UPGRADED\r\n\r\n")
        for _ in range(256):
            writer.write(b"x" * 65536)
            await writer.drain()
            sent += 65536

    async with serving(tmp_path, handler) as (_, client):
        connection = (await client.hijack("/attach")).connection
        assert connection is not None
        await wait_for(lambda: sent > 0)
        before = -1
        while before != sent:  # until nothing moves any more
            before = sent
            for _ in range(50):
                await asyncio.sleep(0)
        assert sent < 4 * 1024 * 1024
        size = 0
        while data := await connection.read():
            assert len(data) <= 256 * 1024
            size += len(data)
        assert size == 256 * 65536
        await connection.wire.close()


async def test_a_missing_socket_and_one_that_nobody_holds(tmp_path: Path) -> None:
    client = HttpClient(UnixDialer(str(tmp_path / "none.sock")))
    with pytest.raises(UnreachableError, match=r"There is no socket at .*none.sock"):
        await client.call("GET", "/")
    listening = await asyncio.start_unix_server(lambda *_: None, tmp_path / "dead.sock")
    listening.close()
    client = HttpClient(UnixDialer(str(tmp_path / "dead.sock")))
    with pytest.raises(UnreachableError, match="Nobody listens"):
        await client.call("GET", "/")
    (tmp_path / "file").touch()
    client = HttpClient(UnixDialer(str(tmp_path / "file")))
    with pytest.raises(UnreachableError, match="is no socket"):
        await client.call("GET", "/")


@pytest.mark.parametrize(
    ("status", "message", "kind", "advice"),
    [
        (404, "No such container: x", NotFoundError, "alongside ps"),
        (409, "Container x is not running", ConflictError, "Start it first."),
        (500, "cannot resize a stopped container: unknown", ConflictError, "Start it"),
        (500, "Cannot resize a deleted process: unknown", ConflictError, ""),
        (500, "can only create exec sessions on running containers", ConflictError, "Start"),
        (500, "disk full", RefusedError, ""),
        (500, "Container x is not paused", ConflictError, "nothing to unpause"),
        (501, "configured logging driver does not support reading", UnsupportedError, ""),
        (500, "configured logging driver does not support reading", UnsupportedError, ""),
        (400, "client version 1.51 is too new. Maximum is 1.41", RefusedError, "Update"),
        (400, "unable to find user zz: no matching entries", RefusedError, "/etc/passwd"),
    ],
)
def test_refusals(status: int, message: str, kind: type[EngineError], advice: str) -> None:
    error = refusal(status, b'{"message": "%s"}' % message.encode())
    assert type(error) is kind
    assert error.message.lower() == message.lower()
    assert advice in error.advice


def test_refusals_of_others() -> None:
    assert refusal(502, b"").message == "It answered with status 502"
    assert "\x1b" not in refusal(500, b"\x1b[31m\xff").message
    https = refusal(400, b"Client sent an HTTP request to an HTTPS server.\n", "tcp://h:2376")
    assert isinstance(https, UnreachableError)
