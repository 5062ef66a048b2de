"""A refusal is said once, not once a key."""

from __future__ import annotations

from play import leader, type_in
from stage import select, shows, staged, text


async def test_keys_into_a_locked_attach_are_refused_once():
    async with staged() as pilot:
        select(pilot, "log-generator")
        await pilot.press("a")
        await shows(pilot, "MAIN process", "no stdin")
        await type_in(pilot, "a whole line")
        await shows(pilot, "nothing you type arrives")
        await leader(pilot, "b")  # another refusal is another matter
        await shows(pilot, "takes a comparison")
        assert text(pilot).count("nothing you type arrives") == 1
