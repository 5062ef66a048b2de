"""The user's browser, as far as a link that a container wrote may reach it.

Only web addresses do, and only where there is a desktop: anything else the system might run with
a program of its choice, and a browser for the console would take this very terminal.
"""

from __future__ import annotations

import asyncio
import os
import sys

_WEB = ("http://", "https://")
_DESKTOP = ("DISPLAY", "WAYLAND_DISPLAY")


def why_not(url: str) -> str:
    """Say why an address is not opened from here; empty if it can be."""
    if not url.lower().startswith(_WEB):
        return "Only web addresses are opened from here."
    if sys.platform != "darwin" and not any(os.environ.get(name) for name in _DESKTOP):
        return "There is no desktop here with a browser that could show it."
    return ""


async def open_url(url: str) -> bool:
    """Open an address; return whether a browser took it."""
    import webbrowser  # seldom wanted

    return await asyncio.to_thread(webbrowser.open, url)
