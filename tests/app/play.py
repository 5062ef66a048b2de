"""What a user does, on a staged program: keys, and the mouse at what is on the screen."""

from __future__ import annotations

from rich.cells import cell_len
from stage import looking, main, shows, text
from support import wait_for
from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot

from alongside.anatomy.timeline_rows import HELPER
from alongside.session.session import Phase
from alongside.ui.compare_foot import CompareFoot
from alongside.ui.container_list import ContainerList
from alongside.ui.session_pane import SessionPane


async def type_in(pilot: Pilot[None], line: str) -> None:
    """Type a line and Enter, as fast as a driver posts keys: `Pilot.press` rests after each."""
    for character in line:
        pilot.app.post_message(events.Key(_character_to_key(character), character))
    await pilot.press("enter")


async def live(pilot: Pilot[None]) -> None:
    """Wait until the shown tab's session is connected; what it knows is on the screen before."""

    def connected() -> bool:
        pane = main(pilot).workspace.active
        return isinstance(pane, SessionPane) and pane.session.phase is Phase.LIVE

    await wait_for(connected, 20, "a live session")


async def leader(pilot: Pilot[None], key: str, leader: str = "f12") -> None:
    """Press the leader, wait for its line, press a key."""
    await pilot.press(leader)
    await shows(pilot, "what next?")
    await pilot.press(key)


async def walk_to(pilot: Pilot[None], name: str) -> None:
    """Move the list's cursor to a container, by arrow keys alone."""
    listed = main(pilot).sidebar.containers
    assert listed.has_focus
    names = [getattr(row, "name", "") for row in listed.rows]
    steps = names.index(name) - listed.cursor
    await pilot.press(*["down" if steps > 0 else "up"] * abs(steps))
    assert main(pilot).selected.name == name


def place_of(shown: str, words: str, *, last: bool = False) -> tuple[int, int] | None:
    """Return the cell in which `words` begin in what the screen shows."""
    found = None
    for y, line in enumerate(shown.split("\n")):
        if words in line:
            found = cell_len(line[: line.index(words)]), y
            if not last:
                break
    return found


async def click_on(
    pilot: Pilot[None], words: str, *, button: int = 1, times: int = 1, last: bool = False
) -> None:
    """Wait until `words` are on the screen and stay where they are; click their first cell but one.

    What is laid out may still move when its words are first seen: a dialog to the middle, a link
    when a line above it comes or goes.
    """
    look = looking(pilot)
    found = None

    async def rests() -> bool:
        nonlocal found
        before, found = found, place_of(look(), words, last=last)
        if found is None or found != before:
            return False
        await pilot.pause()
        return place_of(text(pilot), words, last=last) == found

    try:
        await wait_for(rests, 20, f"{words!r} on the screen")
    except BaseException:
        print(text(pilot))
        raise
    assert found is not None
    x, y = found
    await pilot.click(offset=(x + (len(words) > 1), y), button=button, times=times)


async def click_row(pilot: Pilot[None], name: str, *, button: int = 1, times: int = 1) -> None:
    """Click a container (or a project's heading) in the list."""
    listed = main(pilot).sidebar.containers
    rows = [getattr(row, "name", getattr(row, "project", "")) for row in listed.rows]
    offset = (5, rows.index(name) - round(listed.scroll_y))
    await pilot.click(ContainerList, offset=offset, button=button, times=times)


async def close_tab(pilot: Pilot[None], title: str) -> None:
    """Click the × of the tab whose title begins so."""
    bar = text(pilot).split("\n")[1]
    start = bar.index(title)
    await pilot.click(offset=(cell_len(bar[: bar.index("×", start)]), 1))


async def gone(pilot: Pilot[None], words: str) -> None:
    """Wait until `words` are not on the screen any more."""
    look = looking(pilot)
    try:
        await wait_for(lambda: words not in look(), 20, f"no {words!r} on the screen")
    except BaseException:
        print(text(pilot))
        raise


def hints(pilot: Pilot[None]) -> str:
    """Return the bottom line."""
    return text(pilot).split("\n")[-1]


def keyboard(pilot: Pilot[None]) -> str:
    """Return where the top line says that keys go."""
    return text(pilot).split("\n")[0].rpartition("⌨ ")[2].strip()


async def in_order(pilot: Pilot[None]) -> None:
    """Wait until all below a comparison is read; put its timeline into the same order always.

    The halves open at the same time, so that which of their events comes first is chance.
    """
    study = main(pilot).query_one(CompareFoot).study

    def read() -> bool:
        found = study.timeline.entries if study.timeline else []
        looked = any(e.detail and study.name_of(e.exec_id) == HELPER for e in found if e.exec_id)
        return looked and study.anatomy is not None and all(way.hops for way in study.ways())

    await wait_for(read, 20, "the anatomy below the halves")
    assert study.timeline is not None
    entries = study.timeline.entries
    entries[:] = sorted(
        (e for e in entries if e.word == "attach" or study.name_of(e.exec_id) not in ("", HELPER)),
        key=lambda entry: entry.word,
    )
    study.changed()
