"""Where an engine is looked for, and in which order."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from test_contexts import make_context, make_current

from alongside.engine.discovery import Choice, candidates, find_engine
from alongside.engine.engine import Engine
from alongside.engine.model import Endpoint, EngineInfo, TLSFiles
from alongside.engine.transport import parse_address
from alongside.errors import EndpointError, NoEngineError, UnreachableError

NO_ENVIRONMENT = {"XDG_RUNTIME_DIR": "/nonexistent"}


def urls(found: list[Endpoint]) -> list[str]:
    return [endpoint.url for endpoint in found]


@pytest.fixture
async def socket_at(tmp_path: Path) -> object:
    """Return a function that makes a listening socket at a path."""
    servers = []

    async def make(path: Path) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        servers.append(await asyncio.start_unix_server(lambda *_: None, path))
        return path

    yield make
    for server in servers:
        server.close()


def test_without_a_word_the_usual_socket_is_listed_even_if_absent(tmp_path: Path) -> None:
    found = candidates(Choice(), NO_ENVIRONMENT, tmp_path)
    assert found[0] == Endpoint("unix:///var/run/docker.sock", "Docker's socket")


async def test_usual_sockets_that_exist_follow(tmp_path: Path, socket_at) -> None:
    runtime = tmp_path / "run"
    for name in ("run/docker.sock", "run/podman/podman.sock", ".colima/default/docker.sock"):
        await socket_at(tmp_path / name)
    (tmp_path / ".rd").mkdir()
    (tmp_path / ".rd/docker.sock").touch()  # no socket
    found = candidates(Choice(), {"XDG_RUNTIME_DIR": str(runtime)}, tmp_path)
    assert [endpoint for endpoint in found if str(tmp_path) in endpoint.url] == [
        Endpoint(f"unix://{runtime}/docker.sock", "rootless Docker's socket"),
        Endpoint(f"unix://{tmp_path}/.colima/default/docker.sock", "Colima's socket"),
        Endpoint(f"unix://{runtime}/podman/podman.sock", "rootless Podman's socket", "podman"),
    ]
    podman = candidates(Choice(engine="podman"), {"XDG_RUNTIME_DIR": str(runtime)}, tmp_path)
    assert {endpoint.engine for endpoint in podman} == {"podman"}
    docker = candidates(Choice(engine="docker"), {"XDG_RUNTIME_DIR": str(runtime)}, tmp_path)
    assert {endpoint.engine for endpoint in docker} == {"docker"}


async def test_one_socket_under_two_names_is_one(tmp_path: Path, socket_at) -> None:
    place = await socket_at(tmp_path / "run/docker.sock")
    other = tmp_path / ".docker/run/docker.sock"
    other.parent.mkdir(parents=True)
    other.symlink_to(place)
    found = candidates(Choice(), {"XDG_RUNTIME_DIR": str(place.parent)}, tmp_path)
    assert len([url for url in urls(found) if str(tmp_path) in url]) == 1


def test_the_order_of_words(tmp_path: Path) -> None:
    make_context(tmp_path, "lab", "tcp://lab:2375")
    make_context(tmp_path, "far", "ssh://me@far")
    make_current(tmp_path, "lab")
    environ: dict[str, str] = dict(NO_ENVIRONMENT)

    def only(choice: Choice) -> Endpoint:
        found = candidates(choice, environ, tmp_path)
        assert len(found) == 1
        return found[0]

    assert only(Choice()) == Endpoint("tcp://lab:2375", "current context lab", context="lab")
    environ["DOCKER_CONTEXT"] = "far"
    assert only(Choice()) == Endpoint("ssh://me@far", "DOCKER_CONTEXT far", context="far")
    environ["DOCKER_HOST"] = "tcp://env:1"
    assert only(Choice()) == Endpoint("tcp://env:1", "DOCKER_HOST")
    assert only(Choice(context="lab")).url == "tcp://lab:2375"
    assert only(Choice(host="unix:///x.sock")) == Endpoint("unix:///x.sock", "--host")
    assert only(Choice(context="default")) == Endpoint("tcp://env:1", "DOCKER_HOST")


def test_the_default_context_is_the_usual_socket(tmp_path: Path) -> None:
    usual = Endpoint("unix:///var/run/docker.sock", "context default", context="default")
    assert candidates(Choice(context="default"), NO_ENVIRONMENT, tmp_path) == [usual]
    named = {**NO_ENVIRONMENT, "DOCKER_CONTEXT": "default"}
    assert candidates(Choice(), named, tmp_path) == [usual]
    make_current(tmp_path, "default")
    assert candidates(Choice(), NO_ENVIRONMENT, tmp_path)[0].source == "Docker's socket"


@pytest.mark.parametrize(
    ("choice", "environ"),
    [
        (Choice(context="gone"), {}),
        (Choice(), {"DOCKER_CONTEXT": "gone"}),
        (Choice(host="unix:///x", context="lab"), {}),
        (Choice(engine="vmware"), {}),
        (Choice(), {"DOCKER_HOST": "tcp://h:1", "DOCKER_CERT_PATH": "/nonexistent"}),
    ],
)
def test_what_cannot_be_is_never_replaced_silently(
    tmp_path: Path, choice: Choice, environ: dict[str, str]
) -> None:
    with pytest.raises(EndpointError) as caught:
        candidates(choice, {**NO_ENVIRONMENT, **environ}, tmp_path)
    assert caught.value.advice


def test_a_current_context_that_is_gone_is_an_error(tmp_path: Path) -> None:
    make_current(tmp_path, "gone")
    with pytest.raises(EndpointError, match="There is no docker context 'gone'"):
        candidates(Choice(), NO_ENVIRONMENT, tmp_path)


def test_tls_of_the_environment(tmp_path: Path) -> None:
    for name in ("ca.pem", "cert.pem", "key.pem"):
        (tmp_path / name).touch()
    files = [tmp_path / name for name in ("ca.pem", "cert.pem", "key.pem")]
    environ = {"DOCKER_HOST": "tcp://h:2376", "DOCKER_CERT_PATH": str(tmp_path)}
    [found] = candidates(Choice(), environ, tmp_path)
    assert found.tls == TLSFiles(*files, verify=False)
    [found] = candidates(Choice(), {**environ, "DOCKER_TLS_VERIFY": "1"}, tmp_path)
    assert found.tls == TLSFiles(*files, verify=True)
    [found] = candidates(Choice(host="tcp://other:2376"), environ, tmp_path)
    assert found.tls is not None
    [found] = candidates(Choice(host="unix:///x"), environ, tmp_path)
    assert found.tls is None
    [found] = candidates(Choice(host="tcp://h"), {"DOCKER_TLS_VERIFY": "1"}, tmp_path)
    assert found.tls == TLSFiles()


def test_podmans_own_variable(tmp_path: Path) -> None:
    environ = {"CONTAINER_HOST": "unix:///p.sock", "DOCKER_HOST": "unix:///d.sock"}
    assert candidates(Choice(engine="podman"), environ, tmp_path) == [
        Endpoint("unix:///p.sock", "CONTAINER_HOST", "podman")
    ]


class Fake:
    """An engine that is there, or is not."""

    def __init__(self, endpoint: Endpoint, up: bool) -> None:
        self.endpoint = endpoint
        self.closed = False
        self._up = up

    async def connect(self) -> EngineInfo:
        if not self._up:
            raise UnreachableError("nobody", "knock louder")
        return EngineInfo("docker", "1")

    async def close(self) -> None:
        self.closed = True


@pytest.fixture
def fakes() -> Iterator[list[Fake]]:
    return []


async def test_the_first_that_answers_is_taken(tmp_path: Path, socket_at) -> None:
    place = await socket_at(tmp_path / "run/docker.sock")
    made: list[Fake] = []

    def make(endpoint: Endpoint) -> Engine:
        made.append(Fake(endpoint, up=str(place) in endpoint.url))
        return cast("Engine", made[-1])

    engine, info = await find_engine(
        Choice(), {"XDG_RUNTIME_DIR": str(place.parent)}, tmp_path, make
    )
    assert (engine, info.version) == (made[-1], "1")
    assert [fake.closed for fake in made] == [True] * (len(made) - 1) + [False]


async def test_none_answers(tmp_path: Path) -> None:
    with pytest.raises(NoEngineError) as caught:
        await find_engine(
            Choice(host="unix:///x.sock"),
            {},
            tmp_path,
            lambda endpoint: cast("Engine", Fake(endpoint, up=False)),
        )
    assert caught.value.attempts == (("unix:///x.sock (--host)", "nobody", "knock louder"),)
    assert "knock louder" in str(caught.value)


async def test_a_malformed_address_is_one_of_the_attempts(tmp_path: Path) -> None:
    with pytest.raises(NoEngineError, match="npipe:// are not supported"):
        await find_engine(Choice(host="npipe:////./pipe/docker"), {}, tmp_path)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "docker",
        "unix://relative.sock",
        "npipe:////./pipe/x",
        "tcp://",
        "tcp://h:port",
        "tcp://h:99999",
        "tcp://[::1",
        "ssh://-oProxyCommand=evil",
        "ssh://-l@host",
        "\x1b://x",
    ],
)
def test_malformed_addresses(url: str) -> None:
    with pytest.raises(EndpointError) as caught:
        parse_address(url)
    assert "\x1b" not in str(caught.value)


def test_addresses() -> None:
    found = parse_address("ssh://me@host:2222/run/user/1/docker.sock")
    assert (found.user, found.host, found.port) == ("me", "host", 2222)
    assert found.path == "/run/user/1/docker.sock"
    assert parse_address("tcp://[::1]:2375").host == "::1"
    assert parse_address("tcp://h/base/").path == "/base"
    assert parse_address("https://h").tls
