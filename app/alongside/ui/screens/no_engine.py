"""No engine: what was tried, what each one said, what to do; and to try again at once."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Static

from alongside.errors import AlongsideError, NoEngineError
from alongside.ui.screens.dialog import Dialog

RETRY, PRACTICE, TOUR, QUIT = "retry", "practice", "tour", "quit"


class NoEngineScreen(Dialog[str]):
    """Answers `RETRY`, `PRACTICE`, `TOUR` or `QUIT`."""

    BINDINGS = [
        Binding("r", "choose('retry')", "try again"),
        Binding("p", "choose('practice')", "practice engine"),
        Binding("t", "choose('tour')", "tour"),
        Binding("q,escape", "choose('quit')", "quit"),
    ]
    DEFAULT_CSS = """
    NoEngineScreen {
        & > .dialog { width: 96; border: round $error; }
        & .dialog--buttons Button { min-width: 14; }
    }
    """

    def __init__(self, error: AlongsideError) -> None:
        super().__init__()
        self._error = error

    def compose(self) -> ComposeResult:
        """One block an attempt, then the ways out."""
        with VerticalScroll(classes="dialog") as box:
            box.border_title = "No container engine could be reached"
            yield Static(self._report())
            yield Static(
                Content(
                    "\nThe practice engine needs no engine at all: a small scene of local "
                    "processes in which exec, attach and Ctrl+C can be tried without harm. The "
                    "tour leads through it in five minutes."
                ),
                classes="dialog--hint",
            )
            with Horizontal(classes="dialog--buttons"):
                yield Button("Quit (q)", id=QUIT)
                yield Button("Practice (p)", id=PRACTICE)
                yield Button("Tour (t)", id=TOUR)
                yield Button("Try again (r)", id=RETRY, variant="primary")

    def on_mount(self) -> None:
        """Trying again is what one wants first."""
        self.query_one(f"#{RETRY}").focus()

    def _report(self) -> Content:
        if not isinstance(self._error, NoEngineError):
            return Content(f"{self._error.message}.\n→ {self._error.advice}")
        blocks = []
        for attempt in self._error.attempts:
            block = Content.assemble((attempt.where, "bold"), "\n  ", (attempt.said, "$text-error"))
            if attempt.advice:
                block = Content.assemble(block, f"\n  → {attempt.advice}")
            blocks.append(block)
        return Content("\n\n").join(blocks)

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id)

    def action_choose(self, answer: str) -> None:
        """Answer by key."""
        self.dismiss(answer)
