"""TCP and TLS in front of a real engine, and everything that can be wrong on the way to one."""

from __future__ import annotations

import asyncio
import ssl
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from docker_support import connected, container, drained, until, whole
from relay import Certificates, Relay

from alongside.engine.docker import DockerEngine
from alongside.engine.engine import Channel, ExecSpec, LogSpec
from alongside.engine.model import Endpoint, TLSFiles
from alongside.errors import (
    AlongsideError,
    DeadlineError,
    EndpointError,
    RefusedError,
    UnreachableError,
)

SLEEP = ("busybox:test", "sleep", "1000")


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("ours"))


@pytest.fixture(scope="module")
def others(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("others"))


def files(certificates: Certificates, *, client: bool = True, verify: bool = True) -> TLSFiles:
    place = certificates.directory
    return TLSFiles(
        place / "ca.pem",
        place / "cert.pem" if client else None,
        place / "key.pem" if client else None,
        verify,
    )


def socket_of(host: str) -> str:
    return host.removeprefix("unix://")


async def works(engine: DockerEngine, host: str) -> None:
    """Use every kind of call: short, streamed, hijacked, and the SDK's."""
    async with container(host, *SLEEP) as name:
        assert (await engine.inspect(name)).name == name
        stream = await engine.exec(name, ExecSpec(["wc", "-c"], tty=False))
        for _ in range(10):
            await stream.write(b"x" * 100_000)
        await stream.close_write()
        assert await whole(stream) == {Channel.STDOUT: b"1000000\n"}
        stream = await engine.exec(name, ExecSpec(["sh"], size=(91, 17)))
        await stream.write(b"stty size; exit 4\n")
        await until(stream, b"17 91")
        await drained(stream)
        assert (await stream.status()).exit_code == 4
        await stream.close()
        assert await whole(await engine.logs(name, LogSpec())) == {}
        events = engine.events()
        assert (await anext(events)).action == "subscribed"
        await engine.pause(name)
        async with asyncio.timeout(10):
            while (await anext(events)).action != "pause":
                pass
        await events.aclose()
        await engine.unpause(name)


async def test_tcp(engine_host: str) -> None:
    with Relay(socket_of(engine_host)) as relay:
        async with connected(f"tcp://127.0.0.1:{relay.port}") as engine:
            await works(engine, engine_host)


@pytest.mark.parametrize("clients", [False, True])
async def test_tls(engine_host: str, certificates: Certificates, clients: bool) -> None:
    with Relay(socket_of(engine_host), certificates.server(clients=clients)) as relay:
        endpoint = Endpoint(f"tcp://localhost:{relay.port}", "test", tls=files(certificates))
        engine = DockerEngine(endpoint)
        await engine.connect()
        await works(engine, engine_host)
        await engine.close()


async def test_tls_1_2(engine_host: str, certificates: Certificates) -> None:
    context = certificates.server(clients=True)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    with Relay(socket_of(engine_host), context) as relay:
        endpoint = Endpoint(f"tcp://127.0.0.1:{relay.port}", "test", tls=files(certificates))
        engine = DockerEngine(endpoint)
        await engine.connect()
        await works(engine, engine_host)
        await engine.close()


async def failure(url: str, tls: TLSFiles | None = None, seconds: float = 5) -> AlongsideError:
    """Connect in vain; return why."""
    engine = DockerEngine(Endpoint(url, "test", tls=tls), seconds)
    try:
        with pytest.raises(AlongsideError) as caught:
            await engine.connect()
    finally:
        await engine.close()
    assert caught.value.advice, caught.value
    return caught.value


async def test_tls_that_is_not_verified(engine_host: str, certificates: Certificates) -> None:
    with Relay(socket_of(engine_host), certificates.server("expired")) as relay:
        endpoint = Endpoint(f"tcp://127.0.0.1:{relay.port}", "test", tls=TLSFiles(verify=False))
        engine = DockerEngine(endpoint)
        assert (await engine.connect()).name == "docker"
        await engine.close()


@pytest.mark.parametrize(
    ("name", "said"),
    [("expired", "has expired"), ("stranger", "is for another name")],
)
async def test_a_bad_certificate(
    engine_host: str, certificates: Certificates, name: str, said: str
) -> None:
    with Relay(socket_of(engine_host), certificates.server(name)) as relay:
        error = await failure(f"tcp://localhost:{relay.port}", files(certificates))
        assert isinstance(error, UnreachableError)
        assert said in error.message


async def test_an_unknown_authority(
    engine_host: str, certificates: Certificates, others: Certificates
) -> None:
    with Relay(socket_of(engine_host), certificates.server()) as relay:
        for tls in (files(others), TLSFiles()):
            error = await failure(f"tcp://localhost:{relay.port}", tls)
            assert "signed by nobody we know" in error.message


async def test_the_engine_wants_a_certificate(
    engine_host: str, certificates: Certificates, others: Certificates
) -> None:
    for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        context = certificates.server(clients=True)
        context.maximum_version = version
        with Relay(socket_of(engine_host), context) as relay:
            url = f"tcp://localhost:{relay.port}"
            error = await failure(url, files(certificates, client=False))
            assert "wants a client certificate" in error.message
            theirs = files(others)
            wrong = TLSFiles(certificates.directory / "ca.pem", theirs.cert, theirs.key)
            error = await failure(url, wrong)
            assert "does not accept our client certificate" in error.message


