"""Feed the emulator hostile input: `python tests/benchmarks/fuzz_emulator.py --seconds N`.

Each round takes random terminal input, feeds it in random pieces to the emulator with and without
its shortcuts, and checks that nothing is raised, that both show the same, that rows keep their
shape through random sizes, and that memory does not grow. A failure prints the seed and the input.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from emulator_support import check_shape, noise, state

from alongside_widgets.emulator import Emulator

SIZES = [(1, 1, 3), (2, 3, 2), (5, 4, 5), (10, 4, 5), (20, 6, 0), (30, 5, 30), (80, 24, 100)]
GROWTH = 128_000_000
"""Bytes by which the process may grow while a long-lived terminal is flooded."""


def one_round(dice: random.Random) -> int:
    """Compare the two ways on one input; return how many bytes it had."""
    size = dice.choice(SIZES)
    data = noise(dice, dice.choice([3, 10, 40, 150]))
    fast, slow = Emulator(*size), Emulator(*size, fast=False)
    slow.feed(data)
    position = 0
    while position < len(data):
        length = dice.choice([1, 2, 5, 50, 5_000])
        fast.feed(data[position : position + length])
        position += length
    check_shape(fast)
    check_shape(slow)
    one, other = state(fast), state(slow)
    different = [name for name in one if one[name] != other[name]]
    if different:
        raise AssertionError(f"the shortcuts differ in {different}: {data!r}")
    for _ in range(3):
        fast.resize(dice.randint(1, 40), dice.randint(1, 10))
        check_shape(fast)
        fast.feed(noise(dice, 5))
        check_shape(fast)
    return len(data)


def flood(emulator: Emulator, dice: random.Random) -> int:
    """Feed a long-lived terminal what could make it grow; return how many bytes."""
    kind = dice.randrange(5)
    if kind == 0:
        colors = (b"\x1b[38;2;%d;%d;%dmx" % tuple(dice.randbytes(3)) for _ in range(4_000))
        data = b"".join(colors) + b"\r\n"
    elif kind == 1:
        data = b"".join(b"\x1b]8;;http://x/%d\x07y" % dice.getrandbits(40) for _ in range(500))
    elif kind == 2:
        data = b"\x1b]2;" + dice.randbytes(100_000) + b"\x07"
    elif kind == 3:
        data = b"\x1b[6n\x07\x1b]9;" + b"n" * 5_000 + b"\x1b\\" * 50
    else:
        data = noise(dice, 400)
    emulator.feed(data)
    return len(data)


def peak() -> int:
    """Return the most memory that this process ever used, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1_024


def main() -> None:
    """Run until the time is up."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--seed", type=int, default=time.time_ns() % 1_000_000_000)
    chosen = options.parse_args()
    seed, rounds, size = chosen.seed, 0, 0
    before = peak()
    resident = Emulator(80, 24, 1_000)
    end = time.monotonic() + chosen.seconds
    while time.monotonic() < end:
        seed += 1
        rounds += 1
        dice = random.Random(seed)
        try:
            size += one_round(dice) + flood(resident, dice)
            check_shape(resident)
        except Exception:
            print(f"seed {seed}", file=sys.stderr)
            raise
    grown = peak() - before
    print(f"{rounds} rounds, {size / 1e6:.1f} MB of input, grown by {grown / 1e6:.1f} MB")
    if grown > GROWTH:
        sys.exit("memory has grown")


if __name__ == "__main__":
    main()
