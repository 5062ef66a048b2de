"""The docker CLI's contexts: which there are, which is current, and where their TLS files are.

Pure reading of files: ``config.json`` names the current one, and the context store has a directory
for each, named by the SHA-256 of the context's name. Source: docker/cli, cli/context/store.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from alongside.clean import clean
from alongside.engine.model import Endpoint, TLSFiles
from alongside.errors import EndpointError

DEFAULT = "default"
"""The context that is no context: DOCKER_HOST, or the usual socket."""

DEFAULT_SOCKET = "unix:///var/run/docker.sock"


class ContextInfo(NamedTuple):
    """One line of ``alongside contexts``.

    Attributes:
        current: Is it what the docker CLI would use now?
        error: Why it cannot be used; empty when it can.
    """

    name: str
    url: str = ""
    current: bool = False
    description: str = ""
    error: str = ""


def config_directory(environ: Mapping[str, str], home: Path) -> Path:
    """Return the docker CLI's directory: DOCKER_CONFIG or ``~/.docker``."""
    return Path(environ.get("DOCKER_CONFIG") or home / ".docker")


def current_name(environ: Mapping[str, str], home: Path) -> str:
    """Return the name of the current context; empty or ``default`` when there is none.

    Raises:
        EndpointError: The CLI's configuration cannot be read, so nobody knows.
    """
    if name := environ.get("DOCKER_CONTEXT", ""):
        return name
    config = _read(config_directory(environ, home) / "config.json")
    name = config.get("currentContext", "")
    return name if isinstance(name, str) else ""


def context_endpoint(name: str, environ: Mapping[str, str], home: Path) -> Endpoint:
    """Return where the context `name` points.

    Raises:
        EndpointError: There is none of that name, or it cannot be read.
    """
    import hashlib  # 2 ms, for those who have a context

    store = config_directory(environ, home) / "contexts"
    key = hashlib.sha256(name.encode()).hexdigest()
    place = store / "meta" / key / "meta.json"
    if not place.is_file():
        raise EndpointError(
            f"There is no docker context {clean(name)!r}",
            "See them with: alongside contexts",
        )
    return _endpoint(name, _read(place), store / "tls" / key / "docker")


def _endpoint(name: str, meta: dict[str, Any], tls: Path) -> Endpoint:
    endpoints = meta.get("Endpoints")
    found = endpoints.get("docker") if isinstance(endpoints, dict) else None
    docker = found if isinstance(found, dict) else {}
    url = docker.get("Host")
    if not isinstance(url, str) or not url:
        raise EndpointError(
            f"The docker context {clean(name)!r} names no engine",
            "Look at it with: docker context inspect",
        )
    unverified = docker.get("SkipTLSVerify") is True
    files = tls_files(tls, verify=not unverified)
    if files is None and unverified and url.startswith("tcp://"):
        files = TLSFiles(verify=False)  # docker speaks TLS then, without any file
    shown = clean(name)
    return Endpoint(url, f"context {shown}", tls=files, context=shown)


def tls_files(directory: Path, *, verify: bool) -> TLSFiles | None:
    """Return which of ca.pem, cert.pem and key.pem are in `directory`; None without any."""
    ca, cert, key = (
        path if path.is_file() else None
        for path in (directory / name for name in ("ca.pem", "cert.pem", "key.pem"))
    )
    if ca is None and cert is None and key is None:
        return None
    return TLSFiles(ca, cert, key, verify)


def contexts(environ: Mapping[str, str], home: Path) -> list[ContextInfo]:
    """Return every context of the docker CLI, ``default`` first. Raises nothing."""
    host = environ.get("DOCKER_HOST", "")
    error = ""
    try:
        current = DEFAULT if host else current_name(environ, home) or DEFAULT
    except EndpointError as failed:
        current, error = "", failed.message
    usual = ContextInfo(
        DEFAULT,
        clean(host or DEFAULT_SOCKET),
        current == DEFAULT,
        "DOCKER_HOST" if host else "the usual socket",
        error,
    )
    found = [
        _info(place, current)
        for place in (config_directory(environ, home) / "contexts" / "meta").glob("*/meta.json")
    ]
    if current and current not in {DEFAULT, *(info.name for info in found)}:
        unknown = f"there is no docker context {clean(current)!r}"
        found.append(ContextInfo(clean(current), current=True, error=unknown))
    return [usual, *sorted(found, key=lambda info: info.name)]


def _info(place: Path, current: str) -> ContextInfo:
    try:
        meta = _read(place)
    except EndpointError as failed:
        return ContextInfo(place.parent.name[:12], error=failed.message)
    name = meta.get("Name")
    if not isinstance(name, str) or not name:
        return ContextInfo(place.parent.name[:12], error="it has no name")
    details = meta.get("Metadata")
    description = details.get("Description") if isinstance(details, dict) else ""
    shown = ContextInfo(clean(name), "", name == current, clean(description))
    try:
        endpoint = _endpoint(name, meta, place.parent)
    except EndpointError as failed:
        return ContextInfo(shown.name, "", shown.current, shown.description, failed.message)
    return ContextInfo(shown.name, clean(endpoint.url), shown.current, shown.description)


def _read(place: Path) -> dict[str, Any]:
    """Return the JSON object in a file; nothing if there is no such file."""
    try:
        found = json.loads(place.read_bytes())
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        said = error.strerror if isinstance(error, OSError) else "it is no JSON"
        raise EndpointError(
            f"{clean(place)} cannot be read: {clean(said)}",
            "Repair the file, or name an engine with --host.",
        ) from None
    return found if isinstance(found, dict) else {}
