"""What a session's pane says of it: on the tab, in the border, the top line and the lines below.

Written from `Session.facts`, and from `Session.ending` once it is over; `SessionPane` says when.
"""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from alongside.session.detach import DetachKeys
from alongside.session.session import Facts, Kind, Phase, Reason, Session
from alongside.ui.facts import facts_line
from alongside.ui.guarded_pane import GuardedPane
from alongside.ui.key_hints import Place
from alongside.ui.pane import Pane
from alongside.ui.session_words import AGAIN, remarks


class SessionFace(GuardedPane):
    """The words of one session's pane.

    Args:
        session, leader, sig_proxy, leave: See `GuardedPane`.

    Attributes:
        brief: Say in the border, not in a row of its own, that there is no output yet.
        rows_of_facts: So many rows the facts have.
    """

    DEFAULT_CSS = """
    SessionFace {
        border-top: solid $foreground 25%;
        border-title-style: bold;
        &.-exec { border-title-color: $text-success; }
        &.-attach { border-title-color: $text-warning; }
        &.-logs { border-title-color: $text-primary; }
        &:focus-within { border-top: heavy $border; }
        &.-ended { border-title-color: $text-muted; }
        &.-failed { border-title-color: $text-error; }
        & > Terminal { height: 1fr; }
        & > .pane--facts {
            height: auto; min-height: 2; max-height: 4; padding: 0 1; background: $panel;
            color: $text-muted;
            text-wrap: nowrap; text-overflow: ellipsis;
        }
        & > .pane--ending {
            height: auto; max-height: 8; padding: 0 1; background: $panel; display: none;
        }
        &.-failed > .pane--facts { display: none; }
        &.-failed > .pane--ending { display: block; }
        &.-ended > .pane--facts { display: none; }
        &.-ended > .pane--ending { display: block; }
    }
    """

    def __init__(
        self, session: Session, *, leader: str, sig_proxy: str, leave: DetachKeys, scrollback: int
    ) -> None:
        super().__init__(
            session, leader=leader, sig_proxy=sig_proxy, leave=leave, scrollback=scrollback
        )
        self.brief = False
        self.rows_of_facts = 2
        self._mark = ""
        self._paused, self._doing = False, ""
        self._gone = False
        self._silent = True
        self._facts = Static(Content("connecting…"), classes="pane--facts")
        self._ending = Static(classes="pane--ending")

    @property
    def title(self) -> str:
        """``api: exec bash``."""
        command = self.session.facts.command.partition(" ")[0].rsplit("/", 1)[-1]
        shown = f" {command}" if self.session.kind is Kind.EXEC and command else ""
        return f"{self.session.container_name}: {self.kind}{shown}"

    @property
    def plain(self) -> str:
        """What is alike in all panes that were opened by the same key; empty: it has options."""
        return f"{self.session.container_name}: {self.kind}" if self.kind != Kind.EXEC else ""

    def succeeds(self, other: Pane) -> bool:
        """Take the tab of one that has ended and was opened by the same key."""
        alike = isinstance(other, SessionFace) and other.ended and other.plain == self.plain
        return alike and bool(self.plain)

    @property
    def place(self) -> Place:
        """In a terminal, in a locked one, or where the pane's own keys work."""
        if self.ended:
            return Place.ENDED
        if self.terminal.browsing:
            return Place.BROWSING
        if self.kind == Kind.LOGS:
            return Place.RUNNING
        if self.terminal.twin is not None:
            return Place.BOTH
        if not self.session.locked:
            return Place.TERMINAL
        return Place.LOCKED if self.session.facts.can_type else Place.WATCHED

    @property
    def keyboard(self) -> str:
        """``api: exec bash``, and whether keys reach the process."""
        if self.ended:
            return f"{self.title} (ended)"
        locked = self.kind == Kind.ATTACH and self.session.locked
        if not locked:
            return self.title
        return f"{self.title} ({'input locked' if self.session.facts.can_type else 'no stdin'})"

    @property
    def new_process(self) -> Facts | None:
        """What an exec has started, while it lives."""
        return self.session.facts if self.session.kind is Kind.EXEC and not self.ended else None

    def _entitle(self) -> None:
        what = self.title.partition(": ")[2]
        mark = Content.styled(f" {self._mark} ", "reverse") if self._mark else ""
        name = self.session.container_name
        quiet = " · no output yet" if self.brief and self._waits else ""
        self.border_title = Content.assemble(f"{what} · {name}{quiet}", " " if mark else "", mark)

    @property
    def _waits(self) -> bool:
        """Is it an attach that has shown nothing yet?"""
        live = self.session.phase is Phase.LIVE
        return self._silent and live and self.session.kind is Kind.ATTACH

    def mark(self, words: str) -> None:
        """Write `words` into the border, where nobody overlooks them; empty for none."""
        if words != self._mark:
            self._mark = words
            self._entitle()

    def _say_facts(self) -> None:
        """Say which process it is, what keys do to it, and how it is just now."""
        thaw = self.key("list.pause")
        silent = self._silent and not self.brief
        more = remarks(self.session, thaw, doing=self._doing, paused=self._paused, silent=silent)
        told = Content("\n").join([facts_line(self.session, self.leave), *more])
        self.rows_of_facts = told.plain.count("\n") + 1
        self._facts.update(told)

    def make_room(self, rows: int) -> None:
        """Give the facts at least so many rows."""
        self._facts.styles.min_height = max(2, rows)

    def _ways_on(self) -> tuple[Content, ...]:
        """Return what can be done now: nothing is done again in a container that is gone."""
        ending = self.session.ending
        if self._gone and ending is not None and ending.reason is Reason.CONTAINER:
            return (self.way("result.close"),)
        again = self.way("result.again", AGAIN[self.session.kind])
        return again, self.way("result.close")

    def _say(self, said: Content, *links: Content) -> None:
        """Say how it ended and, in a line of its own, what can be done now."""
        self._ending.update(Content.assemble(said, "\n", Content("  ").join(links)))
