"""The list of containers under their projects' headings.

State comes down (`show`), messages go up: the screen decides what choosing a container means.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from rich.cells import cell_len, set_cell_size
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip

from alongside.actions import Scope
from alongside.clean import clean
from alongside.engine.model import Container
from alongside.ui.bindings import bindings
from alongside.ui.line import Part, crop, fit
from alongside.ui.row_list import RowList
from alongside.ui.rows import Heading, Row, arrange, look
from alongside.ui.tones import Tone, style_of

_WIDE = 52
"""From this many columns on, a row has room for the image."""
_NARROW = 32
"""Below this many columns, states are said in short words."""

_TONES = {
    "heading": Tone("text-accent", bold=True),
    "cursor": Tone(background="surface-lighten-2"),
    "focused": Tone("block-cursor-foreground", "block-cursor-background", bold=True),
    "hover": Tone(background="surface-lighten-1"),
    "dim": Tone("foreground-muted"),
    "good": Tone("text-success"),
    "warn": Tone("text-warning"),
    "bad": Tone("text-error"),
    "quiet": Tone("foreground-muted"),
}


class ListMessage(Message):
    """What all messages of a `ContainerList` have in common."""

    def __init__(self, sender: ContainerList) -> None:
        super().__init__()
        self.sender = sender
        # A message that is made while its widget's parent handles one would count as the parent's,
        # and come no further than there.
        self.set_sender(sender)

    @property
    def control(self) -> ContainerList:
        """Who sent it."""
        return self.sender


class ContainerList(RowList):
    """Containers under their projects' headings, one line each, with a cursor."""

    BINDINGS = bindings(Scope.LIST)
    DEFAULT_CSS = """
    ContainerList {
        height: 1fr;
        scrollbar-size-vertical: 1;
        scrollbar-size-horizontal: 0;
        overflow-x: hidden;
    }
    """

    class Highlighted(ListMessage):
        """The cursor is on another container (None: on none), or that container changed."""

        def __init__(self, sender: ContainerList, container: Container | None) -> None:
            super().__init__(sender)
            self.container = container

    class Chosen(ListMessage):
        """A container was double-clicked."""

        def __init__(self, sender: ContainerList, container: Container) -> None:
            super().__init__(sender)
            self.container = container

    class MenuRequested(ListMessage):
        """A container was right-clicked."""

        def __init__(self, sender: ContainerList, container: Container) -> None:
            super().__init__(sender)
            self.container = container

    class Shown(ListMessage):
        """These containers are visible now: what costs a call each may be asked for them."""

        def __init__(self, sender: ContainerList, ids: tuple[str, ...]) -> None:
            super().__init__(sender)
            self.ids = ids

        def can_replace(self, message: Message) -> bool:
            """Only the newest view matters."""
            return isinstance(message, ContainerList.Shown)

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._containers: tuple[Container, ...] = ()
        self._rows: list[Row] = []
        self._filter = ""
        self._folded: set[str] = set()
        self._shown: tuple[str, ...] = ()
        self._marked = ""

    @property
    def selected(self) -> Container | None:
        """The container under the cursor."""
        row = self._row(self.cursor)
        return row if isinstance(row, Container) else None

    @property
    def rows(self) -> tuple[Row, ...]:
        """What is shown, from top to bottom."""
        return tuple(self._rows)

    @property
    def containers(self) -> tuple[Container, ...]:
        """All of them, shown or not."""
        return self._containers

    def find(self, name: str) -> Container | None:
        """Return the container of that name, id or (unique) beginning of an id."""
        for container in self._containers:
            if name in (container.name, container.id):
                return container
        begun = [c for c in self._containers if name and c.id.startswith(name)]
        return begun[0] if len(begun) == 1 else None

    def not_found(self, name: str) -> str:
        """Return that there is no such container, and which ones may have been meant."""
        names = [container.name for container in self._containers]
        near = [other for other in names if name and name.lower() in other.lower()]
        near += [other for other in get_close_matches(name, names) if other not in near]
        begun = [c.name for c in self._containers if name and c.id.startswith(name)]
        said = f"There is no container {clean(name, 60)!r} here."
        if begun:
            said = f"Several containers' ids begin with {clean(name, 60)!r}."
        meant = ", ".join((begun or near)[:5])
        return f"{said} Did you mean: {meant}?" if meant else said

    def show(self, containers: Iterable[Container]) -> None:
        """Show these; the cursor stays on its container."""
        self._containers = tuple(containers)
        self._arrange()

    def filter(self, text: str) -> None:
        """Show only what matches `text`, with the cursor on a container."""
        if text == self._filter:
            return
        self._filter = text
        self._arrange()
        if text and self.selected is None:
            rows = (index for index, row in enumerate(self._rows) if isinstance(row, Container))
            self.cursor = next(rows, self.cursor)

    def select(self, container_id: str) -> bool:
        """Put the cursor on that container, unfolding its project; False if it is not there."""
        found = next((c for c in self._containers if c.id == container_id), None)
        if found is None:
            return False
        if found.project in self._folded:
            self._folded.discard(found.project)
            self._arrange()
        for index, row in enumerate(self._rows):
            if isinstance(row, Container) and row.id == container_id:
                self.cursor = index
                return True
        return False

    def mark(self, container_id: str) -> None:
        """Show a mark at that container, and at no other."""
        self._marked = container_id
        self.refresh()

    def fold(self) -> bool:
        """Fold or unfold the project under the cursor; False if the cursor is on no heading."""
        row = self._row(self.cursor)
        if not isinstance(row, Heading):
            return False
        self._folded.symmetric_difference_update({row.project})
        self._arrange()
        return True

    def _row(self, index: int) -> Row | None:
        return self._rows[index] if 0 <= index < len(self._rows) else None

    def _arrange(self) -> None:
        before = self._row(self.cursor)
        self._rows = arrange(self._containers, self._filter, self._folded)
        index = self._find(before)
        if index == self.cursor:
            self.post_message(self.Highlighted(self, self.selected))
        else:
            self.set_reactive(ContainerList.cursor, index)
            self.watch_cursor(index)
        self.rows_changed()

    def _find(self, before: Row | None) -> int:
        """Return where the cursor belongs now: on what it stood on, or close to where it was."""
        for index, row in enumerate(self._rows):
            if isinstance(before, Container) and isinstance(row, Container) and row.id == before.id:
                return index
            if (
                isinstance(before, Heading)
                and isinstance(row, Heading)
                and row.project == before.project
            ):
                return index
        if before is None or self._filter:
            containers = (i for i, row in enumerate(self._rows) if isinstance(row, Container))
            return next(containers, min(0, len(self._rows) - 1))
        return min(self.cursor, len(self._rows) - 1)

    def scrolled(self) -> None:
        """Say which containers are in view."""
        visible = (self._rows[index] for index in self.in_view())
        ids = tuple(row.id for row in visible if isinstance(row, Container))
        if ids != self._shown:
            self._shown = ids
            self.post_message(self.Shown(self, ids))

    def watch_cursor(self, index: int) -> None:
        """Keep the cursor in view and say where it is."""
        super().watch_cursor(index)
        self.post_message(self.Highlighted(self, self.selected))

    def on_click(self, event: events.Click) -> None:
        """Left: choose, fold a heading. Twice: open. Right: the menu."""
        index = self.row_at(event)
        if index < 0:
            return
        self.cursor = index
        container = self.selected
        if container is None:
            self.fold()
        elif event.button == 3:
            self.post_message(self.MenuRequested(self, container))
        elif event.chain == 2:
            self.post_message(self.Chosen(self, container))

    def count(self) -> int:
        """See `RowList.count`."""
        return len(self._rows)

    def paint(self, index: int) -> Strip:
        """See `RowList.paint`."""
        row = self._rows[index]
        under = self.under
        if index == self.cursor:
            under += self._style("focused" if self.has_focus else "cursor")
        elif index == self.hover:
            under += self._style("hover")
        parts = self._heading(row) if isinstance(row, Heading) else self._container(row)
        return fit(parts, self.size.width, under, plain=index == self.cursor and self.has_focus)

    def _style(self, name: str) -> Style:
        return style_of(self.app, _TONES[name])

    def _heading(self, row: Heading) -> list[Part]:
        fold = "▸" if row.folded else "▾"
        return [
            Part(f"{fold} ", self._style("dim")),
            Part(row.title, self._style("heading"), flexible=True),
            Part(f" {row.running}/{row.total}", self._style("dim")),
        ]

    def _container(self, row: Container) -> list[Part]:
        seen = look(row)
        tone = self._style(seen.tone)
        name_style = Style() if row.state.live else self._style("dim")
        word = seen.short if self.size.width < _NARROW else seen.word
        mark = Part("◆ " if row.id == self._marked else "  ", self._style("heading"))
        parts = [mark, Part(f"{seen.glyph} ", tone)]
        if self.size.width >= _WIDE:
            room = self.size.width - 6 - cell_len(word)
            parts.append(Part(set_cell_size(crop(row.name, room // 2), room // 2), name_style))
            parts.append(Part(f" {row.image}", self._style("dim"), flexible=True))
        else:
            parts.append(Part(row.name, name_style, flexible=True))
        parts.append(Part(f" {word}", tone))
        return parts
