"""The tour's strip below the panes, never over them: what to do, how, and what was just seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from textual.content import Content
from textual.style import Style
from textual.timer import Timer
from textual.widgets import Static

from alongside.actions import BY_ID, first_key
from alongside.config import Settings
from alongside.engine.model import Event
from alongside.key_names import key_name
from alongside.session.detach import DetachKeys
from alongside.tour.model import Step, World, named
from alongside.tour.steps import STEPS

_LOOK = 0.25
"""Seconds between two looks at the world: what a terminal shows makes no event."""
_WHILE = 25.0
"""Seconds after which a hint is shown."""


class TourStrip(Static):
    """Shows one step; asks the world whether it is done, and goes on.

    Args:
        settings: For the names of the keys.
        look: Returns the world, but for its events.
        finished: Called when the last step is reached.
    """

    DEFAULT_CSS = """
    TourStrip {
        height: auto; max-height: 9; padding: 0 1;
        background: $panel; border-top: heavy $success;
        border-title-color: $text-success; border-title-style: bold;
        link-style: underline; link-color: $text-accent;
    }
    """

    def __init__(
        self, settings: Settings, look: Callable[[], World], finished: Callable[[], None]
    ) -> None:
        super().__init__()
        self._settings = settings
        self._look = look
        self._finished = finished
        self._before: World | None = None
        self._events: list[tuple[str, Event]] = []
        self._after = ""
        self._hinting: Timer | None = None
        self._hint = False
        self.number = 0

    @property
    def step(self) -> Step:
        """What is to be done now."""
        return STEPS[self.number]

    def on_mount(self) -> None:
        """Begin."""
        self.go_to(0)
        self.set_interval(_LOOK, self.look_again)

    def happened(self, container: str, event: Event) -> None:
        """The engine told of something."""
        self._events.append((container, event))

    def look_again(self) -> None:
        """Go on if the step is done."""
        if self._before is not None and self.step.done(self._before, self._world()):
            self.go_to(self.number + 1, self.step.after)

    def _world(self) -> World:
        return replace(self._look(), events=tuple(self._events))

    def go_to(self, number: int, after: str = "") -> None:
        """Show a step, from now on; `after` is what was seen at the end of another one."""
        self.number = max(0, min(len(STEPS) - 1, number))
        self._after = after
        self._events.clear()
        self._before = self._world()
        self._hint = False
        if self._hinting is not None:
            self._hinting.stop()
        self._hinting = self.set_timer(_WHILE, self._show_hint)
        self._show()
        if self.number == len(STEPS) - 1:
            self._finished()

    def _show_hint(self) -> None:
        self._hint = True
        self._show()

    def _show(self) -> None:
        step = self.step
        self.border_title = Content(f"tour {self.number + 1} of {len(STEPS)}: {step.title}")
        lines = []
        if self._after:
            lines.append(
                Content.assemble(("✓ ", "bold $text-success"), (self._after, "$text-success"))
            )
        lines.append(Content(self._named(step.text)))
        if self._hint:
            lines.append(Content.styled(f"? {self._named(step.hint)}", "$text-warning"))
        lines.append(Content.assemble(("keys ", "bold $text-accent"), self._named(step.keys)))
        lines.append(Content.assemble(("mouse ", "bold $text-accent"), self._named(step.mouse)))
        lines.append(self._ways())
        self.update(Content("\n").join(lines))

    def _ways(self) -> Content:
        leader = key_name(self._settings.leader)
        hints = []
        for action_id, label in (
            ("tour.back", "back"),
            ("tour.next", "skip"),
            ("tour.quit", "end the tour"),
        ):
            key = first_key(action_id, self._settings.keys)
            hint = Content.assemble((f"{leader} {key}", "bold $text-accent"), f" {label}")
            call = f"screen.{BY_ID[action_id].name}"
            hints.append(hint.stylize(Style.from_meta({"@click": call})))
        return Content("   ").join(hints)

    def _named(self, text: str) -> str:
        settings = self._settings
        keymap: Mapping[str, str] = settings.keys
        detach = DetachKeys.parse(settings.detach_keys).label
        return named(text, leader=settings.leader, detach=detach, keymap=keymap)
