"""From raw blocks to lines and findings: one reader a block, all of them pure.

A reader takes a `Block` and what is known `About` the run, and returns what to show and what was
found. `READERS` maps the names that scripts give to their blocks; a block without a reader is
shown as text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType

from alongside.clean import clean
from alongside.diagnostics.decode import Block, plain
from alongside.diagnostics.probe import Finding, Line, Severity, line
from alongside.diagnostics.reading import (
    disk,
    environment,
    memory,
    network,
    processes,
    sockets,
    system,
)
from alongside.diagnostics.reading.about import About

__all__ = ["READERS", "About", "read"]

Reader = Callable[[Block, About], Iterable[Line | Finding]]

READERS: Mapping[str, Reader] = MappingProxyType(
    {
        "processes": processes.read_proc,
        "ps": processes.read_ps,
        "consumers": memory.read_consumers,
        "memory": memory.read_memory,
        "df": disk.read_df,
        "inodes": disk.read_inodes,
        "mounts": disk.read_mounts,
        "du": disk.read_du,
        "written": disk.read_written,
        "environ": environment.read_environ,
        "network": network.read_network,
        "sockets": sockets.read_sockets,
        "system": system.read_system,
    }
)


def read(block: Block, about: About) -> Iterator[Line | Finding]:
    """Yield what `block` says.

    A container can put anything into its files; what a reader cannot cope with becomes a finding.
    """
    reader = READERS.get(block.name)
    if reader is None:
        rows = b"\n".join(data for _, data in block.parts).splitlines()
        yield from (line(plain(row)) for row in rows)
        return
    try:
        yield from reader(block, about)
    except (ArithmeticError, LookupError, ValueError) as error:
        what = f"What came back ({block.name}) could not be understood: {clean(error, 200)}."
        yield Finding(Severity.WARNING, what, "Look at it yourself in a shell.")
