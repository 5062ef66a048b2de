"""Probes against real containers: with every tool, with none, without a shell, stopped, paused."""

from __future__ import annotations

import json
import secrets
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator

import pytest
import pytest_asyncio
from support import wait_for

from alongside.diagnostics.catalog import GENERAL, PROBES
from alongside.diagnostics.probe import Argv, Probe, Status
from alongside.diagnostics.report import to_dict
from alongside.diagnostics.runner import ProbeRun, run
from alongside.engine.docker import DockerEngine
from alongside.engine.model import Container, Endpoint
from alongside.secrets import MASK

PREFIX = f"diagnostics-{secrets.token_hex(3)}-"
TOOLS = (
    "ps top df du find grep egrep sed awk mawk perl curl getent ls id date tr head tail wc cut "
    "sort cat netstat ss ip ifconfig hostname uname"
)

Docker = Callable[..., str]


@pytest.fixture(scope="module")
def docker(engine_host: str) -> Docker:
    def call(*words: str) -> str:
        command = ["docker", "-H", engine_host, *words]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    return call


@pytest.fixture(scope="module")
def scene(docker: Docker) -> Iterator[None]:
    hide = f"for tool in {TOOLS}; do rm -f /bin/$tool /usr/bin/$tool; done; exec sleep 100000"
    serve = "httpd -p 8080 -h /etc; sleep 100000 & sleep 100000"
    told = "echo fine; echo 'ERROR: no disk' >&2; echo token=hunter2; exit 3"
    own = "/busybox cp /busybox /busybox-tool; /busybox rm /busybox; "
    own += "exec /busybox-tool sleep 100000"
    starts: dict[str, tuple[str, ...]] = {
        "full": ("debian:test", "sleep", "100000"),
        "bare": ("-e", "API_TOKEN=hunter2", "debian:test", "bash", "-c", hide),
        "small": ("-m", "64m", "-p", "8080", "-p", "9999", "busybox:test", "sh", "-c", serve),
        "user": ("-u", "app", "busybox:test", "sleep", "100000"),
        "lone-busybox": ("distroless:test",),
        "shell-less": (
            *("-e", "API_TOKEN=hunter2", "--entrypoint", "/busybox"),
            *("distroless:test", "sh", "-c", own),
        ),
        "ended": ("-e", "API_TOKEN=hunter2", "busybox:test", "sh", "-c", told),
        "paused": ("busybox:test", "sleep", "100000"),
    }
    for name, words in starts.items():
        docker("run", "-d", "--name", PREFIX + name, *words)
    docker("wait", PREFIX + "ended")
    docker("pause", PREFIX + "paused")
    yield
    docker("rm", "-f", "-v", *(PREFIX + name for name in starts))


@pytest_asyncio.fixture
async def engine(engine_host: str, scene: None) -> AsyncIterator[DockerEngine]:
    engine = DockerEngine(Endpoint(engine_host, "test"))
    await engine.connect()
    yield engine
    await engine.close()


async def find(engine: DockerEngine, name: str) -> Container:
    return next(row for row in await engine.list() if row.name == PREFIX + name)


async def finished(engine: DockerEngine, name: str, probe: Probe | str) -> ProbeRun:
    made = run(engine, await find(engine, name), PROBES[probe] if isinstance(probe, str) else probe)
    await made.wait()
    return made


def custom(*argv: str, deadline: float = 15) -> Probe:
    return Probe("custom", "Custom", "A probe of a test.", (Argv(argv),), deadline=deadline)


async def inside(docker: Docker, name: str) -> list[str]:
    """Return the states and commands of all processes but the first, as the engine sees them."""
    rows = docker("top", PREFIX + name, "-o", "pid,stat,args").splitlines()[2:]
    return [row.split(None, 1)[1] for row in rows]


@pytest.mark.parametrize("name", ["full", "bare", "small", "user", "lone-busybox"])
async def test_every_general_probe_works_with_and_without_tools(
    engine: DockerEngine, name: str
) -> None:
    for probe in GENERAL:
        if probe.id == "network":
            continue  # its name server does not answer here: one test waits for that, not four
        made = await finished(engine, name, probe)
        assert made.verdict is not None
        assert made.verdict.status in (Status.OK, Status.WARNING), (probe.id, made.verdict)
        assert made.command
        assert not [line for line in made.lines if line.kind == "error"], made.text


@pytest.mark.parametrize("name", ["full", "bare", "small", "user", "lone-busybox"])
async def test_processes_are_listed_without_the_probe_itself(
    engine: DockerEngine, name: str
) -> None:
    made = await finished(engine, name, "processes")
    assert ("[sleep]" if name == "bare" else "sleep 100000") in made.text
    assert "ALONGSIDE" not in made.text
    assert ("/proc" in made.command) == (name == "bare")


async def test_memory_knows_the_limit(engine: DockerEngine) -> None:
    assert "Limit           64.0 MB" in (await finished(engine, "small", "memory")).text


async def test_network_decodes_sockets_and_misses_a_published_port(engine: DockerEngine) -> None:
    made = await finished(engine, "small", "network")
    assert "[::]:8080" in made.text
    assert "(httpd)" in made.text
    assert "127.0.0.1" in made.text
    sentences = [found.sentence for found in made.verdict.findings] if made.verdict else []
    assert any(sentence.startswith("Port 9999/tcp is published") for sentence in sentences)
    assert not any("8080" in sentence for sentence in sentences)


