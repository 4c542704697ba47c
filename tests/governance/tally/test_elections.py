"""Real elections come out as they were published, cell by cell."""

import json

import pytest

from governance import tally
from governance.tally import Vote, Votes, pairwise, schulze
from tests.vectors import SHARED_VECTORS

FILE = SHARED_VECTORS / "ballots" / "elections.json"
ELECTIONS = json.loads(FILE.read_text()) if FILE.exists() else {}
PAPER = {  # Schulze (2011), example of 45 voters
    "ACBED": 5, "ADECB": 5, "BEDAC": 8, "CABED": 3,
    "CAEBD": 7, "CBADE": 2, "DCEBA": 7, "EBADC": 8,
}  # fmt: skip
PATHS = {
    "A": {"B": 28, "C": 28, "D": 30, "E": 24},
    "B": {"A": 25, "C": 28, "D": 33, "E": 24},
    "C": {"A": 25, "B": 29, "D": 29, "E": 24},
    "D": {"A": 25, "B": 28, "C": 28, "E": 24},
    "E": {"A": 25, "B": 28, "C": 28, "D": 31},
}


def ranked(patterns):
    return tuple(
        Vote("", "", tuple((option,) for option in order), count)
        for order, count in patterns
    )


def numbered(pattern, count):
    """A vote like ``2 3 1 -``: the rank that each option was given."""
    ranks = pattern.split()
    groups = {rank: [] for rank in sorted({int(r) for r in ranks if r != "-"})}
    for option, rank in enumerate(ranks, 1):
        if rank != "-":
            groups[int(rank)].append(str(option))
    return Vote("", "", tuple(tuple(g) for g in groups.values()), count)


def test_the_papers_example_has_its_order_and_its_paths():
    votes = Votes("schulze", tuple("ABCDE"), {}, None, ranked(PAPER.items()))
    result = tally.count(votes)
    assert result.ranking == (("E",), ("A",), ("C",), ("B",), ("D",))
    assert result.figures["strongest_paths"] == PATHS


@pytest.mark.parametrize(
    ("patterns", "order"),
    [
        ({"ACDB": 3, "BACD": 9, "CDAB": 8, "DABC": 5, "DBCA": 5}, "C"),
        ({"ACDB": 8, "BADC": 2, "CDBA": 4, "DBAC": 4, "DCBA": 3}, "DACB"),
    ],
)
def test_two_more_of_its_examples(patterns, order):
    votes = Votes("schulze", tuple("ABCD"), {}, None, ranked(patterns.items()))
    found = "".join(option for group in tally.count(votes).ranking for option in group)
    assert found.startswith(order)


@pytest.mark.parametrize(
    "election", ELECTIONS.get("debian", []), ids=lambda election: election["id"]
)
def test_debians_elections(election):
    size = election["options"]
    options = tuple(str(number) for number in range(1, size + 1))
    default = str(election["default_option"])
    others = [option for option in options if option != default]
    ratios = dict(zip(others, map(str, election["majority_ratio"]), strict=True))
    parameters = {"default": default, "majority": ratios}
    if election.get("quorum"):
        parameters["quorum"] = str(election["quorum"])
    votes = tuple(numbered(p, n) for p, n in election["ballot_patterns"])
    assert sum(vote.count for vote in votes) == election["ballots"]
    result = tally.count(Votes("debian", options, parameters, None, votes))
    for i, a in enumerate(options):
        for j, b in enumerate(options):
            if i != j:
                assert result.figures["pairwise"][a][b] == election["pairwise"][i][j]
    assert result.figures["schwartz"] == [str(w) for w in election["published_winner"]]
    assert set(result.dropped) == set(election["dropped"])


@pytest.mark.parametrize(
    "election", ELECTIONS.get("kubernetes", []), ids=lambda election: election["id"]
)
@pytest.mark.parametrize(
    ("matrix", "strength", "expected"),
    [
        ("pairwise_no_opinion_skipped", "winning-votes", "published_ranking"),
        ("pairwise_no_opinion_skipped", "margins", "ranking_if_margins"),
        ("pairwise_unranked_last", "winning-votes", "ranking_if_unranked_last"),
    ],
)
def test_kubernetes_elections_under_every_rule(election, matrix, strength, expected):
    paths = schulze.strongest_paths(election[matrix], schulze.STRENGTHS[strength])
    order = schulze.rank(paths, tuple(election["candidates"]))
    wanted = election[expected]
    found = [option for group in order for option in group]
    assert sorted(found) == sorted(wanted)
    place = {option: number for number, group in enumerate(order) for option in group}
    assert [place[option] for option in wanted] == sorted(place.values())


def test_unranked_last_and_no_opinion_differ():
    votes = Votes("schulze", ("a", "b", "c"), {}, None, ranked([(("a",), 1)]))
    assert pairwise.matrix(votes, unranked_last=True)[0] == [0, 1, 1]
    assert pairwise.matrix(votes, unranked_last=False)[0] == [0, 0, 0]
