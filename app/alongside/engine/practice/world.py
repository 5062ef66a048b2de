"""What all containers of one scene share: clock, events, the keeper, what is possible here."""

from __future__ import annotations

import hashlib
import itertools
import os
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from alongside.engine.practice.blueprint import Blueprint
from alongside.engine.practice.events import EventBus
from alongside.engine.practice.helper import Keeper
from alongside.engine.practice.keeper.root import python_executable
from alongside.engine.practice.process import Launcher

_PATH = ("/app", "/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")
_STAGED_PIDS = 4000


@dataclass(slots=True)
class World:
    """Shared by the containers of one scene.

    Attributes:
        now: Seconds since the epoch.
        seed: Staged scenes only: what ids and shown pids are made of.
        isolated: Does each container have namespaces of its own?
        users: Can processes run as different users?
        ending: Is the scene over? Then nothing is restarted.
    """

    now: Callable[[], float]
    seed: int | None
    bus: EventBus
    launcher: Launcher
    keeper: Keeper
    isolated: bool = False
    users: bool = False
    ending: bool = False
    reason: str = ""
    addresses: dict[str, str] = field(default_factory=dict)
    _peers: dict[str, str] = field(default_factory=dict)
    _ids: itertools.count[int] = field(default_factory=itertools.count)

    @property
    def notice(self) -> str:
        """What people must know before they open a shell here; empty in a real isolation."""
        if self.isolated:
            return ""
        return (
            "This shell is on your own machine: the practice containers have no namespaces here "
            f"({self.reason})"
        )

    def new_id(self, name: str) -> str:
        """Return 64 hexadecimal digits; the same ones in every run of a staged scene."""
        if self.seed is None:
            return os.urandom(32).hex()
        text = f"{self.seed}/{name}/{next(self._ids)}"
        return hashlib.sha256(text.encode()).hexdigest()

    def shown_pid(self, pid: int, place: int, count: int) -> int:
        """Return the pid to show: the host's own, or a made-up stable one in a staged scene."""
        return pid if self.seed is None else _STAGED_PIDS + place * 100 + count

    def add_host(self, blueprint: Blueprint) -> None:
        """Give a container an address, or, without a network of its own, a port for each of its."""
        self.addresses[blueprint.name] = f"127.0.10.{len(self.addresses) % 250 + 2}"
        if self.isolated:
            return
        for port in blueprint.ports:
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                free = probe.getsockname()[1]
            self._peers[f"{blueprint.name}:{port.private}"] = f"127.0.0.1:{free}"

    def hosts(self) -> str:
        """Return the lines of /etc/hosts for all containers."""
        return "".join(f"{address}\t{name}\n" for name, address in self.addresses.items())

    def environment(self, blueprint: Blueprint, *, tty: bool) -> dict[str, str]:
        """Return what a process in a container starts with, before its own wishes."""
        python = str(Path(python_executable()).parent)
        path = [*_PATH, *([python] if python not in _PATH else [])]
        env = {"PATH": ":".join(path), "HOSTNAME": blueprint.name}
        if tty:
            env["TERM"] = "xterm"
        env |= blueprint.env
        if self.seed is not None:
            env["PRACTICE_CLOCK"] = str(int(self.now()))
        if not self.isolated:
            env["PRACTICE_PEERS"] = " ".join(f"{k}={v}" for k, v in self._peers.items())
        return env

    def user(self, wanted: str) -> str:
        """Return the user that a process gets when a blueprint wants `wanted`."""
        return wanted if self.users else ""


def missing(world: World) -> Mapping[str, str]:
    """Return what cannot be done here, for `Capabilities`."""
    reasons: dict[str, str] = {}
    if not world.isolated:
        reasons["privileged"] = "practice containers have no namespaces here"
        reasons["root"] = "practice containers see this machine's own files here"
    if not world.users:
        reasons["user"] = "practice containers have one user only unless alongside runs as root"
    return reasons
