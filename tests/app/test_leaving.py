"""Ways to leave that must ask first, and words that come before there is a screen."""

from __future__ import annotations

import pytest
from play import live
from stage import find_practice, main, select, shows, staged, text

from alongside.config import Settings
from alongside.errors import ConfigError
from alongside.ui.app import run
from alongside.ui.context import Context


async def test_ctrl_q_asks_as_q_does() -> None:
    async with staged() as pilot:
        select(pilot, "shell")
        await pilot.press("enter")
        await live(pilot)
        await pilot.press("f12", "s")
        await pilot.press("ctrl+q")
        await shows(pilot, "Leave alongside?")
        await pilot.press("ctrl+q")  # leaves the dialog, not the program
        await pilot.pause()
        assert "Leave alongside?" not in text(pilot)
        assert pilot.app.is_running


async def test_the_palette_and_then_the_quit_key_end_nothing() -> None:
    async with staged() as pilot:
        select(pilot, "shell")
        await pilot.press("enter")
        await live(pilot)
        await pilot.press("f12", "s")
        await pilot.press("ctrl+p", "ctrl+q")  # the detach keys, once too often
        await pilot.pause()
        assert pilot.app.is_running
        assert not main(pilot).workspace.panes[0].ended


async def test_a_hidden_list_has_no_keyboard() -> None:
    async with staged() as pilot:
        select(pilot, "log-generator")
        await pilot.press("l")
        await live(pilot)
        await pilot.press("escape", "f2", "f2")
        await pilot.pause()
        assert main(pilot).sidebar.has_class("-hidden")
        assert main(pilot).sidebar not in main(pilot).focused.ancestors


async def test_no_such_theme_is_one_sentence(tmp_path) -> None:
    context = Context(
        settings=Settings(theme="nope"),
        find=find_practice,
        find_practice=find_practice,
        state=tmp_path,
    )
    with pytest.raises(ConfigError, match="no theme 'nope'"):
        await run(context)
