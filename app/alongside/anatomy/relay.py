"""The way that bytes take from the terminal to a process: through which programs, by which wires.

Control flows from `read_relay` (asks this machine's /proc, in a thread) to the pure `build`. Where
a way broke, `breaks` says.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from alongside.anatomy import host
from alongside.anatomy.chains import CHAINS, Reading, Station
from alongside.anatomy.host import PROC, HostProcess
from alongside.anatomy.model import Hop, HopKind
from alongside.clean import clean
from alongside.engine.engine import Engine
from alongside.engine.model import Details, Endpoint
from alongside.session.session import Facts

_SYSTEMD = "systemd"
_DEFAULT_SOCKETS = ("/var/run/docker.sock", "/run/docker.sock")
_PIDFILE = Path("/var/run/docker.pid")
_READ_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Found:
    """What could be read of this machine, for `build`.

    Attributes:
        pids: By station name.
        between: Who really holds the engine's socket here, if it is not the engine: a forward.
        ssh: The pid of our own ssh.
    """

    pids: Mapping[str, int] = field(default_factory=dict)
    between: HostProcess | None = None
    ssh: int | None = None


NOTHING = Found()


def build(
    endpoint: Endpoint,
    runtime: str,
    facts: Facts,
    found: Found = NOTHING,
    *,
    ours: int | None = None,
    terminal: str = "",
) -> tuple[Hop, ...]:
    """Return the hops from the terminal to the process of `facts`.

    Args:
        runtime: A key of `CHAINS`; of an unknown one only its name is a hop.
        ours: This program's pid.
        terminal: What is known of the terminal, see `terminal_detail`.
    """
    hops = [
        Hop("terminal", HopKind.OURS, detail=terminal),
        Hop("alongside", HopKind.OURS, ours, "", "tty"),
        *_wire(endpoint, found),
    ]
    link = _first_link(endpoint, found)
    for station in CHAINS.get(runtime, (Station(clean(runtime, 40) or "engine"),)):
        pid = found.pids.get(station.name)
        hops.append(
            Hop(
                station.name,
                station.kind,
                pid,
                station.detail,
                station.link or link,
                station.beside,
            )
        )
    hops.append(_process(facts, runtime))
    return tuple(hops)


def _wire(endpoint: Endpoint, found: Found) -> list[Hop]:
    """Return what lies between us and the engine."""
    parts = urlsplit(endpoint.url)
    where = clean(parts.netloc)
    if parts.scheme == "ssh":
        return [
            Hop("ssh", HopKind.NETWORK, found.ssh, where, "unix socket"),
            Hop("sshd", HopKind.NETWORK, None, clean(parts.hostname or ""), "the network"),
        ]
    if parts.scheme in ("tcp", "http", "https"):
        tls = ", TLS" if endpoint.tls is not None or parts.scheme == "https" else ""
        return [Hop("network", HopKind.NETWORK, None, f"{where}{tls}", "tcp")]
    if found.between is not None:
        name, pid = found.between.name, found.between.pid
        return [Hop(name, HopKind.NETWORK, pid, "holds the engine's socket here", "unix socket")]
    return []


def _first_link(endpoint: Endpoint, found: Found) -> str:
    scheme = urlsplit(endpoint.url).scheme
    if scheme == "unix":
        return "unix socket" if found.between is None else "forwarded"
    return {"ssh": "unix socket there", "npipe": "named pipe"}.get(scheme, "tcp")


def _process(facts: Facts, runtime: str) -> Hop:
    words = _words(facts.command)
    name = words[0].rpartition("/")[2] if words else "process"
    link = f"pty {facts.tty}".strip() if facts.has_tty else "pipes"
    if runtime == "practice":
        link += ", held by us"
    side = "the main process" if facts.main else "new, ours alone"
    return Hop(clean(name, 60) or "process", HopKind.PROCESS, facts.pid, side, link)


def _words(command: str) -> list[str]:
    """Return the words of a command as shown to people; of a malformed one those between blanks."""
    try:
        return shlex.split(command)
    except ValueError:
        return command.split()


def terminal_detail(environ: Mapping[str, str], tty: str) -> str:
    """Return what is known of our own terminal: ``pts/3, tmux, by ssh from 10.0.0.7``."""
    parts = [tty.removeprefix("/dev/")] if tty else []
    if "TMUX" in environ:
        parts.append("tmux")
    elif program := environ.get("TERM_PROGRAM"):
        parts.append(program)
    if client := environ.get("SSH_CONNECTION", "").partition(" ")[0]:
        parts.append(f"by ssh from {client}")
    return clean(", ".join(parts), 120)


def runtime_of(engine: Engine) -> str:
    """Return which of `CHAINS` an engine's is; Podman speaks Docker's API."""
    name = engine.info.name.lower() if engine.info is not None else ""
    return "podman" if name == "podman" else engine.endpoint.engine


async def read_relay(
    engine: Engine, details: Details, facts: Facts, *, proc: Path = PROC
) -> tuple[Hop, ...]:
    """Return the hops to the process of `facts`, with names and pids where they can be read.

    Args:
        details: Of its container; its main process's host pid leads to the shim.
        facts: Of the session: command, pids, tty.

    Nothing is asked of the engine.
    """
    endpoint, runtime = engine.endpoint, runtime_of(engine)
    looking = asyncio.to_thread(look, endpoint, runtime, details, facts, proc)
    try:
        found, terminal = await asyncio.wait_for(looking, _READ_SECONDS)
    except TimeoutError:
        found, terminal = NOTHING, ""
    return build(endpoint, runtime, facts, found, ours=os.getpid(), terminal=terminal)


def look(
    endpoint: Endpoint, runtime: str, details: Details, facts: Facts, proc: Path = PROC
) -> tuple[Found, str]:
    """Read what this machine knows of the way; also what terminal we are in. Blocks."""
    terminal = terminal_detail(os.environ, _tty_name())
    parts = urlsplit(endpoint.url)
    ours = os.getpid()
    if parts.scheme == "ssh":
        ssh = host.child_called("ssh", ours, parts.hostname or "ssh", proc)
        return Found(ssh=ssh.pid if ssh else None), terminal
    if parts.scheme not in ("unix", ""):
        return NOTHING, terminal
    pids: dict[str, int] = {}
    between = None
    minder: HostProcess | None = None
    chain = CHAINS.get(runtime, ())
    for station in reversed(chain):  # what is nearest to the process leads on to the others
        seen: HostProcess | None = None
        if station.reading is Reading.MINDER:
            pid = details.pid if not station.own or facts.main else facts.host_pid or 0
            seen = minder = host.minder_of(pid, details.id, station.names, proc)
        elif station.reading is Reading.ADDRESS and minder is not None:
            seen = _named(host.holder_of(_option(minder.argv, "-address"), proc), station)
        elif station.reading is Reading.HOLDER:
            seen, between = _holder(parts.path, station, proc)
        elif station.reading is Reading.KEEPER:
            seen = host.keeper_of((details.pid if facts.main else facts.host_pid) or 0, ours, proc)
        if seen is not None:
            pids[station.name] = seen.pid
    return Found(pids, between), terminal


def _holder(
    path: str, station: Station, proc: Path
) -> tuple[HostProcess | None, HostProcess | None]:
    """Return the engine that holds the socket, or else who is between us and it."""
    holder = host.holder_of(path, proc)
    if holder is None or holder.name.startswith(station.names):
        return holder, None
    if holder.name == _SYSTEMD:  # it has opened the socket and handed it on
        known = path in _DEFAULT_SOCKETS and station.name == "dockerd"
        return (host.named_in(_PIDFILE, station.name, proc) if known else None), None
    return None, holder


def _named(seen: HostProcess | None, station: Station) -> HostProcess | None:
    return seen if seen is not None and seen.name.startswith(station.names) else None


def _option(argv: Sequence[str], name: str) -> str:
    """Return the word after an option; empty if it is not there."""
    for option, value in itertools.pairwise(argv):
        if option == name:
            return value
    return ""


def _tty_name() -> str:
    try:
        return os.ttyname(0)
    except OSError:
        return ""  # started without a terminal: by a test, in a pipe


def parting(exec_hops: Sequence[Hop], main_hops: Sequence[Hop]) -> int:
    """Return how many hops, from the terminal on, the two ways have in common."""
    count = 0
    for left, right in zip(exec_hops[:-1], main_hops[:-1], strict=False):
        if (left.name, left.pid) != (right.name, right.pid):
            break
        count += 1
    return count
