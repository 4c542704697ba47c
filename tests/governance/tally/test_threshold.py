"""Threshold counts are exact at the edge and monotone in yes."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance import tally
from governance.errors import InvalidVotes
from governance.tally import Elector, Vote, Votes
from governance.tally.recap import recap

RULE = {"threshold": "2/3", "comparator": ">=", "base": "cast-minus-abstain"}


def heads(yes=0, no=0, abstain=0, silent=0, **rule):
    choices = ["yes"] * yes + ["no"] * no + ["abstain"] * abstain + [""] * silent
    electors = {f"e{i}": Elector(f"e{i}", Fraction(1)) for i in range(len(choices))}
    votes = [Vote(f"e{i}", c) for i, c in enumerate(choices) if c]
    return tally.count(Votes("threshold", (), RULE | rule, electors, tuple(votes)))


@pytest.mark.parametrize(
    ("counts", "rule", "passes"),
    [
        ({"yes": 33, "no": 17}, {"threshold": "66/100"}, True),
        ({"yes": 33, "no": 17}, {"threshold": "2/3"}, False),
        ({"yes": 34, "no": 16}, {"threshold": "2/3"}, True),
        ({"yes": 51, "no": 50}, {"threshold": "0.51"}, False),
        ({"yes": 2, "no": 2}, {"threshold": "1/2"}, True),
        ({"yes": 2, "no": 2}, {"threshold": "1/2", "comparator": ">"}, False),
        ({"yes": 7, "silent": 4}, {"threshold": "66/100", "base": "electorate"}, False),
        ({"yes": 8, "silent": 3}, {"threshold": "66/100", "base": "electorate"}, True),
        ({"yes": 4, "abstain": 3}, {}, True),
        ({"yes": 4, "abstain": 3}, {"base": "cast"}, False),
        ({"yes": 4, "silent": 12}, {"quorum": "1/4"}, True),
        ({"yes": 4, "silent": 13}, {"quorum": "1/4"}, False),
        ({"yes": 3, "abstain": 1, "silent": 12}, {"quorum": "1/4"}, True),
    ],
)
def test_the_edges_are_exact(counts, rule, passes):
    assert heads(**counts, **rule).passed is passes


def test_nothing_passes_when_nobody_says_yes_or_no():
    assert heads(abstain=5, threshold="0").passed is False


def test_the_recused_leave_the_electorate():
    electors = {
        "a": Elector("a", Fraction(1)),
        "b": Elector("b", Fraction(1), recused=True),
    }
    rule = RULE | {"base": "electorate", "threshold": "1"}
    result = tally.count(
        Votes("threshold", (), rule, electors, (Vote("a", choice="yes"),))
    )
    assert result.passed
    assert result.figures["electors"] == 1


def test_a_company_that_turns_up_in_full_is_cut_again():
    electors = {f"c{i}": Elector(f"c{i}", Fraction(10), "acme") for i in range(10)}
    electors |= {f"i{i}": Elector(f"i{i}", Fraction(10)) for i in range(8)}
    votes = [Vote(e, "no" if e[0] == "c" else "yes") for e in electors]
    rule = RULE | {"organisation_cap": "1/5"}
    result = tally.count(Votes("threshold", (), rule, electors, tuple(votes)))
    assert result.figures["no"] == Fraction(20)
    assert result.figures["base_weight"] == Fraction(100)
    assert result.passed
    cut = next(step for step in result.steps if step.what == "Cut of acme")
    assert cut.working == "100 · 1/5"
    assert cut.result == "20"


def test_the_account_names_every_sum():
    steps = {s.what: s for s in heads(yes=2, no=1, abstain=1, quorum="1/2").steps}
    assert steps["Votes yes, as published"].working == "1 + 1"
    assert steps["Base: yes + no"].result == "3"
    assert steps["Threshold"].working == "yes 2 >= 2/3 · 3 = 2"
    assert steps["Result"].result == "passed"


def test_the_published_cases_of_the_cap():
    five = Fraction(1, 5)
    assert recap({"giant": Fraction(900)}, Fraction(100), five).total == 125
    few = recap({"a": Fraction(1000), "b": Fraction(500)}, Fraction(0), five)
    assert few.equal
    assert few.total == 1000
    four = {"a": Fraction(1000), "b": Fraction(1000), "c": Fraction(1000)}
    assert recap(four | {"d": Fraction(1)}, Fraction(0), Fraction(1, 4)).total == 4


@pytest.mark.parametrize(
    ("parameters", "names"),
    [
        ({"threshold": 0.66}, "threshold.*exact number"),
        ({"threshold": "66%"}, "threshold"),
        ({"threshold": "1/0"}, "divides by zero"),
        ({"threshold": "4/3"}, "between 0 and 1"),
        ({"comparator": "=>"}, "comparator"),
        ({"base": "present"}, "base"),
        ({"threshold": "1", "comparator": ">"}, "never be reached"),
        ({"quorom": "1/2"}, "no such parameter"),
        ({"organisation_cap": "0"}, "silence everybody"),
    ],
)
def test_a_rule_that_is_not_whole_is_refused(parameters, names):
    with pytest.raises(InvalidVotes, match=names):
        heads(yes=1, **parameters)


@st.composite
def elections(draw):
    number = draw(st.integers(1, 9))
    electors = {
        f"e{i}": Elector(
            f"e{i}",
            Fraction(draw(st.integers(0, 60)), draw(st.integers(1, 7))),
            draw(st.sampled_from(["", "a", "b", "c", "d"])),
        )
        for i in range(number)
    }
    choices = draw(
        st.lists(
            st.sampled_from(["yes", "no", "abstain", ""]),
            min_size=number,
            max_size=number,
        )
    )
    votes = tuple(Vote(e, c) for e, c in zip(electors, choices, strict=True) if c)
    rule = {
        "threshold": draw(st.sampled_from(["1/3", "1/2", "3/5", "2/3", "9/10", "1"])),
        "comparator": ">=",
        "base": draw(st.sampled_from(["electorate", "cast", "cast-minus-abstain"])),
        "quorum": draw(st.sampled_from(["0", "1/4", "1/2"])),
    }
    cap = draw(st.sampled_from(["", "1/5", "1/3", "149/302"]))
    if cap:
        rule["organisation_cap"] = cap
    return Votes("threshold", (), rule, electors, votes)


@given(elections(), st.integers(0, 2**32))
@settings(max_examples=300, deadline=None)
def test_the_order_of_votes_never_matters(votes, turn):
    turn %= max(1, len(votes.votes))
    turned = votes.votes[turn:] + votes.votes[:turn]
    again = Votes(votes.method, (), votes.parameters, votes.electors, turned[::-1])
    assert tally.count(again).figures == tally.count(votes).figures


@given(elections())
@settings(max_examples=600, deadline=None)
def test_one_more_yes_never_fails_what_passed(votes):
    before = tally.count(votes)
    voted = {vote.elector for vote in votes.votes}
    for silent in votes.electors.keys() - voted:
        more = (*votes.votes, Vote(silent, "yes"))
        after = tally.count(
            Votes(votes.method, (), votes.parameters, votes.electors, more)
        )
        assert after.passed or not before.passed


@given(elections())
@settings(max_examples=300, deadline=None)
def test_no_organisation_exceeds_its_share_of_the_base(votes):
    figures = tally.count(votes).figures
    cap = figures["organisation_cap"]
    if cap is None or figures["base"] == "electorate" or figures["organisations_equal"]:
        return
    in_base = [v for v in votes.votes if v.choice in ("yes", "no", "abstain")]
    if figures["base"] == "cast-minus-abstain":
        in_base = [v for v in in_base if v.choice != "abstain"]
    for organisation in "abcd":
        weight = sum(
            votes.electors[v.elector].weight
            * figures["organisation_factors"].get(organisation, 1)
            for v in in_base
            if votes.electors[v.elector].organisation == organisation
        )
        assert weight <= cap * figures["base_weight"]
