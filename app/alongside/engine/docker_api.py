"""The Docker Engine API over our own HTTP client: versioned paths, JSON, refusals as errors.

Control flows from `docker` (the engine) through here to `http`. Works against Podman's compatible
API too. Source: Docker Engine API 1.40 to 1.51.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote, urlencode

from alongside.clean import clean
from alongside.engine.exchange import Body, Connection, wants_tls
from alongside.engine.http import HttpClient
from alongside.engine.model import Container, Details
from alongside.errors import (
    ConflictError,
    EngineError,
    NotFoundError,
    RefusedError,
    UnsupportedError,
)

Query = Mapping[str, str | int | bool | None]

OLDEST, NEWEST = (1, 40), (1, 51)
"""The versions of the API that we speak."""

# Wrong states that some engines report as 500. Docker: resize, exec; Podman: everything. The
# words for an ended process are containerd's (pkg/process, init_state.go and exec_state.go).
_STATE = (
    r"is not running|cannot \w+ a (?:stopped|deleted) (?:container|process)|"
    r"on running containers|is paused|is not paused|"
    r"is restarting|container state improper|not in a running state|process .*not found"
)
_ID = re.compile(r"[0-9a-f]{64}")
_ADVICE = {
    "not paused": "There is nothing to unpause.",
    "paused": "Unpause it first.",
    "restarting": "Wait until it is running.",
    "not running|running containers|stopped container": "Start it first.",
    "no such container": "It may have been removed: `alongside ps` lists what is there.",
    "no such exec": "The engine was restarted, or forgot it.",
    "find user|no matching entries in passwd": "Give a user of its /etc/passwd, or a number.",
    "client version .* too (old|new)": "Update alongside or the engine, whichever is older.",
    "read-only": "Its root filesystem is read-only.",
}


class DockerApi:
    """Calls by path; what is not a success is raised.

    Attributes:
        version: The agreed version of the API, ``(1, 41)``; (0, 0) before `agree`.
    """

    _NAMES_KEPT = 10_000

    def __init__(self, client: HttpClient) -> None:
        self.client = client
        self.version = (0, 0)
        self._names: dict[str, str] = {}

    def learn(self, containers: Iterable[Container | Details]) -> None:
        """Take the names of containers: an engine's errors have their ids instead."""
        if len(self._names) > self._NAMES_KEPT:
            self._names.clear()
        self._names.update((container.id, container.name) for container in containers)

    def refused(self, status: int, body: bytes) -> EngineError:
        """Return what a status of 300 and above means, by the names of containers."""
        error = refusal(status, body, self.client.dialer.where)
        error.message = _ID.sub(lambda id: self._names.get(id[0], id[0]), error.message)
        return error

    def target(self, path: str, query: Query | None = None) -> str:
        """Return the request target for `path`, whose parts are quoted already."""
        prefix = "/v{}.{}".format(*self.version) if self.version > (0, 0) else ""
        pairs = {key: _plain(value) for key, value in (query or {}).items() if value is not None}
        return f"{prefix}{path}?{urlencode(pairs)}" if pairs else prefix + path

    async def get(self, path: str, query: Query | None = None, seconds: float | None = None) -> Any:
        """Return the JSON at `path`.

        Raises:
            EngineError: As `HttpClient.call`, or as the engine refused.
        """
        return parsed(await self.get_bytes(path, query, seconds))

    async def get_bytes(
        self, path: str, query: Query | None = None, seconds: float | None = None
    ) -> bytes:
        """Return what is at `path`, unparsed."""
        answer = await self.client.call("GET", self.target(path, query), seconds=seconds)
        self._accepted(answer.status, answer.body)
        return answer.body

    async def head(self, path: str, query: Query | None = None) -> int:
        """Return the status of a HEAD request; 404 is raised only by whoever minds."""
        return (await self.client.call("HEAD", self.target(path, query))).status

    async def post(self, path: str, query: Query | None = None, body: Any = None) -> Any:
        """Post JSON (or nothing) and return the JSON that comes back, None if there is none."""
        content = None if body is None else json.dumps(body).encode()
        headers = {} if body is None else {"Content-Type": "application/json"}
        answer = await self.client.call(
            "POST", self.target(path, query), body=content, headers=headers
        )
        self._accepted(answer.status, answer.body)
        return parsed(answer.body) if answer.body.strip() else None

    async def stream(self, path: str, query: Query | None = None) -> Body:
        """Return a body to be read bit by bit."""
        body = await self.client.stream("GET", self.target(path, query))
        if body.head.status >= 300:
            try:
                content = await body.all()
            finally:
                await body.close()
            self._accepted(body.head.status, content)
        return body

    async def hijack(self, path: str, query: Query | None = None, body: Any = None) -> Connection:
        """Return the connection as a raw stream."""
        content = None if body is None else json.dumps(body).encode()
        answer = await self.client.hijack(self.target(path, query), content)
        if answer.connection is None:
            self._accepted(answer.head.status, answer.body)
            raise RefusedError("The engine did not open a stream", status=answer.head.status)
        return answer.connection

    def _accepted(self, status: int, body: bytes) -> None:
        if status >= 300:
            raise self.refused(status, body)


def _plain(value: str | int | bool | None) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)


def part(text: str) -> str:
    """Return `text`, an id or a name, as one part of a path.

    Raises:
        NotFoundError: It cannot be any: the server would read it as another path.
    """
    if not text.strip(".") or "/" in text:
        raise NotFoundError(f"No such container: {clean(text)}", "Give a name or an id.")
    return quote(text, safe="")


def parsed(body: bytes) -> Any:
    """Return the JSON in `body`.

    Raises:
        RefusedError: It is no JSON: whoever answers is no engine.
    """
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise no_json(body) from None


def no_json(body: bytes) -> RefusedError:
    """Return the error for an answer that is not what an engine would say."""
    said = clean(body[:60].decode("utf-8", "replace"))
    return RefusedError(
        f"The answer is not a container engine's (it begins with {said!r})", "Check the address."
    )


def refusal(status: int, body: bytes, where: str = "") -> EngineError:
    """Return what a status of 300 and above means, as an error.

    Args:
        body: JSON with a ``message`` from an engine; anything from something else.
    """
    text = _message(body)
    if status == 400 and "HTTP request to an HTTPS server" in text:
        return wants_tls(where)
    said = clean(text.strip() or f"it answered with status {status}", 1000)
    lower = text.lower()
    advice = next((advice for words, advice in _ADVICE.items() if re.search(words, lower)), "")
    message = said[0].upper() + said[1:].rstrip(".")
    if status == 404:
        return NotFoundError(message, advice)
    if status == 501 or "does not support reading" in text:
        return UnsupportedError(message, advice)
    if status == 409 or (status >= 500 and re.search(_STATE, text, re.IGNORECASE)):
        return ConflictError(message, advice)
    return RefusedError(message, advice, status)


def _message(body: bytes) -> str:
    text = body[:100_000].decode("utf-8", "replace")
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return text[:1000]
    if isinstance(found, dict) and "message" in found:
        return str(found["message"])
    return text[:1000]
