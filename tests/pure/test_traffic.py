"""Bytes are counted as they pass, and whoever shows the counts is told."""

from __future__ import annotations

from support import wait_for
from test_session_lives import Engine, attached, exec_session

from alongside.session.session import Phase


async def test_what_an_exec_says_and_gets_is_counted() -> None:
    engine = Engine()
    session = exec_session(engine)
    await session.open(80, 24)
    told: list[tuple[int, int]] = []
    traffic = session.traffic
    traffic.on_change = lambda: told.append((traffic.bytes_in, traffic.bytes_out))
    before = traffic.bytes_in
    engine.streams[0].come(b"hello")
    await session.write(b"ls\r")
    await wait_for(lambda: (traffic.bytes_in - before, traffic.bytes_out) == (5, 3), what="8 bytes")
    assert told[-1] == (before + 5, 3)
    await session.close()


async def test_an_attach_counts_its_stream_and_not_the_history() -> None:
    engine = Engine(tty=True, open_stdin=True)
    session = await attached(engine)
    assert session.phase is Phase.LIVE
    assert session.exec_id == ""
    engine.streams[0].come(b"123")
    await session.write(b"x")
    await wait_for(lambda: (session.traffic.bytes_in, session.traffic.bytes_out) == (3, 1))
    await session.close()
