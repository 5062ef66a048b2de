"""Who would get a signal or a key, from the facts of an anatomy. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from alongside.anatomy.process import ContainerFacts, Listed, ProcessFacts
from alongside.engine.signals import Masks
from alongside.session.attach_receivers import Receiver, Receivers, is_init


def receivers_of(facts: ContainerFacts) -> Receivers | None:
    """Return who gets what; None where the main process's signals are not known."""
    main = facts.main
    if main is None or main.pid is None or main.sig_caught is None:
        return None
    masks = Masks(main.sig_caught, main.sig_ignored, main.sig_blocked)
    first = Receiver(main.pid, main.comm, masks, main.pid == 1 and not _shares_host(facts))
    others = list(_others(facts, main))
    children = [made for listed, made in others if listed.ppid == main.pid]
    passes_to = children[0] if children and is_init(main.comm, facts.details) else None
    if main.tpgid is None or main.tpgid <= 0 or main.pgid is None:
        return Receivers(first, passes_to=passes_to)
    front = tuple(made for listed, made in others if listed.pgid == main.tpgid)
    return Receivers(first, main.pgid == main.tpgid, front, passes_to)


def _others(facts: ContainerFacts, main: ProcessFacts) -> Iterator[tuple[Listed, Receiver]]:
    """Yield the other processes, where the table has the container's own pids."""
    if facts.pids_are_host:
        return
    for listed in sorted(facts.processes, key=lambda one: one.pid):
        if listed.pid != main.pid and listed.state not in ("Z", "X"):
            masks = Masks(listed.sig_caught, listed.sig_ignored)
            yield listed, Receiver(listed.pid, listed.comm, masks)


def _shares_host(facts: ContainerFacts) -> bool:
    host = facts.details.raw.get("HostConfig")
    return isinstance(host, Mapping) and host.get("PidMode") == "host"
