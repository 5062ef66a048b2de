"""Two widgets beside or above each other, with a divider that can be moved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

Orientation = Literal["horizontal", "vertical"]
"""`horizontal`: side by side; `vertical`: one above the other."""

_LEAST = {"horizontal": 8, "vertical": 3}
"""Cells that each half keeps."""
_SHARES = 10_000


class Divider(Widget, can_focus=True):
    """The line between two halves: drag it, or focus it and use the arrow keys."""

    FOCUS_ON_CLICK = False
    ALLOW_SELECT = False

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "left,up",
            "move(-1)",
            "Smaller",
            show=False,
            id="split.smaller",
            tooltip="Make the first half smaller",
        ),
        Binding(
            "right,down",
            "move(1)",
            "Larger",
            show=False,
            id="split.larger",
            tooltip="Make the first half larger",
        ),
    ]

    def render(self) -> str:
        """The line itself, of the right length."""
        width, height = self.size
        return "─" * width if self.has_class("-vertical") else "\n".join("│" * height)

    def action_move(self, by: int) -> None:
        """Move by cells."""
        self._split.grow(by)

    @property
    def _split(self) -> Split:
        split = self.parent
        assert isinstance(split, Split)
        return split

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold."""
        event.stop()
        self.capture_mouse()
        self.add_class("-held")

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Follow the mouse."""
        if self.has_class("-held"):
            event.stop()
            self._split.move_to(event.screen_x, event.screen_y)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Let go."""
        event.stop()
        self.capture_mouse(False)
        self.remove_class("-held")


class Split(Widget):
    """Two halves with a divider between them.

    Args:
        first: Left or above.
        second: Right or below.
        orientation: How they lie; may be changed at any time.
        ratio: The share of the first half, 0 to 1.
    """

    DEFAULT_CSS = """
    Split {
        width: 1fr;
        height: 1fr;
        layout: horizontal;

        & > .split--half { width: 1fr; height: 1fr; }
        & > Divider {
            width: 1;
            height: 1fr;
            color: $foreground 30%;
            background: $background;
            pointer: ew-resize;
            &:hover, &.-held { color: $accent; }
            &:focus { color: $accent; text-style: bold; }
        }
        &.-vertical {
            layout: vertical;
            & > Divider { width: 1fr; height: 1; pointer: ns-resize; }
        }
        &.-zoomed > Divider { display: none; }
        &.-zoomed-first > .-second { display: none; }
        &.-zoomed-second > .-first { display: none; }
    }
    """

    orientation: reactive[Orientation] = reactive("horizontal", init=False)
    ratio: reactive[float] = reactive(0.5, init=False)
    zoomed: reactive[int | None] = reactive(None, init=False)
    """Which half has everything: 0, 1 or None."""

    @dataclass
    class RatioChanged(Message):
        """The divider was moved.

        Attributes:
            split: By whose.
            ratio: The share of the first half now.
        """

        split: Split
        ratio: float

        @property
        def control(self) -> Split:
            """The same as `split`."""
            return self.split

        def can_replace(self, message: Message) -> bool:
            """Only the newest matters."""
            return isinstance(message, Split.RatioChanged) and message.split is self.split

    @dataclass
    class Zoomed(Message):
        """A half was given everything, or both are shown again.

        Attributes:
            split: Whose.
            half: 0, 1 or None.
        """

        split: Split
        half: int | None

        @property
        def control(self) -> Split:
            """The same as `split`."""
            return self.split

    def __init__(
        self,
        first: Widget,
        second: Widget,
        *,
        orientation: Orientation = "horizontal",
        ratio: float = 0.5,
        name: str | None = None,
        id: str | None = None,
        classes: str | None = None,
        disabled: bool = False,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes, disabled=disabled)
        self.first = first
        self.second = second
        self._halves = (
            Container(first, classes="split--half -first"),
            Container(second, classes="split--half -second"),
        )
        self._divider = Divider()
        self.set_reactive(Split.orientation, orientation)
        self.set_reactive(Split.ratio, ratio)

    def compose(self) -> ComposeResult:
        """First, divider, second."""
        yield self._halves[0]
        yield self._divider
        yield self._halves[1]

    def on_mount(self) -> None:
        """Take the shape that was asked for."""
        self._shape()

    # What the app calls

    def zoom(self, half: int | None) -> None:
        """Give one half everything: 0 the first, 1 the second; None: show both again."""
        self.zoomed = half

    def grow(self, cells: int) -> None:
        """Make the first half larger by some cells; smaller if negative."""
        room = self._room
        if room > 0:
            self.ratio = (round(self.ratio * room) + cells) / room

    def move_to(self, screen_x: int, screen_y: int) -> None:
        """Move the divider to a cell of the screen."""
        room = self._room
        if room > 0:
            region = self.content_region
            beside = self.orientation == "horizontal"
            self.ratio = ((screen_x - region.x) if beside else (screen_y - region.y)) / room

    def turn(self) -> None:
        """Put the halves the other way: beside, or above each other."""
        self.orientation = "vertical" if self.orientation == "horizontal" else "horizontal"

    # How it takes its shape

    @property
    def _room(self) -> int:
        """Cells that the halves share."""
        size = self.size.width if self.orientation == "horizontal" else self.size.height
        return size - 1

    def validate_ratio(self, ratio: float) -> float:
        """Leave each half enough to be seen."""
        room = self._room
        least = min(0.5, _LEAST[self.orientation] / room) if room > 0 else 0.0
        return max(least, min(1.0 - least, ratio))

    def watch_ratio(self, ratio: float) -> None:
        """Move the divider."""
        self._shape()
        self.post_message(self.RatioChanged(self, ratio))

    def watch_orientation(self) -> None:
        """Turn."""
        self._shape()

    def watch_zoomed(self, half: int | None) -> None:
        """Show one half, or both."""
        self.set_class(half is not None, "-zoomed")
        self.set_class(half == 0, "-zoomed-first")
        self.set_class(half == 1, "-zoomed-second")
        self.post_message(self.Zoomed(self, half))

    def _shape(self) -> None:
        vertical = self.orientation == "vertical"
        self.set_class(vertical, "-vertical")
        self._divider.set_class(vertical, "-vertical")
        share = round(self.ratio * _SHARES)
        for half, part in zip(self._halves, (share, _SHARES - share), strict=True):
            half.styles.width = "1fr" if vertical else f"{part}fr"
            half.styles.height = f"{part}fr" if vertical else "1fr"
        self._divider.refresh()
