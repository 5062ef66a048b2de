"""Asks inside the container: a script that reads /proc, as a process of its own.

`ask` starts it, waits for its end (or ends it at the deadline), and returns `Answer`: one `Raw` a
process that was asked for, the table of all, and what is true of the whole container. The script is
left out of everything. What a container refuses to the user that it runs as is asked for again as
the user whose process it is: only that one (or SYS_PTRACE) may read it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from alongside.anatomy.facts import Raw, System
from alongside.anatomy.parse import (
    effective_id,
    number,
    parse_names,
    parse_status,
    parse_table,
    parse_words,
)
from alongside.anatomy.process import Listed
from alongside.clean import clean
from alongside.diagnostics.decode import Block, Decoded, Fact
from alongside.diagnostics.probe import Script
from alongside.diagnostics.process import Process, find_shell
from alongside.engine.engine import Engine
from alongside.engine.model import Details
from alongside.errors import AlongsideError, CommandError, DeadlineError

DEADLINE = 8.0
"""Seconds for one run of the script."""

SELF, GROUP, ALL = "self", "group", "all"
"""What to describe besides pids; see ``scripts/anatomy.sh``."""

_SCRIPTS = Path(__file__).with_name("scripts")
_REASONS = {
    "cat": "there is no cat in this container to read it with",
    "readlink": "there is neither readlink nor ls in this container to read it with",
    "stty": "there is no stty in this container to ask with",
}


@dataclass(slots=True)
class Answer:
    """What the script said.

    Attributes:
        processes: By what was asked for: a pid, ``self``, ``group``.
        table: All processes but for the script and what it started; with ``self`` the shell is in.
        files: Of the container, by path: limits of its control group.
        uid: Of the reader.
        pid, host_pid: Of the reader, inside and on the engine's host; 0 where not known.
        shell: How the shell was called.
        asked: The names that processes may have: the output is a container's, and may lie.
    """

    processes: dict[str, Raw] = field(default_factory=dict)
    table: list[Listed] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    system: System = field(default_factory=System)
    uid: int | None = None
    pid: int = 0
    host_pid: int = 0
    shell: tuple[str, ...] = ()
    asked: frozenset[str] = frozenset()


@lru_cache
def _script() -> str:
    own, body = ((_SCRIPTS / f"{name}.sh").read_text("utf-8") for name in ("own", "anatomy"))
    prelude = files("alongside.diagnostics") / "scripts" / "prelude.sh"
    return own + prelude.read_text("utf-8") + body


async def ask(
    engine: Engine,
    container_id: str,
    what: Sequence[str],
    *,
    user: str = "",
    on_start: Callable[[int], Awaitable[None]] | None = None,
) -> Answer:
    """Describe processes of a running container.

    Args:
        what: Pids, `SELF` (the asking shell, on a terminal), `GROUP`, `ALL`.
        on_start: Called with the asking shell's pid on the engine's host as soon as it runs.

    Raises:
        CommandError: There is no shell, or it could not be started.
        DeadlineError: It did not come to its end in time; it has been ended.
        EngineError: The engine would not.
    """
    shell = await find_shell(engine, container_id)
    if not shell:
        raise CommandError("There is no shell in this container")
    text = _script().replace("\nshift\n", f"\nset -- {' '.join(what)}\n", 1)
    way = Script("anatomy")
    process = Process(engine, container_id, way, shell, text=text, tty=SELF in what, user=user)
    answer = Answer(shell=shell, asked=frozenset(what))
    try:
        async with asyncio.timeout(DEADLINE):
            await process.open()
            await _listen(process, answer, SELF in what, on_start)
    except TimeoutError:
        raise DeadlineError(f"Reading /proc in the container took over {DEADLINE:g} s") from None
    finally:
        await process.close()
    _without_reader(answer, what)
    return answer


async def _listen(
    process: Process,
    answer: Answer,
    itself: bool,
    on_start: Callable[[int], Awaitable[None]] | None,
) -> None:
    """Take what the script says; one that describes itself ends when we have seen it."""
    async with aclosing(process.items()) as batches:
        async for batch in batches:
            for item in batch:
                _take(item, answer, tty=itself)
            if answer.pid and not answer.host_pid:
                answer.host_pid = (await process.status()).pid
                if on_start and answer.host_pid:
                    await on_start(answer.host_pid)
            if any(isinstance(item, Fact) and item.name == "done" for item in batch):
                await process.interrupt()


async def ask_owners(engine: Engine, details: Details, answer: Answer) -> None:
    """Ask again, as the owner, for each process whose owner is another user than the reader.

    Only where the container's own user is root, by the engine's word: whose process it is the
    container says, and a look must never be made with more rights than the container was given.
    """
    if details.user.partition(":")[0] not in ("", "0", "root"):
        return
    for name, raw in list(answer.processes.items()):
        status = parse_status(raw.parts.get("status", b""))
        uid, gid = (effective_id(status.get(key)) for key in ("Uid", "Gid"))
        if "denied" not in raw.lost.values() or name == SELF or uid is None or gid is None:
            continue
        if uid == answer.uid or engine.capabilities.why_not("user"):
            continue
        try:
            again = await ask(engine, details.id, [name], user=f"{uid}:{gid}")
        except AlongsideError:
            continue  # what was refused stays refused, and says so
        _merge(raw, again.processes.get(name, Raw()))


def explain(answer: Answer) -> None:
    """Turn the script's reasons into sentences."""
    for raw in answer.processes.values():
        uid = effective_id(parse_status(raw.parts.get("status", b"")).get("Uid"))
        owner = "its own user" if uid is None else answer.system.users.get(uid, f"user {uid}")
        denied = f"the kernel shows it only to {owner} and to who has SYS_PTRACE"
        for part, why in raw.lost.items():
            raw.lost[part] = denied if why == "denied" else _REASONS.get(why, why)


