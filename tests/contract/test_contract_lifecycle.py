"""Starting, stopping, killing, pausing, restarting, removing, renaming."""

from __future__ import annotations

import pytest
from contract_labs import (
    OBEDIENT,
    SLEEP,
    STUBBORN,
    Lab,
    Watcher,
    logged,
    new_name,
    read_until,
    row,
    run,
)
from support import wait_for

from alongside.engine.model import State
from alongside.errors import ConflictError, NotFoundError, RefusedError


async def test_start_and_start_again(lab: Lab) -> None:
    id = await lab.make(*SLEEP, start=False)
    await lab.engine.start(id)
    pid = (await lab.engine.inspect(id)).pid
    await lab.engine.start(id)
    details = await lab.engine.inspect(id)
    assert (details.pid, details.state) == (pid, State.RUNNING)


async def test_a_program_that_is_missing_cannot_be_started(lab: Lab) -> None:
    id = await lab.make("no-such-program", start=False)
    with pytest.raises((RefusedError, NotFoundError), match="no-such-program"):
        await lab.engine.start(id)
    assert not (await row(lab, id)).state.live


async def test_stop_asks_first(lab: Lab) -> None:
    id = await lab.make(*OBEDIENT)
    await logged(lab, id, b"up")
    async with Watcher(lab) as watcher:
        await lab.engine.stop(id)
        seen = await watcher.saw(id, "kill", "die")
        await watcher.saw(id, "kill", "stop")  # before or after it died
    assert seen[0].attributes["signal"] == "15"
    details = await lab.engine.inspect(id)
    assert (details.state, details.exit_code, details.pid) == (State.EXITED, 3, 0)
    assert details.finished_at > details.started_at
    await lab.engine.stop(id)  # nothing to do is no error


async def test_stop_kills_who_does_not_listen(lab: Lab) -> None:
    id = await lab.make(*STUBBORN)
    await logged(lab, id, b"up")
    await lab.engine.stop(id, timeout=1)
    found = await lab.engine.inspect(id)
    assert (found.state, found.exit_code) == (State.EXITED, 137)


async def test_restart(lab: Lab) -> None:
    id = await lab.make(*OBEDIENT)
    await logged(lab, id, b"up")
    before = await lab.engine.inspect(id)
    async with Watcher(lab) as watcher:
        await lab.engine.restart(id)
        await watcher.saw(id, "kill", "die", "start", "restart")
    after = await lab.engine.inspect(id)
    assert after.state is State.RUNNING
    assert after.pid != before.pid
    assert after.started_at > before.started_at
    assert after.restarts == 0


async def test_restart_starts_a_stopped_one(lab: Lab) -> None:
    id = await lab.make(*SLEEP)
    await lab.engine.kill(id)
    await lab.engine.restart(id)
    assert (await row(lab, id)).state is State.RUNNING


async def test_what_was_written_outlives_a_restart(lab: Lab) -> None:
    id = await lab.make(*OBEDIENT)
    await logged(lab, id, b"up")
    await lab.engine.put_file(id, "/tmp/kept", b"still here")
    await lab.engine.restart(id)
    assert await lab.engine.has_file(id, "/tmp/kept")


async def test_kill(lab: Lab) -> None:
    id = await lab.make(*SLEEP)
    await lab.engine.kill(id)

    async def over() -> bool:
        return (await row(lab, id)).exit_code == 137

    await wait_for(over)
    with pytest.raises(ConflictError):
        await lab.engine.kill(id)


async def test_another_signal(lab: Lab) -> None:
    script = "trap 'echo hung up' HUP; echo up; while :; do sleep 0.05; done"
    id = await lab.make("sh", "-c", script)
    await logged(lab, id, b"up")
    await lab.engine.kill(id, "HUP")
    await logged(lab, id, b"hung up")
    assert (await row(lab, id)).state is State.RUNNING
    with pytest.raises(RefusedError):
        await lab.engine.kill(id, "NOSUCH")


async def test_pause_freezes_and_unpause_lets_go_on(lab: Lab) -> None:
    id = await lab.make("sh", "-c", "n=0; while :; do n=$((n+1)); echo $n; sleep 0.05; done")
    stream = await lab.engine.attach(id)
    await read_until(stream, b"\n")
    async with Watcher(lab) as watcher:
        await lab.engine.pause(id)
        assert (await row(lab, id)).state is State.PAUSED
        assert "(Paused)" in (await row(lab, id)).status
        with pytest.raises(ConflictError):
            await lab.engine.pause(id)
        await lab.engine.unpause(id)
        await watcher.saw(id, "pause", "unpause")
    with pytest.raises(ConflictError):
        await lab.engine.unpause(id)
    assert (await row(lab, id)).state is State.RUNNING
    await stream.close()
    assert await run(lab, id, "echo on") == "on\n"


async def test_only_what_runs_can_be_paused(lab: Lab) -> None:
    id = await lab.make(*SLEEP, start=False)
    with pytest.raises(ConflictError):
        await lab.engine.pause(id)


async def test_stop_of_a_paused_one(lab: Lab) -> None:
    id = await lab.make(*OBEDIENT)
    await logged(lab, id, b"up")
    await lab.engine.pause(id)
    await lab.engine.stop(id, timeout=1)
    assert (await lab.engine.inspect(id)).state is State.EXITED


async def test_remove(lab: Lab) -> None:
    id = await lab.make(*SLEEP)
    with pytest.raises(ConflictError):
        await lab.engine.remove(id)
    await lab.engine.remove(id, force=True)
    assert await lab.engine.list([id]) == []
    with pytest.raises(NotFoundError):
        await lab.engine.inspect(id)
    stopped = await lab.make(*SLEEP, start=False)
    await lab.engine.remove(stopped)
    assert await lab.engine.list([stopped]) == []


async def test_rename(lab: Lab) -> None:
    id = await lab.make(*SLEEP)
    other = await lab.make(*SLEEP, start=False)
    name = new_name()
    await lab.engine.rename(id, name)
    assert (await row(lab, id)).name == name
    assert (await lab.engine.inspect(name)).id == id
    with pytest.raises(ConflictError):
        await lab.engine.rename(other, name)
    with pytest.raises(RefusedError):
        await lab.engine.rename(other, "not a name")


async def test_the_policy_restarts_and_counts(lab: Lab) -> None:
    id = await lab.make("sh", "-c", "echo again; exit 1", restart="always")

    async def often() -> bool:
        return (await lab.engine.inspect(id)).restarts >= 3

    await wait_for(often, timeout=20)
    found = await row(lab, id)
    assert found.state in (State.RESTARTING, State.RUNNING)
    await lab.engine.stop(id)
    assert (await lab.engine.inspect(id)).state is State.EXITED


async def test_on_failure_does_not_restart_success(lab: Lab) -> None:
    id = await lab.make("sh", "-c", "exit 0", restart="on-failure")

    async def over() -> bool:
        return (await row(lab, id)).state is State.EXITED

    await wait_for(over)
    assert (await lab.engine.inspect(id)).restarts == 0


async def test_a_restart_by_hand_ends_the_waiting(lab: Lab) -> None:
    id = await lab.make("sh", "-c", "exit 1", restart="always")

    async def waiting() -> bool:
        details = await lab.engine.inspect(id)
        return details.restarts >= 3 and details.state is State.RESTARTING

    await wait_for(waiting, timeout=20)
    await lab.engine.restart(id)
    assert (await row(lab, id)).state in (State.RUNNING, State.RESTARTING)
    await lab.engine.stop(id)
