"""What the engine can answer without starting anything inside: for stopped and shell-less ones.

Each answer is an asynchronous generator of lines and findings; `ANSWERS` maps the questions of
`probe.ByEngine` to them. A `Fact` called ``command`` says what was asked, for people.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from types import MappingProxyType
from typing import Any

from alongside.clean import clean
from alongside.diagnostics.decode import Fact
from alongside.diagnostics.lifecycle import mapping
from alongside.diagnostics.logs import answer_logs
from alongside.diagnostics.probe import Finding, Line, heading, note
from alongside.diagnostics.reading.environment import masked_note, show
from alongside.diagnostics.reading.memory import conclude as conclude_memory
from alongside.diagnostics.reading.processes import Process, parse_columns
from alongside.diagnostics.reading.processes import conclude as conclude_processes
from alongside.diagnostics.reading.text import count, pairs, percent, size, table
from alongside.engine.engine import Engine
from alongside.engine.model import Container, Details
from alongside.secrets import mask_argv

Answer = AsyncIterator[Line | Finding | Fact]


async def answer_processes(engine: Engine, container: Container, details: Details) -> Answer:
    """Show the engine's process table."""
    yield Fact("command", "top")
    top = await engine.top(container.id)
    for item in table(top.titles, top.rows):
        yield item
    rows: list[Process] = [row for row in parse_columns([top.titles], top.rows) if row]
    for found in conclude_processes(rows):
        yield found
    yield note("Process ids and users are those of the engine's machine.")


async def answer_memory(engine: Engine, container: Container, details: Details) -> Answer:
    """Show one reading of the engine's statistics."""
    yield Fact("command", "stats")
    stats = await engine.stats(container.id)
    share = f" ({percent(stats.memory, stats.memory_limit)})" if stats.memory_limit else ""
    limit = mapping(details.raw, "HostConfig").get("Memory") or 0
    rows = [
        ("Limit", size(limit) if limit else "none: the machine's memory is the limit"),
        ("In use", size(stats.memory) + share),
        ("CPU", f"{stats.cpu_percent:.1f} % of one core"),
        ("Processes", str(stats.pids or "")),
    ]
    for item in pairs(rows):
        yield item
    for found in conclude_memory(stats.memory, limit, 0):
        yield found


async def answer_limits(engine: Engine, container: Container, details: Details) -> Answer:
    """Show the limits that it would run with."""
    yield Fact("command", "inspect")
    host = mapping(details.raw, "HostConfig")
    rows = [
        ("Memory limit", size(host.get("Memory") or 0) if host.get("Memory") else "none"),
        ("Killed for memory", "yes" if details.oom_killed else "no"),
    ]
    for item in pairs(rows):
        yield item


async def answer_mounts(engine: Engine, container: Container, details: Details) -> Answer:
    """Show mounts; how full they are only the inside knows."""
    yield Fact("command", "inspect")
    mounts = details.raw.get("Mounts")
    rows = [
        (
            "rw" if mount.get("RW") else "ro",
            str(mount.get("Type", "")),
            str(mount.get("Destination", "")),
            str(mount.get("Name") or mount.get("Source") or ""),
        )
        for mount in (mounts if isinstance(mounts, list) else [])
        if isinstance(mount, Mapping)
    ]
    for item in table(("MODE", "TYPE", "MOUNTED ON", "FROM"), rows) or [note("No volumes.")]:
        yield item
    yield note(
        "The root file system is read-only."
        if details.read_only
        else ("The root file system is writable.")
    )
    yield note("How full they are can only be seen from inside.")


async def answer_network(engine: Engine, container: Container, details: Details) -> Answer:
    """Show networks and ports."""
    yield Fact("command", "inspect")
    networks = mapping(details.raw, "NetworkSettings", "Networks")
    rows = [
        (
            str(name),
            str(mapping(networks, name).get("IPAddress") or "-"),
            str(mapping(networks, name).get("Gateway") or "-"),
            " ".join(_strings(mapping(networks, name).get("Aliases"))) or "-",
        )
        for name in networks
    ]
    yield heading("Networks")
    for item in table(("NETWORK", "ADDRESS", "GATEWAY", "ALIASES"), rows) or [note("None.")]:
        yield item
    yield heading("Ports")
    cells = [
        (f"{port.private}/{port.protocol}", f"{port.address}:{port.public}" if port.public else "-")
        for port in container.ports
    ]
    for item in table(("PORT", "PUBLISHED AS"), cells) or [note("None.")]:
        yield item


def _strings(value: Any) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []


async def answer_environment(engine: Engine, container: Container, details: Details) -> Answer:
    """Show the environment that the main process is started with."""
    yield Fact("command", "inspect")
    env = dict(details.env)
    for item in show(env):
        yield item
    yield masked_note(env)


async def answer_facts(engine: Engine, container: Container, details: Details) -> Answer:
    """Show what the engine knows about the container."""
    yield Fact("command", "inspect")
    host = mapping(details.raw, "HostConfig")
    rights = "all (privileged)" if details.privileged else ""
    added = ", ".join(_strings(host.get("CapAdd")))
    rows = [
        ("Image", details.image),
        ("Platform", str(details.raw.get("Platform") or "")),
        ("State", str(details.state)),
        ("Exit code", "" if details.exit_code is None else str(details.exit_code)),
        ("Started", details.started_at),
        ("Ended", "" if details.state.live else details.finished_at),
        ("Restarts", f"{count(details.restarts, 'time')}, policy {details.restart_policy}"),
        ("Command", clean(" ".join(mask_argv(details.argv)))),
        ("User", details.user or "root"),
        ("Directory", details.working_dir or "/"),
        ("Capabilities", rights or (f"standard and {added}" if added else "standard")),
        ("Log driver", details.log_driver),
    ]
    for item in pairs(rows):
        yield item


ANSWERS: Mapping[str, Callable[[Engine, Container, Details], Answer]] = MappingProxyType(
    {
        "processes": answer_processes,
        "memory": answer_memory,
        "limits": answer_limits,
        "mounts": answer_mounts,
        "network": answer_network,
        "environment": answer_environment,
        "facts": answer_facts,
        "logs": answer_logs,
    }
)
