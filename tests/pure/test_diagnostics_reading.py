"""Blocks to lines and findings: real samples, and anything at all."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.diagnostics import reading
from alongside.diagnostics.decode import Block
from alongside.diagnostics.probe import Finding, Line, Severity
from alongside.diagnostics.reading import READERS, About, read
from alongside.diagnostics.reading.disk import parse_df, parse_du, parse_mounts
from alongside.diagnostics.reading.environment import parse_environ
from alongside.diagnostics.reading.network import parse_locals, parse_routes, parse_traffic
from alongside.diagnostics.reading.processes import parse_process, terminal_name
from alongside.diagnostics.reading.sockets import address, parse_owners, parse_sockets
from alongside.diagnostics.reading.system import capability_names, cpu_count
from alongside.diagnostics.reading.text import count, decimal, duration, number, percent, size
from alongside.engine.model import Container, Port, State
from alongside.secrets import MASK

STAT = (
    "{pid} ({name}) {state} {ppid} {sid} {sid} 34817 1 4194560 968 0 1 0 100 50 0 0 20 0 3 0 1000 "
    "2322432 332 18446744073709551615 1 1 1 0 0 0 0 0 0 1 0 0 17 0 0 0 0 0 0 1 1 1 1 1 1 1 0"
)


def about(*ports: Port, pid: int = 0) -> About:
    return About(Container("a" * 64, "name", "x", State.RUNNING, ports=ports), pid=pid)


def block(name: str, **parts: str) -> Block:
    return Block(name, [(key, text.encode()) for key, text in parts.items()])


def files(name: str, parts: dict[str, str]) -> Block:
    return Block(name, [(key, text.encode()) for key, text in parts.items()])


def texts(made: Block, known: About | None = None) -> list[str]:
    return [item.text for item in read(made, known or about()) if isinstance(item, Line)]


def findings(made: Block, known: About | None = None) -> list[Finding]:
    return [item for item in read(made, known or about()) if isinstance(item, Finding)]


def process(pid: int, name: str = "app", argv: str = "", **more: object) -> tuple[str, bytes]:
    fields = {"state": "S", "ppid": 0, "sid": pid, **more}
    stat = STAT.format(pid=pid, name=name, **fields)
    return (str(pid), f"{stat}\n1000 2048\n{argv}\n".encode())


def test_a_process_from_proc() -> None:
    row = parse_process(*process(7, "a) b (c", "app\0--port\0x y\0"), {"1000": "me"})
    assert row is not None
    assert (row.pid, row.user, row.tty, row.threads) == (7, "me", "pts/1", 3)
    assert (row.command, row.rss, row.cpu, row.started) == ("app --port x y", 2048 * 1024, 1.5, 10)
    kernel = parse_process(*process(2, "kworker"), {})
    assert kernel is not None
    assert (kernel.command, kernel.user) == ("[kworker]", "1000")


def test_the_process_table_leaves_out_the_probe_and_counts() -> None:
    rows = [
        ("/proc/uptime", b"110.0 1.0\n"),
        ("/etc/passwd", b"root:x:0:0::/:/bin/sh\nme:x:1000:1000::/:/bin/sh\n"),
        process(1, "sh", "sh\0-c\0./run\0"),
        process(30, "node", "node\0s.js\0", ppid=1),
        process(50, "sh", "sh\0-c\0eval\0", sid=50),
        process(51, "cat", "cat\0", ppid=50, sid=50),
        process(60, "gone", state="Z", ppid=30),
        process(61, "nfs", state="D", ppid=30),
    ]
    made = Block("processes", rows)
    shown = texts(made, about(pid=50))
    assert shown[1].split() == [
        *("1", "0", "me", "S", "pts/1", "1.5", "2.0", "MB", "1m", "40s", "sh", "-c", "./run")
    ]
    assert "5" not in [row.split()[0] for row in shown[1:5]]
    assert not any("eval" in row or "cat" in row for row in shown)
    assert shown[-1] == "4 processes, 1 of them dead"
    said = [found.sentence for found in findings(made, about(pid=50))]
    assert said[0].startswith("1 zombie: ended children of process 30")
    assert "61 ([nfs])" in said[1]
    assert said[2].startswith("Hint: the main process is a shell (sh -c ./run)")


def test_ps_is_shown_as_it_is_without_the_probe() -> None:
    made = block(
        "ps",
        **{"": "  PID  PPID STAT COMMAND\n    1     0 Ss   app\n   9  0 S sh -c\n  10  9 R ps\n"},
    )
    assert texts(made, about(pid=9)) == [
        "  PID  PPID STAT COMMAND",
        "    1     0 Ss   app",
        "1 process",
    ]
    zombies = "PID PPID STAT COMMAND\n1 0 S app\n" + "".join(f"{n} 1 Z x\n" for n in (2, 3, 4))
    assert findings(block("ps", **{"": zombies}))[0].severity is Severity.WARNING


@pytest.mark.parametrize(
    ("device", "name"), [(0, "?"), (34816, "pts/0"), (35071, "pts/255"), (1025, "tty1")]
)
def test_terminals(device: int, name: str) -> None:
    assert terminal_name(device) == name


V2 = "/sys/fs/cgroup/"


def memory(used: int, limit: str, cache: int = 0, kills: int = 0) -> Block:
    return files(
        "memory",
        {
            V2 + "memory.current": f"{used}\n",
            V2 + "memory.max": f"{limit}\n",
            V2 + "memory.stat": f"anon 1\ninactive_file {cache}\n",
            V2 + "memory.events": f"low 0\noom_kill {kills}\n",
            "/proc/meminfo": "MemTotal: 1000 kB\nMemAvailable: 250 kB\n",
        },
    )


def test_memory_near_its_limit() -> None:
    assert findings(memory(500, "1000")) == []
    assert findings(memory(990, "1000", cache=200)) == []
    assert [f.severity for f in findings(memory(910, "1000"))] == [Severity.WARNING]
    assert [f.severity for f in findings(memory(990, "1000"))] == [Severity.FAILED]
    assert findings(memory(990, "max")) == []
    (killed,) = findings(memory(1, "1000", kills=2))
    assert "killed 2 processes" in killed.sentence
    assert "Available  250 kB (25 %)" in texts(memory(1, "max"))


def test_memory_of_the_first_version_has_a_number_for_no_limit() -> None:
    root = "/sys/fs/cgroup/memory/"
    made = files(
        "memory",
        {
            root + "memory.usage_in_bytes": "1048576\n",
            root + "memory.limit_in_bytes": "9223372036854771712\n",
            root + "memory.stat": "total_inactive_file 0\n",
            root + "memory.oom_control": "oom_kill_disable 0\noom_kill 0\n",
        },
    )
    assert texts(made)[1].endswith("none: the machine's memory is the limit")
    assert texts(made)[2] == "In use          1.0 MB"
    assert "not visible" in texts(files("memory", {}))[1]


DF = """Filesystem           1024-blocks    Used Available Capacity Mounted on
overlay              1000 500 500  50% /
/dev/sda a b 1000 960 40 96% /data with space
tmpfs 1000 990 10 99% /full
tmpfs 1000 1000 0 100% /ro
/dev/vda 1000 999 1 99% /etc/hosts
tmpfs 12342044 0 12342044 0% /proc/acpi
none 0 0 0 - /empty
"""


def test_disks() -> None:
    assert [mount.place for mount in parse_df(DF)] == ["/", "/data with space", "/full", "/ro"]
    mounts = (
        "o / overlay rw,x 0 0\nt /ro squashfs ro 0 0\n/dev/sda /data\\040with\\040space ext4 rw"
    )
    made = files("df", {"df": DF, "/proc/mounts": mounts})
    assert texts(made)[2].split() == [
        *("1.0", "MB", "960", "kB", "40.0", "kB", "96", "%", "rw", "ext4", "/data", "with"),
        "space",
    ]
    assert [(f.severity, f.sentence.split(" is ")[0]) for f in findings(made)] == [
        (Severity.WARNING, "/data with space"),
        (Severity.FAILED, "/full"),
    ]
    assert "inodes left" in findings(block("inodes", **{"": DF}))[0].sentence
    assert parse_mounts("bad\n") == {}


def test_biggest_directories() -> None:
    du = "120\t/usr/lib\n300\t/usr\nnoise\n900\t/\n5\t/x\n"
    assert parse_du(du) == [(900, "/"), (300, "/usr"), (120, "/usr/lib"), (5, "/x")]
    assert [row.split()[-1] for row in texts(block("du", **{"": du}))[1:]] == ["/usr", "/usr/lib"]
    assert texts(block("written")) == ["None."]


TCP = """  sl  local_address rem_address   st and so on
   0: 0100007F:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 11 1 0
   1: 020011AC:A1B2 0A0011AC:1538 01 00000000:00000000 00:00000000 00000000  1000        0 12 1 0 20
   2: 020011AC:A1B3 0B0011AC:1538 02 00000000:00000000 00:00000000 00000000  1000        0 13 1 0 20
