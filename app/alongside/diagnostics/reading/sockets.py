"""Sockets from /proc/net: who listens, who is connected, and who they belong to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address

from alongside.clean import clean
from alongside.diagnostics.decode import Block
from alongside.diagnostics.probe import Finding, Line, Severity, heading, note
from alongside.diagnostics.reading.about import About
from alongside.diagnostics.reading.text import count, table
from alongside.engine.model import Port

STATES = (
    *("", "ESTABLISHED", "SYN_SENT", "SYN_RECV", "FIN_WAIT1", "FIN_WAIT2", "TIME_WAIT", "CLOSE"),
    *("CLOSE_WAIT", "LAST_ACK", "LISTEN", "CLOSING", "NEW_SYN_RECV"),
)
"""TCP states in the kernel's numbering (include/net/tcp_states.h)."""
SHOWN = 40
MANY_UNCLOSED = 20

_ROW = re.compile(
    r"^\s*\d+: ([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4}) ([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4})"
    r" ([0-9A-F]{2}) \S+ \S+ \S+\s+\d+\s+\d+ (\d+)"
)
_OWNER = re.compile(r"/proc/(\d+)/fd|socket:\[(\d+)\]")

Address = IPv4Address | IPv6Address


@dataclass(frozen=True, slots=True)
class Socket:
    """One row of /proc/net/tcp, tcp6, udp or udp6."""

    protocol: str
    local: Address
    port: int
    remote: Address
    remote_port: int
    state: str
    inode: str

    @property
    def listens(self) -> bool:
        """Does it wait for others: a listening TCP socket, an unconnected UDP one?"""
        if self.protocol.startswith("udp"):
            return self.remote_port == 0 and self.port != 0
        return self.state == "LISTEN"


def address(text: str) -> Address:
    """Decode an address as /proc/net writes it on a little-endian machine: 32-bit words."""
    words = [bytes.fromhex(text[at : at + 8])[::-1] for at in range(0, len(text), 8)]
    found = ip_address(b"".join(words))
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return mapped or found


def parse_sockets(protocol: str, text: str) -> list[Socket]:
    """Return the rows of one file; what is no row is skipped."""
    found = []
    for match in filter(None, map(_ROW.match, text.splitlines())):
        state = int(match[5], 16)
        found.append(
            Socket(
                protocol=protocol,
                local=address(match[1]),
                port=int(match[2], 16),
                remote=address(match[3]),
                remote_port=int(match[4], 16),
                state=STATES[state] if state < len(STATES) else match[5],
                inode=match[6],
            )
        )
    return found


def parse_owners(listing: str) -> dict[str, str]:
    """Return the first process id of each socket's inode from ``ls -l /proc/[0-9]*/fd``."""
    owners: dict[str, str] = {}
    pid = ""
    for match in _OWNER.finditer(listing):
        if match[1]:
            pid = match[1]
        else:
            owners.setdefault(match[2], pid)
    return owners


def read_sockets(block: Block, about: About) -> Iterator[Line | Finding]:
    """Show listening sockets and connections, and find what does not fit the published ports."""
    sockets = [
        socket
        for protocol in ("tcp", "tcp6", "udp", "udp6")
        for socket in parse_sockets(protocol, block.text(f"/proc/net/{protocol}"))
    ]
    owners = parse_owners(block.text("fds"))
    names = dict(row.split(" ", 1) for row in block.text("names").splitlines() if " " in row)
    who = {
        inode: f"{pid} ({clean(names[pid])})" if pid in names else pid
        for inode, pid in owners.items()
    }
    listening = sorted((s for s in sockets if s.listens), key=lambda s: (s.protocol, s.port))
    yield heading("Listening")
    cells = [(s.protocol, _end(s.local, s.port), who.get(s.inode, "-")) for s in listening]
    yield from table(("PROTO", "ADDRESS", "PROCESS"), cells) or [note("Nothing listens.")]
    connected = [s for s in sockets if not s.listens and s.remote_port]
    yield heading("Connections")
    yield from _connections(connected, who)
    yield from conclude(about.container.ports, listening)
    yield from conclude_connections(connected)


def _connections(connected: Sequence[Socket], who: dict[str, str]) -> Iterator[Line]:
    cells = [
        (
            *(s.protocol, _end(s.local, s.port), _end(s.remote, s.remote_port), s.state),
            who.get(s.inode, "-"),
        )
        for s in connected[:SHOWN]
    ]
    header = ("PROTO", "LOCAL", "REMOTE", "STATE", "PROCESS")
    yield from table(header, cells) or [note("None.")]
    if len(connected) > SHOWN:
        states = Counter(s.state for s in connected)
        text = ", ".join(f"{state} {number}" for state, number in states.most_common())
        yield note(f"{len(connected)} in all: {text}.")


def _end(host: Address, port: int) -> str:
    return f"[{host}]:{port}" if host.version == 6 else f"{host}:{port}"


def conclude(published: Sequence[Port], listening: Sequence[Socket]) -> Iterator[Finding]:
    """Find published ports that nobody listens on, or only on the loopback address."""
    wanted = {(p.protocol, p.private): p for p in published if p.public is not None}
    for (protocol, private), port in sorted(wanted.items()):
        there = [s for s in listening if s.port == private and s.protocol.startswith(protocol)]
        name = f"Port {private}/{protocol} is published (as {port.public})"
        if not there:
            yield Finding(
                Severity.WARNING,
                f"{name}, and nothing listens on it in here.",
                "Look which port the program listens on, and whether it is up yet.",
            )
        elif all(s.local.is_loopback for s in there):
            yield Finding(
                Severity.WARNING,
                f"{name}, but the program listens on {there[0].local} only, which cannot be "
                "reached from outside.",
                "Let it listen on 0.0.0.0.",
            )


def conclude_connections(connected: Sequence[Socket]) -> Iterator[Finding]:
    """Find attempts that nobody answers, and connections that the program forgot to close."""
    waiting = sorted({_end(s.remote, s.remote_port) for s in connected if s.state == "SYN_SENT"})
    if waiting:
        yield Finding(
            Severity.WARNING,
            f"Waiting for an answer from {', '.join(waiting[:3])}.",
            "Nobody answers there: wrong address, wrong network, or a firewall.",
        )
    unclosed = sum(s.state == "CLOSE_WAIT" for s in connected)
    if unclosed >= MANY_UNCLOSED:
        yield Finding(
            Severity.WARNING,
            f"{count(unclosed, 'connection')} in CLOSE_WAIT: the other side has closed, the "
            "program in here has not.",
            "It leaks connections; it will run out of file descriptors.",
        )
