"""Interfaces, addresses, routes and name servers, from /proc/net and /etc."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network, IPv6Address
from typing import NamedTuple

from alongside.clean import clean
from alongside.diagnostics.decode import Block
from alongside.diagnostics.probe import Finding, Line, Severity, heading, line, note
from alongside.diagnostics.reading.about import About
from alongside.diagnostics.reading.text import number, size, table


class Route(NamedTuple):
    """One row of /proc/net/route; `gateway` is None for a network that is directly there."""

    interface: str
    network: IPv4Network
    gateway: IPv4Address | None


class Traffic(NamedTuple):
    """One row of /proc/net/dev: bytes, and packets with errors or dropped."""

    interface: str
    received: int
    sent: int
    bad: int


def _host(text: str) -> IPv4Address:
    return IPv4Address(bytes.fromhex(text)[::-1])


def parse_routes(text: str) -> list[Route]:
    """Return the IPv4 routes."""
    routes = []
    for row in text.splitlines()[1:]:
        fields = row.split()
        if len(fields) < 8 or any(len(fields[at]) != 8 for at in (1, 2, 7)):
            continue
        try:
            network = IPv4Network((int(_host(fields[1])), str(_host(fields[7]))))
            gateway = _host(fields[2])
        except ValueError:
            continue
        routes.append(Route(clean(fields[0]), network, gateway if int(gateway) else None))
    return routes


def parse_traffic(text: str) -> list[Traffic]:
    """Return what each interface has moved."""
    rows = []
    for row in text.splitlines():
        name, colon, rest = row.partition(":")
        numbers = [number(field) for field in rest.split()]
        if colon and len(numbers) >= 12:
            n = [value or 0 for value in numbers]
            rows.append(Traffic(clean(name.strip()), n[0], n[8], n[2] + n[3] + n[10] + n[11]))
    return rows


def parse_locals(fib: str) -> list[IPv4Address]:
    """Return this host's own IPv4 addresses from /proc/net/fib_trie, in order, each once."""
    found: dict[IPv4Address, None] = {}
    last = ""
    for row in fib.splitlines():
        words = row.split()
        if words[:1] == ["|--"] and len(words) > 1:
            last = words[1]
        elif words[:3] == ["/32", "host", "LOCAL"]:
            try:
                found[IPv4Address(last)] = None
            except ValueError:
                continue
    return list(found)


def parse_inet6(text: str) -> list[tuple[str, IPv6Address]]:
    """Return (interface, address) from /proc/net/if_inet6."""
    found = []
    for row in text.splitlines():
        fields = row.split()
        if len(fields) == 6 and len(fields[0]) == 32:
            try:
                found.append((clean(fields[5]), IPv6Address(bytes.fromhex(fields[0]))))
            except ValueError:
                continue
    return found


def read_network(block: Block, about: About) -> Iterator[Line | Finding]:
    """Show interfaces, routes, name servers and the hosts file."""
    routes = parse_routes(block.text("/proc/net/route"))
    local4 = parse_locals(block.text("/proc/net/fib_trie"))
    local6 = parse_inet6(block.text("/proc/net/if_inet6"))
    traffic = parse_traffic(block.text("/proc/net/dev"))
    yield heading("Interfaces")
    cells = []
    for row in traffic:
        nets = [r.network for r in routes if r.interface == row.interface and not r.gateway]
        own = [
            str(host)
            for host in local4
            if (host.is_loopback and row.interface == "lo") or any(host in net for net in nets)
        ]
        own += [str(host) for name, host in local6 if name == row.interface]
        numbers = (size(row.received), size(row.sent), str(row.bad))
        cells.append((row.interface, *numbers, " ".join(own) or "-"))
    header = ("NAME", "RECEIVED", "SENT", "BAD", "ADDRESSES")
    yield from table(header, cells, right="RECEIVED SENT BAD")
    yield heading("Routes")
    shown = [
        (str(r.network) if r.network.prefixlen else "default", str(r.gateway or "-"), r.interface)
        for r in routes
    ]
    yield from table(("TO", "BY", "INTERFACE"), shown) or [note("None.")]
    yield from _conclude(traffic, routes)
    for path in ("/etc/resolv.conf", "/etc/hosts"):
        rows = [row for row in block.text(path).splitlines() if row.strip() and row[0] != "#"]
        if rows:
            yield heading(path)
            yield from (line(clean(row.expandtabs())) for row in rows[:60])


def _conclude(traffic: list[Traffic], routes: list[Route]) -> Iterator[Finding]:
    if traffic and all(row.interface == "lo" for row in traffic):
        yield Finding(
            Severity.INFO,
            "There is no network in here but the loopback interface.",
            "If it should have one, connect the container to a network.",
        )
    elif traffic and not any(route.network.prefixlen == 0 for route in routes):
        yield Finding(
            Severity.INFO,
            "There is no default route: only the container's own networks can be reached.",
        )
