"""A link in a container's output shows where it leads; only then, and only if it may, it opens."""

from __future__ import annotations

import webbrowser

import pytest
from play import click_on, live, type_in
from stage import select, shows, staged
from support import wait_for

LINK = r"printf '\033]8;;%s\033\\fol''low me\033]8;;\033\\\n' "


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    addresses: list[str] = []
    monkeypatch.setattr(
        webbrowser, "open", lambda url: bool(addresses.append(url) or "take" in url)
    )
    monkeypatch.setenv("DISPLAY", ":7")
    return addresses


async def clicked(pilot, url: str) -> None:
    select(pilot, "shell")
    await pilot.press("enter")
    await live(pilot)
    await type_in(pilot, LINK + url)
    await click_on(pilot, "follow me")


async def test_it_opens_when_it_was_looked_at(opened: list[str]) -> None:
    async with staged() as pilot:
        await clicked(pilot, "https://example.org/take")
        await shows(pilot, "Open this link", "https://example.org/take", "look at it first")
        assert opened == []
        await click_on(pilot, "Open it")
        await wait_for(lambda: opened == ["https://example.org/take"])
        assert pilot.app.clipboard == ""


async def test_it_does_not_when_the_answer_is_no(opened: list[str]) -> None:
    async with staged() as pilot:
        await clicked(pilot, "https://example.org/take")
        await shows(pilot, "Open this link")
        await pilot.press("escape")
        await pilot.pause()
        assert opened == []


async def test_where_no_browser_takes_it_it_is_copied(opened: list[str]) -> None:
    async with staged() as pilot:
        await clicked(pilot, "https://example.org/leave")
        await click_on(pilot, "Open it")
        await shows(pilot, "The address is copied")
        assert opened == [pilot.app.clipboard] == ["https://example.org/leave"]


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ssh://-oProxyCommand=x", "javascript:a"])
async def test_nothing_but_a_web_address_is_opened(opened: list[str], url: str) -> None:
    async with staged() as pilot:
        await clicked(pilot, f"'{url}'")
        await shows(pilot, "Copy this address?", url, "Only web addresses")
        await click_on(pilot, "Copy it")
        await shows(pilot, "The address is copied")
        assert (pilot.app.clipboard, opened) == (url, [])


async def test_without_a_desktop_no_browser_is_started(
    opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DISPLAY")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    async with staged() as pilot:
        await clicked(pilot, "https://example.org/take")
        await shows(pilot, "Copy this address?", "no desktop")
        await click_on(pilot, "Copy it")
        await shows(pilot, "The address is copied")
        assert opened == []
