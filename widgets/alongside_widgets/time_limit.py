"""A limit for what cannot be interrupted otherwise: a regular expression that backtracks for ever.

`re` has no time limit, and keeps the interpreter to itself while it matches, so that neither a
thread nor the event loop can stop it. But it looks for signals as it goes; a timer's signal whose
handler raises ends it. That works in the main thread (where a Textual app runs) and where there are
such timers; elsewhere there is no limit.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_AGAIN = 0.005
"""Seconds between signals once the time is over."""
_SWALLOWING = ("_weakrefset", "weakref")


class TooSlowError(ValueError):
    """Something took longer than it may."""


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raise TooSlowError where the processor has worked on the body for so long."""
    if (
        not hasattr(signal, "setitimer")
        or threading.current_thread() is not threading.main_thread()
    ):
        yield
        return
    inside = True

    def stop(_number: int, frame: FrameType | None) -> None:
        # What is raised in a callback of a weak reference's is lost: the next signal finds us out.
        where = frame.f_globals.get("__name__") if frame is not None else ""
        if inside and where not in _SWALLOWING:
            raise TooSlowError("this pattern takes too long")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, _AGAIN)
    try:
        yield
    finally:
        inside = False
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        # None: a handler that Python knows nothing of.
        signal.signal(signal.SIGVTALRM, signal.SIG_DFL if before is None else before)
