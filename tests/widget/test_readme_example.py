"""The README's example of an app with a terminal in it works as it stands."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from player import Player
from support import wait_for
from textual.app import App

from alongside_widgets import Terminal

README = Path(__file__).parent.parent.parent / "README.md"
EXAMPLE = re.compile(
    r"## The terminal widget.*?```python\n(.*?)\nEcho\(\)\.run\(\)\n```", re.DOTALL
)


async def test_it_echoes() -> None:
    example = EXAMPLE.search(README.read_text())
    assert example
    names: dict[str, Any] = {}
    exec(compile(example[1], str(README), "exec"), names)
    app: App[None] = names["Echo"]()
    async with app.run_test(size=(40, 5)):
        await Player(app).press("h", "i")
        terminal = app.query_one(Terminal)
        await wait_for(lambda: terminal.emulator.lines()[0].rstrip() == "hi")
