"""What the engine said happened to one container, made short: the thin line under two halves.

Control flows from the engine's events (`Timeline.add`, in the order in which they come) into
entries; `timeline_rows` puts those into words. It asks nobody anything and keeps a bounded past.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from alongside.clean import clean
from alongside.engine.model import Event
from alongside.secrets import mask_text

KEPT = 500
"""So many entries are kept of one container."""

_COMMAND = 28


class Tone(StrEnum):
    """What kind of thing happened; a screen gives each a colour."""

    TIME = "time"
    RULE = "rule"
    NEW = "new process"
    ENDED = "ended process"
    STREAM = "stream"
    STATE = "state"
    BAD = "bad"
    GOOD = "good"


class _Step(NamedTuple):
    glyph: str
    word: str
    tone: Tone


# By the events' actions: Docker's, then those that Podman calls otherwise. What is not here (top,
# archive-path, mount ...) is looking, most of it our own.
_STEPS: Mapping[str, _Step] = {
    "attach": _Step("→", "attach", Tone.STREAM),
    "detach": _Step("←", "detach", Tone.STREAM),
    "resize": _Step("↔", "resize", Tone.STREAM),
    "create": _Step("·", "created", Tone.STATE),
    "start": _Step("●", "started", Tone.STATE),
    "restart": _Step("●", "restarted", Tone.STATE),
    "stop": _Step("○", "stopped", Tone.STATE),
    "pause": _Step("‖", "paused", Tone.STATE),
    "unpause": _Step("●", "goes on", Tone.STATE),
    "rename": _Step("~", "renamed", Tone.STATE),
    "update": _Step("~", "limits changed", Tone.STATE),
    "destroy": _Step("×", "removed", Tone.BAD),
    "kill": _Step("!", "signal", Tone.BAD),
    "oom": _Step("!", "out of memory", Tone.BAD),
    "die": _Step("×", "main process died", Tone.BAD),
    "health_status": _Step("✓", "health", Tone.GOOD),
    "died": _Step("×", "main process died", Tone.BAD),
    "remove": _Step("×", "removed", Tone.BAD),
    "exec": _Step("+", "exec", Tone.NEW),
    "exec_died": _Step("−", "exec ended", Tone.ENDED),
}
_EXEC = {
    "exec_create": _Step("·", "exec created", Tone.NEW),
    "exec_start": _Step("+", "exec", Tone.NEW),
    "exec_die": _Step("−", "exec ended", Tone.ENDED),
}
_RAN = _Step("±", "exec", Tone.ENDED)
_GAP = _Step("…", "the engine was away: something may be missing", Tone.BAD)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing, or the same thing some times in a row.

    Attributes:
        time: When it (last) happened, seconds since the epoch by the engine's clock.
        detail: ``SIGTERM``, ``137``, ``120×35``; of repeats the last.
        command: Of an exec, shortened, secrets masked.
        exec_id: Of an exec, of repeats the first; else empty.
        whose: The container's name, where several are followed; else empty.
    """

    time: float
    glyph: str
    word: str
    tone: Tone
    detail: str = ""
    command: str = ""
    exec_id: str = ""
    count: int = 1
    whose: str = ""

    def text(self, name: str = "") -> str:
        """Return it in words: ``+ our exec bash (41)``, ``↔ resize 120×35 ×3``.

        Args:
            name: What its exec is called if it is ours (``bash (41)``); else empty.
        """
        words = [self.glyph, f"{self.whose}:" if self.whose else "", self.word]
        if self.exec_id:
            verb, _, what = self.word.partition(" ")  # "exec ended": its name stands between
            words[2:] = [f"our {verb}" if name else verb, name or self.command, what]
        if self.detail:
            words.append(f"→ {self.detail}" if self.exec_id else self.detail)
        if self.count > 1:
            words.append(f"×{self.count}")
        return " ".join(word for word in words if word)


