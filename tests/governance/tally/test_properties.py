"""What must hold of every count, whatever the votes."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance import tally
from governance.tally import Elector, Vote, Votes

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


ANSWERS = {
    "threshold": (
        {"threshold": "1/2", "comparator": ">", "base": "cast"},
        "yes no abstain",
    ),
    "apache": ({"kind": "release"}, "+1 0 -1"),
    "ietf": ({"class": "standards"}, "yes noobj discuss abstain"),
}
lines = st.lists(
    st.tuples(st.integers(0, 3), st.integers(1, 4)), min_size=1, max_size=9
)


@pytest.mark.parametrize("method", ANSWERS)
@settings(max_examples=60, deadline=None)
@given(lines, st.data())
def test_neither_order_nor_grouping_of_answers_matters(method, lines, data):
    parameters, words = ANSWERS[method][0], ANSWERS[method][1].split()

    def counted(lines):
        votes = tuple(Vote("", words[n % len(words)], None, many) for n, many in lines)
        return tally.count(Votes(method, (), parameters, None, votes)).as_json()

    single = [(word, 1) for word, many in lines for _ in range(many)]
    found = counted(lines)
    assert counted(data.draw(st.permutations(lines)))["passed"] == found["passed"]
    assert counted(single)["figures"] == found["figures"]
    assert counted(data.draw(st.permutations(single)))["figures"] == found["figures"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["reviewed", "concern", ""]), min_size=1), st.data())
def test_the_order_of_reviews_never_matters(said, data):
    names = [f"p{place}" for place in range(len(said))]
    electors = {name: Elector(name, Fraction(1)) for name in names}
    votes = [Vote(n, word) for n, word in zip(names, said, strict=True) if word]
    turned = data.draw(st.permutations(votes))

    def counted(votes):
        rule = {"reviewers": names}
        return tally.count(Votes("consensus", (), rule, electors, tuple(votes)))

    assert counted(turned).figures == counted(votes).figures


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


def raised(order, option):
    """The same order with ``option`` moved to its top."""
    return ((option,), *(group for group in order if group != (option,)))


@pytest.mark.parametrize("name", ["schulze", "debian"])
@settings(max_examples=150, deadline=None)
@given(profiles, st.data())
def test_raising_the_winner_never_unseats_it(name, profile, data):
    """Monotonicity: Schulze (2011), 4.5; the Debian method finds the same winners."""
    options = OPTIONS
    rule = {"default": "d"} if name == "debian" else {}

    def won(lines):
        votes = tuple(Vote("", "", order, count) for order, count in lines)
        found = tally.count(Votes(name, options, rule, None, votes))
        if name == "debian":
            return set(found.figures["schwartz"])
        return set(found.ranking[0])

    place = data.draw(st.integers(0, len(profile) - 1))
    winners = won(profile)
    for winner in winners:
        order, count = profile[place]
        higher = [*profile]
        higher[place] = (raised(order, winner), count)
        assert winner in won(higher)


@settings(max_examples=100, deadline=None)
@given(profiles)
def test_one_more_approval_never_unseats_an_approved_option(profile):
    before = result("approval", profile)
    for winner in before.winners:
        after = result("approval", [*profile, (((winner,),), 1)])
        assert winner in after.winners


@pytest.mark.parametrize("rule", ["meek", "wigm"])
@settings(max_examples=60, deadline=None)
@given(profiles)
def test_a_quota_of_first_places_elects(rule, profile):
    """Droop proportionality for one option: more than V / (seats + 1) are enough."""
    votes = tuple(Vote("", "", order, count) for order, count in profile)
    parameters = {"seats": 2, "rule": rule}
    found = tally.count(Votes("stv", OPTIONS, parameters, None, votes))
    whole = sum(count for order, count in profile if order)
    for option in OPTIONS:
        first = sum(n for order, n in profile if order and order[0] == (option,))
        if 3 * first > whole:
            assert option in found.winners
