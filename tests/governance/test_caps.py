from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.caps import Caps, Voter, _Electorate, cap

FIFTH, TWENTIETH, ONE = Fraction(1, 5), Fraction(1, 20), Fraction(1)


def firm(c=FIFTH, p=TWENTIETH):
    """Caps that never give way."""
    return Caps(c, p, most_cut=ONE, voters=0, interests=0)


def electorate(*organisations, independents=()):
    return [
        *(Voter(w, None) for w in independents),
        *(Voter(w, name) for name, own in enumerate(organisations) for w in own),
    ]


def f(voters, total, c, p):
    """The definition, word by word."""
    sums = {}
    for weight, group in voters:
        limited = min(Fraction(weight), p * total)
        sums[group] = sums.get(group, Fraction(0)) + limited
    independents = sums.pop(None, Fraction(0))
    return independents + sum(min(c * total, own) for own in sums.values())


SHARES = st.fractions(Fraction(1, 50), Fraction(1), max_denominator=60)
VOTERS = st.lists(
    st.builds(
        Voter,
        st.one_of(st.integers(0, 30), st.integers(0, 10**6)),
        st.sampled_from([None, *"abcdefg"]),
    ),
    max_size=40,
)


@settings(max_examples=400, deadline=None)
@given(VOTERS, SHARES, SHARES)
def test_the_total_is_the_largest_fixed_point(voters, c, p):
    total = cap(voters, firm(c, p)).total
    assert f(voters, total, c, p) == total
    low, high = Fraction(0), Fraction(sum(v.weight for v in voters)) + 1
    for _ in range(60):
        middle = (low + high) / 2
        if f(voters, middle, c, p) >= middle:
            low = middle
        else:
            high = middle
    assert low <= total <= high


@settings(max_examples=300, deadline=None)
@given(VOTERS, SHARES, SHARES)
def test_the_caps_hold_and_the_weights_sum_to_the_total(voters, c, p):
    capped = cap(voters, firm(c, p))
    given_to = {}
    for voter in voters:
        weight = capped.weight(voter)
        assert 0 <= weight <= min(voter.weight, p * capped.total)
        given_to[voter.group] = given_to.get(voter.group, Fraction(0)) + weight
    assert sum(given_to.values()) == capped.total
    for group, weight in given_to.items():
        assert group is None or weight <= c * capped.total
        assert group is None or not weight or weight == capped.groups[group].weight


@settings(max_examples=200, deadline=None)
@given(VOTERS, SHARES, SHARES, st.data())
def test_no_other_way_of_meeting_the_caps_keeps_more(voters, c, p, data):
    best = cap(voters, firm(c, p)).total
    kept = [
        Fraction(data.draw(st.integers(0, voter.weight)), 1) * Fraction(9, 10)
        for voter in voters
    ]
    total = sum(kept, Fraction(0))
    groups = {}
    for voter, weight in zip(voters, kept, strict=True):
        groups[voter.group] = groups.get(voter.group, 0) + weight
    groups.pop(None, None)
    meets = all(w <= p * total for w in kept) and all(
        w <= c * total for w in groups.values()
    )
    assert not meets or total <= best


@settings(max_examples=200, deadline=None)
@given(VOTERS.filter(bool), SHARES, SHARES, st.data())
def test_one_more_contribution_never_hurts_anyone_of_ones_own(voters, c, p, data):
    index = data.draw(st.integers(0, len(voters) - 1))
    voter = voters[index]
    more = voter._replace(weight=voter.weight + data.draw(st.integers(1, 500)))
    before = cap(voters, firm(c, p))
    after = cap([*voters[:index], more, *voters[index + 1 :]], firm(c, p))
    assert after.total >= before.total
    if voter.group in before.groups:
        own_before = before.groups[voter.group].weight
        assert after.groups[voter.group].weight >= own_before


@settings(max_examples=200, deadline=None)
@given(VOTERS, SHARES)
def test_with_the_organisation_cap_alone_the_closed_form_holds(voters, c):
    totals, rest = {}, 0
    for weight, group in voters:
        if group is None:
            rest += weight
        else:
            totals[group] = totals.get(group, 0) + weight
    ordered = sorted(totals.values(), reverse=True)
    rest, expected = rest + sum(ordered), Fraction(0)
    for k in range(min(len(ordered), ceil(1 / c) - 1) + 1):
        total = rest / (1 - k * c)
        if k == len(ordered) or ordered[k] <= c * total:
            expected = total
            break
        rest -= ordered[k]
    else:
        # 1/c organisations, each the same: the smallest of them sets the scale.
        expected = cap(voters, firm(c, ONE)).total
    assert cap(voters, firm(c, ONE)).total == expected


