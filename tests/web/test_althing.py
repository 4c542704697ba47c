"""Times, numbers and states, as a person reads them."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from django.template import Context, Template
from django.utils import timezone

from web.templatetags import althing


def render(source, **context):
    return Template("{% load althing %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (timedelta(seconds=20), "less than a minute ago"),
        (timedelta(minutes=1, seconds=10), "1 minute ago"),
        (timedelta(hours=5), "5 hours ago"),
        (timedelta(days=2, hours=3), "2 days ago"),
        (timedelta(days=-3, hours=-1), "in 3 days"),
    ],
)
def test_near_times_are_relative(passed, words):
    assert words in althing.ago(timezone.now() - passed)


def test_every_time_carries_its_utc_moment():
    moment = datetime(2026, 5, 3, 14, 5, tzinfo=UTC)
    for shown in (althing.ago(moment), althing.day(moment), althing.moment(moment)):
        assert 'title="2026-05-03 14:05:00 UTC"' in shown
        assert "3 May 2026" in shown
    assert 'datetime="2026-05-03"' in althing.day(date(2026, 5, 3))


def test_numbers():
    assert althing.grouped(1234567) == "1\u202f234\u202f567"
    assert althing.weight("45/2") == "22.5"
    assert althing.weight("1/3") == "0.33"
    assert althing.percent(Fraction(2, 3)) == "66.7"
    assert althing.percent_of("7/3") == "100"


def test_a_state_is_a_word_with_a_meaning():
    assert althing.tag("rejected") == '<span class="tag tag--reject">Rejected</span>'
    assert althing.tag("<b>") == '<span class="tag">&lt;b&gt;</span>'


def test_the_weight_bar_draws_shares_cuts_and_the_cap():
    parts = [
        {"name": "Small", "share": "1", "hue": None},
        {"name": "Large", "share": "1", "cut": "2", "hue": 9},
    ]
    html = render("{% weight_bar parts '1/2' %}", parts=parts)
    assert 'class="weight-bar__part org-1" x="0%" width="25%"' in html
    assert 'class="weight-bar__cut" x="25%" width="50%"' in html
    assert "org-independent" in html
    assert 'x1="25%"' in html
    assert 'aria-label="Large 50 %, Small 50 %"' in html


def test_no_weight_draws_nothing():
    assert "No weight." in render("{% weight_bar parts %}", parts=[])


def test_the_meter_draws_what_is_reached_and_needed():
    html = render(
        "{% meter 'In favour' share need '60 of 66.7 % needed' %}",
        share=Fraction(3, 5),
        need=Fraction(2, 3),
    )
    assert 'width="60%"' in html
    assert 'x1="66.67%"' in html
    assert 'aria-label="In favour: 60 of 66.7 % needed"' in html
