"""Deadlines on the clocks of their zone."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from governance import deadlines
from governance.errors import InvalidBallot


def test_anywhere_on_earth_is_twelve_hours_behind_utc():
    end = deadlines.moment(date(2026, 5, 3), time(23, 59), "AoE")
    assert end == datetime(2026, 5, 4, 11, 59, tzinfo=UTC)
    assert deadlines.say(end, "AoE") == "3 May 2026, 23:59 anywhere on Earth"


def test_a_day_later_keeps_the_time_on_the_clock_across_the_change():
    start = deadlines.moment(date(2026, 3, 28), time(18), "Europe/Berlin")
    after = deadlines.later(start, timedelta(days=1), "Europe/Berlin")
    assert after - start == timedelta(hours=23)
    said = deadlines.say(after, "Europe/Berlin")
    assert said == "29 Mar 2026, 18:00 Europe/Berlin time"


def test_a_time_shown_twice_is_the_later_one_and_one_left_out_is_refused():
    twice = deadlines.moment(date(2026, 10, 25), time(2, 30), "Europe/Berlin")
    assert twice == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    with pytest.raises(InvalidBallot, match="leave 02:30 out"):
        deadlines.moment(date(2026, 3, 29), time(2, 30), "Europe/Berlin")


@pytest.mark.parametrize("name", ["Mars/Base", "../etc/passwd", "EST", ""])
def test_an_unknown_zone_is_refused(name):
    with pytest.raises(InvalidBallot, match="no time zone"):
        deadlines.zone_of(name)
