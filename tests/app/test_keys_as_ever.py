"""A program that wants its keys encoded otherwise (vim, for one) gets no key past the guards."""

from __future__ import annotations

import pytest
from play import leader, live, type_in
from stage import main, select, shows, staged

OTHER_KEYS = r"printf '\033[>4;2m'; echo as''ked"


@pytest.mark.parametrize("key", ["enter", "a"], ids=["exec", "attach"])
async def test_the_detach_keys_leave(key: str) -> None:
    async with staged() as pilot:
        select(pilot, "shell")
        await pilot.press(key)
        await live(pilot)
        await type_in(pilot, OTHER_KEYS)
        await shows(pilot, "asked")
        await pilot.press("ctrl+p", "ctrl+q")
        await shows(pilot, "again")
        assert main(pilot).workspace.active.ended


async def test_ctrl_c_in_an_attach_asks() -> None:
    async with staged() as pilot:
        select(pilot, "shell")
        await pilot.press("a")
        await live(pilot)
        await type_in(pilot, OTHER_KEYS)
        await shows(pilot, "asked")
        await pilot.press("ctrl+c")
        await shows(pilot, "Send Ctrl+C")
        await pilot.press("escape")
        await leader(pilot, "d")
