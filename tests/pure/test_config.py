from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.config import Settings, config_file, load
from alongside.errors import ConfigError


def write(tmp_path: Path, text: str) -> dict[str, str]:
    path = tmp_path / "config.toml"
    path.write_text(text)
    return {"ALONGSIDE_CONFIG": str(path)}


def test_nothing_set_gives_the_defaults(tmp_path):
    loaded = load({"XDG_CONFIG_HOME": str(tmp_path), "HOME": str(tmp_path)}, {})
    assert loaded.settings == Settings()
    assert set(loaded.sources.values()) == {"default"}


def test_file_then_environment_then_flags(tmp_path):
    environ = write(tmp_path, 'theme = "nord"\nleader = "ctrl+b"\nscrollback = 5\n')
    environ["ALONGSIDE_LEADER"] = "f11"
    environ["ALONGSIDE_SCROLLBACK"] = "7"
    loaded = load(environ, {"scrollback": "9", "host": None})
    assert (loaded.settings.theme, loaded.settings.leader) == ("nord", "f11")
    assert loaded.settings.scrollback == 9
    assert loaded.sources["theme"] == f"{tmp_path}/config.toml, line 1"
    assert loaded.sources["leader"] == "ALONGSIDE_LEADER"
    assert loaded.sources["scrollback"] == "--scrollback"


def test_a_switch_in_every_source(tmp_path):
    assert load(write(tmp_path, "no_stdin = true\n"), {}).settings.no_stdin is True
    assert load(write(tmp_path, "no_stdin = false\n"), {}).settings.no_stdin is False
    environ = write(tmp_path, "no_stdin = true\n")
    assert load({**environ, "ALONGSIDE_NO_STDIN": "no"}, {}).settings.no_stdin is False
    assert load({**environ, "ALONGSIDE_NO_STDIN": "no"}, {"no_stdin": True}).settings.no_stdin


def test_keys_may_be_dotted_or_quoted(tmp_path):
    environ = write(tmp_path, '[keys]\nlist.attach = "A"\n"list.shell" = "enter,ctrl+s"\n')
    assert load(environ, {}).settings.keys == {"list.attach": "A", "list.shell": "enter,ctrl+s"}


@pytest.mark.parametrize(
    ("text", "line", "names"),
    [
        ('theme = "x"\nleadr = "f1"\n', 2, "leadr"),
        ('\n\nengine = "rocket"\n', 3, "engine"),
        ("scrollback = -1\n", 1, "scrollback"),
        ("scrollback = true\n", 1, "scrollback"),
        ('no_stdin = "maybe"\n', 1, "no_stdin"),
        ("no_stdin = 2\n", 1, "no_stdin"),
        ("leader = 12\n", 1, "leader"),
        ('leader = "not a key"\n', 1, "leader"),
        ('keys = "a"\n', 1, "keys"),
        ('[keys]\nlist.nothing = "a"\n', 2, "list.nothing"),
        ('[keys]\n\n"list.attach" = ""\n', 3, "list.attach"),
        ("shell = [1]\n", 1, "shell"),
    ],
)
def test_an_error_names_file_line_and_key(tmp_path, text, line, names):
    with pytest.raises(ConfigError) as caught:
        load(write(tmp_path, text), {})
    assert f"config.toml, line {line}: " in str(caught.value)
    assert names in str(caught.value)
    assert caught.value.advice


def test_broken_toml_names_the_line(tmp_path):
    with pytest.raises(ConfigError, match=r"config\.toml is not TOML: .*line 2"):
        load(write(tmp_path, 'theme = "x"\n= 3\n'), {})


def test_a_named_file_must_exist(tmp_path):
    with pytest.raises(ConfigError, match="does not exist"):
        load({}, {}, config=str(tmp_path / "no.toml"))


def test_a_file_that_cannot_be_read_is_said(tmp_path):
    (tmp_path / "config.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match="cannot be read"):
        load({}, {}, config=str(tmp_path / "config.toml"))


def test_host_and_context_of_one_place_conflict():
    with pytest.raises(ConfigError, match="--host and --context"):
        load({}, {"host": "unix:///x", "context": "y"})


def test_a_nearer_context_overrules_a_farther_host(tmp_path):
    environ = write(tmp_path, 'host = "unix:///x"\n')
    loaded = load(environ, {"context": "lab"})
    assert (loaded.settings.host, loaded.settings.context) == ("", "lab")
    assert "context is set nearer" in loaded.sources["host"]


def test_the_flag_wins_over_the_variable(tmp_path):
    assert config_file({"ALONGSIDE_CONFIG": "/a"}, "/b") == Path("/b")


@given(st.text(max_size=60))
def test_any_text_is_loaded_or_refused_in_one_line(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("any") / "config.toml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        load({}, {}, config=str(path))
    except ConfigError as error:
        assert error.advice


@pytest.mark.parametrize(
    "leader", ["f12", "ctrl+b", "alt+x", "insert", "ctrl+right_square_bracket"]
)
def test_a_leader_is_a_key_that_types_nothing(tmp_path: Path, leader: str) -> None:
    environ = write(tmp_path, "")
    assert load(environ, {"leader": leader}).settings.leader == leader


@pytest.mark.parametrize("leader", ["foo", "a", "shift+a", "ctrl-a", "question_mark", "ctrl+foo"])
def test_a_leader_that_cannot_be_pressed_or_must_be_typed(tmp_path: Path, leader: str) -> None:
    with pytest.raises(ConfigError, match="leader"):
        load(write(tmp_path, ""), {"leader": leader})


@pytest.mark.parametrize(
    ("text", "line", "both"),
    [
        ('[keys]\n"list.kill" = "enter"\n', 2, ("list.kill", "list.shell", "key enter")),
        ('[keys]\nlist.kill = "f5, q"\n', 2, ("list.kill", "app.quit", "key q")),
        ('[keys]\n"list.exec" = "f5"\n"list.mark" = "f5"\n', 2, ("list.exec", "list.mark")),
    ],
)
def test_one_key_for_two_actions_is_refused(
    tmp_path: Path, text: str, line: int, both: tuple[str, ...]
) -> None:
    with pytest.raises(ConfigError) as caught:
        load(write(tmp_path, text), {})
    assert f"config.toml, line {line}: " in str(caught.value)
    assert all(name in str(caught.value) for name in both)


def test_keys_may_be_exchanged_and_used_again_elsewhere(tmp_path: Path) -> None:
    text = '[keys]\n"list.kill" = "enter"\n"list.shell" = "ctrl+k"\n"leader.copy" = "j"\n'
    assert load(write(tmp_path, text), {}).settings.keys["list.kill"] == "enter"
