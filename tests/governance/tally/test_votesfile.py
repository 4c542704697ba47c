"""The votes file goes both ways, and doubt is refused with its place."""

import pytest

from governance import tally
from governance.errors import InvalidVotes

FILE = {
    "method": "threshold",
    "options": ["A", "B"],
    "parameters": {"threshold": "2/3"},
    "electors": [
        {"id": "e1", "weight": "5/2", "organisation": "acme", "recused": False},
        {"id": "e2", "weight": "1", "organisation": "", "recused": True},
    ],
    "votes": [{"elector": "e1", "choice": "yes"}],
}


def test_what_is_read_is_written_back():
    assert tally.write(tally.parse(FILE)) == FILE


def test_rankings_and_counts_are_written_back():
    ranked = {
        "method": "debian",
        "options": ["A", "B", "C"],
        "parameters": {},
        "votes": [{"ranking": [["A"], ["B", "C"]], "count": 57}],
    }
    assert tally.write(tally.parse(ranked)) == ranked


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"votes": [{"elector": "e9", "choice": "yes"}]}, "e9 is not on the roll"),
        ({"votes": [{"elector": "e2", "choice": "yes"}]}, "e2 is recused"),
        ({"votes": FILE["votes"] * 2}, r"votes\[1\].elector: a second vote of e1"),
        ({"votes": [{"choice": "yes"}]}, r"votes\[0\].elector"),
        ({"votes": [{"elector": "e1", "ranking": [["Z"]]}]}, "'Z' is not an option"),
        ({"votes": [{"elector": "e1", "ranking": [["A"], ["A"]]}]}, "ranked twice"),
        ({"votes": [{"elector": "e1", "choice": "yes", "count": 2}]}, "one vote"),
        ({"electors": [{"id": "e1", "weight": 0.5}]}, r"electors\[0\].weight.*text"),
        ({"electors": [{"id": "e1", "weight": "-1"}]}, "never negative"),
        ({"electors": [{"id": "e1"}, {"id": "e1"}]}, "twice"),
        ({"colour": "red"}, r"\$.colour: no such member"),
        ({"options": ["A", "A"]}, "listed twice"),
        ({"method": ""}, r"\$.method"),
    ],
)
def test_doubt_is_refused_with_its_place(change, message):
    with pytest.raises(InvalidVotes, match=message):
        tally.parse(FILE | change)


def test_an_unknown_method_is_refused():
    with pytest.raises(InvalidVotes, match="'dice' is none of threshold"):
        tally.count(tally.parse({"method": "dice"}))
