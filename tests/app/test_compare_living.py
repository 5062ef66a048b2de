"""The comparison as something that lives: keys into both halves, scrolling together."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from play import click_on, hints, keyboard, leader, type_in
from stage import main, select, shows, staged, text
from support import wait_for
from textual import events
from textual.app import App, ComposeResult
from textual.keys import _character_to_key
from textual.pilot import Pilot

from alongside.session.session import Reason
from alongside.ui.compare_pane import ComparePane
from alongside.ui.twin import Together, TwinTerminal

KEYS = ["up", "home", "enter", "ctrl+c", "escape", "shift+pageup", "ctrl+shift+up", "f5", "tab"]
MODES = [b"", b"\x1b[?1h", b"\x1b[?2004h", b"\x1b[?1049h", b"x\r\n" * 30, b"\x1b[?1h\x1b[?2004h"]


def compare_of(pilot: Pilot[None]) -> ComparePane:
    active = main(pilot).workspace.active
    assert isinstance(active, ComparePane)
    return active


def halves(pilot: Pilot[None]):
    return compare_of(pilot)._halves


async def opened(pilot: Pilot[None], name: str) -> None:
    select(pilot, name)
    await pilot.press("c")
    await shows(pilot, "NEW process", "MAIN process", "^C stays here")


class Four(App[None]):
    """Two halves, and two terminals that are alone."""

    def __init__(self) -> None:
        super().__init__()
        self.terminals = [TwinTerminal() for _ in range(4)]
        self.got = [b"" for _ in range(4)]

    def compose(self) -> ComposeResult:
        yield from self.terminals

    def on_terminal_input(self, event: TwinTerminal.Input) -> None:
        if not event.reply:
            self.got[self.terminals.index(event.monitor)] += event.data


presses = st.lists(
    st.one_of(st.sampled_from(KEYS), st.characters(codec="utf-8", categories=["L", "N", "P"])),
    max_size=12,
)


async def typed(modes: list[bytes], keys: list[str], pasted: str) -> list[bytes]:
    """Type into two halves, then into two that are alone; return what each sent."""
    app = Four()
    async with app.run_test(size=(30, 32)) as pilot:
        for terminal, mode in zip(app.terminals, modes * 2, strict=True):
            terminal.feed(mode)
        Together(*app.terminals[:2]).type_into_both(True)
        for index in (0, 2, 3):
            app.terminals[index].focus()
            await pilot.pause()
            for key in keys:
                single = len(key) == 1
                name = _character_to_key(key) if single else key
                app.post_message(events.Key(name, key if single else None))
            app.post_message(events.Paste(pasted))
            await pilot.pause()
    return app.got


@settings(max_examples=15, deadline=None)
@given(st.tuples(st.sampled_from(MODES), st.sampled_from(MODES)), presses, st.text(max_size=8))
def test_each_half_gets_what_it_would_get_alone(modes, keys, pasted):
    got = asyncio.run(typed(list(modes), keys, pasted))
    assert got[:2] == got[2:]


async def test_what_one_half_copies_is_no_key_for_the_other():
    app = Four()
    async with app.run_test(size=(30, 32)) as pilot:
        first, second = app.terminals[:2]
        Together(first, second).type_into_both(True)
        first.feed(b"word")
        first.focus()
        await pilot.click(first, offset=(1, 0), times=2)
        await pilot.press("ctrl+shift+c")
        await pilot.press("x")
        await wait_for(lambda: app.got[:2] == [b"x", b"x"])
        assert app.clipboard == "word"


async def test_keys_and_pastes_go_to_both_halves():
    async with staged() as pilot:
        await opened(pilot, "shell")
        await leader(pilot, "b")
        await shows(pilot, "keys go to BOTH", "keys go to BOTH halves", "F12 b ends it")
        assert text(pilot).count(" keys go to BOTH ") == 3
        assert keyboard(pilot).startswith("BOTH: exec")
        await type_in(pilot, "echo typed $((20+1))")
        await wait_for(lambda: text(pilot).count("typed 21") == 2)
        pilot.app.post_message(events.Paste("echo pasted $((20+2))"))
        await pilot.press("enter")
        await wait_for(lambda: text(pilot).count("pasted 22") == 2)
        await leader(pilot, "b")
        await wait_for(lambda: "every other key goes to the process" in hints(pilot))
        assert "BOTH" not in text(pilot)
        await type_in(pilot, "echo alone $((20+3))")
        await shows(pilot, "alone 23")
        assert text(pilot).count("alone 23") == 1


async def test_control_c_goes_to_exec_at_once_and_asks_for_attach():
    async with staged() as pilot:
        await opened(pilot, "interactive-app")
        await leader(pilot, "b")
        await shows(pilot, "keys go to BOTH halves")
        await type_in(pilot, "sleep 1000")
        await shows(pilot, "you said: sleep 1000")
        await pilot.press("ctrl+c")
        await shows(pilot, "Send Ctrl+C to the main process of interactive-app?")
        await wait_for(lambda: "^C" in "".join(halves(pilot)[0].terminal.emulator.lines()))
        await pilot.press("n")
        await type_in(pilot, "echo on $((20+4))")
        await shows(pilot, "on 24", "you said: echo on")
        assert halves(pilot)[1].session.ending is None


async def test_a_locked_half_gets_nothing_and_says_so():
    async with staged() as pilot:
        await opened(pilot, "interactive-app")
        await leader(pilot, "o")
        await leader(pilot, "u")
        await shows(pilot, "input locked")
        await leader(pilot, "o")
        await leader(pilot, "b")
        await shows(pilot, "gets nothing: locked", "Input is locked: the attach half gets nothing.")
        await type_in(pilot, "echo only $((20+5))")
        await shows(pilot, "only 25")
        assert "you said" not in text(pilot)
        await leader(pilot, "o")  # from the locked half, keys reach the other one all the same
        await type_in(pilot, "echo beside $((20+6))")
        await shows(pilot, "beside 26")
        assert "nothing you type arrives" not in text(pilot)  # it does, at the other half


async def test_it_ends_with_a_half_and_by_the_mouse():
    async with staged() as pilot:
        await opened(pilot, "shell")
        await click_on(pilot, "alongside's keys")
        await click_on(pilot, "both")
        await shows(pilot, "keys go to BOTH halves")
        await click_on(pilot, "b ends it")
        await wait_for(lambda: "BOTH" not in text(pilot))
        await leader(pilot, "b")
        await shows(pilot, "keys go to BOTH halves")
        halves(pilot)[0].terminal.focus()
        await pilot.press("ctrl+d")
        await shows(pilot, "keys go to one half again", "Send Ctrl+D")
        await pilot.press("n")
        ending = halves(pilot)[0].session.ending
        assert ending is not None
        assert ending.reason is Reason.EXITED
        assert halves(pilot)[1].session.ending is None
        await leader(pilot, "b")
        await shows(pilot, "there is only one to type into")


async def test_one_pane_alone_has_no_other_to_type_into():
    async with staged() as pilot:
        select(pilot, "shell")
        await pilot.press("enter")
        await shows(pilot, "NEW process")
        await leader(pilot, "b")
        await shows(pilot, "takes a comparison")


@pytest.fixture
async def long(request):
    """A comparison with much text in both halves, scrolling linked."""
    async with staged() as pilot:
        await opened(pilot, "shell")
        await leader(pilot, "b")
        await type_in(pilot, "seq 1 200")
        await wait_for(lambda: text(pilot).count("200") >= 2)
        await leader(pilot, "b")
        await leader(pilot, "l")
        await shows(pilot, "⇅ linked")
        yield pilot


def back(pilot: Pilot[None]) -> list[int]:
    return [half.terminal.viewport.back for half in halves(pilot)]


async def test_scrolling_one_half_scrolls_the_other(long):
    await long.press("shift+pageup")
    await wait_for(lambda: len(set(back(long))) == 1 and back(long)[0] > 10)
    second = halves(long)[1].terminal
    before = back(long)[0]
    second.post_message(events.MouseScrollUp(second, 5, 5, 0, -1, 0, False, False, False))
    await wait_for(lambda: back(long) == [before + 3, before + 3])
    halves(long)[0].terminal.feed(b"more\r\n" * 5)  # output moves nobody else's view
    await wait_for(lambda: back(long) == [before + 8, before + 3])
    await long.press("shift+end")
    await wait_for(lambda: back(long) == [0, 0])


async def test_each_half_scrolls_for_itself_again(long):
    await leader(long, "l")
    await wait_for(lambda: "⇅ linked" not in text(long))
    await long.press("shift+pageup")
    await wait_for(lambda: back(long)[0] > 10)
    await long.pause()
    assert back(long)[1] == 0