class Timeline:
    """What happened to one container, or to the few that are compared.

    Args:
        containers: Names by id; with several of them an entry says whose it is.
        ours: Is that exec one of this program's?
    """

    def __init__(
        self, containers: Mapping[str, str], ours: Callable[[str], bool], kept: int = KEPT
    ) -> None:
        self._containers = containers
        self._ours = ours
        self._kept = kept
        self._commands: dict[str, str] = {}
        self.entries: list[Entry] = []

    def add(self, event: Event) -> bool:
        """Take an event; return whether there is anything new to show."""
        if event.action == "subscribed":
            return bool(self.entries) and self._append(self._entry(event, _GAP))
        if event.id not in self._containers:
            return False
        if step := _EXEC.get(event.action):
            return self._exec(event, step)
        step = _STEPS.get(event.action)
        return step is not None and self._append(self._entry(event, step, _detail(event)))

    def _entry(self, event: Event, step: _Step, detail: str = "") -> Entry:
        if step.word == "health" and detail not in ("healthy", "starting"):
            step = _Step("✗", "health", Tone.BAD)
        whose = self._containers.get(event.id, "") if len(self._containers) > 1 else ""
        return Entry(event.time, step.glyph, step.word, step.tone, detail, whose=whose)

    def _exec(self, event: Event, step: _Step) -> bool:
        exec_id = clean(event.attributes.get("execID"), 128)
        command = clean(mask_text(event.attributes.get("detail", "")), _COMMAND)
        if command:
            self._commands[exec_id] = command
        else:
            command = self._commands.get(exec_id, "")
        entry = replace(self._entry(event, step), exec_id=exec_id, command=command)
        if event.action == "exec_create":
            return self._append(entry)
        if event.action == "exec_start":
            return self._instead_of(exec_id, "exec_create", entry) or self._append(entry)
        self._commands.pop(exec_id, None)
        entry = replace(entry, detail=clean(event.attributes.get("exitCode"), 12))
        last = self.entries[-1] if self.entries else None
        if last is None or last.exec_id != exec_id or last.count > 1:
            return self._append(entry)
        del self.entries[-1]  # it began and ended with nothing in between: one entry says so
        return self._append(replace(entry, glyph=_RAN.glyph, word=_RAN.word))

    def _instead_of(self, exec_id: str, action: str, entry: Entry) -> bool:
        """Put `entry` in the place of what was said of the same exec before."""
        for index in range(len(self.entries) - 1, -1, -1):
            old = self.entries[index]
            if old.exec_id == exec_id and old.word == _EXEC[action].word:
                self.entries[index] = entry
                return True
        return False

    def _append(self, entry: Entry) -> bool:
        last = self.entries[-1] if self.entries else None
        if last is not None and self._repeats(last, entry):
            self.entries[-1] = replace(
                entry, count=last.count + 1, exec_id=last.exec_id, command=last.command
            )
        else:
            self.entries.append(entry)
            del self.entries[: -self._kept]
        if len(self._commands) > self._kept:  # execs that were created and never started
            self._commands.clear()
        return True

    def _repeats(self, last: Entry, entry: Entry) -> bool:
        if (last.glyph, last.word, last.whose) != (entry.glyph, entry.word, entry.whose):
            return False
        if not entry.exec_id:
            return entry.glyph == "↔" or last.detail == entry.detail
        return (
            entry.glyph == _RAN.glyph
            and (last.command, last.detail) == (entry.command, entry.detail)
            and self._ours(last.exec_id) == self._ours(entry.exec_id)
        )


def _detail(event: Event) -> str:
    attributes = event.attributes
    match event.action:
        case "kill":
            return signal_name(attributes.get("signal", ""))
        case "die" | "died" | "exec_died":
            code = attributes.get("exitCode", attributes.get("containerExitCode", ""))
            return clean(f"with {code}" if code else "", 24)
        case "resize":
            size = [clean(attributes.get(name), 6) for name in ("width", "height")]
            return "×".join(size) if all(size) else ""
        case "rename":
            return clean(f"to {attributes.get('name', '')}", 60)
        case "health_status":
            return clean(attributes.get("detail"), 24)
    return ""


def signal_name(said: str) -> str:
    """Return a signal's name, from what an event says: ``15`` or ``SIGTERM``."""
    if not said.isdigit():
        return clean(said, 16)
    try:
        return signal.Signals(int(said)).name
    except ValueError:
        return f"number {clean(said, 8)}"
