"""All that the engine knows of a container, as coloured JSON, secrets masked until asked for."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from textual import on, work
from textual.content import Content

from alongside.engine.engine import Engine
from alongside.engine.model import Container
from alongside.errors import AlongsideError
from alongside.secrets import MASK, is_secret_name, mask_env, mask_text, mask_value
from alongside.ui.pane import Pane
from alongside.ui.reading_pane import ReadingPane
from alongside_widgets.monitor import Monitor

_KEY = re.compile(r'^(\s*)("(?:[^"\\]|\\.)*")(: )', re.MULTILINE)


def as_terminal(raw: Mapping[str, Any]) -> bytes:
    """Return `raw` as indented JSON for a terminal, keys in colour; ASCII, so nothing hides."""
    text = json.dumps(raw, indent=2, default=dict)  # what is no dict in it is a read-only mapping
    text = text.replace(json.dumps(MASK)[1:-1], MASK)
    return _KEY.sub("\\1\x1b[36m\\2\x1b[39m\\3", text).replace("\n", "\r\n").encode()


def masked(value: Any, name: str = "") -> Any:
    """Return inspect data with secrets masked: by name, in ``NAME=value`` lists, in any text."""
    if isinstance(value, Mapping):
        return {key: masked(item, key) for key, item in value.items()}
    if isinstance(value, list):
        if name == "Env":
            pairs = (str(item).partition("=") for item in value)
            return [f"{key}={text}" for key, text in mask_env((k, t) for k, _, t in pairs)]
        return [masked(item) for item in value]
    if isinstance(value, str):
        return mask_value(name, value) if is_secret_name(name) else mask_text(value)
    return value


class InspectPane(ReadingPane):
    """``docker inspect``, to scroll, search and copy from."""

    def __init__(self, engine: Engine, container: Container) -> None:
        super().__init__(engine)
        self._container = container
        self._reveal = False

    @property
    def title(self) -> str:
        """``api: inspect``."""
        return f"{self._container.name}: inspect"

    def succeeds(self, other: Pane) -> bool:
        """Take the tab of the one before: this one says it as it is now."""
        return isinstance(other, InspectPane) and other.title == self.title

    @on(Monitor.Resized)
    def _resized(self, event: Monitor.Resized) -> None:
        event.stop()
        if not self._asked:
            self._asked = True
            self._ask()

    @work(exclusive=True, group="inspect")
    async def _ask(self) -> None:
        secrets = "shown" if self._reveal else "masked"
        self.border_title = Content(
            f"inspect · {self._container.name} · secrets {secrets} ({self.key('result.reveal')})"
        )
        monitor = self.monitor
        try:
            details = await self._engine.inspect(self._container.id)
        except AlongsideError as error:
            self.post_message(self.Refused(self, str(error)))
            return
        raw = details.raw if self._reveal else masked(details.raw)
        await monitor.replace(as_terminal(raw))
        monitor.action_browse_top()

    async def do_again(self) -> None:
        """Ask the engine again."""
        self._ask()

    async def do_reveal(self) -> None:
        """Show masked secrets, or mask them again."""
        self._reveal = not self._reveal
        self._ask()
