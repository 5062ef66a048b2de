"""Dialogs, keys, mouse and the bottom line of the whole program, on the practice engine."""

from __future__ import annotations

import pytest
from play import (
    click_on,
    click_row,
    close_tab,
    gone,
    hints,
    keyboard,
    leader,
    live,
    type_in,
    walk_to,
)
from stage import docker_finder, find_staged, main, select, shows, staged, text
from support import wait_for
from textual.pilot import Pilot

from alongside.actions import ACTIONS
from alongside.config import Settings
from alongside.engine.model import State
from alongside.ui.screens.exec_form import ExecForm
from alongside.ui.screens.help import HelpScreen
from alongside_widgets.browsing_keys import BROWSING_KEYS
from alongside_widgets.terminal import Terminal


@pytest.fixture
async def pilot():
    async with staged(find_staged) as found:
        await shows(found, "○ stopped", "2/3", "4/5")
        yield found


def names(pilot: Pilot[None]) -> list[str]:
    return [row.name for row in main(pilot).sidebar.containers.rows if hasattr(row, "name")]


def tabs(pilot: Pilot[None]) -> list[str]:
    return [pane.title for pane in main(pilot).workspace.panes]


def active(pilot: Pilot[None]) -> str:
    pane = main(pilot).workspace.active
    return pane.title if pane is not None else ""


async def shell_in(pilot: Pilot[None], name: str) -> None:
    select(pilot, name)
    await pilot.press("enter")
    await wait_for(lambda: active(pilot).startswith(f"{name}: exec "))
    await shows(pilot, "NEW process", "^C stays here")


async def log_of(pilot: Pilot[None], name: str) -> None:
    select(pilot, name)
    await pilot.press("l")
    await wait_for(lambda: active(pilot) == f"{name}: logs" and keyboard(pilot) == active(pilot))
    await live(pilot)


# Help, palette, menu


async def test_help_names_every_action_and_closes(pilot):
    await pilot.press("f1")
    await shows(pilot, "exec starts a NEW process", "Esc closes")
    dialog = pilot.app.screen
    assert isinstance(dialog, HelpScreen)
    shown = "\n".join(str(part.render()) for part in dialog.query("Static").results())
    written = " ".join(shown.split())  # help of several lines, too
    for action in ACTIONS:
        assert action.id in written
        assert action.help in written
    assert "$ Marking: to the row's last text." in written
    assert all(f"{binding.tooltip}." in written for binding in BROWSING_KEYS)
    await pilot.press("end")
    await shows(pilot, "Go to that tab.")
    await pilot.press("q")
    await gone(pilot, "Go to that tab.")
    assert pilot.app.is_running
    await click_on(pilot, "F1 help")
    await shows(pilot, "exec starts a NEW process")
    await pilot.press("escape")
    await gone(pilot, "exec starts a NEW process")
    assert keyboard(pilot) == "list"


async def test_the_palette_does_it_on_another_container(pilot):
    select(pilot, "shell")
    await pilot.press("colon")
    await shows(pilot, "shell: attach")
    await type_in_field(pilot, "log-generator: logs", "log-generator: logs")
    await pilot.press("enter")
    await wait_for(lambda: active(pilot) == "log-generator: logs")
    assert main(pilot).selected.name == "log-generator"


async def test_the_palette_finds_tabs_and_diagnostics(pilot):
    await log_of(pilot, "log-generator")
    await log_of(pilot, "database")
    await pilot.press("ctrl+p")
    await type_in_field(pilot, "frontend: environment", "frontend: Environment")
    await pilot.press("enter")
    await shows(pilot, "frontend: Environment", "API_URL", "run again")
    await pilot.press("colon")
    await type_in_field(pilot, "tab log-generator", "log-generator: logs")
    await pilot.press("enter")
    await wait_for(lambda: active(pilot) == "log-generator: logs")


async def type_in_field(pilot: Pilot[None], words: str, found: str) -> None:
    """Type into the palette and wait until its first hit is `found`."""
    from textual.command import CommandList, CommandPalette

    await wait_for(lambda: isinstance(pilot.app.screen, CommandPalette))
    await pilot.write(words)

    def first() -> bool:
        listed = pilot.app.screen.query_one(CommandList)
        return bool(listed.option_count) and found in str(listed.get_option_at_index(0).prompt)

    await wait_for(first, what=f"{found} as the first hit")
    await wait_for(
        lambda: pilot.app.screen.query_one(CommandList).highlighted is not None, what="a highlight"
    )


