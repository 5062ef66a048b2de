"""A /proc made of files, as somebody sees it who may read neither environ nor fd, ns or cwd."""

from __future__ import annotations

from pathlib import Path

from alongside.engine.model import Details, State

ID = "c0ffee" + "0" * 58
DETAILS = Details(
    id=ID,
    name="api",
    image="x",
    state=State.RUNNING,
    pid=500,
    argv=("node", "server.js"),
    env=(("A", "1"),),
    started_at="2026-01-02T03:04:05Z",
)
BOOT = 1_767_323_045 - 100
"""A hundred seconds before the container was started."""


def add(
    proc: Path,
    pid: int,
    ppid: int,
    inner: str,
    name: str,
    *,
    cmdline: bytes = b"node\0server.js\0",
    cgroup: str = "0::/\n",
) -> None:
    """Add a process.

    Args:
        inner: Its pid in its own namespace; empty for one of the machine's.
    """
    here = proc / str(pid)
    here.mkdir(parents=True)
    tail = "0 -1 4194560 0 0 0 0 0 0 0 0 20 0 1 0 10000 1 1 1 1 1 1 1 1 0 0 4096 4 2 1 0 0 17 1"
    (here / "stat").write_text(f"{pid} ({name}) S {ppid} {pid} {pid} {tail}\n")
    (here / "status").write_text(
        f"NSpid:\t{pid}\t{inner}\nNSpgid:\t{pid}\t{inner}\nNSsid:\t{pid}\t{inner}\n"
        "Uid:\t100033\t100033\t100033\t100033\nGid:\t5\t5\t5\t5\nGroups:\t100004 7\n"
    )
    (here / "comm").write_text(f"{name}\n")
    (here / "cmdline").write_bytes(cmdline)
    (here / "cgroup").write_text(cgroup)
    (here / "uid_map").write_text("0 100000 65536\n")
    (here / "gid_map").write_text("0 100000 65536\n")


def make(proc: Path) -> Path:
    """Fill a directory with a shim, the container's main process, its child and an exec."""
    (proc / "stat").write_text(f"cpu 1 2\nbtime {BOOT}\n")
    add(proc, 400, 1, "", "containerd-shim", cmdline=f"shim\0-id\0{ID}\0".encode())
    add(proc, 500, 400, "1", "node", cgroup=f"0::/docker/{ID}\n")
    add(proc, 510, 500, "7", "child")
    add(proc, 520, 400, "8", "bash", cmdline=b"bash\0")
    return proc
