"""What the screen needs to know and to have, handed in by the command line or by a test."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from alongside.actions import first_key
from alongside.config import Settings
from alongside.engine.engine import Engine
from alongside.engine.model import Container, State
from alongside.engine.search import Finder, Search
from alongside.ui.happenings import Happenings

if TYPE_CHECKING:
    from alongside.session.sessions import Sessions
    from alongside.ui.pair_form import PairRequest
    from alongside.ui.screens.exec_request import ExecRequest

_NEEDS_PROCESS = ("shell", "exec_form", "attach", "compare", "run_twice", "pair")


class Run(Protocol):
    """Something that runs in a container on its own, such as a `ProbeRun`."""

    @property
    def verdict(self) -> object | None:
        """None while it runs."""

    async def stop(self) -> None:
        """End it."""


class Context:
    """Settings, how to find engines and, once connected, the engine and its sessions.

    Args:
        state: The folder for alongside's own notes.
        container: A container to open the compare view on; empty for none.
        tour: Is the tour to begin once the practice engine is there?
        search: The first search for an engine, if it began before there was a screen.

    Attributes:
        last_exec: What the exec form was filled in with last.
        last_command: What was run twice last.
        last_pair: What the form of two execs was filled in with last; its container is the marked
            one, if one is.
        farewell: What was ended on leaving; printed once the terminal is given back.
        happenings: The engine's events, by container.
    """

    def __init__(
        self,
        settings: Settings,
        find: Finder,
        find_practice: Finder,
        state: Path,
        *,
        container: str = "",
        tour: bool = False,
        search: Search | None = None,
    ) -> None:
        self.settings = settings
        self.find = find
        self.find_practice = find_practice
        self.state = state
        self.container = container
        self.tour = tour
        self.search = search
        self.engine: Engine | None = None
        self.last_exec: ExecRequest | None = None
        self.last_command = "env | sort"
        self.last_pair: PairRequest | None = None
        self.farewell: list[str] = []
        self.happenings = Happenings()
        self._sessions: Sessions | None = None
        self._runs: list[Run] = []

    def look(self, *, practice: bool = False) -> Search:
        """Return the search that has begun already, or begin one."""
        begun, self.search = self.search, None
        return begun or Search(self.find_practice if practice else self.find)

    def make_sessions(self, engine: Engine) -> Sessions:
        """Return a factory of sessions on `engine`; they are closed with the context."""
        from alongside.session.sessions import Sessions

        self._sessions = Sessions(
            engine,
            detach_keys=self.settings.detach_keys,
            state_dir=self.state,
            shell_preference=self.settings.shell,
            no_stdin=self.settings.no_stdin,
        )
        return self._sessions

    def note_run(self, run: Run) -> None:
        """A diagnostic, or a comparison, was started: it must not outlive the program."""
        self._runs = [old for old in self._runs if old.verdict is None] + [run]

    async def close(self) -> Sequence[str]:
        """Close every session, then the engine; return what was ended, a sentence each."""
        if self.search is not None:
            await self.search.drop()
        await asyncio.gather(*(run.stop() for run in self._runs if run.verdict is None))
        if self._sessions is not None:
            live = self._sessions.live
            await self._sessions.close_all()
            self.farewell += [
                f"{session.container_name}: {session.ending.sentence}"
                for session in live
                if session.ending is not None
            ]
            if self.engine is None or self.engine.endpoint.engine != "practice":
                self.farewell += await self.left_running()  # (practice ends it all)
        if self.engine is not None:
            await self.engine.close()
        return self.farewell

    async def left_running(self) -> Sequence[str]:
        """Return which execs were left by detaching and still run, a sentence each."""
        return await self._sessions.left_running() if self._sessions is not None else ()

    async def sweep(self) -> Sequence[str]:
        """End what a killed run has left in containers; say what, a sentence each."""
        if self.engine is None:
            return ()
        from alongside.session.sweep import sweep

        return [swept.sentence for swept in await sweep(self.engine, self.state)]

    def why_not(self, container: Container) -> Mapping[str, str]:
        """Return, by action name, why it cannot be done with `container` now."""
        from alongside.ui.operations import operation

        reasons: dict[str, str] = {}
        capabilities = self.engine.capabilities if self.engine else None
        for action in ("restart", "start_stop", "pause", "kill", "remove"):
            what = operation(action, container)
            missing = capabilities.why_not(what.capability) if capabilities else ""
            if reason := missing or what.why_not(container):
                reasons[action] = reason
        if not container.state.live:
            reasons["signals"] = f"{container.name} is {container.state}: nobody would get it"
        for action in _NEEDS_PROCESS:
            name = "attach" if action == "attach" else "exec"
            missing = capabilities.why_not(name) if capabilities else ""
            if reason := missing or self._not_running(container, action):
                reasons[action] = reason
        return reasons

    def _not_running(self, container: Container, action: str) -> str:
        def key(action_id: str) -> str:
            return first_key(action_id, self.settings.keys)

        if container.state is State.RUNNING:
            return ""
        if container.state is State.PAUSED:
            return f"{container.name} is paused: {key('list.pause')} lets it go on"
        if action == "attach" and container.state is State.CREATED:
            return ""  # attaching before the start is how one sees the first byte
        if container.state is State.RESTARTING:
            return f"{container.name} is restarting: its log ({key('list.logs')}) says why"
        return f"{container.name} is not running: {key('list.toggle')} starts it"
