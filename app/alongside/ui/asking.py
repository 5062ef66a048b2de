"""Asking with a dialog: one at a time, and none that outlives who asked.

Workers call `ask`; they are not exclusive, because an exclusive one would be cancelled in the
middle of what it does after the answer.
"""

from __future__ import annotations

import asyncio
from typing import TypeVar

from textual.screen import Screen
from textual.widget import Widget

Answer = TypeVar("Answer")


async def ask(asker: Widget, dialog: Screen[Answer]) -> Answer | None:
    """Show `dialog` over the asker's screen and return its answer.

    None is returned at once where another dialog is open: two keys in one breath ask once. If the
    asker goes away meanwhile, so does the dialog: nobody would take its answer.
    """
    app = asker.app
    if app.screen is not asker.screen:
        return None
    try:
        return await app.push_screen_wait(dialog)
    except asyncio.CancelledError:
        if app.is_running and app.screen is dialog:
            app.pop_screen()
        raise
