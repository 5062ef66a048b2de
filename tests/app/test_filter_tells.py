"""What is under the cursor while the list is filtered: all who show it hear of it at once."""

from __future__ import annotations

from support import wait_for
from test_list_widget import box
from textual.app import App, ComposeResult
from textual.containers import Horizontal

from alongside.ui.container_list import ContainerList
from alongside.ui.sidebar import Sidebar


class Filtering(App[None]):
    """A sidebar deep enough in the tree that its messages have a way to go."""

    highlighted = ""
    shown: tuple[str, ...] = ()

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Sidebar()

    def on_container_list_highlighted(self, event: ContainerList.Highlighted) -> None:
        self.highlighted = event.container.name if event.container else ""

    def on_container_list_shown(self, event: ContainerList.Shown) -> None:
        self.shown = event.ids


async def test_the_row_that_a_filter_leaves_is_told_of() -> None:
    async with Filtering().run_test(size=(60, 40)) as pilot:
        app = pilot.app
        assert isinstance(app, Filtering)
        sidebar = app.query_one(Sidebar)
        sidebar.show([box("api"), box("web"), box("worker")])
        await wait_for(lambda: app.highlighted == "api", what="the first row")
        for text, name in (("wo", "worker"), ("web", "web"), ("nothing", ""), ("api", "api")):
            app.set_focus(sidebar.filter_line())
            await pilot.press("home", "shift+end", *text, "enter")
            row = sidebar.containers.selected
            assert (row.name if row else "") == name
            await wait_for(lambda name=name: app.highlighted == name, what=f"{name!r} under it")
        await wait_for(lambda: app.shown == ("api-id",), what="the one row in view")
