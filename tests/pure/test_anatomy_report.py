"""What `alongside compare` prints: two columns that fit, and JSON as its schema says."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from anatomy_support import SCHEMA, check
from rich.cells import cell_len

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
from alongside.anatomy.report import SCHEMA as VERSION
from alongside.anatomy.report import to_dict, to_json, to_table
from alongside.secrets import MASK

ROWS = (
    Row("process.pid", "pid inside", "41", "1", Mark.DIFFERS, "a new one"),
    Row("process.cwd", "working directory", "", "/", Mark.UNKNOWN, "exec: no shell"),
    Row("process.size", "terminal's size", "", "", Mark.UNKNOWN, "nobody said"),
    Row("process.label", "label", "", "", Mark.UNKNOWN, "nobody said"),
    Row("environment.EMPTY", "EMPTY", "", "", Mark.SAME),
    Row("environment.X", "X" * 90, "", "値" * 60, Mark.ONLY_MAIN, "exec: no shell"),
    Row("environment.P", "P", "hunter2", "hunter3", Mark.DIFFERS, "", MASK, MASK),
)
ANATOMY = Anatomy(
    container_id="f" * 64,
    container="api",
    taken=1_700_000_000.25,
    how="/proc by exec, inspect",
    sections=(Section("process", "Process", ROWS),),
    tree=(TreeLine(0, 1, "node " + "x" * 300, Side.MAIN), TreeLine(1, 9, "cat", Side.OTHER)),
    endings=(Sentence("interrupt.main", Side.MAIN, "Ctrl+C", "reaches it. " * 20),),
    advice=(Sentence("advice.shell", Side.OTHER, "To look around", "take exec"),),
    exec_relay=(Hop("alongside", HopKind.OURS, 12), Hop("dockerd", HopKind.ENGINE, link="unix")),
    state="running",
    note="exec: ours",
)


def test_the_json_is_what_the_schema_says() -> None:
    told = json.loads(to_json(ANATOMY))
    check(told)
    assert told["schema"] == VERSION == SCHEMA["$id"]
    assert told["taken"] == "2023-11-14T22:13:20.250+00:00"
    by_id = {row["id"]: row for row in told["sections"][0]["rows"]}
    assert by_id["process.cwd"]["exec"] is None
    assert by_id["environment.EMPTY"]["exec"] == by_id["environment.EMPTY"]["main"] == ""
    assert by_id["environment.X"]["exec"] is None
    assert by_id["environment.P"]["main"] == MASK
    assert "hunter" not in json.dumps(told)


def test_the_check_finds_what_is_wrong() -> None:
    for wrong in ({"schema": "x"}, {"extra": 1}, {"tree": [{"depth": True}]}, {"how": None}):
        with pytest.raises(AssertionError):
            check({**to_dict(ANATOMY), **wrong})


@pytest.mark.parametrize("width", [10, 80, 100, 500])
def test_the_table_fits(width: int) -> None:
    lines = to_table(ANATOMY, width).splitlines()
    assert max(map(cell_len, lines)) <= max(60, min(width, 120))
    assert "\x1b" not in "".join(lines)
    assert "hunter" not in "".join(lines)


def test_the_table_marks_and_explains_once() -> None:
    text = to_table(ANATOMY)
    assert text.startswith(f"api ({'f' * 12})\nrunning; 2023-11-14 ")
    pid = next(line for line in text.splitlines() if line.startswith("pid inside"))
    assert pid.split() == ["pid", "inside", "41", "1", "differs"]
    assert text.count("exec: no shell") == 1
    assert "not known (nobody said): terminal's size, label" in text
    assert "main 1 node " in text
    assert "\n       9 cat" in text
    assert "Ctrl+C (main)\n    reaches it." in text
    assert "To look around\n    take exec" in text
    assert "exec: alongside (12) - dockerd" in text


def test_a_hop_that_no_byte_passes_stands_in_brackets() -> None:
    starter = Hop("containerd", HopKind.ENGINE, 7, beside=True)
    text = to_table(replace(ANATOMY, exec_relay=(*ANATOMY.exec_relay, starter)))
    assert "dockerd - [containerd (7)]" in text
    assert "In brackets: it starts what is behind it; no byte passes it." in text
    assert "In brackets" not in to_table(ANATOMY)


def test_colour_only_where_asked_for() -> None:
    text = to_table(ANATOMY, colour=True)
    assert "\x1b[1mProcess" in text
    assert "\x1b[33mdiffers\x1b[0m" in text


def test_an_anatomy_without_anything_is_a_few_lines() -> None:
    bare = replace(ANATOMY, sections=(), tree=(), endings=(), advice=(), exec_relay=(), note="")
    assert len(to_table(bare).splitlines()) == 2
