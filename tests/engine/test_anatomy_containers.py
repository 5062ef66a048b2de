"""Each line of the anatomy of real containers, against docker's inspect and top and the kernel."""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from anatomy_support import check, rows

from alongside.anatomy.model import Anatomy, Mark, Side
from alongside.anatomy.read import read_anatomy
from alongside.anatomy.report import to_dict, to_table
from alongside.engine.docker import DockerEngine
from alongside.engine.model import Endpoint
from alongside.secrets import MASK

PREFIX = f"anatomy-{os.getpid()}-"
NAMESPACES = ("mnt", "net", "pid", "ipc", "uts", "user", "cgroup")
DEFAULT = {
    *("CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "SETGID", "SETUID", "SETPCAP"),
    *("NET_BIND_SERVICE", "NET_RAW", "SYS_CHROOT", "MKNOD", "AUDIT_WRITE", "SETFCAP"),
}
"""What docker's documentation says that a container has."""

FIRST = {
    "tty": ("-it", "-e", "API_TOKEN=hunter2", "debian:test", "bash"),
    "server": ("-w", "/tmp", "busybox:test", "httpd", "-f", "-p", "8080"),
    "input": ("-i", "--log-driver", "none", "busybox:test", "cat"),
    "user": ("--user", "app", "busybox:test", "sleep", "100000"),
    "init": ("--init", "busybox:test", "sleep", "100000"),
    "tight": (
        *("--read-only", "--cap-drop", "ALL", "--cap-add", "CHOWN", "--cap-add", "NET_RAW"),
        *("--security-opt", "no-new-privileges", "--security-opt", "seccomp=unconfined"),
        *("-m", "64m", "--memory-swap", "96m", "--cpus", "0.5", "--pids-limit", "70"),
        *("busybox:test", "sleep", "100000"),
    ),
    "dropped": (
        *("debian:test", "bash", "-c"),
        "umask 027; cd /var; export MORE=x; exec setpriv --reuid 33 --regid 33 --groups 4,33 "
        "sleep 100000",
    ),
    "host": ("--pid", "host", "busybox:test", "sleep", "100000"),
}


@dataclass
class Seen:
    """One container: what we say of it, and what docker says."""

    anatomy: Anatomy
    inspect: dict[str, Any]
    top: dict[str, str]
    """The main process's line of the machine's ps."""
    links: dict[str, str]
    """Where main's descriptors, cwd and namespaces lead, as its own user finds them."""

    def __post_init__(self) -> None:
        self.rows = rows(self.anatomy)

    def main(self, id: str) -> str:
        return self.rows[id].main

    def exec(self, id: str) -> str:
        return self.rows[id].exec


def docker(host: str, *words: str) -> str:
    command = ["docker", "-H", host, *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert not done.returncode, done.stderr
    return done.stdout.strip()


def each(work: Any, names: Any) -> dict[str, Any]:
    with ThreadPoolExecutor(4) as pool:
        return dict(zip(names, pool.map(work, names), strict=True))


@pytest.fixture(scope="module")
def containers(engine_host: str) -> Iterator[dict[str, Seen]]:
    def start(name: str) -> None:
        words = ("run", "-d", "--name", PREFIX + name, "--network", "none", *FIRST[name])
        docker(engine_host, *words)

    try:
        each(start, FIRST)
        others = ("--pid", f"container:{PREFIX}tty", "busybox:test", "sleep", "100000")
        docker(engine_host, "run", "-d", "--name", PREFIX + "joined", "--network", "none", *others)
        once = ("create", "-i", "--name", PREFIX + "once", "busybox:test", "cat")
        docker(engine_host, *once)
        docker(engine_host, "start", PREFIX + "once")
        names = [*FIRST, "joined", "once"]
        anatomies = asyncio.run(read_all(engine_host, names))
        truths = each(lambda name: truth(engine_host, name), names)
        yield {name: Seen(anatomies[name], *truths[name]) for name in names}
    finally:
        made = docker(engine_host, "ps", "-aq", "--filter", f"name={PREFIX}").split()
        docker(engine_host, "rm", "-f", *made)


async def read_all(host: str, names: list[str]) -> dict[str, Anatomy]:
    engine = DockerEngine(Endpoint(host, "test"))
    await engine.connect()
    try:
        read = [await read_anatomy(engine, PREFIX + name) for name in names]
    finally:
        await engine.close()
    return dict(zip(names, read, strict=True))


def process_status(pid: int) -> str:
    """The tests' engine runs on this machine."""
    return Path(f"/proc/{pid}/status").read_text("utf-8")


def truth(host: str, name: str) -> tuple[dict[str, Any], dict[str, str], dict[str, str]]:
    told = json.loads(docker(host, "inspect", PREFIX + name))[0]
    columns = "pid,ppid,pgid,sess,tpgid,tty,stat,nlwp,euser,lstart,args"
    table = docker(host, "top", PREFIX + name, "-o", columns).splitlines()
    line = next(line for line in table[1:] if line.split()[0] == str(told["State"]["Pid"]))
    words = line.split(None, 14)
    started = " ".join(words[9:14])
    top = dict(zip(columns.split(","), [*words[:9], started, words[14]], strict=True))
    pid = {"host": str(told["State"]["Pid"])}.get(name, "1")
    if name == "joined":
        named = re.search("NSpid:.*?([0-9]+)$", process_status(told["State"]["Pid"]), re.MULTILINE)
        assert named is not None
        pid = named[1]
    links = [f"fd/{n}" for n in (0, 1, 2)] + ["cwd"] + [f"ns/{n}" for n in NAMESPACES]
    script = f"for x in {' '.join(links)}; do readlink /proc/{pid}/$x; done"
    user = ("-u", "33:33") if name == "dropped" else ()
    read = docker(host, "exec", *user, PREFIX + name, "sh", "-c", script).splitlines()
    return told, top, {**dict(zip(links, read, strict=True)), "pid": pid}


NAMES = (*FIRST, "joined", "once")
every = pytest.mark.parametrize("name", NAMES)


@every
def test_the_main_process_is_the_one_that_docker_and_ps_know(
    containers: dict[str, Seen], name: str
) -> None:
    seen = containers[name]
    assert seen.main("process.pid") == seen.links["pid"]
    assert seen.main("process.host_pid") == str(seen.inspect["State"]["Pid"]) == seen.top["pid"]
    assert seen.main("process.host_parent") == f"{seen.top['ppid']} containerd-shim"
    inside = name not in ("host", "joined")
    if inside:
        assert seen.main("process.session") == seen.main("process.group") == "1"
        assert seen.main("process.parent") == "0: from outside"
    if name == "host":
        assert seen.main("process.session") == seen.top["sess"]
        assert seen.main("process.group") == seen.top["pgid"]
        assert seen.main("process.parent") == seen.top["ppid"]
    assert seen.main("process.foreground") == ("1" if name == "tty" else "no terminal")
    assert int(seen.main("process.threads")) == int(seen.top["nlwp"])
    assert seen.main("process.state") == "sleeping"
    assert seen.top["stat"].startswith("S")
    assert seen.main("process.command").split() == seen.top["args"].split()
    ours = datetime.fromisoformat(seen.main("process.started"))
    theirs = datetime.strptime(seen.top["lstart"], "%a %b %d %H:%M:%S %Y")
    assert abs((ours - theirs).total_seconds()) < 3


@every
def test_an_exec_is_a_new_process_from_outside_with_a_terminal_of_its_own(
    containers: dict[str, Seen], name: str
) -> None:
    seen = containers[name]
    pid = seen.exec("process.pid")
    assert pid != seen.main("process.pid")
    for id in ("process.session", "process.group", "process.foreground"):
        assert seen.exec(id) == pid
    assert seen.exec("process.command") == "/bin/sh"
    assert seen.rows["process.host_parent"].mark is Mark.SAME
    assert seen.rows["process.host_pid"].mark is Mark.DIFFERS
    if name != "host":
        assert seen.exec("process.parent") == "0: from outside"
    assert seen.exec("streams.stdin") == seen.exec("streams.stderr")
    assert seen.exec("streams.stdin").removeprefix("/dev/") == seen.exec("streams.tty")
    assert seen.exec("streams.input") == "yes, by terminal"
    assert seen.exec("streams.also") == "nowhere"


@every
def test_streams_lead_where_the_kernel_says(containers: dict[str, Seen], name: str) -> None:
    seen = containers[name]
    config = seen.inspect["Config"]
    for number, word in enumerate(("stdin", "stdout", "stderr")):
        assert seen.main(f"streams.{word}") == seen.links[f"fd/{number}"]
    tty = seen.links["fd/0"].removeprefix("/dev/") if config["Tty"] else "none"
    assert seen.main("streams.tty") == tty
    for id, key in (("open_stdin", "OpenStdin"), ("stdin_once", "StdinOnce")):
        assert seen.main(f"streams.{id}") == ("yes" if config[key] else "no")
        assert seen.rows[f"streams.{id}"].mark is Mark.ONLY_MAIN
    by = {"tty": "yes, by terminal", "input": "yes, by pipe", "once": "yes, by pipe"}
    assert seen.main("streams.input") == by.get(name, "no: at its end at once")
    driver = seen.inspect["HostConfig"]["LogConfig"]["Type"]
    assert seen.main("streams.also") == ("nowhere" if driver == "none" else f"log driver {driver}")
    clients = seen.rows["streams.clients"]
    assert (clients.main, clients.mark) == ("", Mark.UNKNOWN)
    assert "does not tell" in clients.why


def test_stdin_once_is_told(containers: dict[str, Seen]) -> None:
    assert containers["once"].main("streams.stdin_once") == "yes"
    assert containers["input"].main("streams.stdin_once") == "no"


@every
def test_identity_is_what_the_container_was_made_with(
    containers: dict[str, Seen], name: str
) -> None:
    seen = containers[name]
    user = {"user": "app (1000)", "dropped": "www-data (33)"}.get(name, "root (0)")
    assert seen.main("identity.user") == user
    assert seen.exec("identity.user") == ("app (1000)" if name == "user" else "root (0)")
    groups = {"user": "app (1000)", "dropped": "adm (4), www-data (33)"}.get(name, "root (0)")
    assert seen.main("identity.groups") == groups
    bounding = {"CHOWN", "NET_RAW"} if name == "tight" else DEFAULT
    assert set(seen.main("identity.capabilities.bounding").split(", ")) == bounding
    effective = {"none"} if name in ("user", "dropped") else bounding
    assert set(seen.main("identity.capabilities.effective").split(", ")) == effective
    assert set(seen.main("identity.capabilities.permitted").split(", ")) == effective
    assert seen.main("identity.capabilities.ambient") == "none"
    assert seen.main("identity.no_new_privs") == ("yes" if name == "tight" else "no")
    assert seen.main("identity.seccomp") == ("none" if name == "tight" else "filter")
    assert seen.main("identity.umask") == ("0027" if name == "dropped" else "0022")
    assert seen.main("identity.cwd") == seen.links["cwd"]
    assert seen.main("identity.cwd") == {"server": "/tmp", "dropped": "/var"}.get(name, "/")
    profile = seen.inspect["AppArmorProfile"] or seen.inspect["ProcessLabel"] or "none"
    assert seen.main("identity.label").startswith(profile)


@every
def test_the_environment_is_the_configured_one_and_differences_are_told(
    containers: dict[str, Seen], name: str
) -> None:
    seen = containers[name]
    for entry in seen.inspect["Config"]["Env"] or ():
        key, _, value = entry.partition("=")
        row = seen.rows[f"environment.{key}"]
        assert row.main == row.exec == value
        assert row.mark is Mark.SAME
    term = seen.rows["environment.TERM"]
    assert term.mark is (Mark.SAME if name == "tty" else Mark.ONLY_EXEC)
    assert seen.main("environment.HOSTNAME") == seen.inspect["Config"]["Hostname"]
    assert not any("ALONGSIDE" in id for id in seen.rows)
    if name == "dropped":
        assert seen.rows["environment.MORE"].mark is Mark.ONLY_MAIN


def test_secrets_are_masked_in_all_that_is_printed(containers: dict[str, Seen]) -> None:
    seen = containers["tty"]
    row = seen.rows["environment.API_TOKEN"]
    assert (row.main, row.safe_main, row.safe_exec) == ("hunter2", MASK, MASK)
    assert "hunter2" not in json.dumps(to_dict(seen.anatomy)) + to_table(seen.anatomy)


@every
def test_namespaces_are_the_kernels_and_shared(containers: dict[str, Seen], name: str) -> None:
    seen = containers[name]
    for space in NAMESPACES:
        row = seen.rows[f"isolation.{space}"]
        assert seen.links[f"ns/{space}"] == f"{space}:[{row.main}]"
        assert row.mark is Mark.SAME
    assert seen.inspect["Id"] in seen.main("isolation.path")
    assert seen.rows["isolation.path"].mark is Mark.SAME
    if name == "joined":
        shared = containers["tty"]
        assert seen.main("isolation.pid") == shared.main("isolation.pid")
        assert seen.main("isolation.net") != shared.main("isolation.net")


def test_limits_are_those_that_were_asked_for(containers: dict[str, Seen]) -> None:
    tight, free = containers["tight"], containers["user"]
    host = tight.inspect["HostConfig"]
    asked = {
        "memory": f"{host['Memory'] / 2**20:.1f} MB",
        "swap": f"{host['MemorySwap'] / 2**20:.1f} MB",
        "cpu": f"{host['NanoCpus'] / 1e9:g} processors",
        "pids": str(host["PidsLimit"]),
    }
    for name, shown in asked.items():
        assert tight.main(f"isolation.limit.{name}") == shown
        assert tight.exec(f"isolation.limit.{name}") == shown
        assert free.main(f"isolation.limit.{name}") == "none"


@every
def test_the_tree_has_the_two_and_nobody_who_read(containers: dict[str, Seen], name: str) -> None:
    seen = containers[name]
    lines = seen.anatomy.tree
    sides = {line.side: line for line in lines if line.side is not Side.OTHER}
    assert sides[Side.MAIN].pid == int(seen.main("process.pid"))
    assert sides[Side.MAIN].depth == sides[Side.EXEC].depth == 0
    assert sides[Side.EXEC].pid == int(seen.exec("process.pid"))
    others = [(line.depth, line.command) for line in lines if line.side is Side.OTHER]
    joined = [(0, "sleep 100000")]  # the other container that shares its processes
    expected = {"init": [(1, "sleep 100000")], "tty": joined}
    assert others == expected.get(name, [])


@every
def test_the_json_is_what_the_schema_says_and_the_table_fits(
    containers: dict[str, Seen], name: str
) -> None:
    anatomy = containers[name].anatomy
    check(json.loads(json.dumps(to_dict(anatomy))))
    assert max(map(len, to_table(anatomy).splitlines())) <= 80
    assert anatomy.how == "/proc by exec, this machine's /proc, inspect"
    assert [hop.name for hop in anatomy.exec_relay[-2:]] == ["shim", "sh"]
    assert anatomy.main_relay[-1].pid == int(containers[name].main("process.pid"))


def test_nothing_of_the_reading_stays(containers: dict[str, Seen], engine_host: str) -> None:
    for name in ("tty", "user", "tight", "dropped"):
        table = docker(engine_host, "top", PREFIX + name, "-o", "pid,args").splitlines()[1:]
        assert len([line for line in table if " 100000" in line or "bash" in line]) == len(table)
