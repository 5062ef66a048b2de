"""Identity: who the two are to the kernel, and what they may do."""

from __future__ import annotations

from dataclasses import replace

from alongside.anatomy import capabilities
from alongside.anatomy.model import Mark, Row, Section
from alongside.anatomy.process import ContainerFacts, ProcessFacts
from alongside.anatomy.rows import Rows

_SECCOMP = {0: "none", 1: "strict", 2: "filter"}
_SETS = (
    ("effective", "capabilities in effect"),
    ("permitted", "capabilities permitted"),
    ("bounding", "capabilities at most"),
    ("inheritable", "capabilities inheritable"),
    ("ambient", "capabilities ambient"),
)


def identity_section(facts: ContainerFacts) -> Section:
    """Return users, capabilities and other restrictions."""
    rows = Rows(facts, "identity")
    return Section(
        "identity",
        "Identity",
        (
            rows.both("user", "user", _user, field="uid"),
            rows.both("group", "group", lambda p: _group(p, p.gid), field="gid"),
            rows.both("groups", "further groups", _groups),
            *(_capabilities(facts, rows, name, label) for name, label in _SETS),
            rows.both(
                "no_new_privs",
                "no_new_privs",
                lambda p: None if p.no_new_privs is None else "yes" if p.no_new_privs else "no",
                differs="with it no setuid program gains anything",
            ),
            rows.both(
                "seccomp",
                "seccomp",
                lambda p: (
                    None if p.seccomp is None else _SECCOMP.get(p.seccomp, f"mode {p.seccomp}")
                ),
            ),
            rows.both(
                "label",
                "AppArmor or SELinux label",
                lambda p: None if p.label is None else p.label or "none",
            ),
            rows.both("umask", "umask", lambda p: None if p.umask is None else f"{p.umask:04o}"),
            rows.both("cwd", "working directory", lambda p: p.cwd),
        ),
    )


def _user(process: ProcessFacts) -> str | None:
    if process.uid is None:
        return process.user
    return f"{process.user} ({process.uid})" if process.user else str(process.uid)


def _group(process: ProcessFacts, gid: int | None) -> str | None:
    if gid is None:
        return None
    name = process.group_names.get(gid)
    return f"{name} ({gid})" if name else str(gid)


def _groups(process: ProcessFacts) -> str | None:
    if process.groups is None:
        return None
    return ", ".join(str(_group(process, gid)) for gid in process.groups) or "none"


def _capabilities(facts: ContainerFacts, rows: Rows, name: str, label: str) -> Row:
    def mask(process: ProcessFacts) -> int | None:
        return None if process.caps is None else int(getattr(process.caps, name))

    def show(process: ProcessFacts) -> str | None:
        value = mask(process)
        return None if value is None else capabilities.shown(value)

    made = rows.both(f"capabilities.{name}", label, show, field="caps")
    if made.mark is not Mark.DIFFERS or facts.new is None or facts.main is None:
        return made
    exec, main = mask(facts.new) or 0, mask(facts.main) or 0
    parts = [
        f"only {side}: {', '.join(capabilities.names(rest))}"
        for side, rest in (("exec", exec & ~main), ("main", main & ~exec))
        if rest and (exec and main)
    ]
    return replace(made, why="; ".join(parts))
