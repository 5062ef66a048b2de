"""The anatomy on a grid: two columns or one below the other, marks in text, nothing too wide."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from alongside.anatomy.breaks import Break
from alongside.anatomy.model import (
    Anatomy,
    Hop,
    HopKind,
    Mark,
    Row,
    Section,
    Sentence,
    Side,
    TreeLine,
)
from alongside.clean import clean
from alongside.session.session import Facts
from alongside.session.traffic import Traffic
from alongside.ui.anatomy_text import Wishes, as_terminal
from alongside.ui.compared import compared, compared_in_full
from alongside.ui.relay_line import Way, amount, rows
from alongside.ui.relay_picture import picture

_SGR = re.compile("\x1b\\[[0-9;]*m|\x1b\\]133;A\x07")
TRUNK = (
    Hop("terminal", HopKind.OURS, detail="pts/3"),
    Hop("alongside", HopKind.OURS, 99, link="tty"),
    Hop("dockerd", HopKind.ENGINE, 812, link="unix socket"),
    Hop("containerd", HopKind.ENGINE, 830, link="gRPC", beside=True),
    Hop("shim", HopKind.ENGINE, 4100, link="FIFOs"),
)
NEW = (*TRUNK, Hop("bash", HopKind.PROCESS, 41, link="pty pts/1"))
MAIN = (*TRUNK, Hop("node", HopKind.PROCESS, 1, link="pipes"))


def anatomy(**changes) -> Anatomy:
    secret = Row(
        "environment.DB_PASSWORD", "DB_PASSWORD", "hush", "hush", Mark.SAME, "", "••••", "••••"
    )
    rows = (
        Row("process.pid", "pid inside", "41", "1", Mark.DIFFERS, "exec made a new process"),
        Row("process.command", "command line", "bash", "node server.js", Mark.DIFFERS),
        Row("process.state", "state", "sleeping", "sleeping", Mark.SAME),
        Row("streams.tty", "terminal", "pts/1", "none", Mark.DIFFERS),
    )
    environment = (
        Row("environment.HOME", "HOME", "/root", "", Mark.ONLY_EXEC),
        Row("environment.MODE", "MODE", "", "prod", Mark.ONLY_MAIN),
        secret,
        Row("environment.X", "X", "", "", Mark.UNKNOWN, "permission denied"),
    )
    spaces = (
        Row("isolation.mnt", "files (mnt)", "1", "1", Mark.SAME, "both see the same files"),
        Row("isolation.net", "network (net)", "2", "2", Mark.SAME, "shared"),
        Row("isolation.limit.cpu", "limit", "none", "none", Mark.SAME),
    )
    fields = {
        "container_id": "id",
        "container": "web",
        "taken": 1000.0,
        "how": "/proc by exec",
        "sections": (
            Section("process", "Process", rows),
            Section("environment", "Environment", environment),
            Section("isolation", "Isolation", spaces),
        ),
        "tree": (
            TreeLine(0, 1, "node server.js", Side.MAIN),
            TreeLine(1, 7, "worker", Side.OTHER),
            TreeLine(2, 8, "child", Side.OTHER),
            TreeLine(1, 9, "worker", Side.OTHER),
            TreeLine(0, 41, "bash", Side.EXEC),
        ),
        "endings": (
            Sentence("interrupt.exec", Side.EXEC, "Ctrl+C", "It stays in the shell."),
            Sentence("interrupt.main", Side.MAIN, "Ctrl+C", "It stops the container."),
            Sentence("leave", Side.OTHER, "Leaving", "Nothing happens to either."),
        ),
        "advice": (Sentence("advice.exec", Side.EXEC, "To look around", "take exec."),),
        "exec_relay": NEW,
        "main_relay": MAIN,
    }
    return Anatomy(**(fields | changes))


AS_IT_IS = Wishes()


def shown(width: int, wishes: Wishes = AS_IT_IS, **changes) -> list[str]:
    text = as_terminal(anatomy(**changes), width, wishes).decode()
    return [_SGR.sub("", line) for line in text.split("\r\n")]


def test_two_columns_where_there_is_room() -> None:
    lines = shown(120)
    command = next(line for line in lines if line.startswith("≠ command line"))
    assert command.index("bash") < command.index("node server.js")
    assert any("exec: a NEW process" in line and "attach: the MAIN" in line for line in lines)
    assert max(map(cell_len, lines)) < 120


def test_one_below_the_other_where_there_is_not() -> None:
    lines = shown(48)
    at = lines.index("≠ command line")
    assert lines[at + 1].split() == ["exec", "bash"]
    assert lines[at + 2].split() == ["attach", "node", "server.js"]
    assert max(map(cell_len, lines)) < 48


def test_marks_say_in_text_what_colours_say() -> None:
    text = "\n".join(shown(120))
    assert "= state " in text
    assert "‹ HOME " in text
    assert "› MODE " in text
    assert "? X " in text
    assert "not known: permission denied" in text
    assert "= same  ≠ differs  ‹ only exec  › only attach  ? not known" in text
    assert "◂ attach: MAIN" in text
    assert "◂ exec: NEW" in text


def test_secrets_are_masked_until_asked_for() -> None:
    assert not any("hush" in line for line in shown(120))
    assert any("hush" in line for line in shown(120, Wishes(reveal=True)))


def test_only_differences() -> None:
    text = "\n".join(shown(120, Wishes(only_differences=True)))
    assert "command line" in text
    assert "DB_PASSWORD" not in text
    assert "state" not in text.replace("sleeping", "")
    assert "2 differ · 1 same · 1 not known" in text


def test_the_tree_is_drawn_with_its_branches() -> None:
    lines = shown(120)
    at = next(i for i, line in enumerate(lines) if "1 node" in line and "◂" in line)
    assert [line[:6].rstrip() for line in lines[at : at + 5]] == [
        " ├─ 1",
        " │ ├─",
        " │ │ └",
        " │ └─",
        " └─ 41"[:6].rstrip(),
    ]


def test_endings_stand_side_by_side_and_advice_below() -> None:
    lines = shown(120)
    ending = next(line for line in lines if "Ctrl+C" in line)
    assert ending.index("It stays in the shell.") < ending.index("It stops the container.")
    assert any("Leaving" in line and "Nothing happens to either." in line for line in lines)
    assert any("To look around" in line and "take exec." in line for line in lines)


def test_an_anatomy_of_a_stopped_container_has_no_empty_headings() -> None:
    lines = shown(120, sections=(), tree=(), endings=(), advice=(), exec_relay=(), main_relay=())
    assert not any(line.startswith("──") for line in lines)


def test_the_line_below_a_comparison() -> None:
    line = compared_in_full(anatomy(), "F12 y", 100).plain
    assert line == "same mnt net  differs tty, pid, HOME, command, MODE  all of it: F12 y"
    assert compared_in_full(anatomy(), "F12 y", 40).cell_length <= 40
    facts = compared(Facts(main=False, pid=41, has_tty=True, tty="pts/1"), Facts(main=True, pid=1))
    assert "PID 41 ≠ 1" in facts.plain


def test_both_ways_in_two_rows() -> None:
    traffic = Traffic()
    traffic.came(3400)
    traffic.went(12)
    first, second = rows(Way("exec", False, NEW, traffic), Way("attach", True, MAIN, traffic), 110)
    assert "terminal ─ alongside 99 ─ dockerd 812 ─ (containerd 830) ─ shim 4100 ┬─ bash 41" in (
        first.plain
    )
    assert first.plain.index("┬") == second.plain.index("└")
    assert first.plain.endswith("↓ 3.4 kB  ↑   12 B")


def test_a_broken_way_says_where() -> None:
    broken = Way("exec", False, NEW, None, Break(2, "At dockerd: it is gone."))
    first, second = rows(broken, Way("attach", True, MAIN), 100)
    assert "alongside ╳ dockerd" in first.plain
    assert "At dockerd: it is gone." in first.plain
    assert "╳" not in second.plain
    unknown = Way("exec", False, NEW, None, Break(None, "Somewhere."))
    assert "Somewhere." in rows(unknown, broken, 100)[0].plain
    assert "╳" in picture([broken, Way("attach", True, MAIN)], 100).plain


def test_ways_that_are_not_known_yet() -> None:
    assert "…" in rows(Way("exec", False), Way("attach", True, MAIN), 100)[0].plain
    failed = Way("exec", False, failed=True)
    assert "nothing was started" in rows(failed, Way("attach", True, MAIN), 100)[0].plain
    assert "Nothing" in picture([Way("exec", False)], 100).plain
    assert "bash 41" in picture([Way("exec", False, NEW)], 100).plain


def test_amounts() -> None:
    counts = (0, 999, 1000, 9949, 9950, 999_499, 999_500, 12_345_678)
    assert [amount(count) for count in counts] == [
        *("0 B", "999 B", "1.0 kB", "9.9 kB", "10 kB", "999 kB", "1.0 MB", "12 MB"),
    ]


TEXT = st.text(max_size=60).map(clean)


@settings(max_examples=60)
@given(
    st.builds(Row, id=st.just("x.y"), label=TEXT, exec=TEXT, main=TEXT, mark=st.sampled_from(Mark)),
    TEXT,
    st.integers(20, 200),
    st.booleans(),
)
def test_no_text_makes_a_line_too_wide(row: Row, said: str, width: int, only: bool) -> None:
    lines = shown(
        width,
        Wishes(only_differences=only),
        sections=(Section("x", "Some", (row,)),),
        endings=(Sentence("e", Side.EXEC, said, said),),
        advice=(Sentence("a", Side.OTHER, said, said),),
        tree=(TreeLine(0, 1, said, Side.MAIN),),
        how=said,
    )
    assert all(cell_len(line) < max(width, 52) for line in lines)
    assert not any("\x1b" in line for line in lines)


@settings(max_examples=60)
@given(st.integers(30, 200), st.integers(0, 10**12))
def test_rows_and_picture_fit(width: int, count: int) -> None:
    traffic = Traffic()
    traffic.came(count)
    ways = [Way("exec", False, NEW, traffic), Way("attach", True, MAIN, traffic)]
    assert all(row.cell_length <= max(width, 40) for row in rows(*ways, width))
    drawn = picture(ways, width).plain.split("\n")
    assert all(cell_len(line) <= max(width, 42) for line in drawn)
