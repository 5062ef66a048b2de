"""Which engines there may be, in the order in which they are tried.

Somebody's word first (--host, --context, DOCKER_HOST, the docker CLI's context): then that is the
only candidate, because another engine than the one that was named is worse than none. Without
any, the sockets where engines usually listen. `find_engine` connects to the first that answers.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from alongside.clean import clean
from alongside.engine.contexts import (
    DEFAULT,
    DEFAULT_SOCKET,
    ContextInfo,
    config_directory,
    context_endpoint,
    contexts,
    current_name,
    tls_files,
)
from alongside.engine.engine import Engine
from alongside.engine.model import Endpoint, EngineInfo, TLSFiles
from alongside.errors import Attempt, EndpointError, EngineError, NoEngineError

__all__ = ["Choice", "ContextInfo", "candidates", "contexts", "find_engine"]

_ENGINES = ("docker", "podman")


class Choice(NamedTuple):
    """What flags and settings say about which engine is wanted; empty for no word.

    Attributes:
        host: A URL, as ``--host``.
        context: A docker context's name, as ``--context``.
        engine: ``docker`` or ``podman``; empty for whichever is there.
    """

    host: str = ""
    context: str = ""
    engine: str = ""


def candidates(choice: Choice, environ: Mapping[str, str], home: Path) -> list[Endpoint]:
    """Return where to look for an engine, best first; never empty.

    Raises:
        EndpointError: What was named cannot be used: an unknown context, unreadable files, two
            names at once.
    """
    if choice.engine not in ("", *_ENGINES):
        raise EndpointError(
            f"The engine {clean(choice.engine)!r} is not looked for here",
            f"Use one of: {', '.join(_ENGINES)}.",
        )
    if choice.host and choice.context:
        raise EndpointError("Both a host and a context are given", "Give one of them.")
    if choice.host:
        return [_named(choice.host, "--host", choice.engine, environ, home)]
    if choice.context:
        return [_of_context(choice.context, "--context", choice.engine, environ, home)]
    if choice.engine == "podman":
        if host := environ.get("CONTAINER_HOST"):
            return [_named(host, "CONTAINER_HOST", "podman", environ, home)]
        return _podman_sockets(environ) or [
            Endpoint("unix:///run/podman/podman.sock", "Podman's socket", "podman")
        ]
    if host := environ.get("DOCKER_HOST"):
        return [_named(host, "DOCKER_HOST", choice.engine, environ, home)]
    name = current_name(environ, home)
    if name and (name != DEFAULT or environ.get("DOCKER_CONTEXT")):
        source = "DOCKER_CONTEXT" if environ.get("DOCKER_CONTEXT") else "current context"
        return [_of_context(name, source, choice.engine, environ, home)]
    podman = [] if choice.engine == "docker" else _podman_sockets(environ)
    return [*_docker_sockets(environ, home), *podman]


def _named(url: str, source: str, engine: str, environ: Mapping[str, str], home: Path) -> Endpoint:
    tls = _tls_of(environ, home) if url.startswith(("tcp://", "https://")) else None
    return Endpoint(url, source, engine or "docker", tls)


def _of_context(
    name: str, source: str, engine: str, environ: Mapping[str, str], home: Path
) -> Endpoint:
    if name == DEFAULT:
        if host := environ.get("DOCKER_HOST"):
            return _named(host, "DOCKER_HOST", engine, environ, home)
        return Endpoint(DEFAULT_SOCKET, f"context {DEFAULT}", engine or "docker", context=DEFAULT)
    found = context_endpoint(name, environ, home)
    return Endpoint(
        found.url, f"{source} {found.context}", engine or "docker", found.tls, found.context
    )


def _tls_of(environ: Mapping[str, str], home: Path) -> TLSFiles | None:
    """Return the TLS settings of DOCKER_TLS_VERIFY and DOCKER_CERT_PATH.

    As Docker's own clients: either of them switches TLS on, and only DOCKER_TLS_VERIFY has the
    engine's certificate checked. Without DOCKER_CERT_PATH the files are in the CLI's directory.
    """
    verify = bool(environ.get("DOCKER_TLS_VERIFY"))
    given = environ.get("DOCKER_CERT_PATH", "")
    if not verify and not given:
        return None
    directory = Path(given) if given else config_directory(environ, home)
    found = tls_files(directory, verify=verify)
    if found is None and given:
        raise EndpointError(
            f"There are no TLS files in {clean(given)}",
            "DOCKER_CERT_PATH should name a directory with ca.pem, cert.pem and key.pem.",
        )
    return found or TLSFiles(verify=verify)


def _docker_sockets(environ: Mapping[str, str], home: Path) -> list[Endpoint]:
    """Return Docker's usual sockets that exist, and the most usual one in any case."""
    runtime = environ.get("XDG_RUNTIME_DIR") or f"/run/user/{os.getuid()}"
    places = (
        (Path("/var/run/docker.sock"), "Docker's socket"),
        (Path(runtime, "docker.sock"), "rootless Docker's socket"),
        (home / ".docker/run/docker.sock", "Docker Desktop's socket"),
        (home / ".docker/desktop/docker.sock", "Docker Desktop's socket"),
        (home / ".orbstack/run/docker.sock", "OrbStack's socket"),
        (home / ".colima/default/docker.sock", "Colima's socket"),
        (home / ".config/colima/default/docker.sock", "Colima's socket"),
        (home / ".rd/docker.sock", "Rancher Desktop's socket"),
    )
    first, *others = places
    return [
        Endpoint(f"unix://{path}", source)
        for path, source in _distinct([first, *_existing(others)])
    ]


