"""The calls that the list lives by, in terms of the Docker API: what is sent, how it is read.

`docker.DockerEngine` calls these; they call `docker_api`. (Execs are in `docker_exec`, all else
about one container in `docker_container`: neither is imported before it is used.)
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime

from alongside.engine.docker_api import NEWEST, OLDEST, DockerApi, parsed, part, refusal
from alongside.engine.docker_model import (
    details_of,
    dict_of,
    event_of,
    info_of,
    seconds_of,
)
from alongside.engine.docker_rows import rows_of
from alongside.engine.exchange import Head
from alongside.engine.model import Container, Details, EngineInfo, Event
from alongside.errors import RefusedError, UnreachableError

_EVENT_LIMIT = 4 * 1024 * 1024
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class ClockSkew:
    """How far the engine's clock is from ours, as far as an HTTP date can tell."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def learn(self, head: Head) -> None:
        """Take the date that an answer carries. Below two seconds the clocks count as one."""
        with suppress(ValueError, OverflowError):  # no date that can be read
            ahead = date_of(head.headers.get("date", "")) - time.time()
            self._ahead = ahead if abs(ahead) > 2 else 0.0

    def now(self) -> float:
        """Return about the engine's time, rather too early than too late."""
        return time.time() + self._ahead


def date_of(text: str) -> float:
    """Return HTTP's ``Sun, 06 Nov 1994 08:49:37 GMT`` as seconds since the epoch.

    The standard library's parsers take 3 ms to import. Source: RFC 9110, 5.6.7.

    Raises:
        ValueError: It is no such date.
        OverflowError: A number in it is absurd.
    """
    _, day, month, year, clock, zone = text.split()
    if zone != "GMT":
        raise ValueError(zone)
    hour, minute, second = clock.split(":")
    date = (int(year), _MONTHS.index(month) + 1, int(day))
    # A leap second is 60, which the class does not know.
    return datetime(*date, int(hour), int(minute), min(59, int(second)), tzinfo=UTC).timestamp()


async def connect(api: DockerApi, skew: ClockSkew) -> EngineInfo:
    """Ask who is there and agree on a version of the API."""
    where = api.client.dialer.where
    answer = await api.client.call("GET", "/version")
    raw = dict_of(parsed(answer.body)) if answer.status == 200 else {}
    if not raw.get("ApiVersion"):
        failed = refusal(answer.status, answer.body, where)
        if isinstance(failed, UnreachableError):  # plain HTTP on a TLS port
            raise failed
        raise RefusedError(
            f"What answers at {where} is no container engine ({failed.message})",
            "Check the address.",
            answer.status,
        )
    skew.learn(answer.head)
    info = info_of(raw)
    oldest, newest = _version(raw.get("MinAPIVersion")), _version(info.api_version)
    if newest < OLDEST:
        raise RefusedError(
            f"The engine at {where} is too old: {info.name} {info.version} speaks API "
            f"{info.api_version}, and alongside needs {OLDEST[0]}.{OLDEST[1]}",
            "Update the engine to Docker 19.03 or later.",
        )
    api.version = max(min(newest, NEWEST), oldest)
    return info


def _version(text: object) -> tuple[int, int]:
    match = re.match(r"(\d{1,4})\.(\d{1,4})", str(text))
    return (int(match[1]), int(match[2])) if match else (0, 0)


async def containers(api: DockerApi, ids: Sequence[str] | None) -> list[Container]:
    """List all containers, or those of `ids`."""
    if ids is not None and not ids:
        return []
    filters = json.dumps({"id": list(ids)}) if ids is not None else None
    query = {"all": True, "filters": filters}
    rows = await rows_of(await api.get_bytes("/containers/json", query))
    api.learn(rows)
    return rows


async def events(api: DockerApi, since: float | None) -> AsyncIterator[Event]:
    """Yield ``subscribed``, then container events.

    Docker answers a moment before it has subscribed: `since`, the engine's time before the
    request, has it repeat what fell in between.
    """
    query = {"filters": json.dumps({"type": ["container"]}), "since": stamp(since)}
    body = await api.stream("/events", query)
    try:
        yield Event("subscribed", "", since or time.time())
        pending = b""
        while data := await body.read():
            *lines, pending = (pending + data).split(b"\n")
            for line in filter(None, map(bytes.strip, lines)):
                if event := event_of(parsed(line)):
                    yield event
            if len(pending) > _EVENT_LIMIT:
                raise RefusedError("The engine sent an event without an end")
    finally:
        await body.close()
    raise UnreachableError(
        f"The engine at {api.client.dialer.where} ended its stream of events",
        "It is stopping or restarting.",
    )


def stamp(time: float | None) -> str | None:
    """Return a time as Docker takes it in a query."""
    return None if time is None else f"{time:.9f}"


async def inspect(api: DockerApi, id: str) -> Details:
    """Inspect a container."""
    details = details_of(await api.get(f"/containers/{part(id)}/json"))
    api.learn([details])
    return details


async def clock(api: DockerApi, skew: ClockSkew) -> float:
    """Return the engine's time; it is exact to the microsecond when the engine tells it."""
    told = seconds_of(dict_of(await api.get("/info")).get("SystemTime"))
    return skew.now() if told is None else told
