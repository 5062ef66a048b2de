"""One text is exchanged for another without a blank moment."""

from __future__ import annotations

import asyncio

from pane_support import PaneApp, shown
from support import wait_for

from alongside_widgets import Monitor

OLD = b"\r\n".join(b"old %d" % number for number in range(30))
LONG = b"".join(
    b"\x1b[3%dmnew %d\x1b[m\r\n\x1b[?7h" % (number % 8, number) for number in range(40_000)
)


def watched(monitor: Monitor) -> list[list[str]]:
    """Note every frame that is taken from now on."""
    frames: list[list[str]] = []
    take = monitor._take_frame

    def taken() -> None:
        take()
        frames.append(shown(monitor))

    monitor._take_frame = taken  # type: ignore[method-assign]
    monitor._pacer._take = taken
    return frames


async def test_the_old_text_stays_until_the_new_is_there() -> None:
    monitor = Monitor()
    async with PaneApp(monitor).run_test(size=(20, 5)):
        monitor.feed(OLD)
        await monitor.drain()
        old = shown(monitor)
        frames = watched(monitor)
        writing = asyncio.create_task(monitor.replace(LONG + b"the end"))
        await wait_for(lambda: 0 < monitor.pending < len(LONG))
        monitor.scroll_rows(-1)  # whatever asks for a frame meanwhile
        assert shown(monitor) == old
        await writing
        assert shown(monitor)[-1] == "the end"
        assert all(frame in (old, shown(monitor)) for frame in frames)
        assert "old" not in monitor.save_text()


async def test_what_waited_of_the_old_text_is_dropped_and_its_modes_too() -> None:
    monitor = Monitor()
    async with PaneApp(monitor).run_test(size=(20, 5)):
        monitor.feed(LONG + b"\x1b[?1049h\x1b[2;3r\x1b[41m\x1b]0;never ended")
        await monitor.replace(b"one\r\ntwo")
        assert shown(monitor) == ["one", "two", "", "", ""]
        assert monitor.pending == 0
        monitor.feed(b"\x1b[?1049h\x1b[2;3r\x1b[41m\x1b]0;never ended")
        await monitor.drain()
        await monitor.replace("drei \N{BULLET}".encode())
        assert shown(monitor) == ["drei \N{BULLET}", "", "", "", ""]


async def test_of_many_texts_the_last_is_shown_and_nothing_between() -> None:
    monitor = Monitor()
    async with PaneApp(monitor).run_test(size=(20, 5)):
        await monitor.replace(OLD)
        old, frames = shown(monitor), watched(monitor)
        for _ in range(3):
            writing = asyncio.create_task(monitor.replace(LONG))
            await wait_for(lambda: 0 < monitor.pending < len(LONG))
            writing.cancel()
        await monitor.replace(b"last")
        assert shown(monitor)[0] == "last"
        assert all(frame in (old, shown(monitor)) for frame in frames)


async def test_a_text_whose_writer_gave_up_is_shown_all_the_same() -> None:
    monitor = Monitor()
    async with PaneApp(monitor).run_test(size=(20, 5)):
        monitor.feed(OLD)
        await monitor.drain()
        writing = asyncio.create_task(monitor.replace(LONG + b"the end"))
        await wait_for(lambda: 0 < monitor.pending < len(LONG))
        writing.cancel()
        await wait_for(lambda: shown(monitor)[-1] == "the end")


async def test_the_same_text_in_other_lines_keeps_what_is_in_the_first_row() -> None:
    monitor = Monitor()
    async with PaneApp(monitor).run_test(size=(20, 4)):
        words = [b"word%d" % number for number in range(100)]
        monitor.feed(b"\r\n".join(words))
        await monitor.drain()
        monitor.scroll_rows(-76)
        assert shown(monitor)[0] == "word20"
        pairs = [b" ".join(words[at : at + 2]) for at in range(0, 100, 2)]
        await monitor.rewrite(b"\r\n".join(pairs))
        assert shown(monitor)[0] == "word20 word21"
        await monitor.rewrite(b"\r\n".join(words))
        assert shown(monitor)[0] == "word20"
        monitor.action_browse_top()
        await monitor.rewrite(b"\r\n".join(pairs))
        assert shown(monitor)[0] == "word0 word1"
