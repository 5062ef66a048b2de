"""Output is parsed in order, in slices, with the loop free in between."""

from __future__ import annotations

import asyncio
from time import sleep

from hypothesis import given, settings
from hypothesis import strategies as st
from support import wait_for

from alongside_widgets.feeding import AT_ONCE, LARGEST, Feeder


class Parser:
    """Keeps what it is given."""

    def __init__(self, seconds: float = 0.0) -> None:
        self.slices: list[tuple[bytes, bool]] = []
        self.turns = 0
        self.seconds = seconds
        self.hard = 0
        self.feeder = Feeder(self.parse, self.turn)

    def parse(self, data: bytes, replay: bool, seconds: float) -> bool:
        if data:
            self.slices.append((data, replay))
        sleep(self.seconds)
        self.hard = max(0, self.hard - 1)
        return not self.hard

    def turn(self) -> None:
        self.turns += 1

    @property
    def data(self) -> bytes:
        return b"".join(data for data, _replay in self.slices)


async def test_a_keys_echo_is_parsed_at_once() -> None:
    parser = Parser()
    parser.feeder.add(b"x", False)
    assert parser.slices == [(b"x", False)]
    assert parser.turns == 1
    assert parser.feeder.pending == 0


async def test_what_follows_closely_is_collected() -> None:
    parser = Parser()
    for _ in range(50):
        parser.feeder.add(b"ab", False)
    await parser.feeder.drain()
    assert parser.data == b"ab" * 50
    assert len(parser.slices) == 2


async def test_a_flood_leaves_the_loop_to_others() -> None:
    parser = Parser(0.004)
    parser.feeder.add(b"x" * (5 * LARGEST), False)
    turns = 0
    while parser.feeder.pending:
        await asyncio.sleep(0)
        turns += 1
    assert turns > 20
    assert max(len(data) for data, _replay in parser.slices) <= LARGEST


async def test_what_takes_long_is_gone_on_with_before_anything_else() -> None:
    parser = Parser()
    parser.hard = 5
    parser.feeder.add(b"hard", True)
    parser.feeder.add(b"easy", False)
    assert parser.feeder.pending == 8
    assert parser.hard == 4
    await parser.feeder.drain()
    assert parser.slices == [(b"hard", True), (b"easy", False)]
    assert parser.feeder.pending == parser.hard == 0


async def test_replay_and_live_are_not_mixed() -> None:
    parser = Parser()
    parser.feeder.add(b"p" * AT_ONCE * 2, True)
    parser.feeder.add(b"p" * 10, True)
    parser.feeder.add(b"l" * 10, False)
    await parser.feeder.drain()
    for data, replay in parser.slices:
        assert set(data) == ({ord("p")} if replay else {ord("l")})


async def test_a_producer_waits_for_room() -> None:
    parser = Parser(0.004)
    parser.feeder.add(b"x" * 2_000_000, False)
    waiting = asyncio.create_task(parser.feeder.room())
    await asyncio.sleep(0)
    assert not waiting.done()
    await waiting
    assert 0 < parser.feeder.pending < 2_000_000


async def test_closing_lets_everybody_go() -> None:
    parser = Parser()
    parser.feeder.add(b"x" * 5_000_000, False)
    waiting = [
        asyncio.create_task(parser.feeder.room()),
        asyncio.create_task(parser.feeder.drain()),
    ]
    await asyncio.sleep(0)
    parser.feeder.close()
    await asyncio.wait_for(asyncio.gather(*waiting), 1)
    parser.feeder.add(b"more", False)
    assert parser.feeder.pending == 0
    assert b"more" not in parser.data


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 60_000), st.booleans()), max_size=12))
def test_nothing_is_lost_or_turned_round(pieces: list[tuple[int, bool]]) -> None:
    async def run() -> None:
        parser = Parser()
        expected = b""
        for number, (size, replay) in enumerate(pieces):
            data = bytes([number]) * size
            expected += data
            parser.feeder.add(data, replay)
            if number % 3 == 0:
                await asyncio.sleep(0)
        await wait_for(lambda: parser.feeder.pending == 0)
        assert parser.data == expected

    asyncio.run(run())
