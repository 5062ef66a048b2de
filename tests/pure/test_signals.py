"""Signals: the table is Linux's own, masks are read, and PID 1 is spared what others get."""

from __future__ import annotations

import os
import signal as system
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.engine.signals import (
    BY_NAME,
    SIGNALS,
    Default,
    Disposition,
    Effect,
    Masks,
    effect,
    read_masks,
)


def test_the_table_is_linux_s_own() -> None:
    assert sorted(one.number for one in SIGNALS) == list(range(1, 32))
    assert len(BY_NAME) == 31
    for one in SIGNALS:
        assert one.use
        if sys.platform == "linux":
            assert getattr(system, f"SIG{one.name}", one.number) == one.number


@pytest.mark.parametrize("name", ["HUP", "INT", "TERM", "USR1", "PIPE", "WINCH", "CHLD", "URG"])
@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux's kernel")
def test_default_actions_are_the_kernel_s(name: str) -> None:
    """A child with everything at its default gets the signal, then a line on its stdin."""
    script = "import signal,sys\nfor n in range(1, 32):\n try: signal.signal(n, signal.SIG_DFL)\n"
    script += " except (OSError, ValueError): pass\nprint('r', flush=True); sys.stdin.readline()"
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        child.stdout.readline()
        child.send_signal(BY_NAME[name].number)
        child.communicate(b"\n")
    ends = BY_NAME[name].default in (Default.ENDS, Default.CORE)
    assert child.returncode == (-BY_NAME[name].number if ends else 0)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_masks_of_a_real_process() -> None:
    old = system.signal(system.SIGUSR1, lambda *_: None)
    ignored = system.signal(system.SIGUSR2, system.SIG_IGN)
    blocked = system.pthread_sigmask(system.SIG_BLOCK, {system.SIGWINCH})
    try:
        masks = read_masks(Path(f"/proc/{os.getpid()}/status").read_text())
    finally:
        system.signal(system.SIGUSR1, old)
        system.signal(system.SIGUSR2, ignored)
        system.pthread_sigmask(system.SIG_SETMASK, blocked)
    assert masks.disposition(BY_NAME["USR1"]) is Disposition.HANDLED
    assert masks.disposition(BY_NAME["USR2"]) is Disposition.IGNORED
    assert masks.disposition(BY_NAME["WINCH"]) is Disposition.BLOCKED
    assert masks.disposition(BY_NAME["PWR"]) is Disposition.DEFAULT


def test_what_cannot_be_read_is_unknown() -> None:
    for text in ("", "SigCgt:\t12zz\nSigIgn:\t0", "Name:\tsh\nSigCgt:", "SigIgn:\t0000"):
        masks = read_masks(text)
        assert masks.disposition(BY_NAME["INT"]) is Disposition.UNKNOWN
        assert masks.disposition(BY_NAME["KILL"]) is Disposition.DEFAULT


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    read_masks(text)
    read_masks("SigCgt:" + text)


@pytest.mark.parametrize(
    ("name", "arranged", "elsewhere", "as_init"),
    [
        ("INT", Disposition.DEFAULT, Effect.ENDS, Effect.NOTHING),
        ("QUIT", Disposition.DEFAULT, Effect.ENDS, Effect.NOTHING),
        ("TSTP", Disposition.DEFAULT, Effect.STOPS, Effect.NOTHING),
        ("WINCH", Disposition.DEFAULT, Effect.NOTHING, Effect.NOTHING),
        ("CONT", Disposition.DEFAULT, Effect.CONTINUES, Effect.CONTINUES),
        ("CONT", Disposition.IGNORED, Effect.CONTINUES, Effect.CONTINUES),
        ("INT", Disposition.HANDLED, Effect.ITS_OWN, Effect.ITS_OWN),
        ("INT", Disposition.IGNORED, Effect.NOTHING, Effect.NOTHING),
        ("INT", Disposition.BLOCKED, Effect.WAITS, Effect.WAITS),
        ("INT", Disposition.UNKNOWN, Effect.UNKNOWN, Effect.UNKNOWN),
        ("KILL", Disposition.DEFAULT, Effect.ENDS, Effect.ENDS),
        ("STOP", Disposition.DEFAULT, Effect.STOPS, Effect.STOPS),
    ],
)
def test_effects(name: str, arranged: Disposition, elsewhere: Effect, as_init: Effect) -> None:
    assert effect(BY_NAME[name], arranged, is_init=False) is elsewhere
    assert effect(BY_NAME[name], arranged, is_init=True) is as_init


def test_kill_and_stop_are_nobody_s_to_arrange() -> None:
    everything = Masks(2**31 - 1, 2**31 - 1, 2**31 - 1)
    for name in ("KILL", "STOP"):
        assert everything.disposition(BY_NAME[name]) is Disposition.DEFAULT
