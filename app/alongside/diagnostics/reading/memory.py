"""Memory: the control group's limit and use, the machine's, and who has most."""

from __future__ import annotations

from collections.abc import Iterator

from alongside.diagnostics.decode import Block
from alongside.diagnostics.probe import Finding, Line, Severity, heading, note
from alongside.diagnostics.reading.about import About
from alongside.diagnostics.reading.processes import parse_block
from alongside.diagnostics.reading.text import count, number, pairs, percent, size, table

NO_LIMIT = 1 << 60
"""Control groups of version 1 write a number near 2**63 for "no limit"."""
NEAR, FULL = 0.90, 0.97
"""Shares of the limit that are worth a warning, and a failure."""

_V2, _V1 = "/sys/fs/cgroup/", "/sys/fs/cgroup/memory/"


def key_values(text: str) -> dict[str, int]:
    """Return the numbers of ``name value`` and ``Name:  value kB`` lines, as they are."""
    found: dict[str, int] = {}
    for row in text.splitlines():
        words = row.replace(":", " ", 1).split()
        value = number(words[1]) if len(words) > 1 else None
        if value is not None:
            found[words[0]] = value
    return found


def read_memory(block: Block, about: About) -> Iterator[Line | Finding]:
    """Show limit, use, cache, peak, swap, out-of-memory kills and the machine's memory."""
    yield heading("This container")
    v2 = bool(block.text(_V2 + "memory.current"))
    root = _V2 if v2 else _V1
    used = number(block.text(root + ("memory.current" if v2 else "memory.usage_in_bytes")))
    limit = number(block.text(root + ("memory.max" if v2 else "memory.limit_in_bytes")))
    peak = number(block.text(root + ("memory.peak" if v2 else "memory.max_usage_in_bytes")))
    stat = key_values(block.text(root + "memory.stat"))
    events = key_values(block.text(root + ("memory.events" if v2 else "memory.oom_control")))
    cache = stat.get("inactive_file" if v2 else "total_inactive_file", 0)
    swap = number(block.text(_V2 + "memory.swap.current")) if v2 else stat.get("total_swap")
    limit = limit if limit and limit < NO_LIMIT else 0
    if used is None:
        yield note("The control group's files are not visible in here.")
    else:
        needed = max(used - cache, 0)
        share = f" ({percent(needed, limit)} of the limit)" if limit else ""
        yield from pairs(
            [
                ("Limit", size(limit) if limit else "none: the machine's memory is the limit"),
                ("In use", size(needed) + share),
                ("File cache", f"{size(cache)} (given back when needed)"),
                ("Peak", size(peak) if peak else ""),
                ("Swap", size(swap) if swap else ""),
                ("Kernel's kills", str(events["oom_kill"]) if "oom_kill" in events else ""),
            ]
        )
        yield from conclude(needed, limit, events.get("oom_kill", 0))
    yield from _machine(key_values(block.text("/proc/meminfo")))


def _machine(info: dict[str, int]) -> Iterator[Line]:
    total, free = info.get("MemTotal", 0), info.get("MemAvailable", info.get("MemFree", 0))
    if not total:
        return
    yield heading("The machine it runs on")
    swap = info.get("SwapTotal", 0)
    yield from pairs(
        [
            ("Memory", size(total * 1024)),
            ("Available", f"{size(free * 1024)} ({percent(free, total)})"),
            ("Swap", f"{size((swap - info.get('SwapFree', 0)) * 1024)} of {size(swap * 1024)}"),
        ]
    )


def conclude(needed: int, limit: int, kills: int) -> Iterator[Finding]:
    """Find memory near its limit, and processes that the kernel killed for it. Bytes."""
    if limit and needed >= NEAR * limit:
        yield Finding(
            Severity.FAILED if needed >= FULL * limit else Severity.WARNING,
            f"Memory is at {percent(needed, limit)} of its limit "
            f"({size(needed)} of {size(limit)}).",
            "At the limit the kernel kills a process: raise the limit, or find what grows.",
        )
    if kills:
        yield Finding(
            Severity.WARNING,
            f"The kernel has killed {count(kills, 'process', 'processes')} in here for want of "
            "memory.",
            "Raise the memory limit, or lower what the program is told to use.",
        )


def read_consumers(block: Block, about: About) -> Iterator[Line | Finding]:
    """Show the processes with most resident memory."""
    rows, _ = parse_block(block, about.pid)
    rows = sorted((row for row in rows if row.rss), key=lambda row: -row.rss)[:10]
    cells = [(size(row.rss), str(row.pid), row.user, row.command) for row in rows]
    yield from table(("RSS", "PID", "USER", "COMMAND"), cells, right="RSS PID")
