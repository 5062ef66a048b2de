"""List, watch, inspect; and what every call says about a container that is not there."""

from __future__ import annotations

import pytest
from contract_labs import OBEDIENT, SLEEP, Lab, Watcher, logged, new_name, row
from support import wait_for

from alongside.engine.engine import ExecSpec, LogSpec
from alongside.engine.model import State
from alongside.errors import NotFoundError


async def test_list_has_every_container_with_its_state(lab: Lab) -> None:
    running = await lab.make(*SLEEP)
    created = await lab.make(*SLEEP, start=False)
    ended = await lab.make("sh", "-c", "exit 4")

    async def over() -> bool:
        return (await row(lab, ended)).state is State.EXITED

    await wait_for(over)
    rows = {row.id: row for row in await lab.engine.list()}
    assert rows[running].state is State.RUNNING
    assert rows[running].exit_code is None
    assert rows[running].status.startswith("Up ")
    assert rows[created].state is State.CREATED
    assert rows[created].status == "Created"
    assert rows[ended].exit_code == 4
    assert rows[ended].status.startswith("Exited (4) ")
    assert "sleep" in rows[running].command
    assert rows[running].short_id == running[:12]


async def test_list_of_ids_returns_those_that_exist(lab: Lab) -> None:
    id = await lab.make(*SLEEP, start=False)
    await lab.make(*SLEEP, start=False)
    assert [row.id for row in await lab.engine.list([id, "0" * 64])] == [id]
    assert await lab.engine.list([]) == []


async def test_inspect_knows_how_it_was_made(lab: Lab) -> None:
    id = await lab.make(*OBEDIENT, tty=True, open_stdin=True)
    details = await lab.engine.inspect(id)
    assert details.id == id
    assert details.tty
    assert details.open_stdin
    assert not details.stdin_once
    assert details.argv == OBEDIENT
    assert dict(details.env)["PATH"]
    assert details.restart_policy == "no"
    assert details.state is State.RUNNING
    assert details.pid > 0
    assert details.started_at.startswith("20")
    assert details.raw["Id"] == id


@pytest.mark.parametrize("by", ["name", "prefix"])
async def test_a_container_is_found_by_name_and_by_prefix(lab: Lab, by: str) -> None:
    id = await lab.make(*SLEEP, start=False)
    name = (await row(lab, id)).name
    assert (await lab.engine.inspect(name if by == "name" else id[:16])).id == id


async def test_no_pid_when_not_running(lab: Lab) -> None:
    id = await lab.make(*SLEEP, start=False)
    assert (await lab.engine.inspect(id)).pid == 0


async def test_events_tell_a_life(lab: Lab) -> None:
    async with Watcher(lab) as watcher:
        id = await lab.make(*OBEDIENT)
        await logged(lab, id, b"up")
        name = new_name()
        await lab.engine.rename(id, name)
        await lab.engine.stop(id)
        await lab.engine.remove(id)
        seen = await watcher.saw(id, "create", "start", "rename", "die", "destroy")
        await watcher.saw(id, "rename", "stop", "destroy")  # before or after it died
    assert seen[2].attributes["name"] == name
    assert seen[3].attributes["exitCode"] == "3"
    assert all(event.time > 1_600_000_000 for event in seen)


async def test_listing_after_subscribed_misses_nothing(lab: Lab) -> None:
    before = await lab.make(*SLEEP, start=False)
    async with Watcher(lab) as watcher:
        known = {row.id for row in await lab.engine.list()}
        after = await lab.make(*SLEEP, start=False)
        await watcher.saw(after, "create")
    assert before in known


async def test_two_watchers_see_the_same(lab: Lab) -> None:
    async with Watcher(lab) as one, Watcher(lab) as two:
        id = await lab.make(*SLEEP)
        await one.saw(id, "create", "start")
        await two.saw(id, "create", "start")


async def test_an_absent_container_is_not_found_by_any_call(lab: Lab) -> None:
    engine, nobody = lab.engine, "contract-nobody"
    calls = (
        engine.inspect(nobody),
        engine.exec(nobody, ExecSpec(["true"])),
        engine.exec_detached(nobody, ExecSpec(["true"])),
        engine.attach(nobody),
        engine.logs(nobody, LogSpec()),
        engine.resize(nobody, 80, 24),
        engine.start(nobody),
        engine.stop(nobody),
        engine.restart(nobody),
        engine.kill(nobody),
        engine.pause(nobody),
        engine.unpause(nobody),
        engine.remove(nobody),
        engine.rename(nobody, new_name()),
        engine.top(nobody),
        engine.stats(nobody),
        engine.has_file(nobody, "/tmp"),
        engine.put_file(nobody, "/tmp/x", b""),
    )
    for call in calls:
        with pytest.raises(NotFoundError):
            await call


async def test_the_clock_is_about_now(lab: Lab) -> None:
    import time

    assert abs(await lab.engine.clock() - time.time()) < 60
