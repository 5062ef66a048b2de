"""The only program of a container without a shell."""

from __future__ import annotations

import signal
import sys

for number in (signal.SIGTERM, signal.SIGINT):
    signal.signal(number, lambda _number, _frame: sys.exit(0))
print("minimal: one program, no shell, nothing else in here", flush=True)
while True:
    signal.pause()
