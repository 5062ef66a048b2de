"""How soon a change shows in the list, and what a thousand rows cost.

Usage: ``python tests/benchmarks/bench_list.py [--host URL] [--rounds 5] [--many 1000]``

With ``--host`` (an engine that may be filled, with the image busybox:test): from the engine's own
stamp on an event to the frame that shows it. Without: only the stand-in of bench_startup, which
lists many containers; each key's longest turn of the loop, and its time until all is drawn.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from bench_startup import stand_in
from textual.pilot import Pilot

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[1] / "app")]

from stage import docker_finder, staged, text  # noqa: E402
from support import wait_for  # noqa: E402

NAME = "bench-list"
LIFE: tuple[tuple[str, str, Callable[[str], bool]], ...] = (
    (f"create --name {NAME} busybox:test sleep 1000", "create", lambda shown: NAME in shown),
    (f"start {NAME}", "start", lambda shown: f"● {NAME}" in shown),
    (f"pause {NAME}", "pause", lambda shown: f"◫ {NAME}" in shown),
    (f"unpause {NAME}", "unpause", lambda shown: f"● {NAME}" in shown),
    (f"rename {NAME} {NAME}-b", "rename", lambda shown: f"{NAME}-b" in shown),
    (f"kill {NAME}-b", "die", lambda shown: f"○ {NAME}-b" in shown),
    (f"rm {NAME}-b", "destroy", lambda shown: NAME not in shown),
)
"""A container's life: the command, its event, and how the screen says so."""
KEYS = ("slash", "s", "t", "a", "n", "0", "9", "escape", "end", "home", "pagedown", "down")


async def changes(host: str, rounds: int) -> None:
    """Print from an event's own stamp to its frame, in milliseconds."""
    took: dict[str, list[float]] = defaultdict(list)
    environ = {**os.environ, "DOCKER_HOST": host}
    form = "{{.TimeNano}} {{.Action}} {{.Actor.Attributes.name}}"
    events = await asyncio.create_subprocess_exec(
        *("docker", "events", "--format", form), env=environ, stdout=asyncio.subprocess.PIPE
    )
    assert events.stdout is not None
    async with staged(docker_finder(host), ready=False) as pilot:
        await asyncio.sleep(1)  # both listen
        for _ in range(rounds):
            for command, action, visible in LIFE:
                process = await asyncio.create_subprocess_exec(
                    *("docker", *command.split()), env=environ, stdout=asyncio.subprocess.DEVNULL
                )
                await wait_for(lambda visible=visible: visible(text(pilot)))
                shown = time.time_ns()
                await process.wait()
                words: list[str] = []
                while not (words[1:2] == [action] and words[2].startswith(NAME)):
                    words = (await events.stdout.readline()).decode().split()
                took[action].append((shown - int(words[0])) / 1e6)
    events.terminate()
    await events.wait()
    print("from an event's stamp to its frame:")
    for action, found in took.items():
        middle = statistics.median(found)
        print(f"  {action:8} median {middle:5.0f} ms, longest {max(found):5.0f} ms")


async def key(pilot: Pilot[None], name: str) -> tuple[float, float]:
    """Press a key; return its longest turn of the loop and its whole time, in milliseconds."""
    longest, over = 0.0, False

    async def watch() -> None:
        nonlocal longest
        while not over:
            before = time.perf_counter()
            await asyncio.sleep(0)
            longest = max(longest, time.perf_counter() - before)

    watching = asyncio.create_task(watch())
    began = time.perf_counter()
    await pilot.press(name)
    whole = time.perf_counter() - began
    over = True
    await watching
    return longest * 1_000, whole * 1_000


async def many(count: int) -> None:
    """Print what opening, filtering and scrolling cost with `count` containers."""
    async with stand_in(count) as url:
        began = time.perf_counter()
        async with staged(docker_finder(url)) as pilot:
            print(f"{count} containers: listed after {time.perf_counter() - began:.2f} s")
            for name in KEYS:
                longest, whole = await key(pilot, name)
                print(f"  {name:9} longest turn {longest:5.1f} ms, drawn after {whole:5.1f} ms")


async def main() -> None:
    """Parse the arguments and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default=os.environ.get("ALONGSIDE_TEST_HOST", ""))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--many", type=int, default=1_000)
    options = parser.parse_args()
    if options.host:
        await changes(options.host, options.rounds)
    await many(options.many)


if __name__ == "__main__":
    asyncio.run(main())
