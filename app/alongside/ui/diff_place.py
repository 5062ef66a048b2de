"""Where the main process lives: its environment, directory and user, to run a command there.

Read from /proc by an exec, again as the main process's own user where the kernel asks for that;
where it cannot be read, what the engine was told stands in, and the reason is said.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from alongside.clean import clean
from alongside.diagnostics.capture import Place, capture
from alongside.engine.engine import Channel, Engine
from alongside.engine.model import Details

_READ = """\
p=/proc/$2
part() { printf '\\0%s %s\\0' "$mark" "$1"; }
mark=$1
part own; cat /proc/$$/status 2>/dev/null
part status; cat "$p/status" 2>/dev/null
part environ; cat "$p/environ" 2>/dev/null && part read
part cwd; cd -P "$p/cwd" 2>/dev/null && pwd -P
part end
"""
_BY_ENGINE = ("HOME", "HOSTNAME", "PATH", "TERM")
"""What an exec has in its environment beside the container's own variables."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known of the main process's surroundings.

    Attributes:
        place: To run a command in them.
        about: In a few words, for people.
        notes: What could not be had, and why.
    """

    place: Place
    about: str
    notes: tuple[str, ...] = ()


async def surroundings(engine: Engine, details: Details, shell: Sequence[str]) -> Surroundings:
    """Return the main process's surroundings.

    Raises:
        EngineError: The engine would not.
    """
    pid = _main_pid(engine, details)
    if not shell:
        return _told(details, "there is no shell in this container to read /proc with")
    if not pid:
        return _told(details, "the container shares another one's processes: which is its own?")
    parts = await _read(engine, details.id, shell, pid, "")
    owner, own = _ids(parts.get("status", "")), _ids(parts.get("own", ""))
    user = "" if owner == own else owner
    refused = engine.capabilities.why_not("user") if user else ""
    if user and not refused and not ("read" in parts and parts.get("cwd")):
        parts = await _read(engine, details.id, shell, pid, user)
    if "read" not in parts:
        why = f"the kernel shows it only to user {owner}" if user else "it is not readable"
        return _told(details, f"{why}{f' ({refused})' if refused else ''}")
    env = _variables(parts["environ"])
    cwd = parts.get("cwd", "").rstrip("\n")
    notes = [] if cwd else ["Its directory could not be read: the container's own is taken."]
    if refused:
        notes.append(f"The command runs as another user than it: {refused}.")
    about = f"{_who(owner)}, in {clean(cwd or details.working_dir or '/')}, {len(env)} variables"
    unset = [name for name in _exec_names(details) if name not in env]
    place = Place(env, unset, "" if refused else user, cwd or details.working_dir)
    return Surroundings(place, about, tuple(notes))


def _main_pid(engine: Engine, details: Details) -> str:
    """Return the main process's pid as an exec sees it; empty where that is not known."""
    host = details.raw.get("HostConfig")
    mode = str(host.get("PidMode") or "") if isinstance(host, dict) else ""
    if mode.startswith("container:"):
        return ""
    shared = mode == "host" or engine.capabilities.why_not("root")
    return str(details.pid or "") if shared else "1"


async def _read(
    engine: Engine, container_id: str, shell: Sequence[str], pid: str, user: str
) -> dict[str, str]:
    mark = secrets.token_hex(8)
    got = await capture(engine, container_id, _READ, shell, Place(user=user), mark, pid)
    text = got.streams[Channel.STDOUT].decode("utf-8", "replace")
    pieces = re.split(rf"\x00{mark} (\w+)\x00", text)
    return dict(zip(pieces[1::2], pieces[2::2], strict=False))


def _ids(status: str) -> str:
    """Return ``uid:gid`` (effective), or nothing."""
    found = [re.search(rf"^{name}:\s+\d+\s+(\d+)", status, re.MULTILINE) for name in ("Uid", "Gid")]
    return ":".join(match[1] for match in found if match)


def _who(ids: str) -> str:
    return "root" if ids == "0:0" else f"user {ids}"


def _variables(environ: str) -> dict[str, str]:
    pairs = (entry.partition("=") for entry in environ.split("\0"))
    return {name: value for name, equals, value in pairs if name and equals}


def _exec_names(details: Details) -> list[str]:
    return [*(name for name, _ in details.env), *_BY_ENGINE]


def _told(details: Details, why: str) -> Surroundings:
    """Return what the engine was told when it made the container."""
    env = dict(details.env)
    about = f"as the container was made, in {clean(details.working_dir or '/')}"
    note = (
        f"The environment of the main process could not be read: {why}. "
        "What the engine was told stands in for it."
    )
    unset = [name for name in ("HOME", "HOSTNAME", "TERM") if name not in env]
    place = Place(env, unset, details.user, details.working_dir)
    return Surroundings(place, about, (note,))
