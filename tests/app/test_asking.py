"""Questions and slow actions: one dialog at a time, nothing cut off half-way by the next key."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest
from play import leader, live
from stage import find_practice, main, select, shows, staged, text
from support import wait_for
from test_fast_typing import burst
from textual.app import App, ComposeResult
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.worker import Worker, WorkerState

from alongside.session.session import Facts
from alongside.ui.asking import ask
from alongside.ui.happenings import Happenings
from alongside.ui.pair_pane import PairPane
from alongside.ui.pane import Pane
from alongside.ui.screens.leader import LeaderScreen
from alongside.ui.study import Study


class Question(ModalScreen[str]):
    """Is answered by the test."""


class Asker(App[None]):
    """Two widgets that ask."""

    def compose(self) -> ComposeResult:
        yield Widget(id="one")
        yield Widget(id="two")

    def asks(self, name: str, question: Question) -> Worker[str | None]:
        widget = self.query_one(f"#{name}")
        return widget.run_worker(ask(widget, question))


async def test_an_answer_reaches_who_asked():
    async with Asker().run_test() as pilot:
        question = Question()
        worker = pilot.app.asks("one", question)
        await wait_for(lambda: pilot.app.screen is question)
        question.dismiss("yes")
        assert await worker.wait() == "yes"


async def test_the_second_of_two_questions_is_not_asked():
    async with Asker().run_test() as pilot:
        question = Question()
        pilot.app.asks("one", question)
        await wait_for(lambda: pilot.app.screen is question)
        assert await pilot.app.asks("two", Question()).wait() is None
        assert pilot.app.screen is question


async def test_a_question_goes_with_who_asked_it():
    async with Asker().run_test() as pilot:
        question = Question()
        worker = pilot.app.asks("one", question)
        await wait_for(lambda: pilot.app.screen is question)
        await pilot.app.screen_stack[0].query_one("#one").remove()
        await wait_for(lambda: pilot.app.screen is not question)
        assert worker.state is WorkerState.CANCELLED


async def test_the_leader_does_not_cut_off_the_action_before(monkeypatch):
    go_on, done = asyncio.Event(), asyncio.Event()

    async def slow(pane: Pane) -> None:
        await go_on.wait()
        done.set()

    async with staged() as pilot:
        select(pilot, "shell")
        await pilot.press("enter")
        await live(pilot)
        monkeypatch.setattr(Pane, "do_zoom", slow, raising=False)
        await leader(pilot, "z")
        await wait_for(lambda: not isinstance(pilot.app.screen, LeaderScreen))
        await leader(pilot, "f2")
        go_on.set()
        await wait_for(done.is_set)


async def test_a_form_asked_for_twice_in_one_breath_is_there_once():
    async with staged() as pilot:
        select(pilot, "shell")
        await pilot.pause()
        burst(pilot, "vv")
        await shows(pilot, "run in shell twice")
        await pilot.press("escape")
        await wait_for(lambda: len(pilot.app.screen_stack) == 1)


async def test_a_tab_closed_twice_in_one_breath_is_closed_once():
    async with staged() as pilot:
        select(pilot, "shell")
        await pilot.press("i")
        await wait_for(lambda: main(pilot).workspace.panes)
        (pane,) = main(pilot).workspace.panes
        for _ in range(2):
            pane.post_message(Pane.CloseRequested(pane))
        main(pilot)._close(pane)
        await wait_for(lambda: not main(pilot).workspace.panes)
        assert await main(pilot).workspace.close(pane) == ()


@pytest.mark.parametrize("key", ["c", "y", "2"])
async def test_leaving_while_a_pane_is_being_made_is_quiet(key, monkeypatch):
    async with staged() as pilot:
        screen = main(pilot)
        begun, go_on = asyncio.Event(), asyncio.Event()
        load = screen.load_panes

        async def slow(action: str = "") -> None:
            await load(action)
            begun.set()
            await go_on.wait()

        monkeypatch.setattr(screen, "load_panes", slow)
        select(pilot, "shell")
        pilot.app.call_later(screen.run_action, f"screen.{ACTIONS[key]}")
        await begun.wait()
        pilot.app.exit()
        asyncio.get_running_loop().call_later(0.05, go_on.set)


ACTIONS = {"c": "compare", "y": "anatomy", "2": "pair"}


async def test_a_container_that_ends_while_two_execs_are_prepared_is_still_in_the_form(monkeypatch):
    engine, info = await find_practice()

    async def find():
        return engine, info

    async with staged(find) as pilot:
        screen = main(pilot)
        load = screen.load_panes
        select(pilot, "shell")
        chosen = screen.selected

        async def slow(action: str = "") -> None:
            await load(action)
            await engine.kill(chosen.id, "SIGKILL")
            await shows(pilot, "○ shell")

        monkeypatch.setattr(screen, "load_panes", slow)
        screen.action_pair()
        await shows(pilot, "two execs side by side")


async def test_the_anatomy_of_two_execs_is_of_the_two():
    async with staged() as pilot:
        select(pilot, "database")
        await pilot.press("m")
        select(pilot, "frontend")
        await pilot.press("2")
        await shows(pilot, "two execs side by side")
        await pilot.press(*"sh", "enter")
        await shows(pilot, "container frontend ≠ database")
        pane = main(pilot).workspace.active
        assert isinstance(pane, PairPane)
        first, second = pane._halves
        await wait_for(lambda: pane.two_new == (first.session, second.session))
        await leader(pilot, "y")
        await shows(pilot, "frontend + database: anatomy", "› only second", "two containers: pids")
        assert "MAIN process" not in text(pilot)
        found = main(pilot).workspace.active._anatomy
        shown = {row.id: row for section in found.sections for row in section.rows}
        assert shown["process.pid"].exec == str(first.session.facts.pid)
        assert shown["process.pid"].main == str(second.session.facts.pid)
        await leader(pilot, "p")
        await wait_for(lambda: main(pilot).workspace.active is pane)
        await leader(pilot, "y")
        await wait_for(lambda: main(pilot).workspace.active is not pane)
        assert len(main(pilot).workspace.panes) == 2  # the tab there is, read again


async def test_where_one_half_has_ended_the_anatomy_is_that_of_the_one_with_the_focus():
    async with staged() as pilot:
        select(pilot, "shell")
        await pilot.press("2")
        await shows(pilot, "two execs side by side")
        await pilot.press("enter")
        await shows(pilot, "two NEW processes", "container shell")
        pane = main(pilot).workspace.active
        first, second = pane._halves
        await wait_for(lambda: pane.two_new is not None)
        await first.session.close()
        await wait_for(lambda: first.ended)
        assert pane.two_new is None
        await leader(pilot, "o")
        await wait_for(lambda: second.has_focus_within)
        assert (pane.container_name, pane.new_process) == ("shell", second.session.facts)


async def test_a_shells_tab_knows_its_new_process():
    async with staged() as pilot:
        select(pilot, "shell")
        await pilot.press("enter")
        await live(pilot)
        pane = main(pilot).workspace.active
        assert pane.new_process is pane.session.facts
        await leader(pilot, "y")
        await shows(pilot, "anatomy", "exec: a NEW process", f"pid {pane.session.facts.pid}")


async def test_the_tour_before_any_engine_has_answered_says_so():
    async def find():
        await asyncio.Event().wait()

    async with staged(find, ready=False) as pilot:
        await pilot.press("f3")
        await shows(pilot, "No engine has answered yet.")


async def test_a_last_word_of_the_engine_that_was_left_does_not_begin_the_tour():
    async with staged() as pilot:
        screen = main(pilot)
        engine, screen.context.engine, screen.context.tour = screen.context.engine, None, True
        await screen.begin_tour()
        assert screen.context.tour
        screen.context.engine = engine
        await screen.begin_tour()
        await shows(pilot, "tour 1 of")


async def test_an_anatomy_that_comes_late_is_not_that_of_the_next_pair(monkeypatch):
    read: list[asyncio.Future[object]] = []

    async def slow(*_: object, **__: object) -> object:
        read.append(asyncio.get_running_loop().create_future())
        return await read[-1]

    monkeypatch.setattr("alongside.ui.study.read_anatomy", slow)
    sessions = [SimpleNamespace(facts=Facts(main=False, pid=n), container_id="c") for n in range(4)]
    first, second = tuple(sessions[:2]), tuple(sessions[2:])
    study = Study(SimpleNamespace(), Happenings())
    tasks = []
    for pair in (first, second):
        study._anatomy_of = pair
        tasks.append(asyncio.create_task(study._read_anatomy(pair)))
    await wait_for(lambda: len(read) == 2)
    read[1].set_result("second")
    await tasks[1]
    read[0].set_result("first")
    await tasks[0]
    assert study.anatomy == "second"
