"""The buffer between reader and screen: bounded, in order, waiting or dropping."""

from __future__ import annotations

import asyncio

from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.session.backlog import CHUNK, Backlog
from alongside.session.session import Output


async def rest(backlog: Backlog) -> list[Output]:
    backlog.finish()
    found = []
    while (output := await backlog.take()) is not None:
        found.append(output)
    return found


async def test_what_is_put_is_taken_in_order_and_joined() -> None:
    backlog = Backlog(lossy=False)
    await backlog.put(b"one ")
    await backlog.put(b"")
    await backlog.put(b"two")
    assert await backlog.take() == Output(b"one two")
    assert await rest(backlog) == []


async def test_replay_and_live_are_not_joined() -> None:
    backlog = Backlog(lossy=True)
    await backlog.put(b"old", replay=True)
    await backlog.put(b"new")
    assert await rest(backlog) == [Output(b"old", replay=True), Output(b"new")]


async def test_pieces_are_no_larger_than_promised() -> None:
    backlog = Backlog(lossy=False)
    await backlog.put(bytes(2 * CHUNK + 5))
    await backlog.put(b"xy")
    assert [len(output.data) for output in await rest(backlog)] == [CHUNK, CHUNK, 7]


async def test_take_waits_for_put() -> None:
    backlog = Backlog(lossy=False)
    taking = asyncio.create_task(backlog.take())
    await asyncio.sleep(0)
    assert not taking.done()
    await backlog.put(b"x")
    assert await taking == Output(b"x")


async def test_a_full_buffer_lets_put_wait_until_something_is_taken() -> None:
    backlog = Backlog(10, lossy=False)
    await backlog.put(b"0123456789")
    putting = asyncio.create_task(backlog.put(b"more"))
    await asyncio.sleep(0)
    assert not putting.done()
    assert await backlog.take() == Output(b"0123456789")
    await putting
    assert await rest(backlog) == [Output(b"more")]


async def test_a_waiting_put_goes_on_when_nobody_will_take() -> None:
    backlog = Backlog(10, lossy=False)
    await backlog.put(b"0123456789")
    putting = asyncio.create_task(backlog.put(b"more\nlast\n"))
    await asyncio.sleep(0)
    backlog.open_wide()
    await putting
    assert backlog.size < 10


async def test_a_lossy_one_drops_the_oldest_whole_lines_and_counts_them() -> None:
    backlog = Backlog(20, lossy=True)
    for line in (b"first\n", b"second\n", b"third\n", b"fourth\n"):
        await backlog.put(line)
    assert await rest(backlog) == [Output(b"fourth\n", skipped=19)]


async def test_what_was_dropped_last_is_counted_too() -> None:
    backlog = Backlog(20, lossy=True)
    await backlog.put(bytes(30))
    assert await rest(backlog) == [Output(b"", skipped=30)]


async def test_one_endless_line_is_dropped_whole() -> None:
    backlog = Backlog(20, lossy=True)
    await backlog.put(bytes(30))
    await backlog.put(b"on\n")
    assert await rest(backlog) == [Output(b"on\n", skipped=30)]


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.text("ab\n", max_size=12).map(lambda text: text + "\n"), max_size=30),
    st.integers(1, 40),
)
def test_nothing_is_lost_uncounted_and_what_stays_begins_a_line(
    pieces: list[str], limit: int
) -> None:
    async def run() -> None:
        backlog = Backlog(limit, lossy=True)
        everything = "".join(pieces).encode()
        for piece in pieces:
            await backlog.put(piece.encode())
            assert backlog.size < max(limit, 1)
        outputs = await rest(backlog)
        kept = b"".join(output.data for output in outputs)
        skipped = sum(output.skipped for output in outputs)
        assert everything.endswith(kept)
        assert skipped + len(kept) == len(everything)
        assert not skipped or everything[skipped - 1 : skipped] == b"\n"

    asyncio.run(run())
