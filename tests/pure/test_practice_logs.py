"""The practice engine's log store, its streams' backlog and its wire: pieces without processes."""

from __future__ import annotations

import asyncio
import itertools
import os
import socket

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.engine.engine import Channel, Chunk, LogSpec
from alongside.engine.practice.keeper import wire
from alongside.engine.practice.logs import KEPT_BYTES, LogDuplex, LogStore, timestamp
from alongside.engine.practice.streams import Backlog

OUT, ERR = Channel


def cut(data: bytes, places: list[int]) -> list[bytes]:
    marks = sorted({min(place, len(data)) for place in places} | {0, len(data)})
    return [data[a:b] for a, b in itertools.pairwise(marks)]


async def read(store: LogStore, spec: LogSpec) -> bytes:
    stream = LogDuplex(store, spec, tty=False, live=False)
    parts = []
    while chunk := await stream.read():
        parts.append(chunk.data)
    return b"".join(parts)


@settings(max_examples=60)
@given(
    st.lists(st.binary(max_size=20).map(lambda b: b.replace(b"\n", b"")), max_size=20), st.data()
)
def test_lines_are_kept_however_they_come(lines: list[bytes], data: st.DataObject) -> None:
    text = b"".join(line + b"\n" for line in lines)
    places = data.draw(st.lists(st.integers(0, max(len(text), 1)), max_size=8))
    tail = data.draw(st.none() | st.integers(0, 25))

    async def check() -> bytes:
        store = LogStore(lambda: 5.0)
        for part in cut(text, places):
            store.add(OUT, part)
        return await read(store, LogSpec(tail=tail))

    kept = lines if tail is None else lines[len(lines) - min(tail, len(lines)) :]
    assert asyncio.run(check()) == b"".join(line + b"\n" for line in kept)


async def test_a_prompt_is_logged_when_its_line_ends() -> None:
    store = LogStore(lambda: 5.0)
    store.add(OUT, b"you> ")
    assert await read(store, LogSpec()) == b""
    store.add(OUT, b"yes\n")
    assert await read(store, LogSpec()) == b"you> yes\n"
    store.add(OUT, b"you> ")
    store.end_run()
    assert await read(store, LogSpec()) == b"you> yes\nyou> \n"


async def test_a_line_without_end_is_cut() -> None:
    store = LogStore(lambda: 5.0)
    for _ in range(10):
        store.add(OUT, b"x" * 5000)
    assert len(await read(store, LogSpec())) >= 16_384


async def test_memory_is_bounded() -> None:
    store = LogStore(lambda: 5.0)
    for number in range(100):
        store.add(OUT, b"%d " % number + b"x" * 60_000 + b"\n")
    kept = await read(store, LogSpec())
    assert len(kept) <= KEPT_BYTES + 60_010
    assert kept.splitlines()[-1].startswith(b"99 ")


async def test_channels_keep_their_order() -> None:
    store = LogStore(lambda: 5.0)
    for channel, text in ((OUT, b"1\n2\n"), (ERR, b"3\n"), (OUT, b"4\n")):
        store.add(channel, text)
    stream = LogDuplex(store, LogSpec(), tty=False, live=False)
    chunks = [await stream.read() for _ in range(4)]
    assert chunks == [Chunk(OUT, b"1\n2\n"), Chunk(ERR, b"3\n"), Chunk(OUT, b"4\n"), None]


async def test_a_slow_follower_misses_the_oldest_and_goes_on() -> None:
    store = LogStore(lambda: 5.0)
    stream = LogDuplex(store, LogSpec(follow=True), tty=False, live=True)
    for number in range(100):
        store.add(OUT, b"%d " % number + b"x" * 60_000 + b"\n")
    store.end_run()
    got = b""
    while chunk := await stream.read():
        got += chunk.data
    assert len(got) < 3_000_000
    assert got.splitlines()[-1].startswith(b"99 ")


def test_timestamps_are_dockers() -> None:
    assert timestamp(1_700_000_000.123456) == "2023-11-14T22:13:20.123456000Z"


async def test_a_bounded_backlog_drops_the_oldest() -> None:
    backlog = Backlog(limit=100)
    for number in range(50):
        backlog.put(OUT, b"%03d-------" % number)
    assert backlog.size <= 100
    chunk = await backlog.get()
    assert chunk
    assert chunk.data.startswith(b"040")
    assert chunk.data.endswith(b"049-------")


async def test_a_backlog_joins_neighbours_of_a_channel() -> None:
    backlog = Backlog()
    for channel, text in ((OUT, b"a"), (OUT, b"b"), (ERR, b"c"), (OUT, b"d")):
        backlog.put(channel, text)
    backlog.close()
    backlog.put(OUT, b"late")
    chunks = [await backlog.get() for _ in range(4)]
    assert chunks == [Chunk(OUT, b"ab"), Chunk(ERR, b"c"), Chunk(OUT, b"d"), None]


messages = st.lists(
    st.dictionaries(st.text(max_size=5), st.text(max_size=30) | st.integers(), max_size=4),
    max_size=6,
)


@settings(max_examples=60, deadline=None)
@given(messages, st.lists(st.integers(0, 400), max_size=6))
def test_messages_survive_any_cut(sent: list[wire.Message], places: list[int]) -> None:
    sent = [{key: value for key, value in message.items() if key != "fds"} for message in sent]
    ours, theirs = socket.socketpair()
    with ours, theirs:
        reader = wire.Reader(theirs)
        got: list[wire.Message] = []
        for part in cut(b"".join(map(wire.encode, sent)), places):
            ours.sendall(part)
            got += [message for message, _fds in reader.receive() or ()]
        assert got == sent
        ours.close()
        assert reader.receive() is None


@pytest.mark.parametrize("apart", [True, False])
def test_descriptors_come_with_their_message(apart: bool) -> None:
    ours, theirs = socket.socketpair()
    pipes = [os.pipe() for _ in range(3)]
    with ours, theirs:
        reader = wire.Reader(theirs)
        parcels = [({"n": 1, "fds": 2}, [pipes[0][1], pipes[1][1]]), ({"n": 2, "fds": 0}, [])]
        parcels.append(({"n": 3, "fds": 1}, [pipes[2][1]]))
        got = []
        for message, fds in parcels:
            data = wire.encode(message)
            socket.send_fds(ours, [data], fds) if fds else ours.sendall(data)
            if apart:
                got += reader.receive() or []
        while len(got) < 3:
            got += reader.receive() or []
        assert [len(fds) for _message, fds in got] == [2, 0, 1]
        for (reading, writing), fd in zip(pipes, [*got[0][1], *got[2][1]], strict=True):
            assert not os.get_inheritable(fd)
            os.write(fd, b"x")
            assert os.read(reading, 1) == b"x"
            for end in (reading, writing, fd):
                os.close(end)
