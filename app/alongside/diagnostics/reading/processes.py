"""Process tables: from /proc, from any ps, from the engine's own top."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from alongside.clean import clean
from alongside.diagnostics.decode import Block, plain
from alongside.diagnostics.probe import Finding, Line, LineKind, Severity, line, note
from alongside.diagnostics.reading.about import About
from alongside.diagnostics.reading.text import count, decimal, duration, number, size, table

TICKS = 100
"""Clock ticks a second in /proc: USER_HZ, 100 on every Linux that runs containers."""

SHELLS = frozenset({"sh", "bash", "ash", "dash", "zsh", "ksh", "busybox"})


@dataclass(frozen=True, slots=True)
class Process:
    """One row; what a source does not tell is empty or 0. `rss` in bytes, times in seconds."""

    pid: int
    ppid: int = 0
    state: str = ""
    command: str = ""
    user: str = ""
    tty: str = ""
    session: int = 0
    threads: int = 1
    rss: int = 0
    cpu: float = 0.0
    started: float = 0.0
    """Seconds from the machine's boot."""


def parse_process(pid: str, data: bytes, users: Mapping[str, str]) -> Process | None:
    """Read one part of a ``processes`` block: stat, "uid rss", command line with NULs."""
    stat, _, rest = data.partition(b"\n")
    facts, _, argv = rest.partition(b"\n")
    before, _, after = stat.decode("utf-8", "replace").rpartition(") ")
    fields = after.split()
    if len(fields) < 20 or not pid.isdigit():
        return None
    numbers = [int(field) if field.lstrip("-").isdigit() else 0 for field in fields]
    uid, _, rss = facts.decode("utf-8", "replace").partition(" ")
    name = before.partition("(")[2]
    words = argv.rstrip(b"\n\0").replace(b"\0", b" ").decode("utf-8", "replace")
    return Process(
        pid=int(pid),
        ppid=numbers[1],
        state=fields[0],
        command=clean(words or f"[{name}]", limit=2000),
        user=clean(users.get(uid, uid), limit=32),
        tty=terminal_name(numbers[4]),
        session=numbers[3],
        threads=numbers[17],
        rss=(number(rss) or 0) * 1024,
        cpu=(numbers[11] + numbers[12]) / TICKS,
        started=numbers[19] / TICKS,
    )


def terminal_name(device: int) -> str:
    """Return the name of a terminal's device number as stat has it: ``pts/1``, ``?`` for none."""
    major, minor = device >> 8 & 0xFFF, device & 0xFF | device >> 12 & 0xFFF00
    if 136 <= major <= 143:
        return f"pts/{(major - 136) * 256 + minor}"
    return f"tty{minor}" if major == 4 else "?"


def parse_users(passwd: str) -> dict[str, str]:
    """Return the names of user ids from a passwd file; the first entry of an id counts."""
    users: dict[str, str] = {}
    for row in passwd.splitlines():
        fields = row.split(":")
        if len(fields) > 2:
            users.setdefault(fields[2], fields[0])
    return users


def parse_block(block: Block, own: int = 0) -> tuple[list[Process], float]:
    """Return the processes of a block (without those of the probe's session) and the uptime."""
    users = parse_users(block.text("/etc/passwd"))
    up = block.text("/proc/uptime").split()
    uptime = decimal(up[0]) if up else 0.0
    parsed = (parse_process(name, data, users) for name, data in block.parts)
    return [row for row in parsed if row and not (own and row.session == own)], uptime


def read_proc(block: Block, about: About) -> Iterator[Line | Finding]:
    """Show a table like ps's from /proc."""
    rows, uptime = parse_block(block, about.pid)
    rows.sort(key=lambda row: row.pid)
    cells = [
        (
            *(str(row.pid), str(row.ppid), row.user, row.state, row.tty),
            f"{100 * row.cpu / max(uptime - row.started, 0.01):.1f}",
            size(row.rss) if row.rss else "-",
            duration(uptime - row.started),
            row.command,
        )
        for row in rows
    ]
    header = ("PID", "PPID", "USER", "STAT", "TTY", "%CPU", "RSS", "AGE", "COMMAND")
    yield from table(header, cells, right="PID PPID %CPU RSS AGE")
    yield from conclude(rows)


def read_ps(block: Block, about: About) -> Iterator[Line | Finding]:
    """Show what ps printed, without the probe's own rows."""
    raw = [plain(row) for row in block.text().encode().splitlines() if row.strip()]
    rows = parse_columns([row.split() for row in raw[:1]], raw[1:])
    if raw:
        yield Line(LineKind.COLUMNS, raw[0])
    kept = []
    for text, row in zip(raw[1:], rows, strict=True):
        if row is None or about.pid not in (row.pid, row.ppid):
            yield line(text)
            if row:
                kept.append(row)
    yield from conclude(kept)


def parse_columns(
    header: Sequence[Sequence[str]], rows: Sequence[str] | Sequence[Sequence[str]]
) -> list[Process | None]:
    """Read rows below a ps-like header; None for a row that does not fit it.

    Args:
        header: One list of titles, or nothing.
        rows: Texts (the last column takes the rest), or cells.
    """
    titles = [title.upper() for title in header[0]] if header else []
    return [_parse_row(titles, row) for row in rows]


def _parse_row(titles: Sequence[str], row: str | Sequence[str]) -> Process | None:
    cells = row.split(None, len(titles) - 1) if isinstance(row, str) else row
    by_title = dict(zip(titles, cells, strict=False))
    pid = number(by_title.get("PID", ""))
    if pid is None:
        return None
    command = next((by_title[t] for t in ("COMMAND", "CMD", "ARGS") if t in by_title), "")
    return Process(
        pid=pid,
        ppid=number(by_title.get("PPID", "")) or 0,
        state=by_title.get("STAT", by_title.get("S", "")),
        command=command,
    )


def conclude(rows: Sequence[Process]) -> Iterator[Line | Finding]:
    """Count, and find zombies, stuck processes and a main process that is a shell."""
    dead = [row for row in rows if row.state.startswith("Z") or "<defunct>" in row.command]
    stuck = [row for row in rows if row.state.startswith("D")]
    yield note(
        count(len(rows), "process", "processes") + (f", {len(dead)} of them dead" if dead else "")
    )
    if dead:
        parents = sorted({row.ppid for row in dead if row.ppid})
        of = f" of process {', '.join(map(str, parents[:5]))}" if parents else ""
        yield Finding(
            Severity.WARNING if len(dead) > 2 else Severity.INFO,
            f"{count(len(dead), 'zombie')}: ended children{of} that nobody collects.",
            "The main process does not wait for its children: start the container with --init.",
        )
    if stuck:
        names = ", ".join(f"{row.pid} ({row.command[:40]})" for row in stuck[:3])
        yield Finding(
            Severity.WARNING,
            f"Waiting for a disk or a network file system (state D): {names}.",
            "If it stays so, look at the volumes: a process in this state cannot be killed.",
        )
    main = next((row for row in rows if row.pid == 1), None)
    if main and _is_wrapper(main.command) and any(row.ppid == 1 for row in rows):
        yield Finding(
            Severity.INFO,
            f"Hint: the main process is a shell ({main.command[:60]}), which passes no signals on: "
            "a stop may take the whole grace period and then kill.",
            "To stop at once, begin the start script's last command with exec, or use --init.",
        )


def _is_wrapper(command: str) -> bool:
    """Is it a shell that runs something (``sh -c ...``, ``sh start.sh``), no bare prompt?"""
    words = command.split()
    return len(words) > 1 and words[0].rsplit("/", 1)[-1] in SHELLS and words[1] not in ("-i", "-l")
