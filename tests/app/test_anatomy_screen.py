"""Below a comparison, the anatomy's tab and the picture of the relay, on practice engines."""

from __future__ import annotations

import re

import pytest
from play import click_on, gone, in_order, leader, type_in
from stage import find_staged, main, select, shows, staged, text
from support import wait_for
from test_screens import picture  # noqa: F401  (a fixture)

from alongside.ui.compare_foot import CompareFoot
from alongside.ui.screens.relay import RelayScreen


@pytest.fixture
async def pilot():
    async with staged(size=(160, 45)) as found:
        await shows(found, "database", "healthy")
        yield found


async def compared(pilot, name: str = "database", *words: str) -> CompareFoot:
    select(pilot, name)
    await pilot.press("c")
    await shows(pilot, f"{name}: compare", "^C stays here", "MAIN process 1", *words)
    return main(pilot).query_one(CompareFoot)


def counts(pilot) -> list[str]:
    return re.findall(r"↓ +(\S+ \S+)  ↑ +(\S+ \S+)", text(pilot))


async def test_the_rows_below_a_comparison(pilot) -> None:
    await compared(pilot)
    # What differs by the anatomy, both ways with where they part, what happened.
    await shows(pilot, "same mnt net pid", "all of it: F12 y", "┬─ bash", "└─ python3")
    await shows(pilot, "+ our exec bash", "→ attach")
    before = counts(pilot)
    await type_in(pilot, "echo much-text-much-text")
    await wait_for(lambda: counts(pilot)[0] != before[0], what="other counts")
    assert counts(pilot)[1] == before[1]  # nothing was typed into the main process


async def test_closing_holds_nothing(pilot) -> None:
    await compared(pilot)
    happenings = main(pilot).context.happenings
    assert happenings._followers
    await leader(pilot, "w")
    await wait_for(lambda: not happenings._followers and happenings._task is None)


async def test_a_hidden_comparison_paints_nothing_and_catches_up(pilot) -> None:
    foot = await compared(pilot, "database", "all of it")
    await leader(pilot, "s")
    await pilot.press("i")
    await shows(pilot, "StdinOnce")
    await wait_for(lambda: foot._timer is None and not foot.is_on_screen)
    await main(pilot).context.engine.pause("database")
    await wait_for(lambda: foot.study.timeline.entries[-1].word == "paused")
    assert foot._timer is None
    await main(pilot).context.engine.unpause("database")
    await pilot.press("ctrl+left")
    await shows(pilot, "‖ paused", "● goes on")


def whole(pilot) -> str:
    """All lines of the anatomy's tab, those out of view too."""
    emulator = main(pilot).workspace.active.monitor.emulator
    return "\n".join([*emulator.scrollback_lines(), *emulator.lines()])


async def test_the_anatomy_of_a_comparison_and_its_keys(pilot) -> None:
    foot = await compared(pilot)
    await leader(pilot, "y")
    await shows(pilot, "exec: a NEW process", "attach: the MAIN process", "Endings", "all (d)")
    pid = foot.study._sessions[0].facts.pid
    assert f"≠ pid inside                  {pid} " in whole(pilot)
    assert "= parent inside" in whole(pilot)
    await pilot.press("d")
    await shows(pilot, "only differences")
    await wait_for(
        lambda: "≠ pid inside" in (text := whole(pilot)) and "= parent inside" not in text
    )
    await pilot.press("d")
    await shows(pilot, "all (d)")
    await wait_for(lambda: "correct-horse" not in whole(pilot) and "••••" in whole(pilot))
    for _ in range(4):
        await pilot.press("right_square_bracket")
    await shows(pilot, "≠ pid inside")
    await pilot.press("u")
    await wait_for(lambda: "correct-horse" in whole(pilot))
    await shows(pilot, "≠ pid inside")  # the place in it is kept
    await pilot.press("u")
    await wait_for(lambda: "correct-horse" not in whole(pilot) and "••••" in whole(pilot))
    await wait_for(lambda: not any(w.group == "show" and w.is_running for w in pilot.app.workers))
    writings = []
    main(pilot).workspace.active._show = lambda: writings.append(1)
    await pilot.press("slash")
    await type_in(pilot, "DATABASE_PASSWORD")
    await shows(pilot, "DATABASE_PASSWORD", "••••")
    assert not writings  # the search has taken a row, no column: nothing is written anew


