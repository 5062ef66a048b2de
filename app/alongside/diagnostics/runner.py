"""Runs a probe against a container and keeps what it says.

``run`` starts a task of its own that inspects the container, tries the probe's ways in order,
turns what comes back into lines and findings, and ends with a verdict. It reads always, whether or
not anybody looks, ends at the probe's deadline or when `ProbeRun.stop` is called, and then sees to
it that nothing of it is left in the container. To run again is to call ``run`` again.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Iterable
from contextlib import aclosing
from enum import StrEnum

from alongside.diagnostics import lifecycle, verdict
from alongside.diagnostics.by_engine import ANSWERS
from alongside.diagnostics.decode import Block, Decoded, Fact
from alongside.diagnostics.probe import (
    Argv,
    ByEngine,
    Finding,
    Line,
    Probe,
    Script,
    Verdict,
    Way,
    note,
)
from alongside.diagnostics.process import Process, find_shell
from alongside.diagnostics.reading import About, read
from alongside.diagnostics.reading.text import number
from alongside.diagnostics.transcript import MAX_OUTPUT, TooMuchError, Transcript
from alongside.engine.engine import Engine
from alongside.engine.model import Container, Details, State
from alongside.errors import AlongsideError, CommandError, ConflictError, UnsupportedError
from alongside.secrets import mask_text

_BATCH = 500


class RunState(StrEnum):
    """Where in its life a run is."""

    RUNNING = "running"
    ENDED = "ended"


class ProbeRun:
    """One run of one probe. Made by `run`.

    Attributes:
        command: What is asked inside the container, or of the engine, for people; grows more
            precise while it runs.
        by: ``exec`` or ``engine``: who answers.
        details: What inspect said at the beginning; None until then.
        verdict: None while it runs.
    """

    def __init__(self, engine: Engine, container: Container, probe: Probe, reveal: bool) -> None:
        self.probe = probe
        self.container = container
        self.state = RunState.RUNNING
        self.command = ""
        self.by = "exec"
        self.details: Details | None = None
        self._said = Transcript(reveal=reveal)
        self.verdict: Verdict | None = None
        self._engine = engine
        self._about = About(container)
        self._findings: list[Finding] = []
        self._impossible: list[tuple[str, str]] = []
        self._exit = 0
        self._only_engine = ""
        self._left = False
        self._stopping = False
        self._news = asyncio.Event()
        self._begun = time.monotonic()
        self._took: float | None = None
        self._task = asyncio.create_task(self._run(), name=f"probe {probe.id}")

    @property
    def lines(self) -> list[Line]:
        """What it has said so far, with and without secrets."""
        return self._said.lines

    @property
    def duration(self) -> float:
        """Seconds that it took, or has taken so far."""
        return time.monotonic() - self._begun if self._took is None else self._took

    @property
    def text(self) -> str:
        """The output so far as plain text, secrets masked unless they are revealed."""
        return self._said.text

    async def output(self) -> AsyncIterator[bytes]:
        """Yield the output from its beginning, ready for a terminal, until the run has ended."""
        at = 0
        while True:
            while at < len(self.lines):
                batch = self.lines[at : at + _BATCH]
                yield self._said.for_terminal(batch, at)
                at += len(batch)
            if self.state is RunState.ENDED:
                return
            self._news.clear()
            await self._news.wait()

    async def wait(self) -> Verdict:
        """Return the verdict when there is one. Cancelling this does not stop the run."""
        await asyncio.shield(self._task)
        assert self.verdict is not None
        return self.verdict

    async def stop(self) -> None:
        """End it, in the container too; returns when it has ended. Twice is fine."""
        if self.state is RunState.RUNNING and not self._stopping:
            self._stopping = True
            await asyncio.sleep(0)  # a task that is cancelled before its first step says nothing
            self._task.cancel()
        await asyncio.wait({self._task})

    async def _run(self) -> None:
        try:
            async with asyncio.timeout(self.probe.deadline):
                await self._ask()
            end = verdict.judge(self._findings, self._impossible, self._exit, self._only_engine)
        except TimeoutError:
            end = verdict.late(self._findings, self.probe.deadline, self._left)
        except asyncio.CancelledError:
            if not self._stopping:
                raise
            end = verdict.stopped(self._findings, self.duration, self._left)
        except TooMuchError:
            end = verdict.too_much(self._findings, MAX_OUTPUT)
        except AlongsideError as error:
            end = verdict.broken(self._findings, error)
        finally:
            self._took = time.monotonic() - self._begun
            self.state = RunState.ENDED
            self._news.set()
        self.verdict = end

    async def _ask(self) -> None:
        """Try the ways in order until one has answered."""
        self.details = self._about.details = await self._engine.inspect(self.container.id)
        reasons: list[tuple[str, str]] = []
        for way in self.probe.ways:
            reason = self._why_not(way, self.details)
            if not reason:
                try:
                    await self._ask_in(way, reasons)
                except (CommandError, ConflictError, UnsupportedError) as error:
                    reason = (error.message, error.advice)
                else:
                    break
            if reason not in reasons:
                reasons.append(reason)
        else:
            self._impossible += reasons
        if self.probe.life:
            self._keep(lifecycle.conclude(self.details))

    def _why_not(self, way: Way, details: Details) -> tuple[str, str] | None:
        """Return why a way need not be tried, with advice, None if it may work."""
        if isinstance(way, ByEngine):
            return _not_live(details.state) if way.live and not details.state.live else None
        if missing := self._engine.capabilities.why_not("exec"):
            return (missing, "")
        return _not_live(details.state) if details.state is not State.RUNNING else None

    async def _ask_in(self, way: Way, reasons: list[tuple[str, str]]) -> None:
        if isinstance(way, ByEngine):
            self.by = "engine"
            self._only_engine = reasons[0][0] if reasons else ""
            await self._ask_engine(way)
            return
        shell = await find_shell(self._engine, self.container.id)
        if not shell and isinstance(way, Script):
            raise CommandError(
                "The container has no shell",
                "Only what the engine itself can tell is known about it.",
            )
        self.by = "exec"
        if isinstance(way, Argv):
            self.command = " ".join(way.argv)
        await self._ask_process(Process(self._engine, self.container.id, way, shell))

    async def _ask_process(self, process: Process) -> None:
        try:
            await process.open()
            async with aclosing(process.items()) as batches:
                async for batch in batches:
                    self._about.pid = process.pid
                    self._take(batch)
        finally:
            self._left = not await process.close()
            if not self._said.over:
                self._take(process.late)

    async def _ask_engine(self, way: ByEngine) -> None:
        assert self.details is not None
        answer = ANSWERS[way.question](self._engine, self.container, self.details)
        assert isinstance(answer, AsyncGenerator)
        async with aclosing(answer) as items:
            async for item in items:
                if isinstance(item, Fact):
                    why = f" ({self._only_engine})" if self._only_engine else ""
                    self.command = f"by the engine: {item.value}{why}"
                    self._news.set()
                else:
                    self._keep([item])

    def _take(self, batch: Iterable[Decoded]) -> None:
        for item in batch:
            if isinstance(item, Fact):
                self._learn(item)
            elif isinstance(item, Block):
                self._keep(read(item, self._about))
                if item.cut and not self._stopping:
                    self._keep([note("Not all of it could be read.")])
            else:
                self._keep([item])
        self._news.set()

    def _keep(self, items: Iterable[Line | Finding]) -> None:
        for item in items:
            if isinstance(item, Finding):
                self._findings.append(
                    Finding(item.severity, mask_text(item.sentence), mask_text(item.advice))
                )
                continue
            self._said.add(item)
        self._news.set()

    def _learn(self, fact: Fact) -> None:
        first, _, advice = fact.value.partition("|")
        match fact.name:
            case "command":
                self.command = mask_text(fact.value)
            case "impossible":
                self._impossible.append((first, advice))
            case "finding":
                self._keep([verdict.said(first, advice)])
            case "elsewhere":
                raise CommandError(fact.value)
            case "exit" if (code := number(fact.value)) is not None:
                self._exit = code


def _not_live(state: State) -> tuple[str, str]:
    if state is State.PAUSED:
        return ("The container is paused", "Unpause it to look inside.")
    if state is State.RESTARTING:
        return ("The container is being restarted", "Try again in a moment, or see its log.")
    return (f"The container is not running ({state})", "Start it to look inside.")


def run(engine: Engine, container: Container, probe: Probe, *, reveal: bool = False) -> ProbeRun:
    """Start a probe; must be called in a running event loop.

    Args:
        reveal: Show secrets. The masked form is kept beside it, and reports use only that.
    """
    return ProbeRun(engine, container, probe, reveal)
