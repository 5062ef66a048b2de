"""An engine behind ssh: our handling of the process with a stand-in, and a real sshd."""

from __future__ import annotations

import asyncio
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest
from docker_support import container, until, whole
from support import wait_for

from alongside.engine.docker import DockerEngine
from alongside.engine.engine import Channel, ExecSpec
from alongside.engine.model import Endpoint, State
from alongside.errors import UnreachableError
from alongside.session.base import BaseSession
from alongside.session.session import Reason
from alongside.session.sessions import Sessions

# Forwards as ssh does, or complains as ssh does; writes down how it was called.
STAND_IN = """#!{python}
import json, os, selectors, socket, sys, threading
here = {here!r}
with open(here + "/called", "a") as file:
    file.write(json.dumps([os.getpid(), sys.argv[1:]]) + "\\n")
if os.path.exists(here + "/complaint"):
    sys.stderr.write(open(here + "/complaint").read())
    sys.exit(255)
local, remote = sys.argv[sys.argv.index("-L") + 1].split(":", 1)
listener = socket.socket(socket.AF_UNIX)
listener.bind(local)
listener.listen(64)
def pump(source, target):
    while data := source.recv(65536):
        target.sendall(data)
    target.shutdown(socket.SHUT_WR)
def serve(client):
    engine = socket.socket(socket.AF_UNIX)
    try:
        engine.connect(remote)
    except OSError:
        sys.stderr.write("channel 2: open failed: connect failed: open failed\\n")
        sys.stderr.flush()
        return client.close()
    threading.Thread(target=pump, args=(client, engine), daemon=True).start()
    pump(engine, client)
while True:
    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
"""


