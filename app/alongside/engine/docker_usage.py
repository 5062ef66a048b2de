"""How much CPU and memory a container uses, from Docker's raw counters.

The arithmetic is the docker CLI's (``docker stats``): memory without the page cache that can be
dropped, CPU as this container's share of what the whole machine spent between two readings.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from alongside.engine.docker_api import DockerApi, part
from alongside.engine.docker_model import dict_of, number_of
from alongside.engine.model import Stats

_FIRST_SECONDS = 10.0  # the engine takes two readings, a second apart
_REMEMBERED = 2000


class Counters(NamedTuple):
    """CPU nanoseconds so far: the container's, the machine's, and how many CPUs there are."""

    own: int
    machine: int
    cpus: int


def counters_of(value: object) -> Counters:
    """Return ``cpu_stats`` (or ``precpu_stats``)."""
    raw = dict_of(value)
    usage = dict_of(raw.get("cpu_usage"))
    per_cpu = usage.get("percpu_usage")
    cpus = number_of(raw.get("online_cpus")) or (len(per_cpu) if isinstance(per_cpu, list) else 1)
    return Counters(
        number_of(usage.get("total_usage")), number_of(raw.get("system_cpu_usage")), cpus or 1
    )


def percent(before: Counters, after: Counters) -> float:
    """Return the CPU used in between, in percent of one core."""
    own, machine = after.own - before.own, after.machine - before.machine
    return own / machine * after.cpus * 100 if own > 0 and machine > 0 else 0.0


def stats_of(value: object, before: Counters | None) -> Stats:
    """Return ``GET /containers/ID/stats``; `before` replaces the engine's own earlier reading."""
    raw = dict_of(value)
    now = counters_of(raw.get("cpu_stats"))
    memory = dict_of(raw.get("memory_stats"))
    detail = dict_of(memory.get("stats"))
    # cgroup v2, and v1's name of the same.
    cache = number_of(detail.get("inactive_file")) or number_of(detail.get("total_inactive_file"))
    used = number_of(memory.get("usage"))
    return Stats(
        cpu_percent=percent(before or counters_of(raw.get("precpu_stats")), now),
        memory=used - cache if cache < used else used,
        memory_limit=number_of(memory.get("limit")),
        pids=number_of(dict_of(raw.get("pids_stats")).get("current")),
    )


class Usage:
    """Reads stats, and remembers the last counters: with those one quick reading is enough."""

    def __init__(self) -> None:
        self._last: dict[str, Counters] = {}

    async def read(self, api: DockerApi, id: str) -> Stats:
        """Return one reading; the first of a container takes a second or two."""
        before = self._last.get(id)
        query = {"stream": False, "one-shot": before is not None or None}
        raw: Any = await api.get(f"/containers/{part(id)}/stats", query, _FIRST_SECONDS)
        if len(self._last) > _REMEMBERED:
            self._last.clear()
        self._last[id] = counters_of(dict_of(raw).get("cpu_stats"))
        return stats_of(raw, before)
