"""Another client's resize of an attached terminal: noticed, undone, not fought over for ever."""

from __future__ import annotations

from session_lab import Lab, opened
from support import wait_for

from alongside.engine.docker import DockerEngine
from alongside.engine.model import Endpoint
from alongside.session.attach_session import AttachSession
from alongside.session.attach_size import PATIENCE
from alongside.session.sessions import Sessions


async def _has_size(lab: Lab, name: str, size: str) -> bool:
    return await lab.inside(name, "stty size </proc/1/fd/0") == size


async def _attached(lab: Lab, sessions: Sessions | None = None) -> tuple[str, AttachSession]:
    name = await lab.run("-it", "busybox:test", "sh")
    session = (sessions or lab.sessions).attach(name, name, history=0)
    await opened(session, 70, 20)
    await wait_for(lambda: _has_size(lab, name, "20 70"), what="our size")
    return name, session


async def _elsewhere(lab: Lab) -> DockerEngine:
    engine = DockerEngine(Endpoint(lab.host, "another client"))
    await engine.connect()
    return engine


async def test_another_client_s_size_is_undone_and_said(lab: Lab) -> None:
    name, session = await _attached(lab)
    assert "another client" not in session.facts.note
    other = await _elsewhere(lab)
    try:
        await other.resize(name, 41, 11)
        await wait_for(lambda: "made the terminal 41x11" in session.facts.note)
        assert "it is 70x20 again" in session.facts.note
        await wait_for(lambda: _has_size(lab, name, "20 70"), what="our size again")
        await session.resize(66, 18)
        await wait_for(lambda: _has_size(lab, name, "18 66"))
        await wait_for(lambda: "41x11" not in session.facts.note, what="the note's end")
    finally:
        await other.close()


async def test_whoever_insists_gets_it_until_we_are_resized(lab: Lab) -> None:
    name, session = await _attached(lab)
    other = await _elsewhere(lab)
    try:
        for width in range(40, 40 + PATIENCE):
            await other.resize(name, width, 11)
            await wait_for(lambda width=width: f"{width}x11" in session.facts.note)
            await wait_for(lambda: _has_size(lab, name, "20 70"), what="our size again")
        await other.resize(name, 50, 11)
        await wait_for(lambda: "holds the terminal at 50x11" in session.facts.note)
        assert await _has_size(lab, name, "11 50")
        await session.resize(66, 18)
        await wait_for(lambda: _has_size(lab, name, "18 66"), what="our new size")
        await other.resize(name, 51, 11)
        await wait_for(lambda: _has_size(lab, name, "18 66") if _told(session) else False)
    finally:
        await other.close()


def _told(session: AttachSession) -> bool:
    return "51x11" in session.facts.note


async def test_two_panes_of_ours_do_not_fight(lab: Lab) -> None:
    name, first = await _attached(lab)
    second = lab.sessions.attach(name, name, history=0)
    await opened(second, 50, 15)
    await wait_for(lambda: _has_size(lab, name, "15 50"), what="the newest pane's size")
    await lab.inside(name, "sleep 0.6")
    assert await _has_size(lab, name, "15 50")
    for pane in (first, second):
        assert "client" not in pane.facts.note
        assert "made the terminal" not in pane.facts.note


async def test_two_programs_do_not_fight_for_ever(lab: Lab) -> None:
    name, first = await _attached(lab)
    second = Sessions(lab.engine).attach(name, name, history=0)
    await opened(second, 50, 15)
    try:
        await wait_for(lambda: "holds" in first.facts.note or "holds" in second.facts.note)
    finally:
        await second.close()
