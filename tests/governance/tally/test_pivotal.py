"""Whether one missing vote could turn an outcome, and whether none could."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance import tally
from governance.tally import Elector, Vote, Votes, gate
from governance.tally.pivotal import could_turn, is_settled

CHOICES = ("yes", "no", "abstain", "recuse", None)


def board(answers, **parameters):
    """Return a board of equal members, each with an answer or none."""
    electors = {
        f"e{n}": Elector(f"e{n}", Fraction(1), "", answer == "recuse")
        for n, answer in enumerate(answers)
    }
    votes = tuple(
        Vote(f"e{n}", answer)
        for n, answer in enumerate(answers)
        if answer not in (None, "recuse")
    )
    rule = {"threshold": "3/5", "comparator": ">=", "base": "electorate"}
    return Votes("threshold", (), {**rule, **parameters}, electors, votes)


@pytest.mark.parametrize(
    ("answers", "turns"),
    [
        (["yes", "yes", "no", "no", None], True),  # a third yes carries it
        (["yes", "yes", "yes", None, None], False),  # already carried
        (["yes", None, None, None, None], False),  # one more is not enough
        (["yes", "yes", None, None, None], True),
        (["yes", "yes", "no", "no", "no"], False),  # nobody is missing
        # Recusing oneself makes the board smaller: 2 of 3 is enough.
        (["yes", "yes", "recuse", "no", None], True),
    ],
)
def test_a_board_of_five_as_django_counts(answers, turns):
    assert could_turn(board(answers)) is turns


def test_a_passed_vote_is_open_to_a_turn_by_a_no():
    cast = {"base": "cast-minus-abstain", "threshold": "2/3"}
    assert could_turn(board(["yes", "yes", "no", None], **cast))
    assert not could_turn(board(["yes", "yes", "yes", "yes", None], **cast))


def test_one_heavy_vote_counts_as_one():
    electors = {
        "light": Elector("light", Fraction(1)),
        "yes": Elector("yes", Fraction(2)),
        "heavy": Elector("heavy", Fraction(5)),
    }
    rule = {"threshold": "1/2", "comparator": ">", "base": "cast-minus-abstain"}
    votes = Votes("threshold", (), rule, electors, (Vote("yes", "yes"),))
    assert could_turn(votes)
    assert not is_settled(votes)


weights = st.sampled_from([Fraction(0), Fraction(1), Fraction(5, 2), Fraction(4)])
lines = st.tuples(
    weights, st.sampled_from(["", "a", "b", "c"]), st.sampled_from(CHOICES)
)
rules = st.fixed_dictionaries(
    {
        "threshold": st.sampled_from(["1/2", "2/3", "1"]),
        "comparator": st.sampled_from([">="]),
        "base": st.sampled_from(["electorate", "cast", "cast-minus-abstain"]),
        "quorum": st.sampled_from([None, "1/4", "2/3"]),
        "organisation_cap": st.sampled_from([None, "1/2", "1/3"]),
    }
)


def weighted(roll, rule):
    electors = {
        f"e{n}": Elector(f"e{n}", weight, organisation, answer == "recuse")
        for n, (weight, organisation, answer) in enumerate(roll)
    }
    votes = tuple(
        Vote(f"e{n}", answer)
        for n, (_, _, answer) in enumerate(roll)
        if answer not in (None, "recuse")
    )
    return Votes("threshold", (), rule, electors, votes)


def filled(roll, answers):
    rest = iter(answers)
    return [
        (weight, organisation, next(rest) if answer is None else answer)
        for weight, organisation, answer in roll
    ]


@settings(max_examples=150, deadline=None)
@given(st.lists(lines, min_size=1, max_size=6), rules)
def test_both_questions_are_answered_as_by_trying_everything(roll, rule):
    missing = sum(answer is None for _, _, answer in roll)
    before = tally.count(weighted(roll, rule)).passed
    tried = {
        answers: tally.count(weighted(filled(roll, answers), rule)).passed
        for answers in product(CHOICES, repeat=missing)
    }
    one_more = [
        passed
        for answers, passed in tried.items()
        if sum(answer is not None for answer in answers) == 1
    ]
    votes = weighted(roll, rule)
    assert could_turn(votes) is any(passed != before for passed in one_more)
    assert is_settled(votes) is (len({*tried.values(), before}) == 1)


def ranked(method, rankings, missing=1, **parameters):
    electors = {
        f"e{n}": Elector(f"e{n}", Fraction(1)) for n in range(len(rankings) + missing)
    }
    votes = tuple(
        Vote(f"e{n}", "", tuple((option,) for option in order))
        for n, order in enumerate(rankings)
    )
    return Votes(method, ("a", "b", "c"), parameters, electors, votes)


@pytest.mark.parametrize("method", ["schulze", "stv"])
def test_rankings_can_turn_only_where_they_are_close(method):
    assert could_turn(ranked(method, ["ab", "ab", "ba", "ba"]))
    assert not could_turn(ranked(method, ["abc"] * 5 + ["bca"]))
    assert not is_settled(ranked(method, ["abc"] * 5))
    assert is_settled(ranked(method, ["abc"] * 5, missing=0))


def test_positions_are_open_while_anybody_could_block():
    electors = {f"e{n}": Elector(f"e{n}", Fraction(1)) for n in range(3)}
    yes = Votes(
        "ietf", (), {"class": "other"}, electors, (Vote("e0", "yes"), Vote("e1", "yes"))
    )
    assert could_turn(yes)
    assert not is_settled(yes)
    blocked = Votes("ietf", (), {"class": "other"}, electors, (Vote("e0", "discuss"),))
    assert is_settled(blocked)


def test_the_gate_opens_shuts_and_opens_anew():
    people = ["a", "b", "c"]
    story = [(1, "a", "reviewed"), (2, "b", "reviewed")]
    assert gate.open_since(story, people) == 2
    story.append((3, "c", "concern"))
    assert gate.open_since(story, people) is None
    story.append((5, "c", "reviewed"))
    assert gate.open_since(story, people) == 5
    assert gate.open_since(story, people, restart=False) == 2


def test_who_recuses_themselves_is_not_waited_for():
    people = ["a", "b", "c", "d"]
    story = [(1, "a", "reviewed"), (2, "b", "reviewed")]
    assert gate.open_since(story, people) is None
    assert gate.open_since([*story, (4, "d", "recuse")], people) == 4