"""
TCP6 = """ header
 0: 00000000000000000000000000000000:1F90 00000000000000000000000000000000:0000 0A 0:0 0:0 0 0 0 22
 1: 0000000000000000FFFF00000100007F:1F91 00000000000000000000000000000000:0000 0A 0:0 0:0 0 0 0 23
"""


def test_sockets() -> None:
    rows = parse_sockets("tcp", TCP)
    assert [(str(s.local), s.port, s.state, s.inode) for s in rows] == [
        ("127.0.0.1", 80, "LISTEN", "11"),
        ("172.17.0.2", 41394, "ESTABLISHED", "12"),
        ("172.17.0.2", 41395, "SYN_SENT", "13"),
    ]
    assert [str(s.local) for s in parse_sockets("tcp6", TCP6)] == ["::", "127.0.0.1"]
    assert str(address("B80D01200000000067452301EFCDAB89")) == "2001:db8::123:4567:89ab:cdef"
    listing = "/proc/7/fd:\nlrwx 1 r r 64 N 3 -> socket:[11]\n/proc/8/fd:\nl 4 -> socket:[11]\n"
    assert parse_owners(listing) == {"11": "7"}


def test_published_ports_without_a_listener() -> None:
    made = files("sockets", {"/proc/net/tcp": TCP, "/proc/net/tcp6": TCP6, "names": "7 nginx\n"})
    ports = [Port(80, public=8080), Port(8080, public=1), Port(99, public=2), Port(5000)]
    said = [found.sentence for found in findings(made, about(*ports))]
    assert said[0].startswith("Port 80/tcp is published (as 8080), but the program listens on 127")
    assert said[1].startswith("Port 99/tcp is published (as 2), and nothing listens")
    assert said[2] == "Waiting for an answer from 172.17.0.11:5432."
    assert len(said) == 3


def test_unclosed_connections() -> None:
    row = TCP.splitlines()[2].replace(" 01 ", " 08 ")
    made = files("sockets", {"/proc/net/tcp": f"h\n{row}\n" * 25})
    assert "25 connections in CLOSE_WAIT" in findings(made)[0].sentence


def test_network() -> None:
    route = (
        "Iface\nlo\neth0\t00000000\t010011AC\t0003\t0\t0\t0\t00000000\t0\n"
        "eth0\t000011AC\t00000000\t1\t0\t0\t0\t0000FFFF\t0"
    )
    routes = parse_routes(route)
    assert [(str(r.network), str(r.gateway)) for r in routes] == [
        ("0.0.0.0/0", "172.17.0.1"),
        ("172.17.0.0/16", "None"),
    ]
    fib = " |-- 172.17.0.2\n   /32 host LOCAL\n |-- 10.0.0.0\n  /8 link UNICAST\n"
    assert [str(host) for host in parse_locals(fib + fib)] == ["172.17.0.2"]
    dev = "Inter-|\n face |bytes\n eth0: 10 1 1 2 0 0 0 0 20 1 0 0 0 0 0 0\n"
    assert parse_traffic(dev) == [("eth0", 10, 20, 3)]
    made = files(
        "network",
        {
            "/proc/net/route": route,
            "/proc/net/fib_trie": fib,
            "/proc/net/dev": dev,
            "/proc/net/if_inet6": "fe800000000000000000000000000001 02 40 20 80 eth0\n",
            "/etc/resolv.conf": "# x\nnameserver 1.1.1.1\n",
        },
    )
    shown = texts(made)
    assert shown[2].split() == ["eth0", "10", "B", "20", "B", "3", "172.17.0.2", "fe80::1"]
    assert shown[-1] == "nameserver 1.1.1.1"
    assert findings(made) == []
    alone = files("network", {"/proc/net/dev": dev.replace("eth0", "lo")})
    assert "no network" in findings(alone)[0].sentence


def test_environments() -> None:
    made = files(
        "environ",
        {
            "main": "PATH=/bin\0DB_PASSWORD=hunter2\0LINES=a\nb\0odd\0",
            "new": "PATH=/bin\0DB_PASSWORD=hunter2\0LINES=a\nb\0HOME=/\0ALONGSIDE_PROBE=x\n",
        },
    )
    rows = [item for item in read(made, about()) if isinstance(item, Line)]
    assert [row.safe or row.text for row in rows] == [
        "Main process (1)",
        f"DB_PASSWORD={MASK}",
        "LINES=a␊b",
        "PATH=/bin",
        "Different in a new process (exec)",
        "HOME=/",
        "4 variables, 1 of them with a secret",
    ]
    assert rows[1].text == "DB_PASSWORD=hunter2"
    assert parse_environ("") == {}


def test_system() -> None:
    made = files(
        "system",
        {
            "/etc/os-release": 'NAME=x\nPRETTY_NAME="Debian 12"\n',
            "/sys/devices/system/cpu/online": "0-3,8\n",
            "/sys/fs/cgroup/cpu.max": "150000 100000\n",
            "/sys/fs/cgroup/cpu.stat": "nr_periods 1000\nnr_throttled 500\n",
            "/sys/fs/cgroup/pids.current": "95\n",
            "/sys/fs/cgroup/pids.max": "100\n",
            "/proc/1/status": "Uid:\t0\t0\nCapEff:\t000001ffffffffff\nSeccomp:\t2\n",
            "/proc/1/limits": "Max open files  1024  4096  files\n",
        },
    )
    shown = "\n".join(texts(made))
    for expected in ("Debian 12", "CPUs       5", "1.5 CPUs", "all", "1024 (at most 4096)"):
        assert expected in shown
    said = [found.sentence for found in findings(made)]
    assert "50 % of all periods" in said[0]
    assert "95 of at most 100" in said[1]
    assert "sys_admin" in said[2]
    assert capability_names("401") == ["chown", "net_bind_service"]
    assert cpu_count("junk") == 0


def test_numbers_as_text() -> None:
    assert [size(n) for n in (0, 999, 1000, 1536, 10**9)] == [
        *("0 B", "999 B", "1.0 kB", "1.5 kB", "954 MB")
    ]
    assert [duration(s) for s in (0.26, 59, 61, 3700, 90000)] == [
        *("0.3s", "59s", "1m 1s", "1h 1m", "1d 1h")
    ]
    assert (percent(1, 3), percent(1, 0)) == ("33 %", "-")
    assert (count(1, "line"), count(2, "process", "processes")) == ("1 line", "2 processes")
    assert (number("max"), number(" 12\n"), number("9" * 30)) == (None, 12, None)
    assert (decimal("1.5"), decimal("x"), decimal("")) == (1.5, 0.0, 0.0)


def test_a_reader_that_fails_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(made: Block, known: About) -> list[Line]:
        raise ValueError("\x1b[2J is no number")

    monkeypatch.setattr(reading, "READERS", {"broken": broken})
    (found,) = findings(block("broken"))
    assert found.sentence.endswith("could not be understood: ␛[2J is no number.")


def test_a_block_nobody_reads_is_text() -> None:
    assert texts(block("unknown", **{"": "a\nb\n"})) == ["a", "b"]


PARTS = st.sampled_from(
    [
        "",
        "main",
        "new",
        "df",
        "1",
        "x",
        "fds",
        "names",
        "cpu",
        "/proc/uptime",
        "/proc/net/tcp",
        "/proc/net/tcp6",
        "/proc/net/route",
        "/proc/net/dev",
        "/proc/net/fib_trie",
        "/proc/mounts",
        "/proc/net/if_inet6",
        "/etc/passwd",
        "/proc/1/status",
        "/proc/loadavg",
        "/proc/meminfo",
        V2 + "memory.current",
        V2 + "memory.max",
        V2 + "cpu.max",
        V2 + "pids.current",
    ]
)
SAMPLES = st.sampled_from(
    [
        TCP,
        DF,
        "1.2.3 x",
        "1 (a) S 2",
        "Uid:",
        "eth0:",
        "CapEff: zz",
        "-5 5",
        "PID PPID STAT\n1 x Z",
        "eth0 0000 0 0 0 0 0 0",
        "9" * 30,
        "|-- x\n/32 host LOCAL",
        "a\tb",
        "5\t/x",
        "\x1b]0;x\x07",
    ]
)


@settings(max_examples=150)
@given(
    st.sampled_from(sorted(READERS)),
    st.lists(st.tuples(PARTS, SAMPLES | st.text(max_size=30)), max_size=6),
)
def test_readers_take_anything_and_say_nothing_unsafe(
    name: str, parts: list[tuple[str, str]]
) -> None:
    data = [(part, text.encode("utf-8", "replace")) for part, text in parts]
    for item in READERS[name](Block(name, data), about(Port(80, public=1), pid=1)):
        shown = item.text if isinstance(item, Line) else item.sentence
        assert not any(ord(char) < 32 for char in shown), (name, shown)
