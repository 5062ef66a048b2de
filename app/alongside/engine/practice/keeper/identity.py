"""Users of a container: looked up in its own /etc/passwd and /etc/group, as Docker does."""

# os.path, because importing pathlib takes longer than all the rest.
# ruff: noqa: PTH110, PTH123

from __future__ import annotations

import os
from typing import NamedTuple

from alongside.engine.practice.keeper.root import Root


class UnknownUserError(Exception):
    """The container's passwd file has no such user, or its group file no such group."""


class Identity(NamedTuple):
    """Who a process runs as."""

    uid: int = 0
    gid: int = 0
    groups: tuple[int, ...] = ()
    home: str = "/root"

    @classmethod
    def find(cls, user: str) -> Identity:
        """Return the identity for ``name``, ``uid``, ``uid:gid`` ...; empty means root.

        To be called inside the container: it reads the files that it finds there.
        """
        name, _, group = (user or "0").partition(":")
        found = _lookup(_table("/etc/passwd"), name, "user", "passwd")
        uid, gid, home = int(found[2]), int(found[3]), found[5] or "/"
        if group:
            gid = int(_lookup(_table("/etc/group"), group, "group", "group")[2])
        members = _table("/etc/group") if not group else []
        groups = tuple(int(row[2]) for row in members if found[0] in row[3].split(","))
        return cls(uid, gid, (gid, *groups), home)

    @classmethod
    def own(cls, root: Root) -> Identity:
        """Return who we are, with the container's own home: where there are no namespaces."""
        return cls(os.getuid(), os.getgid(), home=root.host_path("/root"))

    def assume(self) -> None:
        """Become this user; where nobody else can be, being root inside is all there is."""
        if self.uid == os.getuid() and self.gid == os.getgid():
            return
        os.setgroups(list(self.groups))
        os.setgid(self.gid)
        os.setuid(self.uid)


def _table(path: str) -> list[list[str]]:
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8", errors="replace") as file:
        rows = [line.rstrip("\n").split(":") for line in file]
    return [row for row in rows if len(row) >= 4 and row[2].isdecimal()]


def _lookup(rows: list[list[str]], name: str, kind: str, table: str) -> list[str]:
    for row in rows:
        if name in (row[0], row[2]):
            return row
    if name.isdecimal():
        return [name, "x", name, name if kind == "group" else "0", "", "/", ""]
    raise UnknownUserError(f"unable to find {kind} {name}: no matching entries in {table} file")
