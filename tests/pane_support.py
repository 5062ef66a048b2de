"""An app with terminal widgets in it, that notes every message."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from player import Player
from rich.color import Color
from textual.app import App, ComposeResult
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from alongside_widgets import Terminal, TerminalApp
from alongside_widgets.canvas import Canvas
from alongside_widgets.messages import MonitorMessage

Posted = TypeVar("Posted", bound=MonitorMessage)


class PaneApp(TerminalApp, App[None]):
    """Shows some widgets, the first of them focused, and keeps what they post."""

    CSS = "Screen { layout: vertical; }"

    def __init__(self, *widgets: Widget) -> None:
        super().__init__()
        self.widgets = widgets
        self.posted: list[MonitorMessage] = []

    def compose(self) -> ComposeResult:
        yield from self.widgets

    def on_mount(self) -> None:
        self.widgets[0].focus()

    @asynccontextmanager
    async def run_test(self, **how: Any) -> AsyncIterator[Player]:
        """Run it; the pilot waits for what was typed to be handled, not for an idle process."""
        async with super().run_test(**how):
            yield Player(self)

    async def _on_message(self, message: Message) -> None:
        if isinstance(message, MonitorMessage):
            self.posted.append(message)
        await super()._on_message(message)

    def of(self, kind: type[Posted]) -> list[Posted]:
        """Return the messages of one kind."""
        return [message for message in self.posted if isinstance(message, kind)]

    def last(self, kind: type[MonitorMessage], attribute: str) -> object:
        """Return an attribute of the newest message of a kind; None: there was none."""
        found = self.of(kind)
        return getattr(found[-1], attribute) if found else None

    @property
    def sent(self) -> bytes:
        """What the user sent to the program."""
        return b"".join(message.data for message in self.of(Terminal.Input) if not message.reply)


def shown(widget: Canvas) -> list[str]:
    """Return the rows of a widget as they are painted, without padding."""
    strips = widget.render_lines(widget.size.region)
    return [strip.text.rstrip() for strip in strips]


def colors(widget: Canvas, row: int) -> list[tuple[str, str, str]]:
    """Return the painted runs of a row: text, foreground and background."""
    strip: Strip = widget.render_lines(widget.size.region)[row]
    return [
        (segment.text, name(segment.style.color), name(segment.style.bgcolor))
        for segment in strip
        if segment.style is not None
    ]


def name(color: Color | None) -> str:
    """Return a colour as `#rrggbb`."""
    return color.get_truecolor().hex if color is not None else ""
