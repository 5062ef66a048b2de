"""Keys on their way to a session, with a question before one that could stop a main process."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from textual import events, on
from textual.keys import _character_to_key

from alongside.errors import AlongsideError
from alongside.session.detach import DetachKeys
from alongside.session.endings import brief
from alongside.session.session import Facts, Kind, Phase, Session
from alongside.ui.asking import ask, asking, asks
from alongside.ui.monitor_pane import MonitorPane
from alongside.ui.screens.confirm import ConfirmScreen
from alongside.ui.twin import TwinTerminal
from alongside.ui.typist import Typist
from alongside_widgets.key_decoding import from_event
from alongside_widgets.keys import Mod
from alongside_widgets.terminal import Terminal


@dataclass(frozen=True, slots=True)
class Danger:
    """A key that can end a main process, or freeze it.

    Attributes:
        key: Its name for people.
        effect: What it does, after the process's name; empty: the session's facts say it.
    """

    key: str
    effect: str


DANGERS = {
    b"\x03": Danger("Ctrl+C", ""),
    b"\x1c": Danger("Ctrl+\\", "SIGQUIT: most programs end at once"),
    b"\x04": Danger("Ctrl+D", "the end of input: a shell ends"),
    b"\x1a": Danger("Ctrl+Z", "SIGTSTP: most programs stand still until CONT"),
    b"\x13": Danger("Ctrl+S", "most programs stand still when they next write, until Ctrl+Q"),
}
_WITHOUT_TTY = (b"\x03", b"\x04")
"""Only a terminal makes signals of keys, and stops its output; Ctrl+C and Ctrl+D we see to."""
_INTERRUPT, _END = b"\x03", b"\x04"
_END_FOR_GOOD = "the end of its input, for good (StdinOnce): most programs end"


class GuardedPane(MonitorPane):
    """A pane whose keys go to a session.

    Args:
        session: Where they go.
        leader: The key that is left to the app.
        sig_proxy: What `DANGERS` do in an attach: ``ask`` first, ``always`` or ``never`` go.
        leave: The detach keys.
    """

    def __init__(
        self, session: Session, *, leader: str, sig_proxy: str, leave: DetachKeys, scrollback: int
    ) -> None:
        super().__init__(classes=f"-{session.kind}")
        self.session = session
        self.kind = session.kind.value
        self.leave = leave.label
        self.terminal = TwinTerminal(passthrough=frozenset({leader}), scrollback=scrollback)
        # What is waited for on the way must look as ever, whatever a program made of its keys.
        dangers = DANGERS if session.kind is Kind.ATTACH else ()
        self.terminal.plain = frozenset((*(bytes([code]) for code in leave.codes), *dangers))
        self._leader = leader
        self._sig_proxy = sig_proxy
        self._early: bytearray | None = bytearray()
        self._behind: list[bytes] | None = None
        self._typist = Typist()
        self.drained = True

    @property
    def ended(self) -> bool:
        """Is the session over (or did it never begin), and all that it said shown?"""
        return self.drained and self.session.phase in (Phase.ENDED, Phase.FAILED)

    @on(Terminal.Input)
    async def _typed(self, event: Terminal.Input) -> None:
        event.stop()
        if not event.reply:
            self._typist.typed(event.data)
        asks = self.kind == Kind.ATTACH and self._sig_proxy != "always"
        if event.reply or not (asks or self._behind is not None):
            await self.send(event.data)
        else:
            await self._guard(event.data)

    async def _guard(self, data: bytes) -> None:
        """Send keys, or ask before; what comes meanwhile stays behind them."""
        if self._behind is not None:
            self._behind.append(data)
            return
        if self._sig_proxy == "always":
            await self.send(data)
            return
        dangers = tuple(DANGERS) if self.session.facts.has_tty else _WITHOUT_TTY
        harmless = () if self.session.facts.end_reaches else (_END,)
        found = [key for key in dangers if key in data and key not in harmless]
        if found:
            self._ask(found, data)
        else:
            await self.send(data)

    @on(Terminal.LockedKey)
    async def _locked_key(self, event: Terminal.LockedKey) -> None:
        event.stop()
        if self.ended and self._typist.types_on():
            why = "It has ended: what you type goes nowhere. Its keys work after a short rest."
            self.post_message(self.Refused(self, why))
        elif self.ended or self.kind == Kind.LOGS:
            self.post_message(self.KeyPressed(self, event.key))
        elif not await self._keep_out(event.key) and self.terminal.twin is None:
            self.post_message(self.Refused(self, f"{self.why_locked}: nothing you type arrives."))

    @on(TwinTerminal.LockedOut)
    async def _twin_locked_out(self, event: TwinTerminal.LockedOut) -> None:
        """Keys typed beside it: an ended pane does not take them for its own."""
        event.stop()
        if not self.ended:
            await self._keep_out(event.key)

    @property
    def why_locked(self) -> str:
        """Why no key arrives while it is locked."""
        return "Input is locked" if self.session.facts.can_type else "This process has no stdin"

    async def _keep_out(self, name: str) -> bool:
        """Do what a locked key still does; False if it would only have been typed."""
        if name == "ctrl+c" and self.kind == Kind.ATTACH:
            self._ask([_INTERRUPT], _INTERRUPT)
            return True
        # The session drops what is locked out, but must see the detach keys.
        key = from_event(name, None)
        data = self.terminal.encoded(key)
        if self._behind is not None:
            self._behind.append(data)
            return True
        await self.session.write(data)
        return Mod.CTRL in key.mods

    def _ask(self, found: Sequence[bytes], data: bytes) -> None:
        """Ask about the keys `found` in `data`, unless they are no danger now; then send it."""
        self.hold_keys()
        self._find_out(found, data)

    @asks
    async def _find_out(self, found: Sequence[bytes], data: bytes) -> None:
        async with self.holding():
            await self.session.examine()
            left = [key for key in found if key not in self.session.facts.plain]
            if left:
                await self._ask_about(left[0], data)
            else:
                await self.send(data)

    def hold_keys(self) -> None:
        """Keep the keys that are on their way to the process: a question may come."""
        if self._behind is None:
            self._behind = []

    @asynccontextmanager
    async def holding(self) -> AsyncIterator[None]:
        """Send, at the end, the keys that no question has taken."""
        self.hold_keys()
        try:
            yield
        finally:
            behind, self._behind = self._behind or (), None
        for more in behind:
            await self._guard(more)

    async def asked(self, question: ConfirmScreen) -> bool:
        """Ask; what was on its way to the process is for the question."""
        if self._behind and (screen := asking(self)) is not None:
            keys = [key for data in self._behind if (key := key_of(data)) is not None]
            self._behind.clear()
            screen.keep_before(keys)
        return await ask(self, question) is True

    async def _ask_about(self, key: bytes, data: bytes) -> None:
        danger = DANGERS[key]
        if self._sig_proxy == "never":
            why = f"{danger.key} is not passed on here (sig_proxy = never)."
            self.post_message(self.Refused(self, why))
            return
        if self._sig_proxy == "ask" and not await self._confirmed(danger):
            return
        if key == _INTERRUPT:
            await self._interrupt()
        else:
            await self.send(data)

    async def _interrupt(self) -> None:
        has_tty = self.session.facts.has_tty
        try:
            await self.session.interrupt()
        except AlongsideError as error:  # it has ended while the question was open
            self.post_message(self.Refused(self, str(error)))
            return
        if not has_tty:
            self.post_message(self.Told(self, "SIGINT was sent."))

    async def _confirmed(self, danger: Danger) -> bool:
        """Ask, with all that can be known of what it does."""
        facts = self.session.facts
        question = ConfirmScreen(
            f"Send {danger.key} to the main process of {self.session.container_name}?",
            (
                f"It reaches {_reached(facts)}: {_effect(danger, facts)}.",
                _way_out(facts, self.leave),
            ),
            yes="Send it",
        )
        return await self.asked(question)

    async def send(self, data: bytes) -> None:
        """Send keys to the session; those typed before it is live wait for `now_live`."""
        if self._early is None:
            await self.session.write(data)
        else:
            self._early += data

    def wait_for_session(self) -> None:
        """Another session will be opened: keep what is typed until it is."""
        self._early = bytearray()

    async def now_live(self) -> None:
        """It is open: send what was typed meanwhile, or say that it goes nowhere."""
        early, self._early = self._early, None
        if early:
            await self.session.write(bytes(early))
            if self.kind == Kind.ATTACH and self.session.locked and not self.ended:
                self.post_message(self.Refused(self, f"{self.why_locked}: what you typed is lost."))

    async def do_browse(self) -> None:
        """Give the keys to the scrollback, until Esc."""
        self.terminal.browsing = True

    @on(Terminal.BrowsingChanged)
    def _browsing_changed(self, event: Terminal.BrowsingChanged) -> None:
        event.stop()
        self.post_message(self.Changed(self))

    async def do_send_leader(self) -> None:
        """Send the leader key itself."""
        self.terminal.take_key(events.Key(self._leader, None))

    async def do_paste(self) -> None:
        """Paste what was copied in alongside."""
        self.terminal.take_paste(self.app.clipboard)


def key_of(data: bytes) -> events.Key | None:
    """Return the key that was encoded, if it is one that a question can be answered with."""
    text = data.decode("utf-8", "replace")
    named = {"\r": "enter", "\x1b": "escape", "\t": "tab"}.get(text)
    if named is None and (len(text) != 1 or not text.isprintable()):
        return None
    return events.Key(named or _character_to_key(text), text)


def _way_out(facts: Facts, keys: str) -> str:
    """Return what leaving does instead, in the question about a dangerous key."""
    if facts.leaving:
        return f"Leaving ({keys}) is no way out: it {facts.leaving}."
    return f"To leave without stopping anything: {keys}."


def left(facts: Facts) -> str:
    """Return what leaving does to a main process, where it does harm."""
    return f"{_main(facts, 40)} {facts.leaving}"


def _reached(facts: Facts) -> str:
    """Return whom a dangerous key reaches, for people."""
    return facts.reaches or _main(facts)


def _main(facts: Facts, length: int = 256) -> str:
    pid = f" (PID {facts.pid})" if facts.pid else ""
    return f"`{brief(facts.command, length)}`{pid}"


def _effect(danger: Danger, facts: Facts) -> str:
    """Return what a dangerous key does to whom it reaches; the container ends with the main one."""
    if not danger.effect:
        return facts.consequence or facts.interrupt
    effect = danger.effect if facts.has_tty else _END_FOR_GOOD  # only Ctrl+D is asked about there
    return effect if facts.reaches else f"{effect}, and the container with it"
