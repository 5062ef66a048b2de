"""What a program in a pane may do outside of it: be heard, seldom; ask for the clipboard."""

from __future__ import annotations

from base64 import b64encode

from play import type_in
from stage import main, select, shows, staged
from support import wait_for

from alongside.config import Settings
from alongside.ui.screens.confirm import ConfirmScreen

WISH = "printf '\\033]52;c;%s\\007' " + b64encode(b"from inside").decode()


async def test_notices_come_seldom() -> None:
    async with staged() as pilot:
        select(pilot, "shell")
        await pilot.press("enter")
        await shows(pilot, "NEW process")
        told: list[str] = []
        main(pilot).say = told.append  # type: ignore[method-assign, assignment]
        await type_in(pilot, "for i in 1 2 3 4 5 6 7 8; do printf '\\033]9;hear me\\007'; done")
        await type_in(pilot, "echo over-$((40+2))")
        await shows(pilot, "over-42")
        await wait_for(lambda: told, what="a notice")
        assert len(told) == 1
        assert told[0].endswith("says: hear me")


async def test_the_clipboard_is_not_written_unless_wanted() -> None:
    async with staged() as pilot:
        select(pilot, "shell")
        await pilot.press("enter")
        await shows(pilot, "NEW process")
        await type_in(pilot, WISH)
        await shows(pilot, "it was not let")
        assert pilot.app.clipboard == ""


async def test_the_clipboard_is_asked_for() -> None:
    async with staged(settings=Settings(clipboard="ask")) as pilot:
        select(pilot, "shell")
        await pilot.press("enter")
        await shows(pilot, "NEW process")
        await type_in(pilot, WISH)
        await wait_for(lambda: isinstance(pilot.app.screen, ConfirmScreen), what="a question")
        assert pilot.app.clipboard == ""
        await shows(pilot, "Write it")
        await pilot.press("y")  # meant for the shell: a letter is no answer
        assert isinstance(pilot.app.screen, ConfirmScreen)
        await pilot.click("#yes")
        await wait_for(lambda: pilot.app.clipboard == "from inside", what="the clipboard")