@settings(max_examples=300, deadline=None)
@given(VOTERS, SHARES, SHARES)
def test_weight_remains_exactly_if_enough_parties_share_it(voters, c, p):
    heads = {}
    for weight, group in voters:
        if weight:
            heads[group] = heads.get(group, 0) + 1
    independents = heads.pop(None, 0)
    room = independents * p + sum(min(c, n * p) for n in heads.values())
    assert (cap(voters, firm(c, p)).total > 0) == (room >= 1)


@settings(max_examples=400, deadline=None)
@given(VOTERS, SHARES, SHARES)
def test_never_more_is_cut_than_the_policy_lets(voters, c, p):
    caps = Caps(c, p, most_cut=Fraction(1, 2), voters=5, interests=3)
    capped = cap(voters, caps)
    assert capped.total >= Fraction(capped.raw, 2)
    assert capped.relaxed == ((capped.organisation_cap, capped.person_cap) != (c, p))
    assert capped.organisation_cap >= c
    assert capped.person_cap >= p


@settings(max_examples=200, deadline=None)
@given(VOTERS)
def test_a_relaxed_organisation_cap_is_the_smallest_that_will_do(voters):
    everyone = _Electorate(voters)
    kept = Fraction(everyone.total, 2)
    if everyone.fixed_point(FIFTH, ONE) < kept:
        c = everyone.least_organisation_cap(kept)
        assert everyone.fixed_point(c, ONE) >= kept
        assert everyone.fixed_point(c - Fraction(1, 10**9), ONE) < kept


@pytest.mark.parametrize(
    ("organisations", "independents", "c", "total"),
    [
        ([[500, 400]], [20] * 5, "1/5", 125),
        ([[1000], [500], [10]], [], "1/4", 0),
        ([[1000], [1000], [1000], [1]], [], "1/4", 4),
        ([], [7, 5], "1/5", 12),
        ([[3]] * 5, [], "1/5", 15),
        ([], [], "1/5", 0),
        ([[0], [0]], [0], "1/5", 0),
    ],
)
def test_edge_cases_of_the_organisation_cap(organisations, independents, c, total):
    voters = electorate(*organisations, independents=independents)
    assert cap(voters, firm(Fraction(c), ONE)).total == total


def test_a_giant_is_cut_to_its_share_and_its_people_in_proportion():
    voters = electorate([90] * 6 + [45] * 8, independents=[20] * 5)
    capped = cap(voters, firm(p=ONE))
    assert capped.total == 125
    assert capped.groups[0].weight == 25
    assert capped.weight(Voter(90, 0)) == Fraction(90 * 25, 900)
    assert capped.weight(Voter(45, 0)) == Fraction(45 * 25, 900)
    assert capped.weight(Voter(20, None)) == 20


@pytest.mark.parametrize(
    ("totals", "relaxed"),
    [([1000, 500, 10], "149/302"), ([1000, 1000, 1000, 1], "2999/9003")],
)
def test_few_organisations_relax_the_cap_exactly_as_far_as_needed(totals, relaxed):
    everyone = _Electorate(electorate(*([w] for w in totals)))
    kept = Fraction(sum(totals), 2)
    assert everyone.least_organisation_cap(kept) == Fraction(relaxed)


def test_below_the_floor_every_head_counts_the_same():
    capped = cap(electorate([900], [5], independents=[1]), Caps(voters=8))
    assert capped.heads
    assert capped.limited(900) == capped.limited(5) == capped.limited(1) == 1


def test_twenty_people_of_five_organisations_are_weighed_and_capped():
    organisations = [[90, 80, 70, 60, 50], [40, 30, 20], [30, 20], [20, 10], [25]]
    voters = electorate(*organisations, independents=[20, 15, 10, 5, 3, 2])
    capped = cap(voters, Caps())
    assert not capped.heads
    assert capped.groups[0].factor < 1
    assert capped.groups[0].raw > Fraction(capped.raw, 2)
    assert capped.groups[0].weight < capped.total / 4
    assert capped.weight(Voter(90, 0)) >= capped.weight(Voter(50, 0)) > 0


def test_a_hundred_thousand_voters_are_capped_exactly():
    voters = [Voter(i * 7919 % 10_007, i % 997 or None) for i in range(100_000)]
    capped = cap(voters, Caps())
    assert f(voters, capped.total, FIFTH, TWENTIETH) == capped.total