async def test_the_menu_greys_what_cannot_be_done_and_says_why(pilot):
    await click_row(pilot, "stopped", button=3)
    await shows(pilot, "stopped is not running: s starts it", "stopped is exited")
    await click_on(pilot, "shell       stopped is not running")
    await shows(pilot, "stopped is not running: s starts it")
    assert tabs(pilot) == []
    await click_on(pilot, "start/stop")
    await wait_for(lambda: main(pilot).sidebar.containers.find("stopped").state is State.RUNNING)
    await shows(pilot, "stopped is started")


async def test_the_menu_by_keys(pilot):
    select(pilot, "log-generator")
    await pilot.press("x")
    await shows(pilot, "Enter   shell")
    await pilot.press("escape")
    await gone(pilot, "Enter   shell")
    await pilot.press("x")
    await shows(pilot, "logs        Follow")
    await pilot.press("down", "down", "down", "down", "enter")
    await wait_for(lambda: active(pilot) == "log-generator: logs")


async def test_an_inspection_is_json_masked_or_not():
    async with staged(find_staged, size=(160, 300)) as pilot:
        await shows(pilot, "database", "frontend")
        select(pilot, "database")
        await pilot.press("i")
        await shows(pilot, "secrets masked", '"Image": "shop/database:15"')
        assert "correct-horse" not in text(pilot)
        await pilot.press("u")
        await shows(pilot, "secrets shown", '"DATABASE_PASSWORD=correct-horse"')
        assert '  "State": {' in text(pilot)


async def test_esc_leaves_a_long_inspection_as_the_bottom_line_says(docker, engine_host):
    docker("run", "-d", "--name", "dialogs-long", "busybox:test", "sleep", "1000")
    async with staged(docker_finder(engine_host)) as pilot:
        select(pilot, "dialogs-long")
        await pilot.press("i")
        await shows(pilot, "secrets masked", '"Id": "')
        assert "Esc list" in hints(pilot)
        await pilot.press("escape")
        await wait_for(lambda: keyboard(pilot) == "list", 3)


# Forms and questions


async def test_the_exec_form_remembers_what_was_run(pilot):
    select(pilot, "database")
    await pilot.press("e")
    await shows(pilot, "exec in database")
    await pilot.press(*"db GET stock", "tab", "tab", "tab", *"A=b", "enter")
    await shows(pilot, "250", "exit code 0")
    select(pilot, "frontend")
    await pilot.press("e")
    await shows(pilot, "exec in frontend", "db GET stock", "A=b")
    await pilot.press("end", *" again", "escape")
    await gone(pilot, "exec in frontend")
    await click_row(pilot, "database", button=3)
    await click_on(pilot, "exec…")
    await shows(pilot, "exec in database", "db GET stock")
    assert isinstance(pilot.app.screen, ExecForm)
    assert "again" not in text(pilot).partition("exec in database")[2].partition("Run (Enter)")[0]
    await click_on(pilot, "Cancel (Esc)")
    await gone(pilot, "exec in database: ")


@pytest.mark.parametrize(
    ("key", "question"),
    [("r", "Restart database?"), ("s", "Stop database?"), ("ctrl+k", "Kill database?")],
)
async def test_a_question_that_is_confirmed_without_reading_does_no_harm(pilot, key, question):
    select(pilot, "database")
    before = main(pilot).selected.status
    for answer in ("enter", "escape", "n"):
        await pilot.press(key)
        await shows(pilot, question)
        await pilot.press(answer)
        await gone(pilot, question)
    assert main(pilot).selected.state is State.RUNNING
    assert main(pilot).selected.status.partition("(")[0] == before.partition("(")[0]
    await pilot.press(key)
    await shows(pilot, question)
    await pilot.press("right", "enter")
    done = {"r": "restarted", "s": "stopped", "ctrl+k": "killed"}[key]
    await shows(pilot, f"database is {done}", timeout=30)


async def test_what_makes_no_sense_is_refused_with_the_reason(pilot):
    select(pilot, "stopped")
    await pilot.press("ctrl+k")
    await shows(pilot, "stopped is exited")
    await pilot.press("enter")
    await shows(pilot, "stopped is not running: s starts it")
    select(pilot, "database")
    await pilot.press("delete")
    await shows(pilot, "database runs. Kill it and remove it?", "lost for good", "Kill and remove")
    await pilot.press("n")
    assert tabs(pilot) == []


