"""Panes whose session is over: the text stays, and nothing that lives is taken with them."""

from __future__ import annotations

import pytest
from play import leader, type_in
from stage import main, select, shows, staged, text
from support import wait_for
from textual.pilot import Pilot

from alongside.ui.compare_pane import ComparePane
from alongside_widgets.terminal import Terminal


async def ended_shell(pilot: Pilot[None], script: str) -> None:
    select(pilot, "shell")
    await pilot.press("enter")
    await shows(pilot, "NEW process", "root@shell")
    await type_in(pilot, f"{script}; exit")
    await shows(pilot, "run again", "has ended")


async def test_running_again_draws_its_line_below_all_text():
    async with staged() as pilot:
        await ended_shell(pilot, "clear; seq 101 112; tput cup 0 0")
        await pilot.press("r")
        await shows(pilot, "── again ──", "NEW process")
        shown = text(pilot)
        assert all(str(number) in shown for number in range(102, 113))
        assert shown.index("112") < shown.index("── again ──")


async def test_stop_does_not_close_what_has_ended():
    async with staged() as pilot:
        await ended_shell(pilot, "echo kept")
        assert "x stop" not in text(pilot)
        await pilot.press("x")
        await shows(pilot, "There is nothing to stop", "kept")


async def test_closing_an_ended_half_leaves_the_living_one():
    async with staged(container="shell") as pilot:
        await shows(pilot, "NEW process", "MAIN process 1", "differs")
        await leader(pilot, "o")
        await pilot.press("ctrl+p", "ctrl+q")
        await shows(pilot, "attach again")
        await pilot.press("w")
        pane = main(pilot).workspace.active
        assert isinstance(pane, ComparePane)
        first, second = pane.query(Terminal).results()
        await wait_for(lambda: not second.region and first.has_focus)
        await type_in(pilot, "echo alive $((40+2))")
        await shows(pilot, "alive 42")


async def test_it_is_running_again_is_taken_back():
    async with staged() as pilot:
        engine = main(pilot).context.engine
        select(pilot, "log-generator")
        await pilot.press("a")
        await shows(pilot, "MAIN process 1")
        found = main(pilot).sidebar.containers.find("log-generator")
        await engine.kill(found.id)
        await shows(pilot, "attach again", "exited 137")
        await engine.start(found.id)
        await shows(pilot, "It is running again")
        # The list has to have seen it live to see it end; the pane may know sooner.
        await wait_for(lambda: main(pilot).sidebar.containers.find("log-generator").state.live)
        await engine.kill(found.id)
        await wait_for(lambda: "It is running again" not in text(pilot))
        await engine.start(found.id)
        await shows(pilot, "It is running again")


async def test_scrolling_back_and_searching_by_the_leader():
    async with staged() as pilot:
        select(pilot, "shell")
        await pilot.press("enter")
        await shows(pilot, "NEW process", "root@shell")
        await type_in(pilot, "seq -f word%g 200; echo the end")
        await shows(pilot, "word200", "the end")
        await leader(pilot, "left_square_bracket")
        await shows(pilot, "arrows, PgUp, PgDn")
        await pilot.press("g")
        await wait_for(lambda: "word1\n" in text(pilot) + "\n" or "word2" in text(pilot))
        await pilot.press("slash", *"word123")
        await shows(pilot, "1 of 1", "Esc ends the search")
        await pilot.press("escape", "escape")
        await shows(pilot, "every other key goes to the process")
        await type_in(pilot, "echo back $((40+2))")
        await shows(pilot, "back 42")


async def test_marks_of_the_exec_form_say_what_is_on():
    async with staged() as pilot:
        select(pilot, "shell")
        await pilot.press("e")
        await shows(pilot, "exec in shell", "✓▌ tty", "✓▌ stdin")
        assert "✓▌ --privileged" not in text(pilot)
        assert "✓▌ --detach" not in text(pilot)


async def test_space_marks_and_enter_runs_wherever_the_keyboard_is_in_the_exec_form():
    async with staged() as pilot:
        select(pilot, "shell")
        await pilot.press("e")
        await shows(pilot, "exec in shell")
        await pilot.write("tty")
        await pilot.press(*["tab"] * 4)
        for switch in ("tty", "stdin", "privileged", "detach"):
            focused = pilot.app.focused
            assert focused is not None
            assert focused.id == switch
            assert all(words in text(pilot) for words in ("tty  -t", "stdin  -i", "--privileged"))
            assert "▌ --detach: start it" in text(pilot)
            await pilot.press("tab")
        await pilot.press(*["shift+tab"] * 4)
        await shows(pilot, "✓▌ tty")
        await pilot.press("space")
        await shows(pilot, "▐ ▌ tty")
        await pilot.press("enter")
        await shows(pilot, "not a tty", "exit code 1")


@pytest.mark.parametrize(
    ("key", "said"),
    [("d", "takes the anatomy's tab"), ("vertical_line", "That takes a comparison")],
)
async def test_what_an_ended_shell_cannot_do_is_said_in_a_sentence(key: str, said: str):
    async with staged() as pilot:
        await ended_shell(pilot, "echo kept")
        await pilot.press(key)
        await shows(pilot, said)
