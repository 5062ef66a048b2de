"""A program that uses the practice engine, to be killed: ``practice_program.py TOKEN auto|off``.

Every process of its scene carries TOKEN in its environment; it opens some execs with children that
try to live on, says ``ready`` and waits.
"""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace

from alongside.engine.engine import ExecSpec
from alongside.engine.practice.engine import PracticeEngine
from alongside.engine.practice.scene import scene

ORPHANS = "(trap '' TERM HUP; sleep 987 & sleep 986) & (setsid sleep 985 &) ; sleep 984"


async def main() -> None:
    token, mode = sys.argv[1:]
    marked = [replace(b, env={**b.env, "LEFTOVER_MARK": token}) for b in scene()]
    engine = PracticeEngine(marked, isolate=mode == "auto")
    await engine.connect()
    for name in ("frontend", "shell", "log-generator"):
        for tty in (False, True):
            await engine.exec(name, ExecSpec(["sh", "-c", ORPHANS], tty=tty))
    print("ready", flush=True)
    await asyncio.Event().wait()


asyncio.run(main())
