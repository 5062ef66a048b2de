"""The top line: which engine this is, how it is, and where the keyboard is."""

from __future__ import annotations

from rich.style import Style
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from alongside.ui.line import Part, fit
from alongside.ui.tones import Tone, style_of

_TONES = {
    "brand": Tone("text-accent", bold=True),
    "trouble": Tone("text-error", bold=True),
    "notice": Tone("text", "warning", bold=True),
    "keyboard": Tone("text-warning"),
}


class StatusBar(Widget):
    """One row; says every time which engine it is, so that nobody takes one for another."""

    DEFAULT_CSS = """
    StatusBar {
        height: 1;
        background: $panel;
        color: $text-muted;
    }
    """

    engine: reactive[str] = reactive("")
    """``docker 20.10.24 · unix:///var/run/docker.sock (DOCKER_HOST)``."""
    counts: reactive[str] = reactive("")
    """``9 of 12 running``."""
    notice: reactive[str] = reactive("")
    """What must not be forgotten as long as this engine is shown; mostly empty."""
    trouble: reactive[str] = reactive("")
    """Why the list is not live now; empty when it is."""
    keyboard: reactive[str] = reactive("list")
    """Where keys go."""

    def _style(self, name: str) -> Style:
        return style_of(self.app, _TONES[name])

    def render_line(self, y: int) -> Strip:
        """Paint it; the middle gives way."""
        if self.trouble:
            middle = Part(f" {self.trouble}", self._style("trouble"), flexible=True)
        else:
            told = " · ".join(text for text in (self.counts, self.engine) if text)
            middle = Part(f" {told}", Style(), flexible=True)
        notice = [Part(f" {self.notice} ", self._style("notice"))] if self.notice else []
        parts = [
            Part(" alongside ", self._style("brand")),
            *notice,
            middle,
            Part(f" ⌨ {self.keyboard}", self._style("keyboard")),
        ]
        return fit(parts, self.size.width, self.rich_style)
