"""Which programs stand between alongside and a process, for each kind of engine. Data only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from alongside.anatomy.model import HopKind


class Reading(Enum):
    """How the pid of a station can be known."""

    NOT = "not at all"
    HOLDER = "it listens on the engine's socket"
    MINDER = "it is an ancestor of the process, and has the container's id in its command line"
    ADDRESS = "it listens on the socket that the minder's command line names"
    KEEPER = "it is an ancestor of the process, and a descendant of ours"


@dataclass(frozen=True, slots=True)
class Station:
    """One program on the way.

    Attributes:
        names: How the program's name may begin, where it is looked for on this machine.
        link: How it is joined to the station before it; empty for the first: the endpoint says.
        beside: It starts what is behind it; the bytes pass it by.
        own: Each process has one of its own (else: one a container).
    """

    name: str
    reading: Reading = Reading.NOT
    names: tuple[str, ...] = ()
    link: str = ""
    detail: str = ""
    beside: bool = False
    own: bool = False
    kind: HopKind = HopKind.ENGINE


# Docker: dockerd opens the FIFOs that the shim has made (/run/docker/containerd/ID/init-stdout,
# EXECID-stdout); containerd has none of them open. Read from their /proc/PID/fd, Docker 20.10.
_SHIM = Station(
    "shim", Reading.MINDER, ("containerd-shim",), "FIFOs", "holds the process's streams"
)
CHAINS: Mapping[str, tuple[Station, ...]] = {
    "docker": (
        Station("dockerd", Reading.HOLDER, ("dockerd",), "", "shares the output out"),
        Station(
            "containerd",
            Reading.ADDRESS,
            ("containerd",),
            "gRPC",
            "starts the shim, carries no byte",
            beside=True,
        ),
        _SHIM,
    ),
    "podman": (
        Station("podman", Reading.HOLDER, ("podman",), "", "no daemon: serves this connection"),
        Station(
            "conmon", Reading.MINDER, ("conmon",), "attach socket", "holds the streams", own=True
        ),
    ),
    "kubernetes": (
        Station("apiserver", detail="checks who may", kind=HopKind.NETWORK),
        Station("kubelet", link="https", detail="on the pod's node", kind=HopKind.NETWORK),
        Station("CRI", link="streaming URL", detail="containerd or CRI-O"),
        Station("shim", link="FIFOs", detail="holds the process's streams"),
    ),
    "containerd": (
        Station(
            "containerd",
            Reading.HOLDER,
            ("containerd",),
            "",
            "starts the shim, carries no byte",
            beside=True,
        ),
        _SHIM,
    ),
    "practice": (
        Station(
            "keeper",
            Reading.KEEPER,
            (),
            "socket",
            "starts the processes, carries no byte",
            beside=True,
        ),
    ),
}
