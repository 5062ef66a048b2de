"""Closing a live exec asks when more runs there than a shell at its prompt, and names it."""

from __future__ import annotations

import asyncio

import pytest
from play import close_tab, gone, leader, live, type_in
from stage import docker_finder, main, select, shows, staged, text
from support import Docker, wait_for
from textual import events
from textual.pilot import Pilot

from alongside.errors import UnreachableError


async def _shell(pilot: Pilot[None], name: str = "shell", key: str = "enter") -> None:
    await wait_for(lambda: main(pilot).sidebar.containers.find(name), what=name)
    select(pilot, name)
    await pilot.press(key)
    await live(pilot)


async def _starts(pilot: Pilot[None], command: str) -> None:
    """Type a command into the shell that is shown, and wait until it runs."""
    session = main(pilot).workspace.active.session
    await type_in(pilot, command)

    async def there() -> bool:
        word = command.partition(" ")[0]
        return any(name.startswith(word) for name in await session.busy_with())

    await wait_for(there, what=command)


@pytest.mark.parametrize("way", ["leader", "tab"])
async def test_what_runs_in_a_shell_is_named_before_it_is_closed(
    way: str, docker: Docker, engine_host: str
) -> None:
    name = f"busy-{way}"
    docker("run", "-d", "--name", name, "debian:test", "sleep", "100000")
    async with staged(docker_finder(engine_host)) as pilot:
        await _shell(pilot, name)
        await _starts(pilot, "vi /tmp/unsaved")
        pid = main(pilot).workspace.active.session.facts.pid
        if way == "leader":
            await leader(pilot, "w")
        else:
            await close_tab(pilot, f"{name}: exec")
        await shows(pilot, "Close the tab", f"bash ({pid}) and vi (", "closing ends them")
        await pilot.press("n")
        await gone(pilot, "Close the tab")
        assert len(main(pilot).workspace.panes) == 1
        assert main(pilot).workspace.active.session.ending is None
        await leader(pilot, "w")
        await shows(pilot, "Close the tab")
        await pilot.press("y")
        await wait_for(lambda: not main(pilot).workspace.panes, what="no tab")


async def test_idle_shells_close_at_once_one_after_the_other() -> None:
    async with staged() as pilot:
        for _ in range(2):
            await _shell(pilot)
        for key in ("f12", "w", "f12", "w"):
            pilot.app.post_message(events.Key(key, key if len(key) == 1 else None))
        await wait_for(lambda: not main(pilot).workspace.panes, what="no tab")
        await wait_for(lambda: main(pilot).sidebar.containers.has_focus, what="the list")
        assert not pilot.app.screen.is_modal


async def test_closing_twice_asks_once() -> None:
    async with staged() as pilot:
        await _shell(pilot)
        await _starts(pilot, "sleep 9001")
        pane = main(pilot).workspace.active
        for _ in range(2):
            pane.post_message(pane.CloseRequested(pane))
        await shows(pilot, "Close the tab", "sleep (")
        await pilot.press("n")
        await gone(pilot, "Close the tab")
        await pilot.pause()
        assert not pilot.app.screen.is_modal
        assert main(pilot).workspace.panes == (pane,)


@pytest.mark.parametrize("trouble", ["silent", "away"])
async def test_where_nothing_can_be_known_it_closes(
    trouble: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(*_: object, **__: object) -> object:
        if trouble == "away":
            raise UnreachableError("Nobody answers")
        return await asyncio.Event().wait()

    async with staged() as pilot:
        await _shell(pilot)
        await _starts(pilot, "sleep 9001")
        monkeypatch.setattr("alongside.session.exec_end.find_processes", never)
        await leader(pilot, "w")
        await wait_for(lambda: not main(pilot).workspace.panes, what="no tab")


async def test_a_container_that_stops_while_it_is_asked_about_is_no_crash() -> None:
    async with staged() as pilot:
        await _shell(pilot)
        await _starts(pilot, "sleep 9001")
        await leader(pilot, "w")
        await shows(pilot, "Close the tab")
        found = main(pilot).sidebar.containers.find("shell")
        await main(pilot).context.engine.kill(found.id)
        await wait_for(lambda: main(pilot).workspace.active.ended, what="its end")
        await pilot.press("y")
        await wait_for(lambda: not main(pilot).workspace.panes, what="no tab")


@pytest.mark.parametrize("key", ["c", "2"])
async def test_halves_are_asked_about_too(key: str) -> None:
    async with staged() as pilot:
        select(pilot, "shell")
        await pilot.press(key)
        if key == "2":
            await shows(pilot, "two execs side by side")
            await pilot.press("enter")
        pane = None

        def ready() -> bool:
            nonlocal pane
            pane = main(pilot).workspace.active
            return pane is not None and pane.new_process is not None and pane.new_process.pid

        await wait_for(ready, what="the exec half")
        await wait_for(lambda: pane.half.session.phase.value == "live")
        await type_in(pilot, "sleep 9001")

        async def busy() -> bool:
            return bool(await pane.busy())

        await wait_for(busy, what="sleep")
        await leader(pilot, "w")
        await shows(pilot, "Close the tab", "shell: ", "sleep (", "closing ends them")
        assert text(pilot).count("closing ends") == 1
        await pilot.press("y")
        await wait_for(lambda: not main(pilot).workspace.panes, what="no tab")
