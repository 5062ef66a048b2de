"""The few lines under the list: the container under the cursor, spelled out."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from alongside.engine.model import Container, Port
from alongside.ui.rows import look


def ports(found: tuple[Port, ...]) -> str:
    """Return ports as people write them: ``8080→80, 443/udp``; duplicates (IPv6) once."""
    shown = []
    for port in found:
        inside = str(port.private) + ("" if port.protocol == "tcp" else f"/{port.protocol}")
        text = f"{port.public}→{inside}" if port.public else inside
        if text not in shown:
            shown.append(text)
    return ", ".join(shown)


class Selected(Static):
    """Name, image, state, ports of one container."""

    DEFAULT_CSS = """
    Selected {
        height: 6;
        padding: 0 1;
        text-wrap: nowrap;
        text-overflow: ellipsis;
        border-top: solid $foreground 25%;
        border-title-color: $text-muted;
    }
    """

    def show(self, container: Container | None) -> None:
        """Show it, or that there is none."""
        if container is None:
            self.border_title = ""
            self.update(Content.styled("no container selected", "$foreground-disabled"))
            return
        seen = look(container)
        self.border_title = Content(container.name)
        restarts = f" · restarted {container.restarts} times" if container.restarts else ""
        lines = [
            Content.assemble(
                (f"{seen.glyph} ", ""), container.doing or container.status or seen.word, restarts
            ),
            Content.assemble(("image ", "$foreground-muted"), container.image),
            Content.assemble(("id    ", "$foreground-muted"), container.short_id),
        ]
        if container.command:
            lines.append(Content.assemble(("main  ", "$foreground-muted"), container.command))
        if container.ports:
            lines.append(Content.assemble(("ports ", "$foreground-muted"), ports(container.ports)))
        self.update(Content("\n").join(lines))