def _podman_sockets(environ: Mapping[str, str]) -> list[Endpoint]:
    runtime = environ.get("XDG_RUNTIME_DIR") or f"/run/user/{os.getuid()}"
    places = (
        (Path(runtime, "podman/podman.sock"), "rootless Podman's socket"),
        (Path("/run/podman/podman.sock"), "Podman's socket"),
    )
    return [
        Endpoint(f"unix://{path}", source, "podman")
        for path, source in _distinct(_existing(places))
    ]


def _existing(places: Iterable[tuple[Path, str]]) -> Iterator[tuple[Path, str]]:
    for path, source in places:
        try:
            if path.is_socket():
                yield path, source
        except PermissionError:  # somebody else's directory: it is there and says so when tried
            yield path, source


def _distinct(places: Iterable[tuple[Path, str]]) -> Iterator[tuple[Path, str]]:
    """Leave out what is another name of the same socket (/var/run is /run)."""
    seen: set[str] = set()
    for path, source in places:
        real = os.path.realpath(path)
        if real not in seen:
            seen.add(real)
            yield path, source


def _docker_engine(endpoint: Endpoint) -> Engine:
    from alongside.engine.docker import DockerEngine  # not needed by `alongside contexts`

    return DockerEngine(endpoint)


async def find_engine(
    choice: Choice,
    environ: Mapping[str, str],
    home: Path,
    make: Callable[[Endpoint], Engine] = _docker_engine,
) -> tuple[Engine, EngineInfo]:
    """Connect to the first candidate that answers.

    Args:
        make: Makes an unconnected engine for an endpoint.

    Raises:
        EndpointError: As `candidates`.
        NoEngineError: None of them answered; it has what each said.
    """
    attempts: list[Attempt] = []
    for endpoint in candidates(choice, environ, home):
        try:
            engine = make(endpoint)
            try:
                return engine, await engine.connect()
            except BaseException:
                await engine.close()
                raise
        except EngineError as error:
            where = f"{clean(endpoint.url)} ({endpoint.source})"
            attempts.append(Attempt(where, error.message, error.advice))
    raise NoEngineError(attempts)
