"""How long until the first container's name is on the screen, and what idling costs.

Usage: ``python tests/benchmarks/bench_startup.py --host URL [--runs 10] [--idle 30] [--many N]``

Each run starts a program on a pseudo-terminal of 160x45 and reads until a needle appears in what it
draws. Peers in the same run: a bare Textual program (its first frame), and ``docker ps``. With
``--many N`` a stand-in engine that lists N containers is measured too, so that none must be made.

Each program runs once unmeasured, and Python may keep what it compiles, as with an installed
program (else ours would be compiled anew at each start, and Textual, compiled at its installation,
would not). CPU time is shown beside the time on the clock: on a busy machine it is the steadier.
"""

from __future__ import annotations

import argparse
import asyncio
import fcntl
import json
import os
import pty
import select
import shutil
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

ALONGSIDE = (sys.executable, "-m", "alongside")
BARE = """
from textual.app import App
from textual.widgets import Static
class Bare(App):
    def compose(self):
        yield Static("first frame")
Bare().run()
"""


def start(command: Sequence[str], environ: dict[str, str]) -> tuple[subprocess.Popen[bytes], int]:
    """Start `command` on a terminal of 160 columns and 45 rows; return it and our end."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 45, 160, 0, 0))
    process = subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, env=environ, start_new_session=True
    )
    os.close(theirs)
    return process, ours


def read_until(ours: int, needle: bytes, deadline: float) -> bool:
    """Read what is drawn until `needle` is in it; False past the deadline or at the end."""
    seen = b""
    while needle not in seen:
        left = deadline - time.perf_counter()
        if left <= 0 or not select.select([ours], [], [], left)[0]:
            return False
        try:
            seen += os.read(ours, 65536)
        except OSError:
            return False
    return True


class Taken(NamedTuple):
    """What a start took, in seconds."""

    clock: float
    cpu: float


def time_to(command: Sequence[str], needle: bytes, environ: dict[str, str]) -> Taken:
    """Return what it took from the start of `command` until it drew `needle`."""
    began = time.perf_counter()
    process, ours = start(command, environ)
    try:
        if not read_until(ours, needle, began + 30):
            raise SystemExit(f"{needle!r} never appeared from: {' '.join(command)}")
        return Taken(time.perf_counter() - began, cpu_seconds(process.pid))
    finally:
        end(process, ours)


def end(process: subprocess.Popen[bytes], ours: int) -> None:
    """End the program and close our side."""
    process.send_signal(signal.SIGTERM)
    deadline = time.perf_counter() + 10
    while process.poll() is None and time.perf_counter() < deadline:
        if select.select([ours], [], [], 0.05)[0]:
            try:
                os.read(ours, 65536)
            except OSError:
                break
    process.kill()
    process.wait()
    os.close(ours)


def cpu_seconds(pid: int) -> float:
    """Return the CPU time that a process has used, in all of its threads."""
    try:
        threads = list(Path(f"/proc/{pid}/task").glob("*/schedstat"))
        return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e9
    except (FileNotFoundError, ProcessLookupError):  # a thread, or the process, has just ended
        return float("nan")


def memory_mb(pid: int) -> float:
    """Return a process's resident memory in megabytes."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def idle(command: Sequence[str], needle: bytes, environ: dict[str, str], seconds: float) -> None:
    """Print memory and CPU of an idle program."""
    process, ours = start(command, environ)
    try:
        read_until(ours, needle, time.perf_counter() + 30)
        read_until(ours, b"\0never\0", time.perf_counter() + 3)
        before = cpu_seconds(process.pid)
        read_until(ours, b"\0never\0", time.perf_counter() + seconds)
        used = cpu_seconds(process.pid) - before
        print(f"  idle: {memory_mb(process.pid):.1f} MB, {used:.2f} s of CPU in {seconds:.0f} s")
    finally:
        end(process, ours)


