from __future__ import annotations

import pytest
from textual.app import App
from textual.theme import BUILTIN_THEMES

from alongside.ui import container_list, status_bar, tab_bar
from alongside.ui.tones import Tone, style_of

TONES = [
    *container_list._TONES.values(),
    *status_bar._TONES.values(),
    *tab_bar._TONES.values(),
]


@pytest.mark.parametrize("theme", BUILTIN_THEMES)
async def test_every_theme_has_what_is_painted_with(theme):
    async with App[None]().run_test() as pilot:
        pilot.app.theme = theme
        await pilot.pause()
        for tone in TONES:
            assert {tone.foreground, tone.background} <= {"", *pilot.app.theme_variables}
            assert style_of(pilot.app, tone).bold is (True if tone.bold else None)


async def test_text_on_a_background_can_be_read_there():
    async with App[None]().run_test() as pilot:
        app = pilot.app
        app.theme_variables = {"text": "auto 87%", "bright": "#ffff00", "dark": "#000040"}
        on_bright = style_of(app, Tone("text", "bright")).color
        on_dark = style_of(app, Tone("text", "dark")).color
        assert on_bright is not None
        assert on_dark is not None
        assert on_bright.triplet.rgb != on_dark.triplet.rgb


def test_what_is_not_named_is_left_alone():
    app = App[None]()
    assert not style_of(app, Tone())
