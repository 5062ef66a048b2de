"""One container as the keeper holds it: its root, its children, all of its processes."""

from __future__ import annotations

import os
import signal

from alongside.engine.practice.keeper import linux, processes
from alongside.engine.practice.keeper.root import Root

MAIN = ""
"""The key of the main process."""


class Held:
    """A container.

    Args:
        isolated: Has it namespaces of its own?
    """

    def __init__(self, id: str, hostname: str, root: Root, isolated: bool) -> None:
        self.id = id
        self.hostname = hostname
        self.root = root
        self.children: dict[str, tuple[int, int]] = {}
        """By key: pid here and pid on the host, until reaped."""
        self._isolated = isolated

    def members(self) -> list[processes.Process]:
        """Return its processes, parents before children."""
        if self._isolated and MAIN not in self.children:
            return []
        ours = processes.descendants(processes.snapshot(), processes.own_pid())
        if self._isolated:
            space = processes.namespace(self.children[MAIN][1])
            return [p for p in ours if space and processes.namespace(p.pid) == space]
        known = {host_pid for _pid, host_pid in self.children.values()}
        for process in ours:
            if process.ppid in known or processes.has_mark(process.pid, self.id):
                known.add(process.pid)
        return [process for process in ours if process.pid in known]

    def end_all(self, group: int = 0) -> None:
        """End what is left of it. With a pid namespace the kernel does that by itself.

        Args:
            group: A process group that is the container's: where orphans cannot be told from
                others', those that stayed in it are ended.
        """
        if group and not linux.AVAILABLE:
            send_signal(-group, signal.SIGKILL)
        self.signal_all(signal.SIGKILL)

    def signal_all(self, number: int) -> int:
        """Signal every process, those forked meanwhile too; return how many.

        Parents first to stop them, children first to let them go on: the other way round a shell
        would see its jobs stop.
        """
        done: set[int] = set()
        while fresh := [process for process in self.members() if process.pid not in done]:
            for process in reversed(fresh) if number == signal.SIGCONT else fresh:
                send_signal(process.own_pid, number)
                done.add(process.pid)
        return len(done)


def send_signal(pid: int, number: int) -> None:
    """Signal a process, or the group -`pid`, if it is still there."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return  # it ended by itself first