# The list


async def test_the_filter(pilot):
    everything = names(pilot)
    await pilot.press("slash", *"gen")
    await wait_for(lambda: names(pilot) == ["log-generator"])
    assert keyboard(pilot) == "filter"
    await pilot.press("enter")
    assert keyboard(pilot) == "list"
    assert names(pilot) == ["log-generator"]
    assert main(pilot).selected.name == "log-generator"
    await pilot.press("slash", "escape")
    await wait_for(lambda: names(pilot) == everything)
    assert keyboard(pilot) == "list"
    await pilot.press("slash", *"shop up", "down")
    await wait_for(lambda: keyboard(pilot) == "list")
    await pilot.press("slash", "escape")
    await click_on(pilot, "/ filter")
    await pilot.press(*"practice/", "down")
    await wait_for(lambda: "log-generator" in names(pilot) and "api" not in names(pilot))
    assert keyboard(pilot) == "list"


async def test_a_filter_that_nothing_matches_says_how_to_get_out(pilot):
    everything = names(pilot)
    await pilot.press("slash", *"zzz")
    await shows(pilot, "No container matches", "Esc shows all again.")
    await pilot.press("enter")
    await shows(pilot, "Esc shows all again.")
    await pilot.press("escape")
    await wait_for(lambda: names(pilot) == everything, 5)
    assert keyboard(pilot) == "list"


async def test_projects_fold_by_key_and_by_click(pilot):
    listed = main(pilot).sidebar.containers
    await walk_to(pilot, "api")
    await pilot.press("up", "enter")
    await shows(pilot, "▸ shop")
    assert "database" not in names(pilot)
    assert "no container selected" in text(pilot)
    await pilot.press("enter")
    await shows(pilot, "▾ shop", "● database")
    await click_row(pilot, "shop")
    await shows(pilot, "▸ shop")
    assert listed.cursor == 0
    await pilot.press("colon")
    await type_in_field(pilot, "database: logs", "database: logs")
    await pilot.press("enter")
    await shows(pilot, "▾ shop", "● database")


async def test_f2_goes_through_the_widths(pilot):
    sidebar = main(pilot).sidebar
    assert "shop/database:15" not in text(pilot).split("Diagnostics")[0].split("image")[0]
    await pilot.press("f2")
    await wait_for(lambda: sidebar.size.width == 63)
    await shows(pilot, "shop/frontend:1.4")
    await pilot.press("f2")
    await wait_for(lambda: sidebar.size.width == 35)  # hidden, there would be nothing at all
    assert keyboard(pilot) == "list"
    await log_of(pilot, "database")
    await pilot.press("f2", "f2")
    await gone(pilot, "▾ shop")
    assert keyboard(pilot) == "database: logs"
    await pilot.press("f2")
    await wait_for(lambda: sidebar.size.width == 35)
    await pilot.press("f2", "f2", "escape")
    await shows(pilot, "▾ shop")
    assert keyboard(pilot) == "list"


async def test_the_sidebar_is_hidden_from_a_terminal_and_comes_back(pilot):
    await shell_in(pilot, "frontend")
    terminal = pilot.app.focused
    assert isinstance(terminal, Terminal)
    width = terminal.size.width
    await leader(pilot, "f2")
    await leader(pilot, "f2")
    await gone(pilot, "▾ shop")
    await wait_for(lambda: terminal.size.width > width)
    await type_in(pilot, "stty size")
    await shows(pilot, f"{terminal.size.height} {terminal.size.width}")
    assert terminal.has_focus
    await leader(pilot, "s")
    await shows(pilot, "▾ shop")
    assert keyboard(pilot) == "list"
    await wait_for(lambda: terminal.size.width == width)


async def test_double_click_opens_a_shell_and_one_click_does_not(pilot):
    await click_row(pilot, "frontend")
    assert main(pilot).selected.name == "frontend"
    assert tabs(pilot) == []
    await click_row(pilot, "database", times=2)
    await wait_for(lambda: active(pilot).startswith("database: exec"))
    await wait_for(lambda: keyboard(pilot).startswith("database: exec"))


# Tabs


