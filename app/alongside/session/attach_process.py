"""Reads whom Ctrl+C in an attach reaches, and what they have arranged for signals.

Two ways to read: this machine's own /proc, when the engine is on it (costs nothing and starts
nothing, so it is done at opening), or a short script in the container, which starts a process and
is therefore run only when somebody is about to press Ctrl+C. What is read is never older than the
question. What is made of it is in `attach_receivers`.
"""

from __future__ import annotations

import asyncio
import os
from dataclasses import replace
from pathlib import Path

from alongside.engine.engine import Engine, ExecSpec
from alongside.engine.model import Details
from alongside.errors import EngineError, RefusedError
from alongside.session.attach_receivers import Entry, Receivers, entry_of, main_pid, receivers
from alongside.session.terminal_modes import plain_here, plain_said
from alongside.session.wrapper import INTERPRETERS

ASK_SECONDS = 2.0
"""How long a question waits at most for the script in the container."""

_MOST_PROCESSES = 256
_GENERATIONS = 5
"""So many at most are between this program and a main process of its own."""
_MOST_BYTES = 4 * 1024 * 1024

_SCRIPT = r"""
cd /proc || exit 1
al_look() {
  IFS= read -r al_line <"$1/stat" || return 1
  set -- ${al_line##*) }
  al_parent=$2 al_group=$3 al_front=$6
}
al_main=$1
[ -c "$2" ] && stty -a <"$2" 2>/dev/null
al_look "$al_main" || exit 1
al_wanted=$al_front
for al_pid in [0-9]*; do
  al_look "$al_pid" || continue
  case $al_main in
  "$al_pid" | "$al_parent") ;;
  *) [ "$al_group" = "$al_wanted" ] || continue ;;
  esac
  printf 'P%s\n' "$al_line"
  while IFS= read -r al_line; do
    case $al_line in Sig*) printf '%s\n' "$al_line" ;; esac
  done <"$al_pid/status"
done 2>/dev/null
"""


async def read_receivers(engine: Engine, details: Details) -> Receivers | None:
    """Return who gets what by whichever way there is; may start a process in the container."""
    if is_near(engine):
        here = await from_this_machine(details, ours=are_ours(engine))
        if here is not None:
            return here
    return await from_inside(engine, details)


# This machine's own /proc


def is_near(engine: Engine) -> bool:
    """May the engine be on this machine? A socket can still lead elsewhere."""
    url = engine.endpoint.url
    return not url or url.startswith(("unix:", "npipe:"))


def are_ours(engine: Engine) -> bool:
    """Are its containers' processes children of this program (practice)?"""
    return engine.endpoint.engine == "practice"


async def from_this_machine(
    details: Details, proc: Path = Path("/proc"), *, ours: bool = False
) -> Receivers | None:
    """Return who gets what, read from this machine's /proc.

    Only a process whose cgroup names the container is believed; with `ours` (see `are_ours`) one
    that descends from this program (the pids of a staged scene are made up).
    None where that cannot be: the engine is elsewhere (its pids are not ours: what has that pid
    here is not the container's), it does not run, or /proc is closed to us.
    """
    if details.pid <= 0:
        return None
    return await asyncio.to_thread(_read_here, details, proc, ours)


def _read_here(details: Details, proc: Path, ours: bool) -> Receivers | None:
    if not (_descends(details.pid, proc) if ours else _belongs(details, proc)):
        return None
    found: list[Entry] = []
    waiting = [details.pid]
    while waiting and len(found) < _MOST_PROCESSES:
        folder = proc / str(waiting.pop(0))
        try:
            entry = entry_of(_text(folder / "stat"), _text(folder / "status"))
            children = _text(folder / "task" / folder.name / "children")
        except OSError:
            continue  # it has ended meanwhile, or is closed to us
        if entry is not None:
            found.append(entry)
        waiting += [int(child) for child in children.split()]
    plain = plain_here(proc / str(details.pid)) if details.tty else None
    return _with(receivers(found, details.pid, details), plain)


def _with(known: Receivers | None, plain: bytes | None) -> Receivers | None:
    return None if known is None else replace(known, plain=plain)


def _belongs(details: Details, proc: Path) -> bool:
    """Is what has that pid here the container's?"""
    try:
        return bool(details.id) and details.id in _text(proc / str(details.pid) / "cgroup")
    except OSError:
        return False


def _descends(pid: int, proc: Path) -> bool:
    """Is what has that pid here a child of this program, or a child's child?"""
    for _ in range(_GENERATIONS):
        try:
            entry = entry_of(_text(proc / str(pid) / "stat"), "")
        except OSError:
            return False
        if entry is None or entry.process.parent <= 1:
            return False
        pid = entry.process.parent
        if pid == os.getpid():
            return True
    return False


def _text(path: Path) -> str:
    return path.read_text("utf-8", "replace")


# A script in the container


async def from_inside(engine: Engine, details: Details) -> Receivers | None:
    """Return who gets what, read by a short process in the container; None if that cannot be."""
    # Without a root of its own (practice) a container has no pid namespace either.
    main = details.pid if engine.capabilities.why_not("root") else main_pid(details)
    if not main or engine.capabilities.why_not("exec"):
        return None
    try:
        async with asyncio.timeout(ASK_SECONDS):
            said = await _run(engine, details, main)
    except (EngineError, TimeoutError):
        return None  # then the question is asked with what is known without
    return await asyncio.to_thread(_read_said, said, main, details)


def _read_said(said: str, main: int, details: Details) -> Receivers | None:
    plain = plain_said(f"\n{said}".partition("\nP")[0])
    return _with(receivers(parse(said), main, details), plain)


async def _run(engine: Engine, details: Details, main: int) -> str:
    for words in INTERPRETERS:
        try:
            there = await engine.has_file(details.id, words[0])
        except RefusedError:  # Docker answers 500 for a path that leads through a file
            continue
        if there:
            console = "/dev/console" if details.tty else ""
            argv = (*words, "-c", _SCRIPT, "alongside", str(main), console)
            return await _output(engine, details.id, ExecSpec(argv, tty=False, stdin=False))
    return ""


async def _output(engine: Engine, id: str, spec: ExecSpec) -> str:
    stream = await engine.exec(id, spec)
    said = bytearray()
    try:
        while (chunk := await stream.read()) is not None:
            said += chunk.data[: _MOST_BYTES - len(said)]
    finally:
        await stream.close()
    return said.decode("utf-8", "replace")


def parse(said: str) -> list[Entry]:
    """Return the processes in what the script said; what is no such line is left out."""
    found = []
    for block in f"\n{said}".split("\nP")[1:]:
        stat, _, status = block.partition("\n")
        entry = entry_of(stat, status)
        if entry is not None:
            found.append(entry)
    return found
