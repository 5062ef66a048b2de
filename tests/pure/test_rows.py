from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.engine.model import Container, Health, State
from alongside.ui.rows import Heading, arrange, look


def box(name: str, state: State = State.RUNNING, project: str = "", **more: object) -> Container:
    return Container(f"{name}-id", name, "img", state, project=project)._replace(**more)


def shape(rows):
    return [f"[{row.title}]" if isinstance(row, Heading) else row.name for row in rows]


def test_what_is_up_first_projects_before_none():
    rows = arrange(
        [
            box("old", State.EXITED),
            box("web"),
            box("db", project="shop"),
            box("api", State.RESTARTING, "shop"),
            box("adm", State.PAUSED, "shop"),
            box("z", State.EXITED, "attic"),
        ]
    )
    assert shape(rows) == [
        "[shop]",
        "adm",
        "api",
        "db",
        "[attic]",
        "z",
        "[no project]",
        "web",
        "old",
    ]
    assert rows[0] == Heading("shop", running=1, total=3, folded=False)


def test_no_heading_where_there_is_no_project():
    assert shape(arrange([box("b"), box("a")])) == ["a", "b"]


def test_folded_projects_show_their_heading_alone_until_a_filter_looks_inside():
    containers = [box("db", project="shop"), box("web")]
    assert shape(arrange(containers, folded={"shop"})) == ["[shop]", "[no project]", "web"]
    assert shape(arrange(containers, "db", folded={"shop"})) == ["[shop]", "db"]


@pytest.mark.parametrize("text", ["API", "api run", "ngin", "shop", "api-id", "  api  "])
def test_filter_finds_by_name_image_project_state_and_id(text):
    containers = [box("api", project="shop", image="nginx:1"), box("other", image="x")]
    assert "api" in shape(arrange(containers, text))
    assert "other" not in shape(arrange(containers, text))


@pytest.mark.parametrize(
    ("container", "glyph", "word", "tone"),
    [
        (box("a"), "●", "running", "good"),
        (box("a", health=Health.HEALTHY), "●", "healthy", "good"),
        (box("a", health=Health.UNHEALTHY), "▲", "unhealthy", "bad"),
        (box("a", State.EXITED, exit_code=0), "○", "exited 0", "quiet"),
        (box("a", State.EXITED, exit_code=137), "○", "exited 137", "bad"),
        (box("a", State.RESTARTING, restarts=7, exit_code=1), "◐", "restarting ↻7", "warn"),
        (box("a", State.PAUSED, health=Health.HEALTHY), "◫", "paused", "warn"),
    ],
)
def test_a_state_is_a_glyph_a_word_and_a_tone(container, glyph, word, tone):
    seen = look(container)
    assert (seen.glyph, seen.word, seen.tone) == (glyph, word, tone)


def test_every_state_has_a_look():
    assert {look(box("a", state)).word for state in State} >= {state.value for state in State}


@given(
    st.lists(
        st.builds(
            Container,
            id=st.uuids().map(str),
            name=st.text(max_size=8),
            image=st.text(max_size=8),
            state=st.sampled_from(State),
            project=st.sampled_from(["", "a", "b"]),
        ),
        unique_by=lambda container: container.id,
        max_size=20,
    )
)
def test_without_filter_every_container_is_shown_once(containers):
    shown = [row.id for row in arrange(containers) if isinstance(row, Container)]
    assert sorted(shown) == sorted(container.id for container in containers)
