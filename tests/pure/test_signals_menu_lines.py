"""What a menu of signals says: effects, restart policies, inits and what is not known."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import pytest

from alongside.anatomy.signals import SignalLine, after_an_end, signal_lines
from alongside.engine.model import Details, State
from alongside.engine.signals import Disposition, Effect, Masks
from alongside.session.attach_receivers import Receiver, Receivers


def details(
    restart: str = "no", *, stop: str = "", state: State = State.RUNNING, retries: int = 0
) -> Details:
    raw: dict[str, Any] = {
        "Config": {"StopSignal": stop} if stop else {},
        "HostConfig": {"RestartPolicy": {"Name": restart, "MaximumRetryCount": retries}},
    }
    return Details("1" * 64, "api", "x", state, restart_policy=restart, raw=MappingProxyType(raw))


def known(caught: int = 0, ignored: int = 0, *, is_init: bool = True) -> Receivers:
    return Receivers(Receiver(1 if is_init else 7, "node", Masks(caught, ignored, 0), is_init))


def line(name: str, details: Details, known: Receivers | None) -> SignalLine:
    return next(one for one in signal_lines(details, known) if one.signal.name == name)


def bit(number: int) -> int:
    return 1 << (number - 1)


def test_kill_always_asks_and_names_what_follows() -> None:
    found = line("KILL", details("always"), known())
    assert found.effect is Effect.ENDS
    assert found.text == "ends it, and the container stops"
    (asked,) = found.consequences
    assert "the container with it" in asked
    assert "does not start it again" in asked


@pytest.mark.parametrize(
    ("restart", "stop", "again"),
    [
        ("always", "QUIT", "policy always starts it again"),
        ("unless-stopped", "QUIT", "does not start it again"),
        ("on-failure", "SIGQUIT", "starts it again unless its exit code is 0"),
        ("always", "", "does not start it again"),
        ("always", "INT", "does not start it again"),
    ],
)
def test_a_stop_signal_of_its_own(restart: str, stop: str, again: str) -> None:
    found = line("INT", details(restart, stop=stop), known(is_init=False))
    assert found.effect is Effect.ENDS
    assert again in found.consequences[0]
    assert found.text.endswith("; starts again") is ("not" not in again)


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (details(), ""),
        (
            details("always"),
            "Restart policy always: it is not started again (to the engine, a signal is a stop).",
        ),
        (
            details("unless-stopped", stop="QUIT"),
            "Restart policy unless-stopped: it is not started again "
            "(to the engine, a signal is a stop).",
        ),
        (
            details("on-failure", stop="SIGQUIT", retries=3),
            "Restart policy on-failure:3 starts it again unless its exit code is 0, but not after "
            "QUIT or KILL (to the engine, a stop).",
        ),
        (
            details("always", stop="KILL"),
            "Restart policy always starts it again, but not after KILL (to the engine, a stop).",
        ),
    ],
)
def test_what_follows_an_end_is_said_once(made: Details, said: str) -> None:
    assert after_an_end(made) == said


def test_a_container_that_is_removed() -> None:
    raw = MappingProxyType({"HostConfig": {"AutoRemove": True}})
    made = Details("1" * 64, "api", "x", State.RUNNING, raw=raw)
    assert after_an_end(made) == "Once it has stopped, the container is removed (--rm)."
    assert line("KILL", made, known()).text == "ends it, and the container stops"


def test_a_harmless_signal_that_switches_the_policy_off_is_asked_about() -> None:
    reload = known(caught=bit(10))
    assert line("USR1", details(), reload).consequences == ()
    (asked,) = line("USR1", details("on-failure", retries=5), reload).consequences
    assert "does not start it again" in asked
    assert line("USR1", details("always", stop="QUIT"), reload).consequences == ()


def test_pid_1_and_others() -> None:
    assert "PID 1 is spared" in line("TERM", details(), known()).text
    assert line("TERM", details(), known()).consequences == ()
    assert line("TERM", details(), known(is_init=False)).consequences
    assert line("WINCH", details(), known()).text == "nothing happens: no handler"
    assert line("HUP", details(), known(ignored=bit(1))).arranged is Disposition.IGNORED


def test_an_init_passes_on_all_but_kill_and_stop() -> None:
    init = Receiver(1, "tini", Masks(0, 0, bit(15)), True)
    child = Receiver(7, "node", Masks(0, 0, 0))
    both = Receivers(init, passes_to=child)
    assert line("TERM", details(), both).effect is Effect.ENDS
    assert line("KILL", details(), both).effect is Effect.ENDS
    alone = Receivers(init)
    assert line("TERM", details(), alone).effect is Effect.WAITS


def test_what_is_not_known() -> None:
    found = signal_lines(details(), None)
    assert len(found) == 31
    by_name = {one.signal.name: one for one in found}
    assert by_name["KILL"].effect is Effect.ENDS
    assert by_name["STOP"].effect is Effect.STOPS
    assert by_name["TERM"].effect is Effect.UNKNOWN
    assert "may end" in by_name["TERM"].consequences[0]
    assert by_name["WINCH"].consequences == ()


def test_paused() -> None:
    assert line("HUP", details(state=State.PAUSED), known()).why_not
    assert not line("KILL", details(state=State.PAUSED), known()).why_not
    assert line("KILL", details(state=State.EXITED), known()).why_not
