"""Mouse reports, as xterm's ctlseqs ("Mouse Tracking") describe them."""

from __future__ import annotations

import pytest

from alongside_widgets.modes import Modes, MouseEncoding, MouseTracking
from alongside_widgets.mouse import Action, Button, MouseReport, encode

PRESS = MouseReport(Action.PRESS, Button.LEFT, 0, 0)
RELEASE = MouseReport(Action.RELEASE, Button.LEFT, 0, 0)
DRAG = MouseReport(Action.MOVE, Button.LEFT, 4, 2)
MOVE = MouseReport(Action.MOVE, Button.NONE, 4, 2)
WHEEL = MouseReport(Action.PRESS, Button.WHEEL_UP, 9, 4)


def modes(tracking: MouseTracking, encoding: MouseEncoding = MouseEncoding.DEFAULT) -> Modes:
    return Modes(mouse_tracking=tracking, mouse_encoding=encoding)


@pytest.mark.parametrize(
    ("tracking", "wanted"),
    [
        (MouseTracking.OFF, []),
        (MouseTracking.PRESS, [PRESS]),
        (MouseTracking.BUTTONS, [PRESS, RELEASE, WHEEL]),
        (MouseTracking.DRAG, [PRESS, RELEASE, WHEEL, DRAG]),
        (MouseTracking.MOTION, [PRESS, RELEASE, WHEEL, DRAG, MOVE]),
    ],
)
def test_each_mode_wants_its_events(tracking: MouseTracking, wanted: list[MouseReport]) -> None:
    for report in (PRESS, RELEASE, WHEEL, DRAG, MOVE):
        assert bool(encode(report, modes(tracking))) is (report in wanted), report


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        (PRESS, b"\x1b[<0;4;8M"),
        (RELEASE, b"\x1b[<0;4;8m"),
        (DRAG, b"\x1b[<32;36;40M"),
    ],
)
def test_pixels_are_of_the_middle_of_a_cell(report: MouseReport, expected: bytes) -> None:
    assert encode(report, modes(MouseTracking.MOTION, MouseEncoding.SGR_PIXELS)) == expected


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        (PRESS, b"\x1b[M !!"),
        (PRESS._replace(button=Button.MIDDLE), b"\x1b[M!!!"),
        (PRESS._replace(button=Button.RIGHT), b'\x1b[M"!!'),
        (RELEASE, b"\x1b[M#!!"),
        (DRAG, b"\x1b[M@%#"),
        (MOVE, b"\x1b[MC%#"),
        (WHEEL, b"\x1b[M`*%"),
        (WHEEL._replace(button=Button.WHEEL_DOWN), b"\x1b[Ma*%"),
        (PRESS._replace(shift=True), b"\x1b[M$!!"),
        (PRESS._replace(meta=True), b"\x1b[M(!!"),
        (PRESS._replace(ctrl=True), b"\x1b[M0!!"),
        (PRESS._replace(column=222), b"\x1b[M \xff!"),
        (PRESS._replace(column=223), b""),
    ],
)
def test_default_encoding(report: MouseReport, expected: bytes) -> None:
    assert encode(report, modes(MouseTracking.MOTION)) == expected


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        (PRESS, b"\x1b[<0;1;1M"),
        (RELEASE, b"\x1b[<0;1;1m"),
        (RELEASE._replace(button=Button.RIGHT), b"\x1b[<2;1;1m"),
        (DRAG, b"\x1b[<32;5;3M"),
        (MOVE, b"\x1b[<35;5;3M"),
        (WHEEL, b"\x1b[<64;10;5M"),
        (WHEEL._replace(button=Button.WHEEL_LEFT), b"\x1b[<66;10;5M"),
        (WHEEL._replace(button=Button.WHEEL_RIGHT), b"\x1b[<67;10;5M"),
        (PRESS._replace(column=500, ctrl=True, shift=True), b"\x1b[<20;501;1M"),
    ],
)
def test_sgr_encoding(report: MouseReport, expected: bytes) -> None:
    assert encode(report, modes(MouseTracking.MOTION, MouseEncoding.SGR)) == expected


def test_urxvt_encoding() -> None:
    urxvt = modes(MouseTracking.MOTION, MouseEncoding.URXVT)
    assert encode(PRESS, urxvt) == b"\x1b[32;1;1M"
    assert encode(RELEASE, urxvt) == b"\x1b[35;1;1M"
    assert encode(DRAG, urxvt) == b"\x1b[64;5;3M"


def test_utf8_encoding() -> None:
    utf8 = modes(MouseTracking.MOTION, MouseEncoding.UTF8)
    assert encode(PRESS, utf8) == b"\x1b[M !!"
    assert encode(PRESS._replace(column=300), utf8) == b"\x1b[M " + chr(333).encode() + b"!"
    assert encode(PRESS._replace(column=3000), utf8) == b""


def test_x10_reports_have_no_modifiers() -> None:
    assert encode(PRESS._replace(ctrl=True), modes(MouseTracking.PRESS)) == b"\x1b[M !!"
