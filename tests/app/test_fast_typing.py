"""Keys that arrive in one burst: those behind the one that moved the focus go where it went."""

from __future__ import annotations

import re

import pytest
from stage import main, select, shows, staged, text
from support import wait_for
from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.widgets import Input

from alongside.engine.model import State
from alongside.ui.screens.main import MainScreen


def burst(pilot: Pilot[None], keys: str) -> None:
    """Post keys as one packet of the outer terminal would bring them: nobody waits in between."""
    for character in keys:
        name = "enter" if character == "\r" else _character_to_key(character)
        pilot.app.post_message(events.Key(name, character))


async def test_what_is_typed_behind_enter_reaches_the_shell():
    async with staged() as pilot:
        select(pilot, "shell")
        await pilot.pause()
        burst(pilot, "\recho early $((40+2))\r")
        await shows(pilot, "early 42")
        assert len(main(pilot).workspace.panes) == 1


async def test_what_is_typed_behind_the_slash_goes_into_the_filter():
    async with staged() as pilot:
        select(pilot, "shell")
        await pilot.pause()
        burst(pilot, "/alc")
        await wait_for(lambda: pilot.app.screen.query_one("#filter", Input).value == "alc")
        assert "no tabs" in text(pilot)


async def test_a_heap_of_container_keys_opens_one_thing_only():
    async with staged() as pilot:
        select(pilot, "interactive-app")
        await pilot.pause()
        burst(pilot, "akd")
        await shows(pilot, "MAIN process 1", "kd")
        assert len(main(pilot).workspace.panes) == 1


async def test_what_is_typed_into_an_attach_that_turns_out_locked_is_told_of():
    async with staged() as pilot:
        select(pilot, "frontend")
        await pilot.pause()
        burst(pilot, "als")
        told = re.compile(r"This process has no stdin: (what you typed is lost|nothing you type)")
        await wait_for(lambda: told.search(text(pilot)), what="that it is lost")
        assert len(main(pilot).workspace.panes) == 1


async def test_what_is_typed_behind_a_filters_enter_is_for_the_list():
    async with staged() as pilot:
        await shows(pilot, "● shell")
        burst(pilot, "/interactive\rs")
        await shows(pilot, "Stop interactive-app?")
        assert pilot.app.screen_stack[0].query_one("#filter", Input).value == "interactive"


async def test_a_filter_puts_the_cursor_on_the_first_container_found():
    async with staged() as pilot:
        await shows(pilot, "● shell")
        await pilot.press("home")
        assert main(pilot).selected is None  # on a heading
        burst(pilot, "/front")
        await wait_for(lambda: main(pilot).selected and main(pilot).selected.name == "frontend")


async def test_what_is_typed_behind_the_leaders_key_goes_where_it_leads():
    async with staged() as pilot:
        select(pilot, "shell")
        await pilot.press("c")
        await shows(pilot, "NEW process", "MAIN process", "^C stays here")
        await pilot.press("f12")
        await shows(pilot, "what next?")
        burst(pilot, "oecho there $((40+3)); tty\r")
        await shows(pilot, "there 43", "/dev/pts/0")
        burst(pilot, "echo and $((40+4))\r")
        await shows(pilot, "and 44")


async def test_what_is_typed_with_the_leader_in_one_breath_is_no_key_of_the_process():
    async with staged() as pilot:
        select(pilot, "shell")
        await pilot.press("c")
        await shows(pilot, "NEW process", "MAIN process", "^C stays here")
        pilot.app.post_message(events.Key("f12", None))
        burst(pilot, "oecho there $((40+5)); tty\r")
        await shows(pilot, "there 45", "/dev/pts/0")
        pilot.app.post_message(events.Key("f12", None))
        pilot.app.post_message(events.Key("f12", None))  # sends the leader itself
        burst(pilot, "\recho after $((40+6))\r")
        await shows(pilot, "after 46")


@pytest.mark.parametrize("key", ["e", "v", "2", "x", "K", "r", "ctrl+k"])
async def test_what_is_typed_behind_a_key_that_asks_is_for_its_dialog(key: str):
    """`p` on the list would freeze the container."""
    async with staged() as pilot:
        select(pilot, "shell")
        await pilot.pause()
        pilot.app.post_message(events.Key(key, None))
        burst(pilot, "pl")
        await wait_for(lambda: pilot.app.screen.is_modal, what="the dialog")
        await pilot.pause()
        await pilot.press("escape")
        await wait_for(lambda: not pilot.app.screen.is_modal, what="the list")
        assert not main(pilot).workspace.panes
        assert main(pilot).sidebar.containers.find("shell").state is State.RUNNING
        await pilot.press("l")  # and keys are the list's again
        await shows(pilot, "shell: logs")


async def test_what_is_typed_behind_the_quit_key_is_for_its_question():
    async with staged() as pilot:
        select(pilot, "shell")
        await pilot.press("enter")
        await shows(pilot, "shell: exec", "NEW process")
        select(pilot, "shell")
        await pilot.pause()
        burst(pilot, "qpl")
        await shows(pilot, "Leave alongside?")
        await pilot.press("escape")
        await wait_for(lambda: not pilot.app.screen.is_modal, what="the list")
        assert len(main(pilot).workspace.panes) == 1
        assert main(pilot).sidebar.containers.find("shell").state is State.RUNNING
        burst(pilot, "qyp")
        await wait_for(lambda: not pilot.app.is_running, what="the end")


async def test_what_is_typed_behind_a_quit_that_asks_nothing_does_nothing(
    monkeypatch: pytest.MonkeyPatch,
):
    done: list[str] = []
    async with staged() as pilot:
        select(pilot, "shell")
        await pilot.pause()
        monkeypatch.setattr(MainScreen, "_operate", lambda _, what: done.append(what))
        burst(pilot, "qps")
        await wait_for(lambda: not pilot.app.is_running, what="the end")
    assert not done


async def test_a_command_typed_with_the_key_of_its_form_is_whole():
    async with staged() as pilot:
        select(pilot, "shell")
        await pilot.pause()
        burst(pilot, "eps -o comm\r")
        await shows(pilot, "exec ps · shell", "COMMAND", "exit code 0")
        assert main(pilot).sidebar.containers.find("shell").state is State.RUNNING
