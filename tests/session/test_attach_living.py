"""An attach through its life: history joined to live, redraws, floods, and how it ends."""

from __future__ import annotations

import asyncio
import re

from session_lab import Lab, Watcher, opened
from support import wait_for

from alongside.session.session import Phase, Reason

COUNT = "i=0; while :; do i=$((i+1)); echo line $i; echo err $i >&2; usleep 2000; done"


def numbers(pattern: bytes, data: bytes) -> list[int]:
    return [int(number) for number in re.findall(pattern + rb" (\d+)\r\n", data)]


async def test_history_then_live_without_a_gap_or_a_double(lab: Lab) -> None:
    for flags in ((), ("-t",)):
        name = await lab.run(*flags, "busybox:test", "sh", "-c", COUNT)
        for _ in range(4):
            await _joins_without_a_seam(lab, name)


async def _joins_without_a_seam(lab: Lab, name: str) -> None:
    session = lab.sessions.attach(name, name)
    watcher = await opened(session)
    await wait_for(lambda: watcher.history)
    last = (numbers(b"line", watcher.data) or [0])[-1]
    await wait_for(lambda: numbers(b"line", watcher.data)[-1:] > [last + 20])
    await session.close()
    data = await watcher.end()
    for kind in (b"line", b"err"):
        found = numbers(kind, data)
        assert found == list(range(found[0], found[0] + len(found)))
    assert b"doubled" not in data


async def test_history_of_a_quiet_container_is_replay(lab: Lab) -> None:
    name = await lab.busybox("sh", "-c", "echo out; echo err >&2; exec sleep 100000")
    await wait_for(lambda: _logged(lab, name, "out"))
    session = lab.sessions.attach(name, name)
    watcher = await opened(session)
    await watcher.sees(b"out\r\n")
    assert watcher.history == watcher.data
    assert b"\x1b[0;31merr\r\n" in watcher.data


async def _logged(lab: Lab, name: str, what: str) -> bool:
    return what in await lab.call("logs", name)


async def test_without_history_only_what_comes(lab: Lab) -> None:
    name = await lab.run("-i", "busybox:test", "sh", "-c", "echo before; cat")
    await wait_for(lambda: _logged(lab, name, "before"))
    session = lab.sessions.attach(name, name, history=0)
    watcher = await opened(session)
    await session.write(b"after\n")
    await watcher.sees(b"after\r\n")
    assert b"before" not in watcher.data


async def test_a_log_that_cannot_be_read_is_noted(lab: Lab) -> None:
    name = await lab.run("--log-driver=none", "-i", "busybox:test", "cat")
    session = lab.sessions.attach(name, name)
    watcher = await opened(session)
    assert "no history" in session.facts.note
    await session.write(b"live\n")
    await watcher.sees(b"live\r\n")


async def test_a_quiet_full_screen_program_is_redrawn_at_our_size(lab: Lab) -> None:
    name = await lab.run("-it", "debian:test", "less", "/etc/passwd")
    await wait_for(lambda: _logged(lab, name, "root:"))
    session = lab.sessions.attach(name, name, history=0)
    watcher = await opened(session, 60, 12)
    await watcher.sees(b"root:x:0:0")
    assert b"stty" not in watcher.data
    # What has just been seen was painted one row higher: our size comes a moment later.
    await wait_for(lambda: _has_size(lab, name, "12 60"))
    await session.resize(50, 10)
    await wait_for(lambda: _has_size(lab, name, "10 50"))


async def _has_size(lab: Lab, name: str, size: str) -> bool:
    return await lab.inside(name, "stty size </proc/1/fd/0") == size


async def test_leaving_while_it_is_redrawn_leaves_no_size_too_high(lab: Lab) -> None:
    name = await lab.run("-it", "debian:test", "less", "/etc/passwd")
    await wait_for(lambda: _logged(lab, name, "root:"))
    for rows in range(12, 24, 2):
        session = lab.sessions.attach(name, name, history=0)
        await opened(session, 60, rows)
        await asyncio.sleep(0)  # the redrawing begins, and is cut off
        await session.close()
        found = (await lab.inside(name, "stty size </proc/1/fd/0")).split()
        assert int(found[0]) % 2 == 0, found


