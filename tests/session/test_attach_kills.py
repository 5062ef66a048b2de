"""An alongside that is killed at any moment leaves the containers that it was attached to alone."""

from __future__ import annotations

import asyncio
import sys

from session_lab import Lab

from alongside.engine.model import State

ROUNDS = 30

# Children of one process that has everything imported: thirty lives in a few seconds.
VICTIMS = """
import asyncio, os, random, signal, sys, time
from alongside.engine.docker import DockerEngine
from alongside.engine.model import Endpoint
from alongside.session.sessions import Sessions

async def live(host, name):
    engine = DockerEngine(Endpoint(host, "the tests"))
    session = Sessions(engine).attach(name, name)
    await session.open(80, 24)
    while True:
        await session.write(b"typed\\n")
        await asyncio.sleep(0.005)

host, rounds, *names = sys.argv[1:]
random.seed(7)
for number in range(int(rounds)):
    child = os.fork()
    if not child:
        asyncio.run(live(host, names[number % len(names)]))
    time.sleep(random.uniform(0.01, 0.25))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
"""


async def test_killed_at_random_moments(lab: Lab) -> None:
    names = [
        await lab.run("-i", "busybox:test", "cat"),
        await lab.run("-it", "busybox:test", "cat"),
        await lab.busybox("sh", "-c", "while :; do echo x; usleep 20000; done"),
    ]
    started = [(await lab.engine.inspect(name)).started_at for name in names]
    killer = await asyncio.create_subprocess_exec(
        sys.executable, "-c", VICTIMS, lab.host, str(ROUNDS), *names
    )
    assert await asyncio.wait_for(killer.wait(), 60) == 0
    await lab.inside(names[0], "sleep 0.2")
    for name, moment in zip(names, started, strict=True):
        details = await lab.engine.inspect(name)
        assert (details.state, details.started_at) == (State.RUNNING, moment)
    assert "typed" in await lab.call("logs", "--tail", "5", names[0])
