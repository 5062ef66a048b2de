"""A terminal bound to one session, with the line that says which process this is.

Bytes flow session -> terminal in one worker; keys go the other way as messages. What is
written around the terminal is in `session_face`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from textual import on, work
from textual.app import ComposeResult
from textual.content import Content

from alongside.engine.model import Container, State
from alongside.errors import AlongsideError, EngineError, NoShellError, NotFoundError
from alongside.session.detach import DetachKeys
from alongside.session.session import Ending, Kind, Phase, Reason, Session
from alongside.ui.asking import asks
from alongside.ui.facts import ending_line
from alongside.ui.guarded_pane import left
from alongside.ui.screens.confirm import ConfirmScreen
from alongside.ui.search_bar import SearchBar
from alongside.ui.session_face import SessionFace
from alongside.ui.session_words import closing_ends, rule, skipped
from alongside_widgets.terminal import Terminal


class SessionPane(SessionFace):
    """One exec, attach or logs session from its first byte to its end, and again.

    Args:
        session: What to open once the terminal knows its size.
        leader, sig_proxy, leave: See `GuardedPane`.
        instead: Makes a session with a command, for a container that has no shell.
        where_lost: Finds out where a lost connection broke.
    """

    def __init__(
        self,
        session: Session,
        *,
        leader: str = "f12",
        sig_proxy: str = "ask",
        leave: DetachKeys,
        scrollback: int = 10_000,
        instead: Callable[[Sequence[str]], Session] | None = None,
        where_lost: Callable[[Session], Awaitable[str]] | None = None,
    ) -> None:
        super().__init__(
            session, leader=leader, sig_proxy=sig_proxy, leave=leave, scrollback=scrollback
        )
        self._instead = instead
        self._where_lost = where_lost
        self._offer: Sequence[str] = ()
        self._back = False

    def compose(self) -> ComposeResult:
        """The terminal and the line below."""
        yield self.terminal
        yield SearchBar()
        yield self._facts
        yield self._ending

    def on_mount(self) -> None:
        """Name it; the session opens once the terminal knows its size."""
        self._show()

    def on_unmount(self) -> None:
        """Nothing is shown any more; the session is closed by whoever takes the pane away."""
        self.session.on_change = self.session.on_detach = None

    def on_mouse_down(self) -> None:
        """Take the keyboard: what is clicked in the lines below is meant for this pane."""
        if not self.has_focus_within:
            self.screen.set_focus(self.target())

    @property
    def plain(self) -> str:
        """See `SessionFace.plain`; an exec is, whose command is whatever shell there is."""
        shell = f"{self.session.container_name}: shell" if self._instead is not None else ""
        return super().plain or shell

    @property
    def _cells(self) -> tuple[int, int]:
        emulator = self.terminal.emulator
        return emulator.columns, emulator.rows

    # The session

    @on(Terminal.Resized)
    async def _resized(self, event: Terminal.Resized) -> None:
        event.stop()
        if self.session.phase is Phase.NEW:
            self._run(event.columns, event.rows)
        elif self.session.phase is Phase.LIVE:
            await self.session.resize(event.columns, event.rows)

    @work(exclusive=True, group="session")
    async def _run(self, columns: int, rows: int) -> None:
        session = self.session
        session.on_change, session.on_detach = self._show, self._leave
        self.drained = False
        try:
            await session.open(columns, rows)
        except AlongsideError as error:
            self.drained = True
            self._failed(error)
            return
        await self.now_live()
        if self._cells != (columns, rows):
            await session.resize(*self._cells)
        await self._show_output(session)
        self.drained = True
        self._show()
        self.post_message(self.Rang(self))
        reason = session.ending.reason if session.ending is not None else None
        if reason is Reason.CONTAINER:
            self._wait(session)
        elif reason is Reason.LOST:
            self._find_the_break(session)

    async def _show_output(self, session: Session) -> None:
        """Bring output to the terminal until it has all been shown."""
        terminal = self.terminal
        async for output in session.output():
            if terminal.emulator.answering is output.replay:
                await terminal.drain()  # what waits to be parsed belongs to the old state
                terminal.emulator.answering = not output.replay
            if output.skipped:
                terminal.feed(skipped(output.skipped))
            terminal.feed(output.data)
            if self._silent and output.data:
                self._silent = False
                self._show()
            await terminal.room()
        await terminal.drain()

    @work(exclusive=True, group="wait")
    async def _find_the_break(self, session: Session) -> None:
        """Say at which hop the stream broke, as far as that can be known."""
        if self._where_lost is None or session.ending is None:
            return
        where = await self._where_lost(session)
        if session is self.session and self.ended:
            told = Content.assemble(ending_line(session.ending), f" Where? {where}")
            self._say(told, *self._ways_on())

    @work(exclusive=True, group="wait")
    async def _wait(self, session: Session) -> None:
        """Say when there is something to attach to again; go on with a log by itself."""
        try:
            await session.wait_until_back()
        except EngineError as error:
            self.log.warning(str(error))  # the list says that the engine is away
            return
        if session is not self.session or not self.ended:
            return
        if self.kind == Kind.LOGS:
            self._open(session.again(), "started again")
        else:
            self._back, self._gone = True, False
            said = Content.styled("It is running again.", "bold $text-success")
            self._say(said, *self._ways_on())
            self.post_message(self.Rang(self))

    def seen(self, container: Container | None) -> None:
        """Say what is done to it; take back that it is running again when it is not any more."""
        now = (container.state is State.PAUSED, container.doing) if container else (False, "")
        if now != (self._paused, self._doing):
            self._paused, self._doing = now
            self._show()
        ending = self.session.ending
        gone, self._gone = self._gone, container is None
        if gone is not self._gone and ending is not None and ending.reason is Reason.CONTAINER:
            self._show()
        if self._back and self.ended and (container is None or not container.state.live):
            self._back = False
            self._show()
            self._wait(self.session)

    def _show(self) -> None:
        """Show what the session is now."""
        session = self.session
        seen = Phase.LIVE if session.phase is Phase.ENDED and not self.ended else session.phase
        for phase in Phase:
            self.set_class(seen is phase, f"-{phase.value}")
        # Until an attach is open nobody knows whether it will be locked: what is typed waits.
        opening = session.phase in (Phase.NEW, Phase.OPENING)
        locked = not opening and (session.locked or self.ended)
        self.terminal.locked = locked or self.kind == Kind.LOGS
        self._entitle()
        if session.phase in (Phase.LIVE, Phase.OPENING):
            self._say_facts()
        elif self.ended and session.ending is not None:
            self._say(self._how_it_ended(session.ending), *self._ways_on())
        self.post_message(self.Changed(self))

    def _how_it_ended(self, ending: Ending) -> Content:
        if self._gone and ending.reason is Reason.CONTAINER and "removed" not in ending.sentence:
            name = self.session.container_name
            ending = replace(ending, sentence=f"The container {name} was removed.", advice="")
        return ending_line(ending)

    def _failed(self, error: AlongsideError) -> None:
        self._show()
        said = Content.assemble((f"{error.message}.", "$text-error"), f" {error.advice}")
        links = [self.way("result.again", "try again"), self.way("result.close")]
        if isinstance(error, NotFoundError):
            del links[0]
        if isinstance(error, NoShellError) and error.offers:
            self._offer = error.offers[0]
            links.insert(0, self.way("result.offer", f"open {' '.join(self._offer)}"))
        self._say(said, *links)

    # What the leader and the result keys do

    async def do_again(self) -> None:
        """Run it, or attach, again; the text so far stays."""
        if not self.ended:
            self.post_message(self.Refused(self, "It has not ended."))
            return
        self._open(self.session.again())

    def _open(self, session: Session, said: str = "again") -> None:
        self.terminal.feed(rule(self.terminal.emulator, said))
        self.session = session
        self._back = False
        self.wait_for_session()
        self._run(*self._cells)

    async def do_offer(self) -> None:
        """Start what the container has in place of a shell."""
        if self._offer and self._instead is not None:
            self._open(self._instead(self._offer))

    async def do_unlock(self) -> None:
        """Connect the input of an attach, or let go of it."""
        if self.kind != Kind.ATTACH or self.ended:
            self.post_message(self.Refused(self, "Only a live attach can be locked or unlocked."))
            return
        try:
            await (self.session.unlock() if self.session.locked else self.session.lock())
        except AlongsideError as error:
            self.post_message(self.Refused(self, str(error)))

    async def do_detach(self) -> None:
        """Leave; the process lives on."""
        self._leave()

    def _leave(self) -> None:
        """Leave; ask before, where that closes the main process's stdin."""
        self.hold_keys()
        self._leave_after_asking()

    @asks
    async def _leave_after_asking(self) -> None:
        session, perils = self.session, self.perils()
        question = f"Leave the main process of {session.container_name}?"
        async with self.holding():
            if not perils or await self.asked(ConfirmScreen(question, perils, yes="Leave it")):
                await session.detach()

    async def do_stop(self) -> None:
        """Stop following a log; what is written stays."""
        if self.kind == Kind.LOGS and not self.ended:
            await self.session.close()
        else:
            why = f"There is nothing to stop; {self.key('result.close')} closes the tab."
            self.post_message(self.Refused(self, why))

    # Leaving

    def consequences(self) -> Sequence[str]:
        """Return what closing does to this session."""
        if self.ended or self.session.phase is Phase.NEW:
            return ()
        name = self.session.container_name
        if self.kind == Kind.EXEC:
            command = self.session.facts.command or "the process"
            return (f"{name}: {command} ends, and all that was started from it",)
        if self.kind == Kind.ATTACH:
            return self.perils() or (f"{name}: detached; its main process goes on",)
        return ()

    def perils(self) -> Sequence[str]:
        """Return what our leaving does to a main process whose stdin would close."""
        facts = self.session.facts
        if self.ended or not facts.leaving:
            return ()
        return (f"{self.session.container_name}: {left(facts)}",)

    async def busy(self) -> Sequence[str]:
        """Return what closing would end, if that is more than a shell at its prompt."""
        names = await self.session.busy_with()
        return (f"{self.session.container_name}: {closing_ends(names)}",) if names else ()

    async def shut(self) -> Sequence[str]:
        """Close the session; return what was ended."""
        if self.session.phase is Phase.NEW:
            return ()
        was_live = not self.ended
        ending = await self.session.close()
        return (f"{self.session.container_name}: {ending.sentence}",) if was_live else ()
