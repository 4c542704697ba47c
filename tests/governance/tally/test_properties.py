"""What must hold of every count, whatever the votes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance import tally
from governance.tally import Vote, Votes

OPTIONS = ("a", "b", "c", "d")
PARAMETERS = {
    "schulze": {"seats": 2},
    "debian": {"default": "d", "quorum": "2"},
    "approval": {"seats": 2},
    "stv": {"seats": 2},
    "wigm": {"seats": 2, "rule": "wigm"},
}
orders = st.permutations(OPTIONS).flatmap(
    lambda order: st.integers(0, len(order)).map(
        lambda n: tuple((o,) for o in order[:n])
    )
)
profiles = st.lists(st.tuples(orders, st.integers(1, 4)), min_size=1, max_size=12)


def result(name, profile):
    method = "stv" if name == "wigm" else name
    votes = tuple(Vote("", "", order, count) for order, count in profile)
    return tally.count(Votes(method, OPTIONS, PARAMETERS[name], None, votes))


@pytest.mark.parametrize("name", PARAMETERS)
@settings(max_examples=60, deadline=None)
@given(profiles, st.data())
def test_the_order_of_votes_never_matters(name, profile, data):
    shuffled = data.draw(st.permutations(profile))
    assert result(name, shuffled) == result(name, profile)


@pytest.mark.parametrize("name", PARAMETERS)
@settings(max_examples=60, deadline=None)
@given(profiles)
def test_grouping_votes_never_matters(name, profile):
    single = [(order, 1) for order, count in profile for _ in range(count)]
    assert result(name, single).as_json() == result(name, profile).as_json()


@settings(max_examples=100, deadline=None)
@given(profiles)
def test_a_condorcet_winner_wins_schulze_and_debian_without_conditions(profile):
    schulze = result("schulze", profile)
    table = schulze.figures["pairwise"]
    for a in OPTIONS:
        if all(table[a][b] > table[b][a] for b in OPTIONS if b != a):
            assert schulze.winners[0] == a
            votes = tuple(Vote("", "", order, count) for order, count in profile)
            rule = {"default": a if a == "d" else "d"}
            debian = tally.count(Votes("debian", OPTIONS, rule, None, votes))
            assert debian.winners == (a,)


@pytest.mark.parametrize("name", PARAMETERS)
@settings(max_examples=40, deadline=None)
@given(profiles)
def test_seats_are_filled_by_distinct_options(name, profile):
    winners = result(name, profile).winners
    assert len(set(winners)) == len(winners) <= PARAMETERS[name].get("seats", 1)
