"""The scene itself: what it teaches, how it looks inside, and that it stands still when staged."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from contract_labs import read_all, read_until
from support import wait_for

import alongside
from alongside.diagnostics.catalog import SPECIAL, probes_for
from alongside.engine.engine import ExecSpec, LogSpec
from alongside.engine.model import Health, State
from alongside.engine.practice.engine import PracticeEngine
from alongside.errors import ConflictError

CLOCK = 1_700_000_000.0


@pytest.fixture(params=["practice", "practice-plain"])
async def engine(request: pytest.FixtureRequest) -> AsyncIterator[PracticeEngine]:
    made = PracticeEngine(isolate=request.param == "practice")
    await made.connect()
    yield made
    await made.close()


@pytest.fixture
async def isolated() -> AsyncIterator[PracticeEngine]:
    made = PracticeEngine()
    await made.connect()
    if made.notice:
        await made.close()
        pytest.skip(made.notice)
    yield made
    await made.close()


@pytest.fixture
async def staged() -> AsyncIterator[PracticeEngine]:
    made = PracticeEngine(clock=lambda: CLOCK, seed=1)
    await made.connect()
    await made.settled()
    yield made
    await made.close()


def mounts() -> str:
    return Path("/proc/self/mountinfo").read_text(encoding="utf-8")


def is_directory(path: str) -> bool:
    return Path(path).is_dir()


async def sh(engine: PracticeEngine, name: str, script: str, user: str = "") -> str:
    spec = ExecSpec(["sh", "-c", script], tty=False, user=user)
    stream = await engine.exec(name, spec)
    out, _err = await read_all(stream)
    await stream.close()
    return out.decode()


async def test_it_opens_as_described(engine: PracticeEngine) -> None:
    await engine.settled()
    rows = {row.name: row for row in await engine.list()}
    assert len(rows) == 8
    assert rows["api"].state is State.RESTARTING
    assert rows["api"].restarts == 7
    assert rows["frontend"].health is Health.HEALTHY
    assert rows["database"].health is Health.HEALTHY
    assert (rows["stopped"].state, rows["stopped"].exit_code) == (State.EXITED, 137)
    running = {name for name, row in rows.items() if row.state is State.RUNNING}
    assert running == rows.keys() - {"api", "stopped"}
    with pytest.raises(ConflictError, match="restarting"):
        await engine.exec("api", ExecSpec(["sh"]))


async def test_the_repair_works(engine: PracticeEngine) -> None:
    log = await engine.logs("api", LogSpec(tail=3))
    assert b'"datebase:7070": Name or service not known' in (await read_all(log))[0]
    place = "${PRACTICE_ROOT}/etc/shop/api.conf"
    await sh(engine, "frontend", f"sed -i s/datebase/database/ {place}")
    await engine.restart("api")

    async def healthy() -> bool:
        (row,) = [row for row in await engine.list() if row.name == "api"]
        return row.health is Health.HEALTHY

    await wait_for(healthy, what="a healthy api")
    assert (await engine.inspect("api")).state is State.RUNNING


async def test_without_the_repair_it_fails_again(engine: PracticeEngine) -> None:
    await engine.restart("api")

    async def again() -> bool:
        details = await engine.inspect("api")
        return details.restarts >= 8 and details.exit_code == 1

    await wait_for(again)


async def test_no_other_servers_diagnostic_is_offered_for_the_database(
    engine: PracticeEngine,
) -> None:
    (row,) = [row for row in await engine.list() if row.name == "database"]
    assert {probe.id for probe in probes_for(row)} & {probe.id for probe in SPECIAL} == {"python"}


async def test_the_database_has_a_client(engine: PracticeEngine) -> None:
    await engine.settled()
    assert await sh(engine, "database", "db GET orders") == "17\n"
    assert await sh(engine, "database", "db SET orders 18; db GET orders") == "OK\n18\n"
    assert await sh(engine, "database", "db NONSENSE") == (
        "ERROR unknown command 'NONSENSE': PING, GET, SET, KEYS, QUIT\n"
    )


async def test_the_interactive_app_answers(engine: PracticeEngine) -> None:
    stream = await engine.attach("interactive-app", stdin=True)
    await stream.write(b"hello\n")
    await read_until(stream, b"you said: hello")
    await stream.write(b"\x03")
    await read_until(stream, b"the container stops")
    await read_all(stream)
    await stream.close()

    async def over() -> bool:
        return (await engine.inspect("interactive-app")).exit_code == 130

    await wait_for(over)


async def test_the_minimal_one_has_no_shell(engine: PracticeEngine) -> None:
    for path in ("/bin/sh", "/bin/bash", "/bin/ash", "/usr/bin/sh"):
        assert not await engine.has_file("minimal", path)
    stream = await engine.exec("minimal", ExecSpec(["/bin/sh"]))
    assert b"no such file or directory" in (await read_all(stream))[0]
    assert (await stream.status()).exit_code == 127
    assert await engine.has_file("shell", "/bin/sh")


async def test_a_main_process_that_floods_is_not_frozen_by_who_does_not_read(
    engine: PracticeEngine,
) -> None:
    unread = await engine.attach("shell", stdin=True)
    stream = await engine.attach("shell", stdin=True)
    await stream.write(b"seq 1 400000; echo d''one\n")
    await read_until(stream, b"done\r\n", timeout=30)
    await stream.close()
    size = 0
    await unread.close_write()
    while size < 1000:
        chunk = await unread.read()
        assert chunk
        size += len(chunk.data)
    await unread.close()


async def test_inside_it_looks_like_a_container(isolated: PracticeEngine) -> None:
    script = (
        "echo $$ $PPID $(hostname) $(cat /proc/1/cmdline | tr '\\0' ' '); "
        "ls /proc | grep -c '^[0-9]*$'; touch /usr/x 2>&1; ls -d /work /home/* 2>/dev/null"
    )
    lines = (await sh(isolated, "database", script)).splitlines()
    pid, parent, hostname, *main = lines[0].split()
    assert int(pid) < 50
    assert (parent, hostname) == ("0", "database")
    assert main == ["python3", "-ISB", "/app/database.py"]
    assert int(lines[1]) < 8
    assert "Read-only file system" in lines[2]
    assert lines[3:] == ["/home/app"]
    assert "alongside-practice" not in mounts()


async def test_a_terminal_inside_is_its_own(isolated: PracticeEngine) -> None:
    stream = await isolated.exec("frontend", ExecSpec(["sh", "-c", "tty; ls /dev/pts"]))
    out = (await read_all(stream))[0].split()
    assert out == [b"/dev/pts/0", b"0", b"ptmx"]
    await stream.close()


async def test_rights_are_dockers(isolated: PracticeEngine) -> None:
    status = await sh(isolated, "database", "grep CapEff /proc/self/status")
    assert status.split()[1].endswith("a80425fb")
    spec = ExecSpec(["grep", "CapEff", "/proc/self/status"], tty=False, privileged=True)
    stream = await isolated.exec("database", spec)
    assert int((await read_all(stream))[0].split()[1], 16) > 0xA80425FB
    await stream.close()


async def test_users_are_the_containers_own(isolated: PracticeEngine) -> None:
    if isolated.capabilities.why_not("user"):
        pytest.skip(isolated.capabilities.why_not("user"))
    assert await sh(isolated, "frontend", "id -un; echo $HOME") == "app\n/home/app\n"
    assert await sh(isolated, "frontend", "id -un; echo $HOME", "root") == "root\n/root\n"
    assert (await isolated.inspect("frontend")).user == "app"
    stream = await isolated.exec("frontend", ExecSpec(["id"], user="nobody-here"))
    assert b"unable to find user nobody-here" in (await read_all(stream))[0]
    assert (await stream.status()).exit_code == 126


async def test_the_network_is_the_scenes_own(isolated: PracticeEngine) -> None:
    await isolated.settled()
    if shutil.which("curl"):
        page = await sh(isolated, "shell", "curl -s http://frontend:8080/")
        assert page == "Welcome to the shop. See /orders.\n"
    routes = await sh(isolated, "shell", "cat /proc/net/route | wc -l; grep -c : /proc/net/dev")
    assert routes.split() == ["1", "1"]


async def test_two_scenes_do_not_meet(engine: PracticeEngine) -> None:
    other = PracticeEngine(isolate=not engine.notice)
    await other.connect()
    try:
        await other.settled()
        await sh(other, "database", "db SET orders 99")
        assert await sh(engine, "database", "db GET orders") == "17\n"
    finally:
        await other.close()


async def test_a_main_process_terminal_has_the_name_it_has_inside(engine: PracticeEngine) -> None:
    details = await engine.inspect("shell")
    stream = await engine.attach("shell", stdin=True)
    await stream.write(b"echo it is $(tty)\n")
    await read_until(stream, b"it is /dev/" + details.tty_name.encode() + b"\r\n")
    await stream.close()
    assert (details.tty_name == "pts/0") == (not engine.notice)
    assert (await engine.inspect("log-generator")).tty_name == ""


async def test_what_it_shares_with_the_machine_it_says(engine: PracticeEngine) -> None:
    host = (await engine.inspect("shell")).raw["HostConfig"]
    for name in ("PidMode", "IpcMode", "UTSMode", "NetworkMode"):
        assert host.get(name, "") == ("host" if engine.notice else "")


async def test_what_it_says_where_nothing_is_isolated() -> None:
    engine = PracticeEngine(isolate=False)
    info = await engine.connect()
    assert info.notice.startswith("This shell is on your own machine")
    assert engine.notice == info.notice
    details = await engine.inspect("shell")
    assert details.raw["Practice"]["Notice"] == info.notice
    assert is_directory(details.raw["Practice"]["Files"])
    assert {"privileged", "user", "root"} == engine.capabilities.missing.keys()
    await engine.close()


async def test_a_staged_scene_is_always_the_same(staged: PracticeEngine) -> None:
    other = PracticeEngine(clock=lambda: CLOCK, seed=1)
    await other.connect()
    await other.settled()
    try:
        assert await staged.list() == await other.list()
        by_name = {row.name: row for row in await staged.list()}
        assert by_name["frontend"].status == "Up 5 minutes (healthy)"
        assert by_name["api"].status == "Restarting (1) 9 seconds ago"
        assert by_name["stopped"].status == "Exited (137) 2 hours ago"
        for name in ("frontend", "log-generator", "shell", "api"):
            details = [await one.inspect(name) for one in (staged, other)]
            assert details[0].pid == details[1].pid
            assert details[0].started_at == details[1].started_at
        assert await staged.stats("frontend") == await other.stats("frontend")
        assert await staged.top("frontend") == await other.top("frontend")
    finally:
        await other.close()


async def test_a_staged_scene_says_its_lines_and_no_more(staged: PracticeEngine) -> None:
    async def log(name: str) -> list[bytes]:
        stream = await staged.logs(name, LogSpec(timestamps=True))
        out, err = await read_all(stream)
        return (out + err).splitlines()

    async def said() -> bool:
        return len(await log("log-generator")) == 12 and len(await log("frontend")) == 9

    await wait_for(said)
    assert (await log("frontend"))[0] == (
        b"2023-11-14T22:13:20.000000000Z 22:13:20 frontend listens on port 8080"
    )
    assert await staged.clock() == CLOCK


LOOK = """
import asyncio
from alongside.engine.engine import ExecSpec
from alongside.engine.practice.engine import PracticeEngine

