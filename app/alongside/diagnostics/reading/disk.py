"""Disk: mounts and how full they are, inodes, the biggest directories, what was written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from alongside.clean import clean
from alongside.diagnostics.decode import Block
from alongside.diagnostics.probe import Finding, Line, Severity, note
from alongside.diagnostics.reading.about import About
from alongside.diagnostics.reading.text import percent, size, table

NEAR, FULL = 90, 97
"""Percent in use that are worth a warning, and a failure."""
SHOWN = 15

_DF = re.compile(r"^(\S.*?)\s+(\d+)\s+(\d+)\s+(-?\d+)\s+(\d+|-)%?\s+(/.*)$")
_ENGINES_OWN = frozenset({"/etc/resolv.conf", "/etc/hostname", "/etc/hosts", "/dev", "/.dockerenv"})


class Mount(NamedTuple):
    """One row of df; the numbers are in the unit that df was asked for."""

    source: str
    total: int
    used: int
    free: int
    place: str


def parse_df(text: str) -> list[Mount]:
    """Return the rows of ``df -P`` that hold somebody's files: no /proc, no /sys, no empty one."""
    rows = []
    for match in map(_DF.match, text.splitlines()):
        if match is None:
            continue
        mount = Mount(match[1], int(match[2]), int(match[3]), int(match[4]), match[6])
        hidden = mount.place in _ENGINES_OWN or mount.place.startswith(("/proc", "/sys"))
        if mount.total and not hidden:
            rows.append(mount)
    return rows


def parse_mounts(text: str) -> dict[str, tuple[str, str]]:
    """Return type and mode (``rw``, ``ro``) by mount point from /proc/mounts."""
    found = {}
    for row in text.splitlines():
        fields = row.split(" ")
        if len(fields) > 3:
            place = re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), fields[1])
            found[clean(place)] = (clean(fields[2]), fields[3].split(",", 1)[0])
    return found


def read_df(block: Block, about: About) -> Iterator[Line | Finding]:
    """Show how full each mount is."""
    kinds = parse_mounts(block.text("/proc/mounts"))
    rows = []
    for mount in parse_df(block.text("df")):
        place = clean(mount.place)
        kind, mode = kinds.get(place, ("", ""))
        sizes = (size(mount.total * 1024), size(mount.used * 1024), size(mount.free * 1024))
        used = percent(mount.used, mount.used + mount.free)
        rows.append((*sizes, used, mode, kind, place))
        if mode != "ro":
            yield from _full("space", mount)
    header = ("SIZE", "USED", "FREE", "USE", "MODE", "TYPE", "MOUNTED ON")
    yield from table(header, rows, right="SIZE USED FREE USE")


def read_inodes(block: Block, about: About) -> Iterator[Line | Finding]:
    """Say something only where inodes run out: space may be left, and no file can be made."""
    for mount in parse_df(block.text()):
        yield from _full("inodes", mount)


def _full(what: str, mount: Mount) -> Iterator[Finding]:
    used = 100 * mount.used / max(mount.used + mount.free, 1)
    if used < NEAR:
        return
    left = size(mount.free * 1024) if what == "space" else f"{mount.free} inodes"
    yield Finding(
        Severity.FAILED if used >= FULL else Severity.WARNING,
        f"{clean(mount.place)} is {used:.0f} % full ({left} left).",
        "Remove what is not needed, or give it more room"
        + (": many small files use up inodes." if what == "inodes" else "."),
    )


def read_mounts(block: Block, about: About) -> Iterator[Line | Finding]:
    """Show the mounts where there is no df to say how full they are."""
    kinds = parse_mounts(block.text("/proc/mounts"))
    rows = [
        (mode, kind, place)
        for place, (kind, mode) in kinds.items()
        if place not in _ENGINES_OWN and not place.startswith(("/proc", "/sys", "/dev/"))
    ]
    yield from table(("MODE", "TYPE", "MOUNTED ON"), rows)
    yield note("There is no df in this container, so how full they are is not known.")


def parse_du(text: str) -> list[tuple[int, str]]:
    """Return (KiB, path) of what du printed, biggest first."""
    found = []
    for row in text.splitlines():
        amount, _, path = row.partition("\t")
        if amount.isdigit() and path:
            found.append((int(amount), clean(path)))
    return sorted(found, reverse=True)


def read_du(block: Block, about: About) -> Iterator[Line | Finding]:
    """Show the biggest directories."""
    rows = [row for row in parse_du(block.text()) if row[1] != "/" and row[0] >= 100][:SHOWN]
    yield from table(("SIZE", "DIRECTORY"), [(size(k * 1024), path) for k, path in rows], "SIZE")


def read_written(block: Block, about: About) -> Iterator[Line | Finding]:
    """Show the biggest files that were written since the container started."""
    rows = parse_du(block.text())
    if rows:
        shown = [(size(k * 1024), path) for k, path in rows[:SHOWN]]
        yield from table(("SIZE", "FILE"), shown, "SIZE")
        total = size(1024 * sum(amount for amount, _ in rows))
        yield note(f"{len(rows)} in all, {total}; they are lost when the container is removed.")
    else:
        yield note("None.")
