from __future__ import annotations

import itertools

from rich.segment import Segment
from textual.geometry import Region
from textual.strip import Strip

from alongside.ui.line import alike_from


def test_one_line_does_for_all_that_are_alike():
    for end, top, height in itertools.product(range(5), range(7), range(1, 7)):
        rendered = []

        def render(crop: Region, end: int = end, rendered: list[int] = rendered) -> list[Strip]:
            rendered.extend(crop.line_range)
            return [Strip([Segment(f"{min(y, end)}")]) for y in crop.line_range]

        crop = Region(0, top, 10, height)
        found = alike_from(end, crop, render)
        assert [strip.text for strip in found] == [f"{min(y, end)}" for y in crop.line_range]
        assert len([y for y in rendered if y >= end]) <= 1


def test_nothing_to_render_is_nothing():
    assert alike_from(0, Region(0, 0, 10, 0), lambda crop: [Strip.blank(1)] * crop.height) == []
