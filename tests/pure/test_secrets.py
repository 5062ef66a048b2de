from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.secrets import (
    MASK,
    LineMasker,
    is_secret_name,
    mask_argv,
    mask_env,
    mask_text,
    mask_value,
)

SECRET = "hunter2-xyzzy"


@pytest.mark.parametrize(
    "name",
    [
        "PASSWORD",
        "DB_PASSWORD",
        "MYSQL_ROOT_PASSWORD",
        "PGPASSWORD",
        "REDIS_PASS",
        "GITHUB_TOKEN",
        "sessionToken",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_ACCESS_KEY_ID",
        "API_KEY",
        "apikey",
        "stripe.key",
        "SENTRY_DSN",
        "DJANGO_SECRET",
        "CLIENT_CREDENTIALS",
        "REDISCLI_AUTH",
        "ENCRYPTION_KEY",
        "JWT",
        "AZURE_STORAGE_CONNECTION_STRING",
        "passwd",
    ],
)
def test_a_telling_name_masks_whatever_the_value(name: str) -> None:
    assert is_secret_name(name)
    assert mask_value(name, SECRET) == MASK
    assert SECRET not in mask_text(f"starting with {name}={SECRET}, ok")


@pytest.mark.parametrize(
    "name",
    [
        "PATH",
        "HOME",
        "PWD",
        "OLDPWD",
        "AUTHOR",
        "KEYBOARD",
        "MONKEY",
        "HOSTNAME",
        "TOKENIZERS",
        "SSH_PUBLIC_KEY",
        "POSTGRES_HOST_AUTH_METHOD",
        "TOKEN_TTL",
        "COMPASS",
    ],
)
def test_an_innocent_name_shows_its_value(name: str) -> None:
    assert mask_value(name, "value") == "value"


@pytest.mark.parametrize("value", ["", "yes", "true", "0", "None"])
def test_switches_are_no_secrets(value: str) -> None:
    assert mask_value("MYSQL_ALLOW_EMPTY_PASSWORD", value) == value


def test_the_place_of_a_secret_is_none() -> None:
    assert mask_value("POSTGRES_PASSWORD_FILE", "/run/secrets/db") == "/run/secrets/db"
    assert mask_value("POSTGRES_PASSWORD", "/run/secrets/db") == MASK
    assert mask_value("SECRET_FILE", "s3cr3t") == MASK


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("postgres://app:p@ss@db:5432/shop", f"postgres://app:{MASK}@db:5432/shop"),
        ("redis://:pw@cache/0", f"redis://:{MASK}@cache/0"),
        ("https://example.org:8080/a@b", "https://example.org:8080/a@b"),
        ("curl 'https://x/?token=abc&page=2'", f"curl 'https://x/?token={MASK}&page=2'"),
        ("Authorization: Bearer abcdefghijkl", f"Authorization: Bearer {MASK}"),
        ('{"apiKey": "abc", "n": 1}', f'{{"apiKey": "{MASK}", "n": 1}}'),
        ("run --password hunter2 --port 80", f"run --password {MASK} --port 80"),
        ("run --token=abc", f"run --token={MASK}"),
        ("password='a b' next", f"password='{MASK}' next"),
        ("the token is here", "the token is here"),
        ("password authentication failed", "password authentication failed"),
        ("id AKIAABCDEFGHIJKLMNOP", f"id {MASK}"),
        ("ghp_" + "a1" * 18, MASK),
        ("x eyJhbGciOiJI.eyJzdWIiOiIx.c2ln y", f"x {MASK} y"),
        ("PASSWORD_FILE=/run/secrets/x", "PASSWORD_FILE=/run/secrets/x"),
    ],
)
def test_texts(text: str, masked: str) -> None:
    assert mask_text(text) == masked


def test_a_private_key_is_masked_in_one_text_and_line_by_line() -> None:
    lines = [
        "a",
        "-----BEGIN RSA PRIVATE KEY-----",
        "MIIE",
        "xyz=",
        "-----END RSA PRIVATE KEY-----",
    ]
    assert mask_text("\n".join(lines)) == f"a\n{MASK}"
    masker = LineMasker()
    shown = [masker.line(line) for line in [*lines, "b"]]
    assert shown == ["a", MASK, MASK, MASK, MASK, "b"]


def test_a_key_on_one_line_does_not_swallow_the_next() -> None:
    masker = LineMasker()
    line = "k -----BEGIN PRIVATE KEY-----abc-----END PRIVATE KEY----- z"
    assert [masker.line(line), masker.line("next")] == [f"k {MASK} z", "next"]


def test_command_lines() -> None:
    argv = ("app", "--password", "hunter2", "--port", "80", "--token=abc", "DB_PASS=x", "-v")
    assert mask_argv(argv) == (
        *("app", "--password", MASK, "--port", "80", f"--token={MASK}", f"DB_PASS={MASK}", "-v"),
    )
    assert mask_argv(("a", "--secret")) == ("a", "--secret")


def test_environments_keep_order_and_names() -> None:
    env = [("B", "1"), ("A_TOKEN", SECRET), ("URL", f"amqp://u:{SECRET}@mq")]
    assert mask_env(env) == [("B", "1"), ("A_TOKEN", MASK), ("URL", f"amqp://u:{MASK}@mq")]


PIECES = st.sampled_from(
    [
        *("token", "PASSWORD", "=", ": ", " ", "--", '"', "'", "://", "u:p@", "abc", "&", "\\"),
        *("eyJabcdefgh.ab.c", "Bearer ", "\n", MASK),
        *("-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----"),
    ]
)


@settings(max_examples=200)
@given(st.lists(PIECES | st.text(max_size=5), max_size=25).map("".join))
def test_masking_twice_changes_nothing_more(text: str) -> None:
    once = mask_text(text)
    assert mask_text(once) == once


@settings(max_examples=100)
@given(
    before=st.text(st.characters(codec="ascii", exclude_characters="\"'-:=/@"), max_size=20),
    secret=st.text("abcXYZ0189_~!#%^*?+.", min_size=8, max_size=40),
    form=st.sampled_from(["API_TOKEN={}", "password: {}", '"secret": "{}"', "--db-password {}"]),
)
def test_a_named_secret_never_survives(before: str, secret: str, form: str) -> None:
    masked = mask_text(f"{before} {form.format(secret)} tail")
    assert secret not in masked.removeprefix(before)


@settings(max_examples=100)
@given(st.text(max_size=200))
def test_any_text_is_taken(text: str) -> None:
    mask_text(text)
    mask_argv(text.split())
    LineMasker().line(text)