async def test_tabs_by_the_leader(pilot):
    for name in ("log-generator", "database", "frontend"):
        await log_of(pilot, name)
    assert tabs(pilot) == ["log-generator: logs", "database: logs", "frontend: logs"]
    for key, shown in [
        ("1", "log-generator"),
        ("3", "frontend"),
        ("n", "log-generator"),
        ("p", "frontend"),
        ("p", "database"),
    ]:
        await leader(pilot, key)
        await wait_for(lambda shown=shown: active(pilot) == f"{shown}: logs")
        await wait_for(lambda shown=shown: keyboard(pilot) == f"{shown}: logs")
    await leader(pilot, "7")
    await shows(pilot, "There is no tab 7.")
    await leader(pilot, "j")
    await gone(pilot, "what next?")
    assert active(pilot) == "database: logs"
    await leader(pilot, "w")
    await wait_for(lambda: tabs(pilot) == ["log-generator: logs", "frontend: logs"])
    assert active(pilot) == "frontend: logs"
    await wait_for(lambda: keyboard(pilot) == "frontend: logs")
    await leader(pilot, "w")
    await leader(pilot, "w")
    await shows(pilot, "no tabs", "Choose a container on the left")
    await wait_for(lambda: keyboard(pilot) == "list")


async def test_tabs_by_the_mouse(pilot):
    for name in ("log-generator", "database", "frontend"):
        await log_of(pilot, name)
    await click_on(pilot, "log-generator: logs")
    await wait_for(lambda: active(pilot) == "log-generator: logs")
    assert keyboard(pilot) == "log-generator: logs"
    await click_on(pilot, "database: logs", button=2)
    await wait_for(lambda: tabs(pilot) == ["log-generator: logs", "frontend: logs"])
    assert active(pilot) == "log-generator: logs"
    await close_tab(pilot, "log-generator: logs")
    await wait_for(lambda: tabs(pilot) == ["frontend: logs"])
    await wait_for(lambda: keyboard(pilot) == "frontend: logs")
    await close_tab(pilot, "frontend: logs")
    await shows(pilot, "no tabs")
    await wait_for(lambda: keyboard(pilot) == "list")


async def test_other_half_and_zoom_in_a_compare_view(pilot):
    select(pilot, "shell")
    await pilot.press("c")
    await shows(pilot, "NEW process", "MAIN process 1", "differs")
    first, second = main(pilot).workspace.active.query(Terminal).results()
    await wait_for(lambda: first.has_focus)
    await leader(pilot, "o")
    await wait_for(lambda: second.has_focus)
    assert keyboard(pilot).startswith("shell: attach")
    width = second.size.width
    await leader(pilot, "z")
    await wait_for(lambda: second.size.width > width)
    await leader(pilot, "o")
    await wait_for(lambda: first.has_focus and first.size.width > width)
    await leader(pilot, "z")
    await wait_for(lambda: first.size.width <= width + 1 and second.size.width == width)


async def test_the_leader_twice_sends_it_and_other_keys_are_the_programs(pilot):
    await shell_in(pilot, "frontend")
    await type_in(pilot, "stty -echo; cat -v")
    await leader(pilot, "f12")
    await pilot.press("f1", "f2", "ctrl+q", "q", "colon", "enter")
    await shows(pilot, "^[[24~^[OP^[OQ", "q:")
    assert pilot.app.is_running
    assert len(pilot.app.screen_stack) == 1


# The bottom line


async def test_the_bottom_line_names_keys_that_work_where_one_is(pilot):
    assert all(hint in hints(pilot) for hint in ("Enter shell", "a attach", "F1 help", "q quit"))
    await pilot.press("slash")
    await wait_for(lambda: "Enter keeps the filter" in hints(pilot))
    assert "attach" not in hints(pilot)
    await pilot.press("escape")
    await wait_for(lambda: "Enter shell" in hints(pilot))
    select(pilot, "log-generator")
    await shows(pilot, "Environment")
    await pilot.press("d")
    await wait_for(lambda: "arrows move" in hints(pilot))
    assert keyboard(pilot) == "diagnostics"
    await pilot.press("right", "left", "escape")
    await wait_for(lambda: "Enter shell" in hints(pilot))
    await log_of(pilot, "log-generator")
    assert all(hint in hints(pilot) for hint in ("w close", "/ search", "Esc list", "F12"))
    select(pilot, "shell")
    await pilot.press("a")
    await shows(pilot, "MAIN process 1", "input OPEN")
    await wait_for(lambda: "every other key goes to the process" in hints(pilot))
    await leader(pilot, "u")
    await wait_for(lambda: "input is locked: no key reaches the process" in hints(pilot))
    await leader(pilot, "d")
    await shows(pilot, "attach again")
    await wait_for(lambda: "r again" in hints(pilot))
    assert "(ended)" in keyboard(pilot)