@asynccontextmanager
async def stand_in(count: int):
    """Serve a Docker API that lists `count` containers on a unix socket; yields its URL."""
    rows = [
        {
            "Id": f"{n:064x}",
            "Names": [f"/stand-in-{n:04}"],
            "Image": "busybox:test",
            "State": "running",
            "Status": "Up 5 minutes",
            "Created": 1_700_000_000,
            "Command": "sh",
            "Labels": {"com.docker.compose.project": f"project-{n % 20}"},
            "Ports": [],
        }
        for n in range(count)
    ]
    answers = {
        "/containers/json": json.dumps(rows),
        "/version": json.dumps({"Version": "20.10.24", "ApiVersion": "1.41", "Os": "linux"}),
        "/_ping": '"OK"',
    }

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                while (await reader.readline()).strip():
                    pass
                path = line.split()[1].decode().partition("?")[0]
                if "/events" in path:
                    writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
                    await writer.drain()
                    await reader.read()
                    break
                body = next((b for end_, b in answers.items() if path.endswith(end_)), "{}")
                head = f"HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nContent-Length: {len(body)}\r\n"
                writer.write(f"{head}Content-Type: application/json\r\n\r\n{body}".encode())
                await writer.drain()
        except ConnectionError:
            return
        finally:
            writer.close()

    with tempfile.TemporaryDirectory() as folder:
        server = await asyncio.start_unix_server(serve, f"{folder}/docker.sock")
        async with server:
            yield f"unix://{folder}/docker.sock"


def _environ(host: str) -> dict[str, str]:
    environ = {**os.environ, "TERM": "xterm-256color", "DOCKER_HOST": host}
    environ.pop("PYTHONDONTWRITEBYTECODE", None)
    return environ


def compare(host: str, needle: bytes, runs: int, title: str) -> None:
    """Print medians of alongside, a bare Textual program and ``docker ps``, interleaved."""
    environ = _environ(host)
    commands = {
        "bare Textual": ([sys.executable, "-c", BARE], b"first frame"),
        "alongside": (ALONGSIDE, needle),
    }
    if shutil.which("docker"):
        commands["docker ps"] = (["docker", "ps"], needle)
    times: dict[str, list[Taken]] = {name: [] for name in commands}
    for command, text in commands.values():
        time_to(command, text, environ)
    for _ in range(runs):
        for name, (command, text) in commands.items():
            times[name].append(time_to(command, text, environ))
    print(f"{title}: start to first name on the screen, median of {runs}")
    bare = _medians(times["bare Textual"])
    for name, found in times.items():
        clock, cpu = _medians(found)
        print(
            f"  {name:<14} {clock * 1000:6.0f} ms   {clock / bare.clock:5.2f} x bare Textual"
            f"   CPU {cpu * 1000:6.0f} ms   {cpu / bare.cpu:5.2f} x"
        )


def _medians(found: Sequence[Taken]) -> Taken:
    return Taken(*map(statistics.median, zip(*found, strict=True)))


async def main() -> None:
    """Parse the arguments and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default=os.environ.get("ALONGSIDE_TEST_HOST", ""))
    parser.add_argument("--name", default="", help="a container's name that will be drawn")
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--idle", type=float, default=30)
    parser.add_argument("--many", type=int, nargs="*", default=[5, 200])
    options = parser.parse_args()
    if options.host and options.name:
        needle = options.name.encode()
        await asyncio.to_thread(compare, options.host, needle, options.runs, "this engine")
        await asyncio.to_thread(idle, ALONGSIDE, needle, _environ(options.host), options.idle)
    for count in options.many:
        async with stand_in(count) as url:
            title = f"a stand-in with {count} containers"
            await asyncio.to_thread(compare, url, b"stand-in-0000", options.runs, title)
            await asyncio.to_thread(idle, ALONGSIDE, b"stand-in-0000", _environ(url), options.idle)


if __name__ == "__main__":
    asyncio.run(main())
