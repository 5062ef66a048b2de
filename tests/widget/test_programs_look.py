"""Full-screen programs as a pane shows them: recorded output, and pictures in screenshots/.

``tests/data/programs`` holds what each program wrote to a terminal of 80x24 while a few keys were
typed. ``pytest tests/widget/test_programs_look.py --update-screens`` makes the pictures anew.
"""

from __future__ import annotations

import html
import re
from collections import defaultdict
from pathlib import Path

import pytest
from pane_support import PaneApp, shown

from alongside_widgets import Monitor
from alongside_widgets.emulator import Emulator

HERE = Path(__file__).parent.parent
RECORDINGS = {path.stem: path.read_bytes() for path in (HERE / "data/programs").glob("*.bin")}
PICTURES = HERE.parent / "screenshots"

SEEN = {
    "htop": ["Load average", "F1Help", "htop -d 1000"],
    "less": ["16                 struck[multiple] = 1", "(END)"],
    "mc": ["┌<─ /srv/demo ─", "│ sieve.py", "10Quit"],
    "nano": ["GNU nano", "^G Help", "3 from __future__"],
    "textual": ["▊  espresso", "抹茶", "Brew", "━━"],
    "tmux": ["drwxr-xr-x", "日本語 and émojis: 👩\u200d🚀 ✔", "[0] 0:bash*"],
    "top": ["load average", "%Cpu(s)", "sleep"],
    "vim": ["11     struck = bytearray(limit)", "1 more line; before #1", "sieve.py"],
}
"""Words that each screen has."""


def lines(svg: str) -> list[str]:
    """Return the text of each line of a picture."""
    found: dict[float, list[str]] = defaultdict(list)
    for y, words in re.findall(r'<text[^>]*\by="([\d.]+)"[^>]*>([^<]*)</text>', svg):
        found[float(y)].append(html.unescape(words).replace("\xa0", " "))
    return ["".join(parts).rstrip() for _, parts in sorted(found.items())]


def compare(name: str, svg: str, update: bool) -> None:
    """Compare with screenshots/programs-NAME.svg, or write it."""
    picture = PICTURES / f"programs-{name}.svg"
    if update:
        picture.write_text(re.sub(r"terminal-\d+", "terminal", svg), "utf-8")
    assert lines(svg) == lines(picture.read_text("utf-8"))


@pytest.mark.parametrize("name", sorted(SEEN))
async def test_picture(name: str, request: pytest.FixtureRequest) -> None:
    monitor = Monitor()
    app = PaneApp(monitor)
    async with app.run_test(size=(80, 24)) as pilot:
        monitor.feed(RECORDINGS[name])
        await monitor.drain()
        await pilot.pause()
        screen = "\n".join(shown(monitor))
        for words in SEEN[name]:
            assert words in screen
        update = request.config.getoption("--update-screens")
        compare(name, app.export_screenshot(title=name), update)


@pytest.mark.parametrize("name", sorted(SEEN))
def test_full_screen_and_back(name: str) -> None:
    emulator = Emulator(80, 24)
    emulator.feed(RECORDINGS[name])
    assert emulator.modes.alternate_screen is (name != "top")
    assert emulator.scrollback_lines() == []
    emulator.feed(b"\x18\x1bc")
    assert emulator.lines() == [" " * 80] * 24