@pytest.fixture
def ssh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a stand-in for ssh on PATH; return the directory in which it writes."""
    place = tmp_path / "bin"
    place.mkdir()
    program = place / "ssh"
    program.write_text(STAND_IN.format(python=sys.executable, here=str(tmp_path)))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{place}:{os.environ['PATH']}")
    return tmp_path


def calls(ssh: Path) -> list[tuple[int, list[str]]]:
    return [json.loads(line) for line in (ssh / "called").read_text().splitlines()]


def alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1]
    except FileNotFoundError:
        return False


@asynccontextmanager
async def by_ssh(url: str) -> AsyncIterator[DockerEngine]:
    engine = DockerEngine(Endpoint(url, "test"))
    try:
        yield engine
    finally:
        await engine.close()


async def test_one_ssh_carries_everything_and_ends_with_us(engine_host: str, ssh: Path) -> None:
    remote = engine_host.removeprefix("unix://")
    async with by_ssh(f"ssh://me@far:2222{remote}") as engine:
        await engine.connect()
        async with container(engine_host, "busybox:test", "sleep", "1000") as name:
            stream = await engine.exec(name, ExecSpec(["wc", "-c"], tty=False))
            await stream.write(b"four")
            await stream.close_write()
            assert await whole(stream) == {Channel.STDOUT: b"4\n"}
            await engine.pause(name)  # by the SDK, over the same forward
        [(pid, arguments)] = calls(ssh)
        assert alive(pid)
        local = arguments[arguments.index("-L") + 1].split(":")[0]
    assert arguments[:2] == ["-N", "-T"]
    assert "BatchMode=yes" in arguments
    assert arguments[-4:] == ["-p", "2222", "--", "me@far"]
    await wait_for(lambda: not alive(pid), what="ssh to end")
    assert not Path(local).parent.exists()


async def test_a_lost_ssh_is_started_again(engine_host: str, ssh: Path) -> None:
    remote = engine_host.removeprefix("unix://")
    async with by_ssh(f"ssh://far{remote}") as engine:
        await engine.connect()
        [(pid, _)] = calls(ssh)
        os.kill(pid, signal.SIGKILL)
        await wait_for(lambda: gone(engine))
        await engine.connect()
        assert len(calls(ssh)) == 2


async def gone(engine: DockerEngine) -> bool:
    dialer = engine._dialer
    return dialer._process.returncode is not None  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("complaint", "message", "advice"),
    [
        ("me@far: Permission denied (publickey,password).", "does not let us in", "ssh-add"),
        ("Host key verification failed.", "key is not known", "ssh me@far"),
        ("@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @", "not the one", "ssh-keygen -R"),
        ("ssh: Could not resolve hostname far: Name or service", "does not resolve", "spelling"),
        ("ssh: connect to host far port 22: Connection refused", "refuses connections", "port"),
        ("ssh: connect to host far port 22: Connection timed out", "does not answer", "VPN"),
        ("Bad owner or permissions on \x1b/x", "ssh failed (Bad owner", "by hand: ssh me@far"),
        ("", "ended without a word", "by hand"),
    ],
)
async def test_what_ssh_complains_about(
    ssh: Path, complaint: str, message: str, advice: str
) -> None:
    (ssh / "complaint").write_text(complaint + "\n")
    async with by_ssh("ssh://me@far") as engine:
        with pytest.raises(UnreachableError) as caught:
            await engine.connect()
    assert message in caught.value.message
    assert advice in caught.value.advice
    assert "\x1b" not in str(caught.value)


async def test_ssh_works_and_the_engine_does_not(ssh: Path) -> None:
    async with by_ssh("ssh://me@far/nonexistent/docker.sock") as engine:
        with pytest.raises(UnreachableError, match="socket there cannot be opened"):
            await engine.connect()


async def test_without_ssh(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    async with by_ssh("ssh://far") as engine:
        with pytest.raises(UnreachableError, match="which is not installed"):
            await engine.connect()


async def test_a_login_that_hangs(ssh: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = ssh / "bin/ssh"
    program.write_text(f"#!/bin/sh\necho $$ >{ssh}/pid\nexec sleep 1000\n")
    monkeypatch.setattr("alongside.engine.ssh.START_SECONDS", 0.3)
    async with by_ssh("ssh://far") as engine:
        with pytest.raises(UnreachableError, match="did not log in within"):
            await engine.connect()
    pid = int((ssh / "pid").read_text())
    await wait_for(lambda: not alive(pid))


async def test_ssh_ends_even_if_we_are_killed(engine_host: str, ssh: Path) -> None:
    remote = engine_host.removeprefix("unix://")
    script = (
        "import asyncio, sys\n"
        "from alongside.engine.docker import DockerEngine\n"
        "from alongside.engine.model import Endpoint\n"
        "async def main():\n"
        "    await DockerEngine(Endpoint(sys.argv[1], 'test'), seconds=30).connect()\n"
        "    print('up', flush=True)\n"
        "    await asyncio.sleep(1000)\n"
        "asyncio.run(main())\n"
    )
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", script, f"ssh://far{remote}"), stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    assert await process.stdout.readline() == b"up\n"
    [(pid, arguments)] = calls(ssh)
    assert alive(pid)
    process.kill()
    await process.wait()
    await wait_for(lambda: not alive(pid), what="ssh to end")
    local = arguments[arguments.index("-L") + 1].split(":")[0]
    shutil.rmtree(Path(local).parent)


def run(*arguments: str) -> None:
    subprocess.run(arguments, check=True, capture_output=True)


@contextmanager
def sshd(place: Path) -> Iterator[int]:
    """Run a real sshd for ourselves on 127.0.0.1; yield its port."""
    program = shutil.which("sshd", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        pytest.skip("sshd is not installed (Debian: openssh-server)")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    for name in ("host", "user"):
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(place / name))
    (place / "authorized").write_bytes((place / "user.pub").read_bytes())
    (place / "config").write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {place}/host\nPidFile none\n"
        f"AuthorizedKeysFile {place}/authorized\nStrictModes no\nUsePAM no\n"
        "PasswordAuthentication no\nKbdInteractiveAuthentication no\nPermitRootLogin yes\n"
    )
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)
    server = subprocess.Popen(
        [program, "-D", "-e", "-f", str(place / "config")], stderr=subprocess.DEVNULL
    )
    try:
        yield port
    finally:
        server.terminate()
        server.wait()


@pytest.fixture
async def far(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[str]:
    """Run a real sshd that lets us in, once its key is known; yield its address."""
    with sshd(tmp_path) as port:
        # OpenSSH reads no HOME: only a program in between can name another configuration.
        real, place = shutil.which("ssh"), tmp_path / "bin"
        assert real is not None
        place.mkdir()
        options = f"-F none -i {tmp_path}/user -o UserKnownHostsFile={tmp_path}/known"
        (place / "ssh").write_text(
            f'#!/bin/sh\necho $$ >>{tmp_path}/pids\nexec {real} {options} "$@"\n'
        )
        (place / "ssh").chmod(0o755)
        monkeypatch.setenv("PATH", f"{place}:{os.environ['PATH']}")
        await wait_for(lambda: listening(port))
        yield f"ssh://{pwd.getpwuid(os.geteuid()).pw_name}@127.0.0.1:{port}"


def trust(place: Path, far: str) -> None:
    """Have the key of the sshd known."""
    port, key = far.rpartition(":")[2], (place / "host.pub").read_text()
    (place / "known").write_text(f"[127.0.0.1]:{port} {key}")


async def test_a_real_sshd(engine_host: str, tmp_path: Path, far: str) -> None:
    url = far + engine_host.removeprefix("unix://")
    async with by_ssh(url) as engine:
        with pytest.raises(UnreachableError, match="key is not known yet"):
            await engine.connect()
    trust(tmp_path, far)
    async with by_ssh(url) as engine:
        assert (await engine.connect()).name == "docker"
        async with container(engine_host, "busybox:test", "sleep", "1000") as name:
            streams = [await engine.exec(name, ExecSpec(["cat"], tty=False)) for _ in range(12)]
            for stream in streams:
                await stream.write(b"echo")
                await until(stream, b"echo")
                await stream.close_write()
                assert await whole(stream) == {}
    async with by_ssh(f"{far}/nonexistent.sock") as engine:
        with pytest.raises(UnreachableError, match="socket there cannot be opened"):
            await engine.connect()


@pytest.mark.parametrize("flags", [("-i",), ("-it",)], ids=["stdin", "tty"])
async def test_an_ssh_killed_under_an_unlocked_attach_harms_nothing(
    engine_host: str, tmp_path: Path, far: str, flags: tuple[str, ...]
) -> None:
    trust(tmp_path, far)
    async with (
        container(engine_host, *flags, "busybox:test", "cat") as name,
        by_ssh(far + engine_host.removeprefix("unix://")) as engine,
    ):
        before = await engine.inspect(name)
        sessions = Sessions(engine, state_dir=tmp_path)
        session = sessions.attach(name, name)
        said = bytearray()
        watching = asyncio.create_task(watch(session, said))
        await session.open(80, 24)
        await session.write(b"over ssh\n")
        await wait_for(lambda: b"over ssh" in said)
        assert not session.locked
        pid = int((tmp_path / "pids").read_text().split()[-1])
        os.kill(pid, signal.SIGKILL)
        await asyncio.wait_for(watching, 10)
        assert session.ending is not None
        assert session.ending.reason is Reason.LOST
        await wait_for(lambda: back(engine))  # ssh is started again
        again = session.again()
        watching = asyncio.create_task(watch(again, said))
        await again.open(80, 24)
        await again.write(b"still here\n")
        await wait_for(lambda: b"still here" in said)
        await again.close()
        await watching
        after = await engine.inspect(name)
        assert (after.state, after.started_at) == (State.RUNNING, before.started_at)
        await sessions.close_all()


async def back(engine: DockerEngine) -> bool:
    try:
        await engine.connect()
    except UnreachableError:
        return False
    return True


async def watch(session: BaseSession, said: bytearray) -> None:
    async for output in session.output():
        said += output.data


async def listening(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    await writer.wait_closed()
    return True
