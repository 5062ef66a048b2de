"""What differs between two outputs, in a tab: beside each other, or one line below the other."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from textual import on, work
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from alongside.actions import Scope
from alongside.engine.engine import Engine
from alongside.engine.model import Container
from alongside.ui.bindings import bindings
from alongside.ui.diff_render import Comparison, render
from alongside.ui.diff_run import TwiceRun
from alongside.ui.monitor_pane import MonitorPane
from alongside.ui.search_bar import SearchBar
from alongside_widgets.monitor import Monitor

_BESIDE = 90
"""From this many columns on, the sides stand beside each other."""


class DiffPane(MonitorPane):
    """Shows a comparison; `do_again` makes it anew.

    Args:
        container_name: Whose tab it is.
        what: What is compared, a few words for the border.
        gather: Compares; returns a sentence where nothing could be compared.
    """

    kind = "probe"
    BINDINGS = bindings(Scope.RESULT)
    DEFAULT_CSS = """
    DiffPane {
        border-top: solid $foreground 25%;
        border-title-style: bold;
        border-title-color: $text-secondary;
        &:focus-within { border-top: heavy $border; }
        & > Monitor { height: 1fr; }
        & > .diff--result { height: auto; max-height: 4; padding: 0 1; background: $panel; }
    }
    """

    def __init__(
        self, container_name: str, what: str, gather: Callable[[], Awaitable[Comparison | str]]
    ) -> None:
        super().__init__()
        self._name = container_name
        self._what = what
        self._gather = gather
        self._comparison: Comparison | None = None
        self._running = False
        self._turned = False
        self._reveal = False
        self._written_for = 0
        self._told = Static(classes="diff--result")

    def compose(self) -> ComposeResult:
        """The lines, and how it came out."""
        yield Monitor()
        yield SearchBar()
        yield self._told

    @property
    def title(self) -> str:
        """``api: diff``."""
        return f"{self._name}: diff"

    @property
    def ended(self) -> bool:
        """Has it been compared?"""
        return not self._running

    def on_mount(self) -> None:
        """Name it, and begin."""
        self.border_title = Content(f"diff · {self._what}")
        self._ask()

    @on(Monitor.Resized)
    def _resized(self, event: Monitor.Resized) -> None:
        event.stop()
        if self.monitor.size.width != self._written_for:
            self._show(keep_place=True)

    @work(exclusive=True, group="diff")
    async def _ask(self) -> None:
        self._running = True
        self._told.update(Content.assemble("running…  ", self.way("result.stop")))
        self.post_message(self.Changed(self))
        try:
            found = await self._gather()
        finally:
            self._running = False
        ways = [self.way("result.again"), self.way("result.close")]
        if isinstance(found, str):
            said = Content.styled(found, "$text-error")
        else:
            self._comparison = found
            said = _result(found)
            ways.append(self.way("result.turn", "beside, or below"))
            self._show()
        self._told.update(Content.assemble(said, "\n", Content("  ").join(ways)))
        self.post_message(self.Changed(self))
        self.post_message(self.Rang(self))

    @work(exclusive=True, group="show")
    async def _show(self, *, keep_place: bool = False) -> None:
        """Write it anew for the size and the wishes of now."""
        if self._comparison is None or not self.monitor.size.width:
            return
        width = self._written_for = self.monitor.size.width
        beside = (width >= _BESIDE) != self._turned
        text = render(self._comparison, width, beside=beside, reveal=self._reveal)
        self.monitor.reading = True
        if keep_place:
            await self.monitor.rewrite(text)
        else:
            await self.monitor.replace(text)
            self.monitor.action_browse_top()

    async def do_again(self) -> None:
        """Compare anew."""
        if self._running:
            self.post_message(
                self.Refused(self, f"It still runs; {self.key('result.stop')} stops it.")
            )
        else:
            self._ask()

    async def do_turn_split(self) -> None:
        """Beside each other, or one line below the other."""
        self._turned = not self._turned
        self._show()

    async def do_reveal(self) -> None:
        """Show masked secrets, or mask them again."""
        self._reveal = not self._reveal
        self._show()


class RunPane(DiffPane):
    """Runs a command twice, and compares; see `diff_run`.

    Args:
        started: Told of each run, so that none outlives the program.
    """

    def __init__(
        self,
        engine: Engine,
        container: Container,
        command: str,
        *,
        started: Callable[[TwiceRun], None],
    ) -> None:
        super().__init__(container.name, f"{command} · {container.name}", self._start)
        self._engine = engine
        self._container = container
        self._command = command
        self._started = started
        self._run: TwiceRun | None = None

    async def _start(self) -> Comparison | str:
        self._run = TwiceRun(self._engine, self._container, self._command)
        self._started(self._run)
        return await self._run.wait()

    async def do_stop(self) -> None:
        """Stop it, in the container too."""
        if self._run is not None:
            await self._run.stop()

    def consequences(self) -> Sequence[str]:
        """Return that a running command ends."""
        return (f"{self._name}: {self._command} is stopped",) if self._running else ()

    async def shut(self) -> Sequence[str]:
        """Stop it if it runs."""
        if self._running:
            await self.do_stop()
        return ()


def _result(found: Comparison) -> Content:
    count = found.differences
    said = (
        f"{count} line{'s' * (count != 1)} differ{'s' * (count == 1)}" if count else "NO DIFFERENCE"
    )
    tone = "bold $text-warning" if count else "bold $text-success"
    rest = f"{found.same} the same" + (f" · {found.result}" if found.result else "")
    return Content.assemble((said, tone), f" · {rest}")
