"""Two execs side by side: by keys, by the mouse, in one container and in two."""

from __future__ import annotations

import pytest
from play import click_on, click_row, leader, type_in
from stage import docker_finder, main, select, shows, staged, text
from support import wait_for

from alongside.anatomy.model import Mark
from alongside.ui.pair_form import PairRequest
from alongside.ui.pair_pane import PairFoot, PairPane
from alongside.ui.screens.exec_request import ExecRequest


async def test_the_same_command_in_two_containers_by_keys():
    async with staged() as pilot:
        select(pilot, "database")
        await pilot.press("m")
        await shows(pilot, "database is marked: 2 on another one", "◆ ● database")
        pilot.app.clear_notifications()  # it would lie over the second half for some seconds
        select(pilot, "frontend")
        await pilot.press("2")
        await shows(pilot, "two execs side by side", "frontend", "database")
        await pilot.press(*"sh", "enter")
        await shows(pilot, "frontend + database: execs", "two NEW processes")
        await shows(pilot, "container frontend ≠ database")
        study = main(pilot).query_one(PairFoot).study
        await wait_for(lambda: study.rows_of_two, what="what is read of the two themselves")
        marks = {row.id: row.mark for row in study.rows_of_two}
        assert marks["environment.HOSTNAME"] is Mark.DIFFERS
        assert marks["isolation.user"] is Mark.SAME
        await leader(pilot, "b")
        await shows(pilot, "keys go to BOTH halves")
        await type_in(pilot, "echo in $HOSTNAME")
        await shows(pilot, "in frontend", "in database")
        assert "MAIN" not in text(pilot)
        await leader(pilot, "s")
        await pilot.press("p")
        await shows(pilot, "PAUSED: p on the list")
        assert text(pilot).count("PAUSED: ") == 1
        await pilot.press("p")


async def test_an_empty_second_command_is_the_first_one_in_another_container():
    async with staged() as pilot:
        select(pilot, "database")
        await pilot.press("2")
        await shows(pilot, "two execs side by side")
        assert text(pilot).count("empty: the best shell") == 2
        await pilot.press("escape")
        await pilot.press("m")
        select(pilot, "frontend")
        await pilot.press("2")
        await shows(pilot, "two execs side by side", "empty: as the first")
        await pilot.press(*"sh", "enter")
        await shows(pilot, "container frontend ≠ database")
        pane = main(pilot).workspace.active
        assert isinstance(pane, PairPane)
        await wait_for(lambda: all(half.session.facts.command for half in pane._halves))
        assert [half.session.facts.command for half in pane._halves] == ["sh", "sh"]


@pytest.mark.parametrize(
    ("second", "container", "argv"),
    [("", "b", ["ls", "-l"]), ("", "a", []), ("", "", []), ("id", "b", ["id"])],
)
def test_what_an_empty_second_command_is(second: str, container: str, argv: list[str]):
    made = PairRequest(ExecRequest("ls -l"), ExecRequest(second, user="app"), container)
    first, other = made.specs("a")
    assert (list(first.argv), list(other.argv), other.user) == (["ls", "-l"], argv, "app")


async def test_two_commands_in_one_container_by_the_mouse():
    async with staged() as pilot:
        await shows(pilot, "● database", "healthy", "○ stopped")  # no row moves any more
        await click_row(pilot, "shell", button=3)
        await click_on(pilot, "two execs…")
        await shows(pilot, "two execs side by side")
        await pilot.click("#second-command")
        await pilot.press(*"sh")
        await pilot.click("#second-container")
        await shows(pilot, "interactive-app")
        await pilot.press("escape")
        await click_on(pilot, "Run both (Enter)")
        await shows(pilot, "shell: two execs", "two NEW processes", "command bash ≠ sh")
        pane = main(pilot).workspace.active
        assert isinstance(pane, PairPane)
        await wait_for(lambda: all(half.session.facts.pid for half in pane._halves))
        await leader(pilot, "w")
        await wait_for(lambda: not main(pilot).workspace.panes)


async def test_another_user_on_a_real_engine(docker, engine_host):
    docker("run", "-d", "--name", "liv-pair", "busybox:test", "sleep", "1000")
    async with staged(docker_finder(engine_host)) as pilot:
        select(pilot, "liv-pair")
        await pilot.press("2")
        await shows(pilot, "two execs side by side")
        await pilot.click("#second-user")
        await pilot.press(*"app", "enter")
        await shows(pilot, "two NEW processes", "user root ≠ app", "container liv-pair")
        await shows(pilot, "7 namespaces  differs", "capabilities", "HOME")
        await leader(pilot, "b")
        await type_in(pilot, "id -un")
        await wait_for(lambda: "app\n" in text(pilot).replace(" ", "") or "app" in text(pilot))
        await leader(pilot, "equals_sign")
        await shows(pilot, "liv-pair: diff", "differ")