async def test_a_results_keys_do_what_the_bottom_line_says(pilot):
    select(pilot, "frontend")
    await shows(pilot, "Environment")
    await pilot.press("d", "enter")
    await shows(pilot, "frontend: Processes", "run again", "frontend.py")
    await wait_for(lambda: keyboard(pilot) == "frontend: Processes")
    await pilot.press("slash")
    await shows(pilot, "Enter older")
    assert "Enter keeps the filter" not in hints(pilot)
    await pilot.press(*"frontend.py")
    await shows(pilot, "1 of ")
    await pilot.press("escape")
    await gone(pilot, "Enter older")
    await pilot.press("r")
    await shows(pilot, "run again")
    await pilot.press("escape")
    assert keyboard(pilot) == "list"
    await click_on(pilot, "frontend: Processes")
    await wait_for(lambda: keyboard(pilot) == "frontend: Processes")
    await pilot.press("w")
    await shows(pilot, "no tabs")


async def test_hints_can_be_clicked(pilot):
    select(pilot, "log-generator")
    await click_on(pilot, "l logs")
    await wait_for(lambda: active(pilot) == "log-generator: logs")
    await wait_for(lambda: "w close" in hints(pilot))
    await click_on(pilot, "F12 alongside's keys")
    await shows(pilot, "what next?")
    await click_on(pilot, "s list")
    await gone(pilot, "what next?")
    await wait_for(lambda: keyboard(pilot) == "list")
    await click_on(pilot, "F2 sidebar")
    await wait_for(lambda: main(pilot).sidebar.has_class("-wide"))
    await click_on(pilot, ": palette")
    await shows(pilot, "log-generator: attach")
    await pilot.press("escape")
    await click_on(pilot, "q quit")
    await wait_for(lambda: not pilot.app.is_running)


# Other keys, other sizes


KEYS = {"list.attach": "A", "leader.list": "j", "result.close": "X", "app.help": "f3"}


async def test_keys_of_ones_own():
    settings = Settings(leader="ctrl+b", keys=KEYS)
    async with staged(find_staged, settings=settings) as pilot:
        await shows(pilot, "log-generator", "A attach", "F3 help")
        select(pilot, "log-generator")
        await pilot.press("a")
        await pilot.pause()
        assert tabs(pilot) == []
        await pilot.press("A")
        await shows(pilot, "MAIN process 1", "no stdin", "Ctrl+b alongside's keys")
        await pilot.press("f12")
        await pilot.pause()
        assert "what next?" not in text(pilot)
        await pilot.press("ctrl+b")
        await shows(pilot, "Ctrl+b: what next?", "j list", "sends Ctrl+b itself")
        await pilot.press("j")
        await wait_for(lambda: keyboard(pilot) == "list")
        await pilot.press("f3")
        await shows(pilot, "exec starts a NEW process")
        await pilot.press("escape")
        await pilot.press("x")
        await shows(pilot, "A       attach")
        await pilot.press("escape", "l")
        await shows(pilot, "X close")
        await wait_for(lambda: keyboard(pilot) == "log-generator: logs")
        await pilot.press("w")
        await pilot.pause()
        assert len(tabs(pilot)) == 2
        await pilot.press("X")
        await wait_for(lambda: tabs(pilot) == ["log-generator: attach"])
        await shell_in(pilot, "frontend")
        await type_in(pilot, "stty -echo; cat -v")
        await leader(pilot, "ctrl+b", leader="ctrl+b")
        await pilot.press("f12", "enter")
        await shows(pilot, "^B^[[24~")


async def test_every_dialog_fits_a_small_terminal():
    async with staged(find_staged, size=(80, 24)) as pilot:
        await shows(pilot, "database")
        select(pilot, "database")
        for key, words in [
            ("f1", ("exec starts a NEW process", "Esc closes")),
            ("x", ("Enter   shell", "remove")),
            ("e", ("exec in database", "Run (Enter)")),
            ("r", ("Restart database?", "Cancel (n)")),
            ("f12", ("what next?", "q quit")),
            ("colon", ("database: attach",)),
        ]:
            await pilot.press(key)
            await shows(pilot, *words)
            await pilot.press("escape")
            await gone(pilot, words[0])
