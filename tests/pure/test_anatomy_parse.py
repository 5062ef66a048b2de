"""Reading /proc: what the kernel writes, and what a liar might."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.anatomy import capabilities
from alongside.anatomy.facts import Raw, System, process_facts
from alongside.anatomy.parse import (
    listed,
    number,
    parse_cgroup,
    parse_environ,
    parse_names,
    parse_stat,
    parse_table,
    parse_words,
)
from alongside.anatomy.process import SIGNALS

TAIL = (
    "S 0 7 7 34817 7 4194560 490 58 0 0 0 0 0 0 20 0 3 0 1294697 2654208 364 18446744073709551615 "
    "1 2 3 0 0 0 4096 4 65538 1 0 0 17 1 0 0 0 0 0 1 2 3 4 5 6 7 0\n"
)
STAT = f"7 (sh) {TAIL}".encode()
STATUS = b"""Name:\tsh
Umask:\t0027
State:\tS (sleeping)
Uid:\t1000\t33\t33\t33
Gid:\t1000\t4\t4\t4
Groups:\t4 33 \nThreads:\t3
SigBlk:\t0000000000000000
SigIgn:\t0000000000000004
SigCgt:\t0000000000010002
CapInh:\t0000000000000000
CapPrm:\t00000000a80425fb
CapEff:\t0000000000000001
CapBnd:\t000001ffffffffff
CapAmb:\t0000000000000000
NoNewPrivs:\t1
Seccomp:\t2
"""


def test_a_process_as_the_kernel_describes_it() -> None:
    raw = Raw(
        parts={
            "stat": STAT,
            "status": STATUS,
            "cmdline": b"sh\0-c\0echo 1\0",
            "environ": b"PATH=/bin\0EMPTY=\0NOEQUALS\0MINE=1\0LINES=a\nb\0",
            "cgroup": b"2:cpu:/docker/1\n0::/docker/1\n",
            "label": b"docker-default (enforce)\n",
            "cwd": b"/tmp\n",
            "fd/0": b"/dev/pts/1",
            "fd/1": b"pipe:[12]",
            "ns/mnt": b"mnt:[4026531841]",
            "ns/net": b"nonsense",
            "size": b"24 80",
        },
        lost={"fd/2": "closed", "ns/pid": "too secret"},
    )
    facts = process_facts(raw, System(1000, {33: "www"}, {4: "adm"}), hidden="MINE")
    assert (facts.pid, facts.ppid, facts.pgid, facts.sid) == (7, 0, 7, 7)
    assert (facts.tty, facts.tpgid, facts.tty_size) == ("pts/1", 7, (80, 24))
    assert (facts.comm, facts.argv, facts.state, facts.threads) == (
        "sh",
        ("sh", "-c", "echo 1"),
        "S",
        3,
    )
    assert facts.started == 1000 + 12946.97
    assert (facts.uid, facts.gid, facts.user, facts.groups) == (33, 4, "www", (4, 33))
    assert facts.env == (("PATH", "/bin"), ("EMPTY", ""), ("LINES", "a\nb"))
    assert facts.cgroup == {"cpu": "/docker/1", "": "/docker/1"}
    assert (facts.label, facts.cwd, facts.umask) == ("docker-default (enforce)", "/tmp", 0o27)
    assert facts.fds == {0: "/dev/pts/1", 1: "pipe:[12]"}
    assert facts.namespaces == {"mnt": 4026531841}
    assert (facts.no_new_privs, facts.seccomp) == (True, 2)
    assert facts.caps is not None
    assert capabilities.shown(facts.caps.effective) == "CHOWN"
    assert capabilities.shown(facts.caps.bounding) == "all"
    assert capabilities.shown(facts.caps.ambient) == "none"
    assert (facts.catches(SIGNALS["INT"]), facts.catches(SIGNALS["TERM"])) == (True, False)
    assert (facts.ignores(SIGNALS["QUIT"]), facts.blocks(SIGNALS["INT"])) == (True, False)
    assert facts.missing == {"namespaces": "too secret"}


def test_what_was_not_read_is_not_known() -> None:
    facts = process_facts(Raw(lost={"status": "secret", "cmdline": "no cat"}), System())
    assert facts.pid is facts.env is facts.caps is facts.tty is facts.groups is None
    assert facts.catches(2) is None
    assert facts.missing["uid"] == facts.missing["sig_caught"] == "secret"
    assert facts.missing["argv"] == "no cat"


def test_a_terminal_nobody_has_sized_says_so() -> None:
    for size in (b"0 0", b"", b"80"):
        facts = process_facts(Raw(parts={"size": size}), System())
        assert facts.tty_size is None
        assert "no client" in facts.missing["tty_size"]


def test_a_name_with_brackets_blanks_and_newlines_is_only_a_name() -> None:
    stat = parse_stat(b"7 (a) S 1 (b\n) " + TAIL.encode())
    assert stat is not None
    assert (stat.comm, stat.ppid, stat.tty) == ("a) S 1 (b␊", 0, "pts/1")


def test_a_table_passes_over_what_is_no_process() -> None:
    rows = parse_table(b"rubbish\n" + STAT + b"8 (x\ny) " + TAIL.encode() + b"9 (cut) S 1 2")
    assert [(row.pid, row.comm) for row in rows] == [(7, "sh"), (8, "x␊y")]
    assert (rows[0].sig_caught, rows[0].sig_ignored, rows[0].started) == (65538, 4, 1294697)


def test_words_and_variables_end_in_nul() -> None:
    assert parse_words(b"") == parse_words(b"\0\0") == ()
    assert parse_words(b"a\0\0b\0") == ("a", "", "b")
    assert parse_environ(b"=x\0A=b=c\0") == (("", "x"), ("A", "b=c"))
    assert parse_words(b"\x1b]52;c;eA==\x07\0") == ("␛]52;c;eA==␇",)


def test_the_first_entry_of_a_number_counts() -> None:
    assert parse_names(b"root:x:0:0\ntoor:x:0:0\nbad\napp:x:nine:\n") == {0: "root"}


def test_control_groups_of_both_versions() -> None:
    assert parse_cgroup(b"0::/a:b\nx\n1:name=systemd:/\n") == {"": "/a:b", "name=systemd": "/"}


def test_numbers() -> None:
    assert number("0022", 8) == 18
    assert number("a80425fb", 16) == 0xA80425FB
    assert number("-1") is number("٣") is number("1" * 30) is number("") is number(None) is None


def test_every_capability_has_its_name() -> None:
    assert capabilities.names(0xA80425FB) == (
        *("CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "SETGID", "SETUID", "SETPCAP"),
        *("NET_BIND_SERVICE", "NET_RAW", "SYS_CHROOT", "MKNOD", "AUDIT_WRITE", "SETFCAP"),
    )
    assert capabilities.names(1 << 40 | 1 << 41) == ("CHECKPOINT_RESTORE", "CAP_41")


PARTS = st.sampled_from(
    ["stat", "status", "cmdline", "environ", "cgroup", "label", "cwd", "size", "fd/0", "ns/mnt"]
)
PIECES = st.lists(
    st.one_of(
        st.binary(max_size=60),
        st.sampled_from([STAT, STATUS, STAT[:40], b"Uid:\t", b"9" * 5000, b":[", b"\0", b"\n"]),
    ),
    max_size=6,
).map(b"".join)


@settings(max_examples=150)
@given(st.dictionaries(PARTS, PIECES), st.dictionaries(PARTS, st.text(max_size=9)), PIECES)
def test_nothing_that_proc_says_raises(
    parts: dict[str, bytes], lost: dict[str, str], names: bytes
) -> None:
    facts = process_facts(Raw(parts, lost), System(1, parse_names(names), parse_names(names)))
    shown = "".join([*facts.argv, facts.comm, facts.cwd or "", *map("".join, facts.env or ())])
    assert "\x1b" not in shown
    for row in parse_table(names):
        assert row.pid >= 0
    stat = parse_stat(names)
    assert stat is None or listed(stat, names).pid == stat.pid
