"""The left side: filter, list, the container under the cursor, its diagnostics."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.containers import ItemGrid, Vertical
from textual.content import Content
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widgets import Button, Input, Static

from alongside.engine.model import Container
from alongside.ui.container_list import ContainerList
from alongside.ui.line import alike_from
from alongside.ui.selected import Selected

if TYPE_CHECKING:
    from alongside.diagnostics.probe import Probe

WIDTHS = ("", "-wide", "-hidden")
"""The classes that F2 goes through."""
TIGHT = 100
"""On a screen with fewer columns a comparison gets the sidebar's room."""
_LEAST, _LEFT_OVER = 20, 30
"""Columns that dragging leaves to the sidebar, and to what is beside it."""


class FilterInput(Input):
    """One line; Esc empties it and goes back to the list, Down and Enter keep it."""

    def on_key(self, event: events.Key) -> None:
        """Leave by Esc, Down or Enter; what was typed behind those is for the list."""
        focused = self.screen.focused
        if focused is not None and focused is not self:
            focused.post_message(events.Key(event.key, event.character))
        elif event.key in ("escape", "down", "enter"):
            if event.key == "escape":
                self.value = ""
            sidebar = self.parent
            assert isinstance(sidebar, Sidebar)
            sidebar.leave_filter(self.value)
        else:
            return
        event.stop()
        event.prevent_default()


class ProbeButtons(ItemGrid):
    """A button a diagnostic that can be run on the selected container."""

    DEFAULT_CSS = """
    ProbeButtons {
        padding: 0 1;
        grid-gutter: 0 1;
        border-top: solid $foreground 25%;
        border-title-color: $text-muted;
        & Button { width: 1fr; min-width: 0; height: 1; padding: 0; }
    }
    """

    class Chosen(Message):
        """A button was pressed."""

        def __init__(self, sender: ProbeButtons, probe: Probe) -> None:
            super().__init__()
            self.sender = sender
            self.probe = probe

        @property
        def control(self) -> ProbeButtons:
            """Who sent it."""
            return self.sender

    def __init__(self) -> None:
        super().__init__(min_column_width=13)
        self.display = False  # until there are some
        self._probes: dict[str, Probe] = {}
        self._changing = asyncio.Lock()

    def on_mount(self) -> None:
        """Say what the buttons are."""
        self.border_title = "Diagnostics"

    async def show(self, probes: Sequence[Probe]) -> None:
        """Show these buttons, in this order; returns when they, or newer ones, are there.

        Those that stay are left alone and in their order, so that no click is lost or goes astray.
        """
        found = {f"probe-{probe.id}": probe for probe in probes}
        self._probes = found
        # One after the other: a button that is still being removed looks like one that is there.
        async with self._changing:
            if self.is_attached and self._probes is found:  # neither the end nor overtaken
                self.display = bool(found)
                await self._fill(found)

    async def _fill(self, found: dict[str, Probe]) -> None:
        async with self.batch():
            await self.remove_children([b for b in self.children if b.id not in found])
            if not self.is_attached:
                return  # it has ended meanwhile
            there = {button.id for button in self.children}
            mounts = []
            for place, (button_id, probe) in enumerate(found.items()):
                if button_id not in there:
                    new = Button(
                        probe.title, id=button_id, compact=True, tooltip=Content(probe.help)
                    )
                    new.styles.line_pad = 0  # room for the longest word; CSS takes no 0 here
                    at = place if place < len(self.children) else None
                    mounts.append(self.mount(new, before=at))
            for mount in mounts:
                await mount

    def focus_first(self) -> None:
        """Give the keyboard to the first button."""
        for button in self.query(Button).results():
            self.screen.set_focus(button)
            return

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        probe = self._probes.get(event.button.id or "")
        if probe is not None:
            self.post_message(self.Chosen(self, probe))

    def on_key(self, event: events.Key) -> None:
        """Arrows move between the buttons; Esc goes back to the list."""
        buttons = list(self.query(Button).results())
        columns = len({button.region.x for button in buttons})
        steps = {"left": -1, "right": 1, "up": -columns, "down": columns}
        if event.key in steps and self.screen.focused in buttons:
            index = buttons.index(self.screen.focused) + steps[event.key]
            buttons[max(0, min(len(buttons) - 1, index))].focus()
            event.stop()
        elif event.key == "escape":
            event.stop()
            self.screen.query_one(ContainerList).focus()


