from __future__ import annotations

import time
from datetime import UTC
from email.utils import format_datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.engine.docker_calls import ClockSkew, date_of
from alongside.engine.exchange import Head

MOMENTS = st.datetimes(timezones=st.just(UTC))


@settings(max_examples=50)
@given(MOMENTS)
def test_reads_what_servers_write(moment):
    moment = moment.replace(microsecond=0)
    assert date_of(format_datetime(moment, usegmt=True)) == moment.timestamp()


def test_a_leap_second_is_a_date():
    assert date_of("Sat, 31 Dec 2016 23:59:60 GMT") == date_of("Sat, 31 Dec 2016 23:59:59 GMT")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "now",
        "Sun, 06 Nov 1994 08:49:37 +0100",
        "Sun, 31 Feb 1994 08:49:37 GMT",
        "a b c d e GMT",
    ],
)
def test_what_is_no_date_is_a_value_error(text):
    with pytest.raises(ValueError):
        date_of(text)


@pytest.mark.parametrize(
    "text", ["now", f"a 6 Nov {10**10} 8:9:7 GMT", f"a {10**99} Nov 1 8:9:7 GMT"]
)
def test_an_absurd_date_teaches_nothing(text: str) -> None:
    skew = ClockSkew()
    skew.learn(Head(200, {"date": text}))
    assert abs(skew.now() - time.time()) < 1