async def test_a_container_that_stops(lab: Lab) -> None:
    name = await lab.run(
        "busybox:test", "sh", "-c", "trap 'exit 7' TERM; while :; do sleep 0.05; done"
    )
    session = lab.sessions.attach(name, name)
    watcher = await opened(session)
    await lab.engine.stop(name)
    await watcher.end()
    ending = session.ending
    assert ending is not None
    assert (ending.reason, ending.exit_code) == (Reason.CONTAINER, 7)
    assert "stopped (exit code 7)" in ending.sentence
    assert "again" in ending.advice


async def test_a_container_that_is_restarted_and_attached_to_again(lab: Lab) -> None:
    name = await lab.busybox("sh", "-c", "echo started; exec sleep 100000")
    session = lab.sessions.attach(name, name)
    watcher = await opened(session)
    await watcher.sees(b"started")
    await lab.engine.restart(name, 0)
    await watcher.end()
    assert session.ending is not None
    assert "restarted" in session.ending.sentence
    await asyncio.wait_for(session.wait_until_back(), 10)
    again = session.again()
    second = await opened(again)
    await wait_for(lambda: second.data.count(b"started") == 2)


async def test_a_container_that_is_removed_and_made_anew(lab: Lab) -> None:
    name = await lab.busybox()
    session = lab.sessions.attach(name, name)
    watcher = await opened(session)
    old = session.container_id
    await lab.call("rm", "-f", name)
    await watcher.end()
    assert session.ending is not None
    assert "removed" in session.ending.sentence
    waiting = asyncio.create_task(session.wait_until_back())
    await lab.call("run", "-d", "--name", name, "busybox:test", "sleep", "100000")
    await asyncio.wait_for(waiting, 10)
    again = session.again()
    assert again.container_id != old
    await opened(again)
    assert again.phase is Phase.LIVE


async def test_a_stopped_container_is_waited_for(lab: Lab) -> None:
    name = await lab.busybox()
    session = lab.sessions.attach(name, name)
    await opened(session)
    await lab.call("kill", name)
    await wait_for(lambda: session.phase is Phase.ENDED)
    waiting = asyncio.create_task(session.wait_until_back())
    await lab.call("ps")
    assert not waiting.done()
    await lab.engine.start(name)
    await asyncio.wait_for(waiting, 10)


FLOOD = "echo begin; while :; do seq 1 5000; echo x >>/tmp/rounds; done"


async def test_a_flood_that_nobody_takes_does_not_slow_the_container(lab: Lab) -> None:
    name = await lab.run("--log-driver=none", "busybox:test", "sh", "-c", FLOOD)

    async def pace() -> int:
        """How many rounds the container makes in half a second of its own clock."""
        script = "a=$(wc -l </tmp/rounds); usleep 500000; b=$(wc -l </tmp/rounds); echo $((b-a))"
        return int(await lab.inside(name, script))

    await wait_for(lambda: lab.inside(name, "wc -l </tmp/rounds || true"))
    alone = await pace()
    session = lab.sessions.attach(name, name)
    await session.open(80, 24)
    await wait_for(lambda: session._backlog.size > 1_500_000, what="more than a socket holds")
    watched = [await pace() for _ in range(3)]
    assert max(watched) * 10 >= alone, (alone, watched)
    assert session._backlog.size <= 4 * 1024 * 1024
    watcher = Watcher(session)
    await wait_for(lambda: watcher.outputs)
    assert sum(output.skipped for output in watcher.outputs) > 0
    assert session.phase is Phase.LIVE


async def test_a_hidden_attach_of_a_binary_flood_stays_bounded_and_can_leave(lab: Lab) -> None:
    name = await lab.run("--log-driver=none", "-it", "busybox:test", "cat", "/dev/urandom")
    session = lab.sessions.attach(name, name)
    await session.open(80, 24)
    await wait_for(lambda: session._backlog.size > 1_500_000)
    assert (await asyncio.wait_for(session.close(), 5)).reason is Reason.DETACHED
