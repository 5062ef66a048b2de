"""The rows below two halves: what is the same, which way the bytes go, what happened.

State comes down from `Study`; it is painted at most a few times a second, only when something has
changed, and not at all while it is not shown. By height the rows give way: the timeline and the
relay first, the comparison last.
"""

from __future__ import annotations

from collections.abc import Sequence

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.events import Click, Show
from textual.timer import Timer
from textual.widgets import Static

from alongside.session.session import Phase, Session
from alongside.ui.compared import compared, compared_in_full
from alongside.ui.relay_line import rows
from alongside.ui.study import Study, Work
from alongside.ui.timeline_line import timeline_row

_PAUSE = 0.3
"""Seconds between two paintings, at least."""

_TIMELINE_FROM, _RELAY_FROM = 26, 32
"""From this many rows of the whole pane on there is room for them."""


class CompareFoot(Vertical):
    """Up to four rows and a rule.

    Args:
        study: What finds out.
        key: Opens the whole comparison, as shown to people.
    """

    DEFAULT_CSS = """
    CompareFoot {
        height: auto; padding: 0 1; color: $text-muted;
        & > Static { height: 1; text-wrap: nowrap; text-overflow: ellipsis; pointer: pointer; }
        & > .foot--relay, & > .foot--timeline { display: none; }
        &.-timeline { border-top: solid $foreground 25%; }
        &.-timeline > .foot--timeline { display: block; }
        &.-relay > .foot--relay { display: block; height: 2; }
    }
    """

    def __init__(self, study: Study, key: str) -> None:
        super().__init__()
        self.study = study
        self._key = key
        self._sessions: Sequence[Session] = ()
        self._timer: Timer | None = None
        self._compared = Static(Content(""), classes="foot--compared")
        self._relay = Static(Content(""), classes="foot--relay")
        self._timeline = Static(Content(""), classes="foot--timeline")

    def compose(self) -> ComposeResult:
        """The rows."""
        yield self._compared
        yield self._relay
        yield self._timeline

    def take(self, sessions: Sequence[Session]) -> None:
        """The sessions are these, and have changed."""
        if not self._sessions:
            self.study.begin({found.container_id: found.container_name for found in sessions})
            self.study.listeners.append(self.soon)
        self._sessions = tuple(sessions)
        for task in self.study.look(sessions):
            self._find_out(task)
        self.soon()

    @work(group="study")
    async def _find_out(self, task: Work) -> None:
        await task()

    def on_unmount(self) -> None:
        """Hold nothing."""
        self.study.end()

    def fit(self, height: int) -> None:
        """Take as many rows as a pane of that height can spare."""
        self.set_class(height >= _TIMELINE_FROM, "-timeline")
        self.set_class(height >= _RELAY_FROM, "-relay")
        self.soon()

    def soon(self) -> None:
        """Paint what has changed, once for all that comes together."""
        if self._timer is None and self.is_on_screen:
            self._timer = self.set_timer(_PAUSE, self._paint)

    @on(Show)
    def _now_shown(self) -> None:
        self._paint()  # what has changed meanwhile

    def on_resize(self) -> None:
        """Rows are cut to the width."""
        self.soon()

    def _paint(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        width = self.content_size.width
        if not self.is_on_screen or len(self._sessions) != 2 or width < 1:
            return
        self._compared.update(self._comparison(width), layout=False)
        if self.has_class("-relay"):
            first, second = self.study.ways()
            self._relay.update(Content("\n").join(rows(first, second, width)), layout=False)
        if self.has_class("-timeline") and self.study.timeline is not None:
            entries = self.study.timeline.entries
            row = timeline_row(entries, self.study.name_of, width)
            self._timeline.update(row, layout=False)

    def _comparison(self, width: int) -> Content:
        first, second = self._sessions
        lost = next((way.broken for way in self.study.ways() if way.broken and way.lost), None)
        if lost is not None and not self.has_class("-relay"):
            return Content.assemble(("broken ", "bold $text-error"), lost.sentence)
        if self.study.anatomy is not None:
            return compared_in_full(self.study.anatomy, self._key, width)
        if first.phase is Phase.FAILED:
            said = "nothing to compare: no new process was started"
            return Content.styled(said, "$foreground-disabled")
        if Phase.LIVE in (first.phase, second.phase):
            known = compared(first.facts, second.facts)
            why = self.study.why_no_anatomy
            told = f"  no more is known: {why}" if why else ""
            return Content.assemble(known, (told, "$foreground-muted"))
        return Content("")

    async def on_click(self, event: Click) -> None:
        """Every row leads to the whole of it."""
        event.stop()
        first = event.screen_y <= self._compared.region.y
        whole = "anatomy_here" if first else "pane('relay')"
        await self.run_action(f"screen.{whole}")
