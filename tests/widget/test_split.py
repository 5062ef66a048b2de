"""Two halves, their divider, their zoom."""

from __future__ import annotations

import pytest
from support import wait_for
from textual.app import App, ComposeResult
from textual.events import MouseMove
from textual.widgets import Label

from alongside_widgets import Split
from alongside_widgets.split import Divider, Orientation


class SplitApp(App[None]):
    def __init__(self, orientation: Orientation = "horizontal", ratio: float = 0.5) -> None:
        super().__init__()
        self.split = Split(
            Label("one", id="one"), Label("two", id="two"), orientation=orientation, ratio=ratio
        )
        self.ratios: list[float] = []
        self.zooms: list[int | None] = []

    def compose(self) -> ComposeResult:
        yield self.split

    def on_split_ratio_changed(self, event: Split.RatioChanged) -> None:
        assert event.control is self.split
        self.ratios.append(event.ratio)

    def on_split_zoomed(self, event: Split.Zoomed) -> None:
        self.zooms.append(event.half)

    @property
    def sizes(self) -> list[tuple[int, int]]:
        """Width and height of each half that shows."""
        halves = self.split.query(".split--half")
        return [(half.size.width, half.size.height) for half in halves if half.display]


@pytest.mark.parametrize(
    ("orientation", "ratio", "sizes"),
    [
        ("horizontal", 0.5, [(40, 20), (40, 20)]),
        ("horizontal", 0.25, [(20, 20), (60, 20)]),
        ("vertical", 0.5, [(81, 9), (81, 10)]),
    ],
)
async def test_halves(orientation: Orientation, ratio: float, sizes: list[tuple[int, int]]) -> None:
    app = SplitApp(orientation, ratio)
    async with app.run_test(size=(81, 20)) as pilot:
        await pilot.pause()
        assert sorted(app.sizes) == sorted(sizes)


async def test_the_divider_follows_the_mouse() -> None:
    app = SplitApp()
    async with app.run_test(size=(81, 20)) as pilot:
        await pilot.mouse_down(Divider, offset=(0, 5))
        await pilot._post_mouse_events([MouseMove], offset=(60, 5), button=1)
        await pilot.mouse_up(offset=(60, 5))
        await wait_for(lambda: app.sizes == [(60, 20), (20, 20)])
        assert app.ratios[-1] == 0.75
        await pilot.hover(offset=(10, 5))
        await pilot.pause()
        assert app.sizes == [(60, 20), (20, 20)]


async def test_the_divider_follows_the_keys_and_leaves_room() -> None:
    app = SplitApp()
    async with app.run_test(size=(81, 20)) as pilot:
        app.query_one(Divider).focus()
        await pilot.press("right", "right", "left")
        await wait_for(lambda: app.sizes == [(41, 20), (39, 20)])
        app.split.grow(-500)
        await wait_for(lambda: app.sizes == [(8, 20), (72, 20)])


async def test_turning() -> None:
    app = SplitApp()
    async with app.run_test(size=(81, 21)) as pilot:
        app.split.turn()
        await wait_for(lambda: app.sizes == [(81, 10), (81, 10)])
        app.split.grow(3)
        await wait_for(lambda: app.sizes == [(81, 13), (81, 7)])
        app.split.orientation = "horizontal"
        await pilot.pause()
        await wait_for(lambda: len(app.sizes) == 2 and app.sizes[0][1] == 21)


async def test_zoom() -> None:
    app = SplitApp()
    async with app.run_test(size=(81, 20)):
        app.split.zoom(0)
        await wait_for(lambda: app.sizes == [(81, 20)])
        assert not app.query_one("#two").parent.display  # type: ignore[union-attr]
        app.split.zoom(1)
        await wait_for(lambda: app.query_one("#two").parent.size == (81, 20))  # type: ignore[union-attr]
        app.split.zoom(None)
        await wait_for(lambda: app.sizes == [(40, 20), (40, 20)])
        await wait_for(lambda: app.zooms == [0, 1, None])


async def test_a_split_in_a_split() -> None:
    inner = Split(Label("a"), Label("b"), orientation="vertical")
    outer = Split(inner, Label("c"))

    class Nested(App[None]):
        def compose(self) -> ComposeResult:
            yield outer

    async with Nested().run_test(size=(81, 21)) as pilot:
        await pilot.pause()
        assert [label.region.offset for label in outer.query(Label)] == [(0, 0), (0, 11), (41, 0)]
