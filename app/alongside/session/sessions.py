"""Makes sessions, and knows the live ones: what a screen, or a command, asks for them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeVar

from alongside.engine.engine import Engine, ExecSpec, LogSpec
from alongside.session.attach_session import HISTORY_LINES, AttachSession
from alongside.session.base import BaseSession
from alongside.session.detach import DEFAULT_KEYS, DetachKeys
from alongside.session.exec_session import ExecSession
from alongside.session.logs_session import LogSession
from alongside.session.registry import Registry
from alongside.session.session import Ending, Kind, Phase, Reason
from alongside.session.sizes import Sizes
from alongside.session.sweep import Swept, sweep

CLOSE_SECONDS = 8.0

S = TypeVar("S", bound=BaseSession)


class Sessions:
    """A factory with a memory.

    Args:
        detach_keys: As docker's ``--detach-keys``.
        state_dir: Where live execs are noted, so that the next start can end what a killed program
            left; None notes nothing.
        shell_preference: Shells to try before the container's own, names or paths.
        no_stdin: Attach without ever connecting the main process's input.

    Raises:
        ConfigError: `detach_keys` is no such sequence.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        detach_keys: str = DEFAULT_KEYS,
        state_dir: Path | None = None,
        shell_preference: Sequence[str] = (),
        no_stdin: bool = False,
    ) -> None:
        self._engine = engine
        self._keys = DetachKeys.parse(detach_keys)
        self._state_dir = state_dir
        self._registry = Registry(state_dir) if state_dir is not None else None
        self._prefer = tuple(shell_preference)
        self._no_stdin = no_stdin
        self._sizes = Sizes(engine)
        self._made: list[BaseSession] = []

    @property
    def live(self) -> tuple[BaseSession, ...]:
        """The sessions that are opening or live, oldest first."""
        return tuple(
            session for session in self._made if session.phase in (Phase.OPENING, Phase.LIVE)
        )

    def exec(
        self, container_id: str, container_name: str, spec: ExecSpec | None = None
    ) -> ExecSession:
        """Return a new exec session; without a spec, or with an empty argv, for the best shell."""
        return self._keep(
            ExecSession(
                self._engine,
                container_id,
                container_name,
                spec or ExecSpec(()),
                keys=self._keys,
                registry=self._registry,
                prefer=self._prefer,
            )
        )

    def attach(
        self, container_id: str, container_name: str, history: int = HISTORY_LINES
    ) -> AttachSession:
        """Return a new attach session with so many lines of history."""
        return self._keep(
            AttachSession(
                self._engine,
                container_id,
                container_name,
                keys=self._keys,
                history=history,
                no_stdin=self._no_stdin,
                sizes=self._sizes,
            )
        )

    def logs(
        self, container_id: str, container_name: str, spec: LogSpec | None = None
    ) -> LogSession:
        """Return a new log session; without a spec for the last lines and all that follow."""
        wanted = spec or LogSpec(tail=HISTORY_LINES, follow=True)
        return self._keep(
            LogSession(self._engine, container_id, container_name, keys=self._keys, spec=wanted)
        )

    async def sweep(self) -> list[Swept]:
        """End what killed programs left in this engine's containers; see `sweep.sweep`."""
        return await sweep(self._engine, self._state_dir) if self._state_dir is not None else []

    async def close_all(self, timeout: float = CLOSE_SECONDS) -> list[Ending]:
        """Close all live sessions; see `close_all`."""
        return await close_all(self.live, timeout)

    async def left_running(self) -> list[str]:
        """Return which execs were left by detaching and still run, a sentence each."""
        execs = [made for made in self._made if isinstance(made, ExecSession)]
        told = await asyncio.gather(*(made.left_running() for made in execs))
        return [sentence for sentence in told if sentence]

    def _keep(self, session: S) -> S:
        self._made = [kept for kept in self._made if not _over(kept)]
        self._made.append(session)
        session.on_again = self._keep
        return session


def _over(session: BaseSession) -> bool:
    """Is there nothing more to be said of it? What an exec has left running is."""
    ending = session.ending
    if session.kind is Kind.EXEC and ending is not None and ending.reason is Reason.DETACHED:
        return False
    return session.phase in (Phase.ENDED, Phase.FAILED)


async def close_all(
    sessions: Iterable[BaseSession], timeout: float = CLOSE_SECONDS
) -> list[Ending]:
    """Close all of these at once: for quitting, SIGHUP and SIGTERM.

    Returns the endings of those that were closed in time. What was not is noted on disk, and the
    next start ends it.
    """
    closing = [asyncio.ensure_future(session.close()) for session in sessions]
    if not closing:
        return []
    done, late = await asyncio.wait(closing, timeout=timeout)
    for task in late:
        task.cancel()
    return [task.result() for task in closing if task in done]