async def test_the_anatomy_from_the_list_starts_a_shell_of_its_own(pilot) -> None:
    select(pilot, "frontend")
    await pilot.press("y")
    await shows(pilot, "anatomy", "a shell started for this comparison")
    tabs = len(main(pilot).workspace.panes)
    select(pilot, "frontend")
    await pilot.press("y")
    await wait_for(lambda: "≠ pid inside" in whole(pilot))
    assert len(main(pilot).workspace.panes) == tabs


async def test_a_stopped_container_has_an_anatomy_too(pilot) -> None:
    select(pilot, "stopped")
    await pilot.press("y")
    await shows(pilot, "stopped: anatomy", "no exec")


async def test_a_click_below_the_halves_opens_it(pilot) -> None:
    await compared(pilot)
    await click_on(pilot, "all of it")
    await shows(pilot, "database: anatomy", "attach: the MAIN process")


async def test_a_click_on_the_way_of_the_bytes_opens_its_picture(pilot) -> None:
    await compared(pilot, "database", "└─ python3")
    await click_on(pilot, "└─ python3")
    await shows(pilot, "The way of the bytes", "NEW process: exec")


async def test_the_relay_and_all_that_happened(pilot) -> None:
    await compared(pilot, "database", "└─ python3")
    await leader(pilot, "t")
    await shows(pilot, "The way of the bytes", "├─ tty ─", "NEW process: exec", "came")
    await shows(pilot, "What happened", "+ our exec bash", "→ attach")
    await main(pilot).context.engine.pause("database")
    await shows(pilot, "‖ paused")
    await main(pilot).context.engine.unpause("database")
    await pilot.press("escape")
    await gone(pilot, "What happened")


async def test_on_a_small_screen_the_picture_s_boxes_stand_beside_each_other(monkeypatch) -> None:
    monkeypatch.setattr(RelayScreen, "_soon", lambda self: None)  # a quiet container: painted once
    async with staged(size=(80, 18)) as pilot:
        await compared(pilot, "database", "namespaces")
        await leader(pilot, "t")
        await shows(pilot, "The way of the bytes", "NEW process: exec")
        rows = [line for line in text(pilot).split("\n") if "─┴─" in line]
        assert rows[-1].count("╭") == rows[-1].count("╮") == 2


async def test_without_two_halves_there_is_no_relay_to_show(pilot) -> None:
    select(pilot, "database")
    await pilot.press("enter")
    await shows(pilot, "database: exec", "^C stays here")
    await leader(pilot, "t")
    await shows(pilot, "There is nothing to relay here.")


async def test_on_a_small_screen_one_row_is_left() -> None:
    async with staged(size=(80, 24)) as pilot:
        foot = await compared(pilot, "database")
        await shows(pilot, "same", "namespaces", "differs")
        assert foot.size.height == 1


async def test_what_the_container_did_is_told(pilot) -> None:
    foot = await compared(pilot, "shell", "all of it")
    await main(pilot).context.engine.kill("shell", "KILL")
    await shows(pilot, "! signal SIGKILL", "× main process died with 137")
    await wait_for(lambda: all(way.broken for way in foot.study.ways()))
    await shows(pilot, "╳", "gone with its container")


async def test_where_no_shell_could_be_started_the_way_says_so(pilot) -> None:
    select(pilot, "minimal")
    await pilot.press("c")
    await shows(pilot, "MAIN process 1", "no shell to open", "nothing was started")
    await shows(pilot, "nothing to compare: no new process was started")
    assert "differs" not in text(pilot)


# Pictures


@pytest.mark.parametrize("size", [(160, 45), (80, 24)], ids=lambda size: f"{size[0]}x{size[1]}")
async def test_picture_of_the_anatomy(size, picture) -> None:  # noqa: F811
    async with staged(find_staged, size=size) as pilot:
        if main(pilot).context.engine.notice:
            pytest.skip("the pictures are taken where the kernel gives containers namespaces")
        await shows(pilot, "● database", "healthy", "2/3")
        select(pilot, "database")
        await pilot.press("y")
        await shows(pilot, "a shell started for")
        await picture(pilot, "anatomy")


async def test_picture_of_the_relay(picture) -> None:  # noqa: F811
    async with staged(find_staged, size=(120, 35)) as pilot:
        if main(pilot).context.engine.notice:
            pytest.skip("the pictures are taken where the kernel gives containers namespaces")
        await shows(pilot, "● database", "healthy", "2/3")
        await compared(pilot, "database", "all of it", "└─ python3")
        await in_order(pilot)
        await leader(pilot, "t")
        await shows(pilot, "What happened")
        await picture(pilot, "relay")