def _merge(raw: Raw, more: Raw) -> None:
    for part in list(raw.lost):
        if part in more.parts:
            raw.parts[part] = more.parts[part]
            del raw.lost[part]
        elif part in more.lost:
            raw.lost[part] = more.lost[part]
    if "size" in more.parts:
        raw.parts["size"] = more.parts["size"]


def _take(item: Decoded, answer: Answer, *, tty: bool) -> None:
    if isinstance(item, Fact) and item.name == "pid":
        answer.pid = number(item.value) or 0
    if not isinstance(item, Block):
        return
    parts = {name: _content(data, tty) for name, data in item.parts}
    kind, _, name = item.name.partition(" ")
    match kind:
        case "process" if name in answer.asked:
            answer.processes[name] = _raw(parts)
        case "stats":
            answer.table = parse_table(parts.get("", b""))
        case "commands":
            answer.table = [
                replace(process, argv=parse_words(parts.get(str(process.pid), b"")))
                for process in answer.table
            ]
        case "reader":
            answer.uid = effective_id(parse_status(parts.get("status", b"")).get("Uid"))
        case "container":
            answer.files = parts
            users, groups = (parts.get(path, b"") for path in ("/etc/passwd", "/etc/group"))
            answer.system = System(answer.system.boot, parse_names(users), parse_names(groups))
        case "boot":
            boot = number(parts.get("", b""))
            answer.system = System(boot, answer.system.users, answer.system.groups)


def _content(data: bytes, tty: bool) -> bytes:
    """Return a part without the newline that the script ends each with; a terminal writes CR LF."""
    return (data.replace(b"\r\n", b"\n") if tty else data).removesuffix(b"\n")


def _raw(parts: dict[str, bytes]) -> Raw:
    raw = Raw(dict(parts))
    for name, data in parts.items():
        if name.startswith("no "):
            del raw.parts[name]
            raw.parts.pop(name[3:], None)
            raw.lost[name[3:]] = clean(data.decode("utf-8", "replace").strip(), 120)
    return raw


def _without_reader(answer: Answer, what: Sequence[str]) -> None:
    """Leave the script out of the table; asked for itself it stands there as the shell it is."""
    kept = [process for process in answer.table if process.sid != answer.pid]
    if SELF in what:
        own = (process for process in answer.table if process.pid == answer.pid)
        kept += [replace(process, argv=answer.shell) for process in own]
    answer.table = kept
