"""What the widgets tell the app; nested in `Monitor` and `Terminal` under these names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from alongside_widgets.canvas import Canvas


@dataclass
class MonitorMessage(Message, namespace="monitor"):
    """What all of them have in common.

    Attributes:
        monitor: Who posted it.
    """

    monitor: Canvas

    @property
    def control(self) -> Canvas:
        """The same, for `@on(Monitor.Bell, "#id")`."""
        return self.monitor


@dataclass
class Resized(MonitorMessage, namespace="monitor"):
    """The grid has another size, or has its first: tell the program.

    Attributes:
        columns: Width in cells.
        rows: Height in cells.
    """

    columns: int
    rows: int

    def can_replace(self, message: Message) -> bool:
        """Only the newest size matters."""
        return isinstance(message, Resized) and message.monitor is self.monitor


@dataclass
class TitleChanged(MonitorMessage, namespace="monitor"):
    """The program set a title. It is not to be trusted, but free of control characters.

    Attributes:
        title: The new title.
    """

    title: str

    def can_replace(self, message: Message) -> bool:
        """Only the newest title matters."""
        return isinstance(message, TitleChanged) and message.monitor is self.monitor


@dataclass
class Bell(MonitorMessage, namespace="monitor"):
    """The program rang the bell."""

    def can_replace(self, message: Message) -> bool:
        """A thousand bells are one."""
        return isinstance(message, Bell) and message.monitor is self.monitor


@dataclass
class LinkActivated(MonitorMessage, namespace="monitor"):
    """The user clicked a link. It leads where the program says: show `url` before opening it.

    Attributes:
        url: Where it leads.
    """

    url: str


@dataclass
class ClipboardRequested(MonitorMessage, namespace="monitor"):
    """The program wants to write the clipboard (OSC 52); nothing happened yet.

    Attributes:
        text: What it wants to put there.
    """

    text: str


@dataclass
class Notified(MonitorMessage, namespace="monitor"):
    """The program wants the user to be told something (OSC 9, OSC 777).

    Attributes:
        title: May be empty.
        body: What to say.
    """

    title: str
    body: str


@dataclass
class PromptMarked(MonitorMessage, namespace="monitor"):
    """The shell marked a prompt, a command or its end (OSC 133).

    Attributes:
        kind: `A` prompt, `B` command line, `C` output, `D` end.
        status: The exit status that `D` gave, or None.
    """

    kind: str
    status: int | None


@dataclass
class Copied(MonitorMessage, namespace="monitor"):
    """The user copied something; it is in the clipboard.

    Attributes:
        text: What was copied.
    """

    text: str


@dataclass
class Scrolled(MonitorMessage, namespace="monitor"):
    """The view moved in the scrollback.

    Attributes:
        back: Rows that the view is scrolled back; 0 when it follows the output.
        limit: Rows that it can be scrolled back.
    """

    back: int
    limit: int

    def can_replace(self, message: Message) -> bool:
        """Only the newest place matters."""
        return isinstance(message, Scrolled) and message.monitor is self.monitor


@dataclass
class SearchChanged(MonitorMessage, namespace="monitor"):
    """A search found more, or stands on another match, or is over.

    Attributes:
        count: Matches so far.
        index: Which of them the view stands on, from 1; 0: none.
        complete: Everything was searched.
        reason: Why it is over, if it was given up; else empty.
    """

    count: int
    index: int
    complete: bool
    reason: str = ""

    def can_replace(self, message: Message) -> bool:
        """Only the newest count matters."""
        return isinstance(message, SearchChanged) and message.monitor is self.monitor


@dataclass
class SearchRequested(MonitorMessage, namespace="monitor"):
    """The user pressed `/` while browsing: ask for a pattern and call `search`."""


@dataclass
class BrowsingChanged(MonitorMessage, namespace="monitor"):
    """The keys move in the scrollback from now on, or no longer do.

    Attributes:
        browsing: Whether they do.
    """

    browsing: bool


@dataclass
class Input(MonitorMessage, namespace="terminal"):
    """Bytes for the program: keys, mouse, paste, focus, or the terminal's own answer.

    Attributes:
        data: What to write.
        reply: The emulator answers a question of the program's; the user did nothing.
    """

    data: bytes
    reply: bool = False


@dataclass
class LockedKey(MonitorMessage, namespace="terminal"):
    """A key was pressed while the terminal is locked; it was not sent.

    Attributes:
        key: Textual's name of it.
    """

    key: str
