"""Which processes are an exec's own: by mark, by descent, by session."""

from __future__ import annotations

import pytest

from alongside.session.processes import Process, ours, parse_stat


def process(pid: int, parent: int = 0, session: int = 0, started: int = 0) -> Process:
    return Process(pid, f"p{pid}", parent, session or pid, started or pid)


def pids(found: list[Process]) -> list[int]:
    return [item.pid for item in found]


def test_a_stat_line() -> None:
    line = "41 (a) b) S 7 41 40 34817 41 4194304 1 2 3 4 5 6 7 8 20 0 1 0 987 1 2"
    assert parse_stat(line) == Process(41, "a) b", 7, 40, 987, 41, 41)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "x",
        "41 (sh",
        "41 (sh) Z 7 41 40 0 41 0 1 2 3 4 5 6 7 8 20 0 1 0 9",
        "41 (sh) S 7",
        "a b",
    ],
)
def test_zombies_and_nonsense_are_nobody(line: str) -> None:
    assert parse_stat(line) is None


def test_a_name_is_clean() -> None:
    line = "41 (\x1b[2Jx) S 7 41 40 0 41 0 1 2 3 4 5 6 7 8 20 0 1 0 9"
    found = parse_stat(line)
    assert found is not None
    assert "\x1b" not in found.name


def test_the_marked_their_descendants_and_their_sessions() -> None:
    table = [
        process(1),
        process(5, parent=1),
        process(41),
        process(50, parent=41, session=41),
        process(51, parent=50, session=51),
        process(52, parent=1, session=41),
        process(53, parent=1),
    ]
    assert pids(ours(table, [41])) == [41, 50, 51, 52]


def test_pid_1_and_the_helper_are_spared_and_so_are_their_children() -> None:
    table = [process(1), process(5, parent=1), process(60), process(61, parent=60)]
    assert ours(table, [1, 60], sparing=[60]) == []


def test_what_was_known_stays_ours_when_its_parent_is_gone_but_not_its_pid_again() -> None:
    table = [process(1), process(51, parent=1, started=9), process(52, parent=51, started=10)]
    assert pids(ours(table, [], known=[(51, 9)])) == [51, 52]
    assert ours(table, [], known=[(51, 8)]) == []