async def main():
    engine = PracticeEngine()
    await engine.connect()
    stream = await engine.exec('frontend', ExecSpec(['sh', '-c', 'echo $PPID $(hostname)']))
    print(engine.notice, (await stream.read()).data.decode())
    await engine.close()

asyncio.run(main())
"""


def as_somebody_else(python: str, script: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [python, "-B", "-c", script],
        env={"PYTHONPATH": str(Path(alongside.__file__).parents[1]), "PATH": "/usr/bin:/bin"},
        user=1000,
        group=1000,
        extra_groups=[],
        cwd="/",
        capture_output=True,
        check=False,
        timeout=60,
    )


def test_an_ordinary_user_gets_it_too() -> None:
    python = shutil.which("python3", path="/usr/bin:/usr/local/bin")
    if os.getuid() != 0 or python is None or sys.platform != "linux":
        pytest.skip("needs root, to become somebody else, and a Python that others may run")
    enough = "import sys, alongside\nassert sys.version_info >= (3, 11)"
    if as_somebody_else(python, enough).returncode:
        pytest.skip("another user can read neither this Python nor these sources")
    done = as_somebody_else(python, LOOK)
    assert done.stderr == b""
    assert done.stdout.split()[-2:] == [b"0", b"frontend"] or b"own machine" in done.stdout


@pytest.mark.parametrize("name", ["frontend", "database", "minimal", "log-generator"])
async def test_an_interrupt_ends_a_service_for_good(engine: PracticeEngine, name: str) -> None:
    await engine.settled()

    async def ready() -> bool:
        log = await engine.logs(name, LogSpec())
        return bool((await read_all(log))[0])

    await wait_for(ready)
    await engine.kill(name, "INT")

    async def over() -> bool:
        details = await engine.inspect(name)
        return (details.state, details.exit_code) == (State.EXITED, 0)

    await wait_for(over)


async def test_a_service_leaves_no_zombies(isolated: PracticeEngine) -> None:
    await isolated.settled()
    await sh(isolated, "frontend", "(sleep 0.01 &)")

    async def alone() -> bool:
        return len((await isolated.top("frontend")).rows) == 1

    await wait_for(alone)