class Sidebar(Vertical):
    """Filter, list, selection, diagnostics."""

    DEFAULT_CSS = """
    Sidebar {
        width: 36;
        padding-top: 1;
        border-right: solid $foreground 25%;
        &.-wide { width: 64; max-width: 50%; }
        &.-held { border-right: solid $accent; }
        &.-hidden { display: none; }
        & > #filter { height: 1; }
        & > #empty { height: 1fr; padding: 1 2; color: $text-muted; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        # Mounted when they are needed: the first frame has only the list, 4 ms sooner.
        self._filter_line: FilterInput | None = None
        self._words: Static | None = None
        self._buttons: ProbeButtons | None = None
        self._dragged: int | None = None

    def compose(self) -> ComposeResult:
        """The middle; the filter comes above it, words instead of the list, diagnostics below."""
        yield ContainerList(id="containers")
        yield Selected()

    def on_mount(self) -> None:
        """Leave the filter for after the first frame, which has its row free."""
        self.call_after_refresh(self._complete)

    def _complete(self) -> None:
        if self.is_attached:
            self.filter_line()

    def filter_line(self) -> FilterInput:
        """Return the filter; asking for it brings it in at once."""
        if self._filter_line is None:
            self._filter_line = FilterInput(placeholder="/ filter", id="filter", compact=True)
            self.mount(self._filter_line, before=self.containers)
            self.styles.padding = 0  # it stands in that row now
        return self._filter_line

    def render_lines(self, crop: Region) -> list[Strip]:
        """Paint its border; the rest is covered."""
        return alike_from(0, crop, super().render_lines)

    @property
    def containers(self) -> ContainerList:
        """The list."""
        return self.query_one(ContainerList)

    def say(self, text: str) -> None:
        """Show words where the list would be; empty for the list."""
        if text and self._words is None and self.is_attached:
            self._words = Static(id="empty")
            self.mount(self._words, after=self.containers)
        if self._words is not None:
            self._words.update(Content(text))
            self._words.display = bool(text)
        self.containers.display = not text

    def show(self, containers: Sequence[Container]) -> None:
        """Show these containers, or why there is nothing to see."""
        self.containers.show(containers)
        self._explain(bool(containers))

    def _explain(self, any_containers: bool) -> None:
        if not any_containers:
            self.say(
                "This engine has no containers.\n\nStart one (docker run …) and it appears here."
            )
        elif not self.containers.rows:
            self.say("No container matches the filter.\n\nEsc shows all again.")
        else:
            self.say("")

    async def offer(self, probes: Sequence[Probe]) -> None:
        """Offer these diagnostics; returns when their buttons, or newer ones, are there."""
        if probes and self._buttons is None and self.is_attached:
            self._buttons = ProbeButtons()
            self.mount(self._buttons)
        if self._buttons is not None:
            await self._buttons.show(probes)

    def focus_diagnostics(self) -> None:
        """Give the keyboard to the first diagnostic, if any is offered."""
        if self._buttons is not None:
            self._buttons.focus_first()

    @on(Input.Changed, "#filter")
    def _filter(self, event: Input.Changed) -> None:
        event.stop()
        self.containers.filter(event.value)
        self._explain(bool(self.containers.containers))

    def leave_filter(self, text: str) -> None:
        """Give the list the keyboard, filtered by `text`: at once, for the next key is its own."""
        self.containers.filter(text)
        self._explain(bool(self.containers.containers))
        self.screen.set_focus(self.containers)

    def show_all(self) -> None:
        """Empty the filter."""
        self.filter_line().value = ""
        self.containers.filter("")
        self._explain(bool(self.containers.containers))

    @property
    def lent(self) -> bool:
        """Has a comparison its room?"""
        return self.has_class("-lent") and self.app.size.width < TIGHT

    def lend(self, lent: bool) -> None:
        """Give its room away, where that is needed, until `bring_back`."""
        self.set_class(lent, "-lent")

    @property
    def hidden(self) -> bool:
        """Was it hidden, not lent?"""
        return self.has_class("-hidden")

    def bring_back(self) -> None:
        """Be seen again."""
        self.remove_class("-lent", "-hidden")

    def next_width(self, *, may_hide: bool) -> None:
        """Normal, wide, hidden (where something else is left to see), and round again."""
        if self.lent:
            self.bring_back()
            return
        now = next((name for name in WIDTHS if name and self.has_class(name)), "")
        widths = WIDTHS if may_hide else WIDTHS[:-1]
        follows = widths[(widths.index(now) + 1) % len(widths)] if now in widths else ""
        for name in WIDTHS[1:]:
            self.set_class(name == follows, name)
        self.take_width()

    # The line to the right of it

    def take_width(self) -> None:
        """Be as wide as it was dragged to; the classes say how wide it is otherwise."""
        width = None if self.has_class("-wide") else self._dragged
        self.styles.width = width if width is None else min(width, self._widest)

    @property
    def _widest(self) -> int:
        return max(_LEAST, self.app.size.width - _LEFT_OVER)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold of the line."""
        if event.button == 1 and event.screen_x == self.region.right - 1:
            event.stop()
            self.capture_mouse()
            self.add_class("-held")

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Draw the line along."""
        if self.has_class("-held"):
            event.stop()
            self.remove_class("-wide")
            self._dragged = max(_LEAST, min(event.screen_x - self.region.x + 1, self._widest))
            self.take_width()

    def on_mouse_up(self) -> None:
        """Let go."""
        if self.has_class("-held"):
            self.capture_mouse(False)
            self.remove_class("-held")
