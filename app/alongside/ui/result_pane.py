"""One diagnostic on one container: its command, its output as it comes, what it means."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import on, work
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from alongside.actions import Scope
from alongside.diagnostics.probe import Probe, Severity, Status, Verdict
from alongside.diagnostics.runner import ProbeRun, run
from alongside.engine.engine import Engine
from alongside.engine.model import Container
from alongside.ui.ansi import at_blanks
from alongside.ui.bindings import bindings
from alongside.ui.facts import duration
from alongside.ui.monitor_pane import MonitorPane
from alongside.ui.search_bar import SearchBar
from alongside_widgets.monitor import Monitor

_TONES = {
    Status.OK: "bold $text-success",
    Status.WARNING: "bold $text-warning",
    Status.FAILED: "bold $text-error",
    Status.IMPOSSIBLE: "bold $text-warning",
    Status.STOPPED: "bold $foreground-muted",
}
_MARKS = {Severity.INFO: "·", Severity.WARNING: "▲", Severity.FAILED: "✖"}


class ResultPane(MonitorPane):
    """A probe's run; `do_again` runs it anew in the same pane.

    Args:
        started: Told of each run, so that none outlives the program.
    """

    kind = "probe"
    BINDINGS = bindings(Scope.RESULT)
    DEFAULT_CSS = """
    ResultPane {
        border-top: solid $foreground 25%;
        border-title-style: bold;
        border-title-color: $text-secondary;
        &:focus-within { border-top: heavy $border; }
        & > .result--command { height: auto; max-height: 3; padding: 0 1; color: $text-muted; }
        & > Monitor { height: 1fr; }
        & > .result--verdict { height: auto; max-height: 8; padding: 0 1; background: $panel; }
    }
    """

    def __init__(
        self,
        engine: Engine,
        container: Container,
        probe: Probe,
        *,
        started: Callable[[ProbeRun], None],
    ) -> None:
        super().__init__()
        self._engine = engine
        self._container = container
        self._probe = probe
        self._started = started
        self._reveal = False
        self._run: ProbeRun | None = None
        self._written_for = 0
        self._command = Static(classes="result--command")
        self._told = Static(classes="result--verdict")

    def compose(self) -> ComposeResult:
        """Command, output, verdict."""
        yield self._command
        yield Monitor()
        yield SearchBar()
        yield self._told

    @property
    def title(self) -> str:
        """``api: Memory``."""
        return f"{self._container.name}: {self._probe.title}"

    @property
    def ended(self) -> bool:
        """Is the run over?"""
        return self._run is not None and self._run.verdict is not None

    @property
    def outcome(self) -> tuple[str, str, int]:
        """Which run of which probe on which container it shows."""
        return self._container.name, self._probe.id, id(self._run)

    def shows(self, container: Container, probe: Probe) -> bool:
        """Is this the pane of that probe on that container?"""
        return (self._container.id, self._probe.id) == (container.id, probe.id)

    def on_mount(self) -> None:
        """Name it."""
        self.border_title = Content(f"{self._probe.title} · {self._container.name}")
        self.border_subtitle = Content(self._probe.help)

    @on(Monitor.Resized)
    def _resized(self, event: Monitor.Resized) -> None:
        event.stop()
        if self._run is None:
            self._ask()
        elif self.ended and event.columns != self._written_for:
            self._write_anew(self._run)

    @work(exclusive=True, group="run")
    async def _ask(self) -> None:
        monitor = self.monitor
        self.workers.cancel_group(self, "show")
        monitor.reading = False
        monitor.clear()
        self._run = probe_run = run(self._engine, self._container, self._probe, reveal=self._reveal)
        self._started(probe_run)
        self._say(Content.assemble("running…  ", self.way("result.stop")))
        self._written_for = monitor.emulator.columns
        async for data in probe_run.output():
            self._command.update(Content(f"$ {probe_run.command}"))
            monitor.feed(_wrapped(data, monitor.emulator.columns))
            await monitor.room()
        await monitor.drain()
        if self._probe.id != "logs":
            monitor.action_browse_top()  # one reads a result from its beginning
            monitor.reading = True
        self._command.update(Content(f"$ {probe_run.command}"))
        if probe_run.verdict is not None:
            self._say(self._verdict(probe_run.verdict, probe_run.duration))
        self.post_message(self.Changed(self))
        self.post_message(self.Rang(self))

    @work(exclusive=True, group="show")
    async def _write_anew(self, probe_run: ProbeRun) -> None:
        """Break its lines for the width of now."""
        width = self._written_for = self.monitor.emulator.columns
        said = b"".join([data async for data in probe_run.output()])
        await self.monitor.rewrite(_wrapped(said, width))

    def _verdict(self, verdict: Verdict, seconds: float) -> Content:
        lines = [
            Content("  ").join(
                (
                    Content.styled(verdict.status.value.upper(), _TONES[verdict.status]),
                    Content(f"{verdict.sentence} {verdict.advice}".strip()),
                    Content.styled(duration(seconds), "$foreground-muted"),
                    self.way("result.again", "run again"),
                    self.way("result.close"),
                )
            )
        ]
        lines += [
            Content(f"{_MARKS[finding.severity]} {finding.sentence} {finding.advice}".rstrip())
            for finding in verdict.findings
            if not verdict.sentence.startswith(finding.sentence)
        ]
        return Content("\n").join(lines)

    def _say(self, content: Content) -> None:
        self._told.update(content)

    async def do_again(self) -> None:
        """Run it anew."""
        if self.ended:
            self._ask()
        else:
            self.post_message(
                self.Refused(self, f"It still runs; {self.key('result.stop')} stops it.")
            )

    async def do_stop(self) -> None:
        """Stop it, in the container too."""
        if self._run is not None:
            await self._run.stop()

    async def do_reveal(self) -> None:
        """Show masked secrets, or mask them again."""
        self._reveal = not self._reveal
        await self.do_stop()
        self._ask()

    def consequences(self) -> Sequence[str]:
        """Return that a running diagnostic ends."""
        if self._run is None or self.ended:
            return ()
        return (f"{self._container.name}: the {self._probe.title} diagnostic is stopped",)

    async def shut(self) -> Sequence[str]:
        """Stop it if it runs."""
        if self._run is not None and not self.ended:
            await self._run.stop()
        return ()


def _wrapped(data: bytes, columns: int) -> bytes:
    return at_blanks(data.decode(), columns).encode()
