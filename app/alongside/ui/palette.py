"""The command palette: every action of the list, on every container, and every open tab."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.markup import escape

from alongside.actions import Scope, of
from alongside.diagnostics.catalog import probes_for
from alongside.engine.model import Container
from alongside.key_names import key_names
from alongside.ui.container_list import ContainerList
from alongside.ui.tabs import Tabs

Command = tuple[str, str, Callable[[], object]]
"""What is shown and searched, its explanation, what it does."""

_NO_TARGET = frozenset({"menu", "filter", "diagnose"})


class Commands(Provider):
    """What can be done now: nothing here is only here."""

    @property
    def _screen(self) -> Tabs:
        assert isinstance(self.screen, Tabs)
        return self.screen

    async def discover(self) -> Hits:
        """Before anything is typed: what concerns the selected container, and the screen."""
        for text, explanation, call in self._now():
            yield DiscoveryHit(Content(text), call, text=text, help=escape(explanation))

    async def search(self, query: str) -> Hits:
        """Everything, on every container."""
        matcher = self.matcher(query)
        for text, explanation, call in (*self._now(), *self._others()):
            if (score := matcher.match(text)) > 0:
                found = Content(text)
                yield Hit(score, found, call, text=text, help=escape(explanation))

    def _now(self) -> Iterator[Command]:
        screen = self._screen
        selected = screen.sidebar.containers.selected
        if selected is not None:
            yield from self._on(selected)
        for number, pane in enumerate(screen.workspace.panes, 1):
            yield (
                f"Tab {number}: {pane.title}",
                "Show this tab",
                partial(screen.workspace.show, pane),
            )
        for action in of(Scope.ANYWHERE):
            if action.name != "command_palette":
                keys = key_names(action.keys)
                yield (
                    action.label.capitalize(),
                    f"{action.help} ({keys})",
                    partial(screen.run_action, f"screen.{action.name}"),
                )

    def _others(self) -> Iterator[Command]:
        screen = self._screen
        listed = screen.query_one(ContainerList)
        for container in listed.containers:
            if container is not listed.selected:
                yield from self._on(container)

    def _on(self, container: Container) -> Iterator[Command]:
        for action in of(Scope.LIST):
            if action.name in _NO_TARGET or action.name.startswith("probe"):
                continue
            explanation = f"{action.help} ({key_names(action.keys)})"
            yield (
                f"{container.name}: {action.label}",
                explanation,
                partial(self._run, container, action.name),
            )
        for probe in probes_for(container):
            yield (
                f"{container.name}: {probe.title}",
                probe.help,
                partial(self._run, container, f"probe({probe.id!r})"),
            )

    async def _run(self, container: Container, action: str) -> None:
        """Select the container, so that one sees whom it concerns, then do it."""
        if self._screen.sidebar.containers.select(container.id):
            await self._screen.run_action(f"screen.{action}")
        else:
            self._screen.refuse(f"{container.name} is not there any more.")
