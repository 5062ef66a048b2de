"""An alongside that dies at any moment leaves alone the containers that it was attached to.

A hundred lives in all, each with several attaches (with a terminal and without, locked and
unlocked) and some with a shell, ended at a random moment: by SIGKILL, by its terminal's end (as a
closed window or SSH session ends it), or by the end of its way to the engine and then SIGKILL.
Afterwards every container runs as before, its stdin is open, and the next start ends the shells.
"""

from __future__ import annotations

import asyncio
import sys

from session_lab import Lab, opened

from alongside.engine.model import State
from alongside.session.sessions import Sessions

LIVES = 100

# Children of one process that has everything imported: a hundred lives in some seconds.
VICTIMS = """
import asyncio, os, pty, random, signal, sys, termios, time
from pathlib import Path
from fcntl import ioctl
from alongside.engine.docker import DockerEngine
from alongside.engine.model import Endpoint
from alongside.session.sessions import Sessions

async def attach(sessions, name, unlock, opened):
    session = sessions.attach(name, name)
    await session.open(80, 24)
    if unlock:
        await session.unlock()
    opened()
    while True:
        await session.write(b"typed\\n")
        await asyncio.sleep(0.005)

async def carry(reader, writer):
    while data := await reader.read(65536):
        writer.write(data)

ways = []

async def relayed(reader, writer):
    far = await asyncio.open_unix_connection(socket)
    ways.extend((writer, far[1]))
    await asyncio.gather(carry(reader, far[1]), carry(far[0], writer))

def cut_off():
    for writer in ways:
        writer.transport.abort()
    asyncio.get_running_loop().call_later(0.02, os.kill, os.getpid(), signal.SIGKILL)

async def live(url, shell, cut_after, begins):
    waiting = [name for name, _ in names]
    def opened():
        waiting.pop()
        if not waiting and begins:
            os.close(begins)
    if cut_after:  # the way to the engine ends first, as a dying ssh ends it
        way = await asyncio.start_unix_server(relayed, f"{state}/way-{os.getpid()}")
        url = f"unix://{state}/way-{os.getpid()}"
        asyncio.get_running_loop().call_later(cut_after + bool(begins), cut_off)
    sessions = Sessions(DockerEngine(Endpoint(url, "the tests")), state_dir=Path(state))
    work = [attach(sessions, name, unlock, opened) for name, unlock in names]
    if shell:
        work.append(sessions.exec(names[2][0], names[2][0]).open(80, 24))
    await asyncio.gather(*work, return_exceptions=True)
    await asyncio.sleep(100)

host, state, lives, *names = sys.argv[1:]
socket = host.removeprefix("unix://")
names = [(name.lstrip("+"), name.startswith("+")) for name in names]
random.seed(7)
for number in range(int(lives)):
    # Most die while they open; every tenth is let live until all is open.
    how, moment, lets_open = number % 3, random.uniform(0.01, 0.2), number % 10 == 3
    master, slave = pty.openpty()
    begun, begins = os.pipe()
    child = os.fork()
    if not child:
        os.close(master)
        os.setsid()
        ioctl(slave, termios.TIOCSCTTY, 0)
        if not lets_open:
            os.close(begins)
        shell, cut = how < 2 and number % 5 == 0, moment if how == 2 else 0
        asyncio.run(live(host, shell, cut, begins if lets_open else 0))
    os.close(slave)
    os.close(begins)
    os.read(begun, 1)
    os.close(begun)
    if how < 2:
        time.sleep(moment)
    if how == 0:
        os.kill(child, signal.SIGKILL)
    if how == 1:
        os.close(master)  # its terminal is gone: SIGHUP
    status = os.waitpid(child, 0)[1]
    assert os.WIFSIGNALED(status), status
    if how != 1:
        os.close(master)
"""


async def test_a_hundred_deaths(lab: Lab) -> None:
    once = lab.new_name()
    await lab.create(
        once, {"Image": "busybox:test", "Cmd": ["cat"], "OpenStdin": True, "StdinOnce": True}
    )
    await lab.engine.start(once)
    typed = [
        await lab.run("-i", "busybox:test", "cat"),
        await lab.run("-it", "busybox:test", "cat"),
    ]
    silent = await lab.busybox("sh", "-c", "while :; do echo x; usleep 20000; done")
    names = [*typed, silent, once]
    started = [(await lab.engine.inspect(name)).started_at for name in names]

    arguments = [lab.host, str(lab.state), str(LIVES), *(f"+{n}" for n in typed), silent, once]
    killer = await asyncio.create_subprocess_exec(
        sys.executable, "-c", VICTIMS, *arguments, stderr=asyncio.subprocess.PIPE
    )
    _, said = await asyncio.wait_for(killer.communicate(), 90)
    assert killer.returncode == 0, said.decode()[-2000:]

    await lab.inside(names[0], "sleep 0.2")
    for name, moment in zip(names, started, strict=True):
        details = await lab.engine.inspect(name)
        assert (details.state, details.started_at) == (State.RUNNING, moment), name
    await _ends_what_was_left(lab, names)
    for name in (*typed, once):
        await _takes_input(lab, name)
    assert "typed" in await lab.call("logs", "--tail", "5", names[0])


async def _ends_what_was_left(lab: Lab, names: list[str]) -> None:
    """Start again: what the dead had started in the containers is ended."""
    swept = await Sessions(lab.engine, state_dir=lab.state).sweep()
    assert all(one.settled for one in swept)
    for name in names:
        left = [command for command in await lab.processes(name) if "usleep" not in command]
        assert left == [], name
    assert not list(lab.state.glob("execs/*.json"))


async def _takes_input(lab: Lab, name: str) -> None:
    session = lab.sessions.attach(name, name, history=0)
    watcher = await opened(session)
    if session.locked:
        await session.unlock()
    await session.write(b"still here\n")
    await watcher.sees(b"still here")
