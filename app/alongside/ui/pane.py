"""What every tab's content has in common, so that the workspace need not know its kinds."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from textual.containers import Vertical
from textual.message import Message
from textual.widget import Widget

from alongside.actions import first_key
from alongside.engine.model import Container
from alongside.ui.asking import asking
from alongside.ui.key_hints import Place

if TYPE_CHECKING:
    from alongside.session.session import Facts, Session

_NOT_HERE = dict.fromkeys(
    ("both", "link", "diff", "other_half", "turn_split", "zoom"),
    "That takes a comparison: two halves in one tab.",
) | {"differences": "That takes the anatomy's tab: it has what is the same, and what differs."}


class PaneMessage(Message):
    """What all messages of a `Pane` have in common."""

    def __init__(self, sender: Pane) -> None:
        super().__init__()
        self.sender = sender

    @property
    def control(self) -> Pane:
        """Who sent it."""
        return self.sender


class Pane(Vertical):
    """One tab's content.

    A pane answers to the actions of the leader and of `Scope.RESULT` by coroutines named
    ``do_<action>``; what it has no method for, it cannot do, and says so.
    """

    kind: str = "probe"
    """The colour class of its tab: exec, attach, compare, logs or probe."""

    keymap: Mapping[str, str] = MappingProxyType({})
    """The user's own keys, by action id: what is said of keys names those."""

    class Changed(PaneMessage):
        """Title or state changed."""

    class Rang(PaneMessage):
        """Something in it wants attention: a bell, an end."""

    class CloseRequested(PaneMessage):
        """It wants to be closed."""

    class KeyPressed(PaneMessage):
        """A key that no process gets: it may mean one of `Scope.RESULT`'s actions."""

        def __init__(self, sender: Pane, key: str) -> None:
            super().__init__(sender)
            self.key = key

    class Told(PaneMessage):
        """Something worth a word happened."""

        def __init__(self, sender: Pane, text: str) -> None:
            super().__init__(sender)
            self.text = text

    class Made(PaneMessage):
        """It made another pane, to be shown in a tab of its own."""

        def __init__(self, sender: Pane, pane: Pane) -> None:
            super().__init__(sender)
            self.pane = pane

    class Refused(PaneMessage):
        """Something was asked of it that cannot be done now; the text says why."""

        def __init__(self, sender: Pane, why: str) -> None:
            super().__init__(sender)
            self.why = why

    class ClipboardWanted(PaneMessage):
        """The program in it wants this text in the user's clipboard; nothing has happened yet."""

        def __init__(self, sender: Pane, text: str) -> None:
            super().__init__(sender)
            self.text = text

    @property
    def title(self) -> str:
        """The words on its tab."""
        raise NotImplementedError

    @property
    def place(self) -> Place:
        """Which keys work while it has the focus."""
        return Place.ENDED if self.ended else Place.RUNNING

    @property
    def ended(self) -> bool:
        """Has what it shows come to an end?"""
        return False

    @property
    def keyboard(self) -> str:
        """Where keys go while it has the focus, for the status bar."""
        return self.title

    def key(self, action_id: str) -> str:
        """Return the name of an action's key, as it is configured."""
        return first_key(action_id, self.keymap)

    async def perform(self, action: str) -> None:
        """Do `action` if this pane can."""
        method = getattr(self, f"do_{action}", None)
        if method is None:
            label = action.replace("_", " ")
            why = _NOT_HERE.get(action, f"There is nothing to {label} here.")
            self.post_message(self.Refused(self, why))
        else:
            await method()

    async def do_close(self) -> None:
        """Close the tab; what is typed behind the key is for the question that this may be."""
        if self.post_message(self.CloseRequested(self)) and (screen := asking(self)) is not None:
            screen.keep_keys()

    def target(self) -> Widget:
        """Return the widget that takes the focus when the pane is shown."""
        raise NotImplementedError

    def succeeds(self, other: Pane) -> bool:
        """Does it take the tab of `other`, which shows nothing any more that this does not?"""
        return False

    def seen(self, container: Container | None) -> None:
        """The engine's list says this now of the pane's container; None: it is gone."""

    def seen_in(self, containers: Mapping[str, Container]) -> None:
        """The engine's list is this now, by name."""
        self.seen(containers.get(self.container_name))

    @property
    def new_process(self) -> Facts | None:
        """The process that was started by it and lives, for the anatomy; None if there is none."""
        return None

    @property
    def two_new(self) -> tuple[Session, Session] | None:
        """Two exec'd processes that live in it, to be compared with each other; mostly None."""
        return None

    @property
    def container_name(self) -> str:
        """Whose container it shows."""
        return self.title.partition(": ")[0]

    def consequences(self) -> Sequence[str]:
        """Return what closing it would end, a sentence each; empty when nothing."""
        return ()

    def perils(self) -> Sequence[str]:
        """Return what closing it does to a main process, a sentence each; asked about before."""
        return [line for pane in self.query(Pane).results(Pane) for line in pane.perils()]

    async def busy(self) -> Sequence[str]:
        """Return what runs in it and ends with it, a sentence each; asked about before.

        Takes at most a second, and never raises.
        """
        halves = self.query(Pane).results(Pane)
        told = await asyncio.gather(*(half.busy() for half in halves))
        return [sentence for sentences in told for sentence in sentences]

    async def shut(self) -> Sequence[str]:
        """Let go of everything remote; return what was ended, a sentence each. Never raises."""
        return ()