async def test_web_check_asks_with_what_is_there(engine: DockerEngine) -> None:
    made = await finished(engine, "small", "web")
    assert "http://127.0.0.1:8080/  status 404" in made.text
    assert made.verdict is not None
    assert made.verdict.status is Status.OK


@pytest.mark.parametrize("name", ["bare", "shell-less", "ended"])
async def test_secrets_of_the_environment_are_masked_until_revealed(
    engine: DockerEngine, name: str
) -> None:
    container = await find(engine, name)
    masked = run(engine, container, PROBES["environment"])
    shown = run(engine, container, PROBES["environment"], reveal=True)
    await masked.wait()
    await shown.wait()
    assert f"API_TOKEN={MASK}" in masked.text
    assert "hunter2" not in masked.text + b"".join([c async for c in masked.output()]).decode()
    assert "API_TOKEN=hunter2" in shown.text
    assert "hunter2" not in json.dumps(to_dict(container, [masked, shown]))


async def test_without_a_shell_the_engine_answers_and_says_so(engine: DockerEngine) -> None:
    for probe in ("processes", "memory", "disk", "network", "environment", "system"):
        made = await finished(engine, "shell-less", probe)
        assert made.by == "engine"
        assert "by the engine" in made.command
        assert "no shell" in made.command
        assert made.verdict is not None
        assert made.verdict.status is Status.OK, made.verdict
    assert "/busybox-tool sleep 100000" in (await finished(engine, "shell-less", "processes")).text


async def test_a_command_works_without_a_shell_and_a_missing_one_is_explained(
    engine: DockerEngine,
) -> None:
    made = await finished(engine, "shell-less", custom("/busybox-tool", "echo", "hello"))
    assert made.text == "hello\n"
    made = await finished(engine, "shell-less", custom("/not/there"))
    assert made.verdict is not None
    assert made.verdict.status is Status.IMPOSSIBLE
    assert "/not/there" in made.verdict.sentence
    assert made.text == ""


async def test_a_stopped_container_tells_what_needs_no_process(engine: DockerEngine) -> None:
    logs = await finished(engine, "ended", "logs")
    assert "ERROR: no disk" in logs.text
    assert "hunter2" not in logs.text
    assert logs.verdict is not None
    assert "exit code 3" in logs.verdict.sentence
    system = await finished(engine, "ended", "system")
    assert "Exit code     3" in system.text
    processes = await finished(engine, "ended", "processes")
    assert processes.verdict is not None
    assert processes.verdict.status is Status.IMPOSSIBLE
    assert "not running" in processes.verdict.sentence


async def test_a_paused_container_is_asked_by_the_engine(engine: DockerEngine) -> None:
    made = await finished(engine, "paused", "processes")
    assert made.by == "engine"
    assert "paused" in made.command
    web = await finished(engine, "paused", "web")
    assert web.verdict is not None
    assert web.verdict.status is Status.IMPOSSIBLE


async def test_a_removed_container_is_a_failure_with_a_sentence(engine: DockerEngine) -> None:
    gone = Container("f" * 64, "gone", "x", (await find(engine, "full")).state)
    made = run(engine, gone, PROBES["processes"])
    assert (await made.wait()).status is Status.FAILED


async def test_stopping_ends_everything_inside(engine: DockerEngine, docker: Docker) -> None:
    before = await inside(docker, "full")
    probe = custom("sh", "-c", "echo begun; sleep 300 & sleep 300 | cat")
    made = run(engine, await find(engine, "full"), probe)
    await wait_for(lambda: "begun" in made.text)
    await made.stop()
    await made.stop()
    assert made.verdict is not None
    assert made.verdict.status is Status.STOPPED
    assert made.verdict.advice == ""
    assert made.text == "begun\n"
    left = [row for row in await inside(docker, "full") if "defunct" not in row]
    assert left == before


async def test_stopping_at_once_leaves_nothing(engine: DockerEngine, docker: Docker) -> None:
    before = await inside(docker, "small")
    made = run(engine, await find(engine, "small"), PROBES["network"])
    await made.stop()
    assert made.verdict is not None
    assert made.verdict.status is Status.STOPPED
    await wait_for(lambda: _same(docker, "small", before))


async def _same(docker: Docker, name: str, before: list[str]) -> bool:
    return await inside(docker, name) == before


async def test_a_script_that_is_stopped_leaves_no_zombies(
    engine: DockerEngine, docker: Docker
) -> None:
    before = await inside(docker, "full")
    made = run(engine, await find(engine, "full"), PROBES["network"])
    await wait_for(lambda: "getent hosts" in made.text)
    await made.stop()
    assert await inside(docker, "full") == before


async def test_the_deadline_ends_it_and_keeps_what_was_got(
    engine: DockerEngine, docker: Docker
) -> None:
    before = await inside(docker, "small")
    stubborn = "trap '' TERM; echo one; while :; do read -r x < /dev/zero; done"
    made = await finished(engine, "small", custom("sh", "-c", stubborn, deadline=1))
    assert made.text == "one\n"
    assert made.verdict is not None
    assert made.verdict.status is Status.WARNING
    assert made.verdict.sentence.startswith("Ended after 1 s")
    assert await inside(docker, "small") == before


async def test_a_flood_is_bounded(engine: DockerEngine, docker: Docker) -> None:
    before = await inside(docker, "small")
    made = await finished(engine, "small", custom("yes", "flooding"))
    assert len(made.text) < 1_100_000
    assert made.verdict is not None
    assert made.verdict.status is Status.WARNING
    assert await inside(docker, "small") == before