async def test_plain_and_tls_mixed_up(engine_host: str, certificates: Certificates) -> None:
    with Relay(socket_of(engine_host)) as relay:
        error = await failure(f"tcp://127.0.0.1:{relay.port}", files(certificates))
        assert "does not speak TLS" in error.message
    with Relay(socket_of(engine_host), certificates.server()) as relay:
        error = await failure(f"tcp://127.0.0.1:{relay.port}")
        assert isinstance(error, UnreachableError)


async def test_broken_tls_files(
    tmp_path: Path, certificates: Certificates, others: Certificates
) -> None:
    missing = await failure("tcp://127.0.0.1:1", TLSFiles(tmp_path / "none.pem"))
    assert isinstance(missing, EndpointError)
    assert "none.pem cannot be read" in missing.message
    (tmp_path / "empty.pem").touch()
    empty = await failure("tcp://127.0.0.1:1", TLSFiles(tmp_path / "empty.pem"))
    assert "holds no certificate" in empty.message
    ours, theirs = certificates.directory, others.directory
    mixed = TLSFiles(ours / "ca.pem", ours / "cert.pem", theirs / "key.pem")
    assert "no matching pair" in (await failure("tcp://127.0.0.1:1", mixed)).message


async def test_nobody_there() -> None:
    with Relay("") as relay:
        port = relay.port
    assert "refuses connections" in (await failure(f"tcp://127.0.0.1:{port}")).message
    error = await failure("tcp://nonesuch.invalid:2375")
    assert "does not resolve" in error.message


async def test_accepts_and_never_answers(certificates: Certificates, monkeypatch) -> None:
    with Relay("") as relay:
        error = await failure(f"tcp://127.0.0.1:{relay.port}", seconds=0.05)
        assert isinstance(error, DeadlineError)
        monkeypatch.setattr("alongside.engine.transport.CONNECT_SECONDS", 0.05)
        error = await failure(f"tcp://127.0.0.1:{relay.port}", files(certificates))
        assert isinstance(error, DeadlineError)


@asynccontextmanager
async def saying(tmp_path: Path, body: bytes, status: bytes = b"200 OK") -> AsyncIterator[str]:
    """Serve one answer to everything; yield the address."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        head = b"HTTP/1.1 %s\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
        writer.write(head % (status, len(body)) + body)
        writer.close()

    server = await asyncio.start_unix_server(handle, tmp_path / "s.sock")
    try:
        yield f"unix://{tmp_path}/s.sock"
    finally:
        server.close()


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        (b'{"Version": "17.05", "ApiVersion": "1.29"}', b"200 OK", "is too old: docker 17.05"),
        (b"<html>Welcome to nginx!", b"200 OK", "not a container engine's"),
        (b"404 page not found", b"404 Not Found", "is no container engine (404 page not found)"),
        (b'{"hello": "world"}', b"200 OK", "is no container engine"),
        (b'{"message": "go away\\u001b"}', b"403 Forbidden", "no container engine (Go away"),
    ],
)
async def test_other_things_answer(tmp_path: Path, body: bytes, status: bytes, said: str) -> None:
    async with saying(tmp_path, body, status) as url:
        error = await failure(url)
        assert isinstance(error, RefusedError)
        assert said in str(error)
        assert "\x1b" not in str(error)


async def test_an_http_answer_from_a_tls_port(tmp_path: Path) -> None:
    said = b"Client sent an HTTP request to an HTTPS server.\n"
    async with saying(tmp_path, said, b"400 Bad Request") as url:
        assert "wants TLS" in (await failure(url)).message


async def test_versions_are_agreed_and_podman_is_known(tmp_path: Path) -> None:
    answer = b'{"Version": "5.4", "ApiVersion": "%s", "MinAPIVersion": "1.24", "Components": [%s]}'
    podman = b'{"Name": "Podman Engine", "Version": "5.4"}'
    async with saying(tmp_path, answer % (b"1.41", podman)) as url:
        engine = DockerEngine(Endpoint(url, "test"))
        assert (await engine.connect()).name == "podman"
        assert engine._api.version == (1, 41)
        await engine.close()
    async with saying(tmp_path, answer % (b"1.99", b"")) as url:
        engine = DockerEngine(Endpoint(url, "test"))
        await engine.connect()
        assert engine._api.version == (1, 51)  # what we know, not what it knows
        await engine.close()


async def test_no_permission(tmp_path: Path) -> None:
    """As another user, in a process of its own: root may open every socket."""
    async with saying(tmp_path, b"") as url:
        place = url.removeprefix("unix://")
        script = (
            "import os, sys; sys.path[:0] = sys.argv[2].split(':'); os.setgroups([]);"
            "from alongside.engine.explain import explain_unix;"
            "os.setgid(65534); os.setuid(65534);"
            "print(explain_unix(PermissionError(), sys.argv[1]))"
        )
        try:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-c", script, place, ":".join(sys.path)),
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
        except PermissionError:
            pytest.skip("only root can become somebody else")
        out, err = await process.communicate()
        assert b"No permission to use the socket" in out, err
        assert b"sudo" in out


async def test_the_sdk_is_not_imported_for_lists_and_sessions(engine_host: str) -> None:
    script = (
        "import asyncio, sys\n"
        "from alongside.engine.docker import DockerEngine\n"
        "from alongside.engine.model import Endpoint\n"
        "async def main():\n"
        "    engine = DockerEngine(Endpoint(sys.argv[1], 'test'))\n"
        "    await engine.connect(); await engine.list(); await engine.close()\n"
        "asyncio.run(main())\n"
        "print(sorted({'docker', 'requests', 'urllib3', 'textual'} & set(sys.modules)))\n"
    )
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", script, engine_host), stdout=subprocess.PIPE
    )
    out, _ = await process.communicate()
    assert out == b"[]\n"
