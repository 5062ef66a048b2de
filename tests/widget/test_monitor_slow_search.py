"""A regular expression that would take for ever is given up."""

from __future__ import annotations

import re
import signal
import threading
from weakref import WeakSet

import pytest
from pane_support import PaneApp
from support import wait_for

from alongside_widgets import Monitor
from alongside_widgets.time_limit import TooSlowError, limited

NEVER = "(a+)+$"
LINE = b"a" * 39 + b"!"


def test_the_limit_ends_a_match() -> None:
    with pytest.raises(TooSlowError), limited(0.02):
        re.search(NEVER, LINE.decode())
    with limited(0.02):
        assert re.search(NEVER, "aaa")


def test_the_limit_leaves_the_handler_that_was() -> None:
    def mine(*_: object) -> None:
        """Never called."""

    before = signal.signal(signal.SIGVTALRM, mine)
    try:
        with pytest.raises(TooSlowError), limited(0.02):
            re.search(NEVER, LINE.decode())
        assert signal.getsignal(signal.SIGVTALRM) is mine
        assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0.0, 0.0)
    finally:
        signal.signal(signal.SIGVTALRM, before)


def test_the_limit_is_not_lost_in_a_weak_references_callback() -> None:
    class Held:
        """Something that ends at once."""

    found: WeakSet[Held] = WeakSet()  # what an exception in its callback says fails the test
    for _ in range(20):
        with pytest.raises(TooSlowError), limited(0.005):
            while True:
                found.add(Held())


def test_elsewhere_than_in_the_main_thread_there_is_none() -> None:
    found: list[object] = []

    def search() -> None:
        with limited(0.02):
            found.append(re.search(NEVER, "aaa"))

    thread = threading.Thread(target=search)
    thread.start()
    thread.join()
    assert found


async def test_on_the_screen_it_is_refused() -> None:
    monitor = Monitor()
    async with PaneApp(monitor).run_test(size=(40, 5)):
        monitor.feed(LINE)
        await monitor.drain()
        with pytest.raises(ValueError, match="too long"):
            monitor.search(NEVER, regex=True)
        assert not monitor.searching


async def test_in_the_scrollback_it_is_told() -> None:
    monitor = Monitor()
    app = PaneApp(monitor)
    async with app.run_test(size=(40, 5)):
        monitor.feed(LINE + b"\r\n" + b"short\r\n" * 2_000)
        await monitor.drain()
        monitor.search(NEVER, regex=True)
        await wait_for(lambda: app.last(Monitor.SearchChanged, "reason"))
        assert not monitor.searching


async def test_in_new_output_it_is_told() -> None:
    monitor = Monitor()
    app = PaneApp(monitor)
    async with app.run_test(size=(40, 5)):
        monitor.search(NEVER, regex=True)
        monitor.feed(LINE)
        await monitor.drain()
        await wait_for(lambda: app.last(Monitor.SearchChanged, "reason"))
        assert not monitor.searching
