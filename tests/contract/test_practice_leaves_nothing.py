"""However the program ends, nothing of the practice scene is left: process, mount or file."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from support import wait_for

from alongside.engine.engine import ExecSpec
from alongside.engine.practice.engine import PracticeEngine
from alongside.engine.practice.keeper import processes
from alongside.engine.practice.leftovers import sweep
from alongside.errors import UnreachableError

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks for leftovers in /proc")

PROGRAM = Path(__file__).with_name("practice_program.py")
MOMENTS = [(number, "off" if number % 2 else "auto") for number in range(10)]


def marked(token: str) -> list[int]:
    """Return every process that has `token` in its environment or its arguments."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            text = (entry / "environ").read_bytes() + (entry / "cmdline").read_bytes()
        except OSError:
            continue
        if token.encode() in text and int(entry.name) != os.getpid():
            found.append(int(entry.name))
    return found


def mounts(place: Path) -> list[str]:
    table = Path("/proc/self/mountinfo").read_text(encoding="utf-8")
    return [line for line in table.splitlines() if str(place) in line]


def files(place: Path) -> list[Path]:
    return list(place.iterdir())


def open_descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def nothing_left(place: Path) -> Callable[[], bool]:
    return lambda: not marked(place.name) and not mounts(place) and not files(place)


async def start(place: Path, mode: str) -> asyncio.subprocess.Process:
    env = {**os.environ, "TMPDIR": str(place)}
    return await asyncio.create_subprocess_exec(
        sys.executable,
        str(PROGRAM),
        place.name,
        mode,
        env=env,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A temporary directory whose name is found nowhere else."""
    directory = tmp_path / f"leftover-{os.urandom(6).hex()}"
    directory.mkdir()
    return directory


async def ready(program: asyncio.subprocess.Process) -> None:
    assert program.stdout
    async with asyncio.timeout(20):
        assert await program.stdout.readline() == b"ready\n"


@pytest.mark.parametrize(("seed", "mode"), MOMENTS)
async def test_killed_at_any_moment(place: Path, seed: int, mode: str) -> None:
    program = await start(place, mode)
    moment = random.Random(seed).uniform(0.05, 0.9)
    if seed > 6:
        await ready(program)
        moment /= 10
    await asyncio.sleep(moment)
    program.kill()
    await program.wait()
    await wait_for(
        nothing_left(place), timeout=20, what=f"nothing left, killed after {moment:.3f} s"
    )


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
async def test_ended_by_a_signal(place: Path, how: signal.Signals) -> None:
    program = await start(place, "auto")
    await ready(program)
    program.send_signal(how)
    await program.wait()
    await wait_for(nothing_left(place), timeout=20)


@pytest.mark.parametrize("mode", ["auto", "off"])
async def test_killed_together_with_its_keeper(place: Path, mode: str) -> None:
    program = await start(place, mode)
    await ready(program)
    keepers = [p.pid for p in processes.descendants(processes.snapshot(), program.pid)][:2]
    for pid in (program.pid, *keepers):
        os.kill(pid, signal.SIGKILL)
    await program.wait()
    assert files(place)  # this is what only the next start can see to
    await wait_for(lambda: asyncio.to_thread(sweep, place), what="the keepers' end")
    await wait_for(nothing_left(place), timeout=20)


async def test_a_living_scene_is_not_swept(place: Path) -> None:
    program = await start(place, "auto")
    await ready(program)
    assert await asyncio.to_thread(sweep, place) == []
    assert len(marked(place.name)) > 12
    program.kill()
    await program.wait()
    await wait_for(nothing_left(place), timeout=20)


@pytest.mark.parametrize("isolate", [True, False])
async def test_closing_leaves_nothing(
    place: Path, isolate: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(place))
    before = open_descriptors()
    for _ in range(2):
        engine = PracticeEngine(isolate=isolate)
        await engine.connect()
        assert files(place)
        await engine.close()
        assert nothing_left(place)()
    assert open_descriptors() <= before + 1  # the child watcher's own


@pytest.mark.parametrize("turns", [1, 3, 10, 30, 100])
async def test_a_connect_that_is_cancelled_leaves_nothing(
    place: Path, turns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(place))
    engine = PracticeEngine()
    task = asyncio.create_task(engine.connect())
    for _ in range(turns):
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await engine.close()
    await wait_for(nothing_left(place), timeout=20)


async def test_without_its_keeper_the_engine_is_unreachable(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(place))
    engine = PracticeEngine()
    await engine.connect()
    events = engine.events()
    assert (await anext(events)).action == "subscribed"
    stream = await engine.attach("interactive-app", stdin=True)
    own = processes.descendants(processes.snapshot(), processes.own_pid())
    (keeper,) = [p for p in own if str(place) in p.command and p.ppid == os.getpid()]
    os.kill(keeper.pid, signal.SIGTERM)
    with pytest.raises(UnreachableError):
        async with asyncio.timeout(10):
            while True:
                await anext(events)
    async with asyncio.timeout(10):
        while await stream.read() is not None:
            pass
    with pytest.raises(UnreachableError):
        await engine.list()
    await engine.close()
    await wait_for(nothing_left(place), timeout=20)


@pytest.mark.parametrize("isolate", [True, False])
async def test_closing_amid_forks_is_quick_and_thorough(
    place: Path, isolate: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(place))
    engine = PracticeEngine(isolate=isolate)
    await engine.connect()
    script = "n=0; while [ $n -lt 200 ]; do n=$((n+1)); (sleep 983 &) ; done; sleep 982"
    for name in ("shell", "frontend"):
        await engine.exec(name, ExecSpec(["sh", "-c", script], tty=False))
    async with asyncio.timeout(8):
        await engine.close()
    assert nothing_left(place)()
