"""From points to a weight: the arithmetic of one person."""

from datetime import date, timedelta
from math import isqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.weighting import KINDS, Earned, Terms, window_opens, work

AT = date(2026, 11, 22)
TERMS = Terms()


def authored(day, times=1):
    return Earned(day, "authored", 60 * times, times)


def test_one_change_this_quarter_scores_720_and_weighs_268():
    done = work([authored(AT)], at=AT, terms=TERMS)
    assert (done.score, done.weight) == (720, 268)


def test_a_hundred_days_weigh_about_ten_times_one_day():
    one = work([authored(AT)], at=AT, terms=TERMS)
    days = [date(2026, 10, 1) + timedelta(n) for n in range(53)]
    many = work([authored(day) for day in days], at=AT, terms=TERMS)
    assert many.weight == isqrt(100 * 720 * 53)
    assert many.weight < 8 * one.weight


@pytest.mark.parametrize(
    ("day", "times"),
    [
        (date(2026, 10, 1), 12),
        (date(2026, 9, 30), 11),
        (date(2025, 11, 22), 8),
        (date(2024, 1, 1), 1),
        (date(2023, 12, 31), None),
        (date(2027, 1, 1), None),
    ],
)
def test_points_fade_by_the_quarter_and_end(day, times):
    done = work([authored(day)], at=AT, terms=TERMS)
    assert [quarter.times for quarter in done.quarters] == ([times] if times else [])


def test_the_window_opens_twelve_quarters_back():
    assert window_opens(AT, TERMS) == date(2024, 1, 1)


def test_a_day_counts_up_to_its_limit_and_says_what_was_cut():
    earned = [
        authored(AT, times=20),
        Earned(AT, "co-authored", 30, 1),
        Earned(AT, "reviewed", 75, 5),
        Earned(AT, "landed", 5, 1),
    ]
    (quarter,) = work(earned, at=AT, terms=TERMS).quarters
    assert quarter.counted == 120 + 60
    assert quarter.cut == (1200 + 30 - 120) + (80 - 60)
    assert quarter.label == "2026 Q4"


def test_conditions_of_voters_are_counted_in_roles_and_days():
    done = work([authored(AT, times=2)], at=AT, terms=TERMS)
    assert done.shortfalls(TERMS) == ["contributions", "days"]
    done = work([authored(AT, 2), authored(AT - timedelta(1))], at=AT, terms=TERMS)
    assert done.shortfalls(TERMS) == []


def test_a_kind_with_a_rate_of_nought_is_no_work():
    terms = Terms(rates=dict.fromkeys(KINDS, 1) | {"acked": 0, "tested": 2})
    earned = [Earned(AT, "acked", 5, 1), Earned(AT, "tested", 10, 1)]
    done = work(earned, at=AT, terms=terms)
    assert (done.points, done.roles) == ({"tested": 20}, 1)


EARNED = st.lists(
    st.builds(
        Earned,
        st.dates(date(2023, 1, 1), date(2027, 1, 31)),
        st.sampled_from(KINDS),
        st.integers(0, 500),
        st.integers(1, 9),
    ),
    max_size=30,
)


@given(EARNED)
def test_the_score_is_the_sum_of_what_the_page_shows(earned):
    done = work(earned, at=AT, terms=TERMS)
    assert done.score == sum(
        (sum(q.points.values()) - q.cut) * q.times for q in done.quarters
    )
    assert done.weight**2 <= 100 * done.score < (done.weight + 1) ** 2


@given(EARNED, EARNED)
def test_order_and_splitting_of_rows_change_nothing(one, other):
    together = work([*one, *other], at=AT, terms=TERMS)
    assert work([*other, *one], at=AT, terms=TERMS) == together


@given(EARNED, st.integers(1, 500))
def test_more_work_never_weighs_less(earned, points):
    more = [*earned, Earned(AT, "reviewed", points, 1)]
    before = work(earned, at=AT, terms=TERMS).weight
    assert work(more, at=AT, terms=TERMS).weight >= before
