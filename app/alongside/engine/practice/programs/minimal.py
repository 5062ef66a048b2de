"""The only program of a container without a shell."""

from __future__ import annotations

import signal
import sys

signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(0))
print("minimal: one program, no shell, nothing else in here", flush=True)
while True:
    signal.pause()
