"""What a ballot still needs, and what would change it, as its page says it."""

from fractions import Fraction

import pytest

from contributors import accounts
from governance import ballots, prospects
from governance.models import Ballot
from governance.tally import count, parse
from tests.governance import community

NAMES = ["A", "B", "C"]


def told(method, parameters, votes, *, electors=(), options=(), **more):
    document = {
        "method": method,
        "options": list(options),
        "parameters": parameters,
        "votes": votes,
    }
    if electors:
        document["electors"] = [{"id": name} for name in electors]
    found = count(parse(document)).as_json()
    return " ".join(prospects.sentences(prospects.Standing(found, parameters, **more)))


@pytest.mark.parametrize(
    ("kind", "plus", "minus", "words"),
    [
        ("procedural", 1, 1, "It needs 1 more +1."),
        (
            "procedural",
            3,
            1,
            "It would pass now; 2 more \N{MINUS SIGN}1 would undo that.",
        ),
        ("release", 1, 0, "It needs 2 more +1."),
        ("release", 3, 3, "It needs 1 more +1."),
        ("code", 2, 0, "It needs 1 more +1."),
        ("code", 3, 0, "It would pass now; one \N{MINUS SIGN}1 would stop it."),
        ("code", 5, 1, "It is vetoed by Ruth, and fails unless each veto"),
    ],
)
def test_apache_votes_need_heads_and_no_veto(kind, plus, minus, words):
    votes = [{"choice": "+1", "count": plus}] * (plus > 0)
    votes += [{"choice": "-1", "count": minus}] * (minus > 0)
    assert words in told("apache", {"kind": kind}, votes, blocking=["Ruth"])


def test_what_is_said_to_be_needed_is_what_makes_it_pass():
    for kind in ("procedural", "release", "code"):
        for plus in range(6):
            for minus in range(4 if kind != "code" else 1):
                votes = [{"choice": "+1"}] * plus + [{"choice": "-1"}] * minus
                said = told("apache", {"kind": kind}, votes)
                more = int(said.rsplit("needs ", 1)[1][0]) if "needs" in said else 0
                document = {"method": "apache", "parameters": {"kind": kind}}
                for extra in range(more + 1):
                    cast_now = [*votes, *[{"choice": "+1"}] * extra]
                    passed = count(parse({**document, "votes": cast_now})).passed
                    assert passed is (extra == more)


def test_positions_say_how_many_are_missing_and_who_blocks():
    roll = list("abcdef")
    votes = [{"elector": "a", "choice": "noobj"}, {"elector": "b", "choice": "discuss"}]
    said = told("ietf", {"class": "standards"}, votes, electors=roll, blocking=["Bo"])
    assert "1 of the 4 needed positions" in said
    assert "It needs at least one yes." in said
    assert "It needs 3 more people with yes or no objection." in said
    assert "A discuss of Bo stops it" in said


def test_a_comment_period_names_who_has_not_reviewed():
    rule = {"reviewers": list("abcd"), "max_outstanding": 1}
    votes = [{"elector": "a", "choice": "reviewed"}]
    said = told(
        "consensus", rule, votes, electors="abcd", names={"b": "Bea", "c": "Cy"}
    )
    assert "1 of 4 reviewers have reviewed. It needs 2 more reviews." in said
    assert "Not yet: Bea, Cy and d." in said


def test_approvals_say_what_the_next_one_lacks_in_weight_and_people():
    votes = [{"ranking": [["A"]], "count": 5}, {"ranking": [["B"]], "count": 3}]
    said = told(
        "approval", {"seats": 1}, votes, options=NAMES, silent=[Fraction(1)] * 4
    )
    assert "As it stands: A is ahead of all others." in said
    assert "B lacks 2: at least 2 people who are silent" in said


@pytest.mark.parametrize("method", ["schulze", "debian"])
def test_rankings_name_the_closest_comparison(method):
    votes = [
        {"ranking": [["A"], ["B"], ["C"]], "count": 4},
        {"ranking": [["B"], ["A"], ["C"]], "count": 3},
    ]
    rule = {"seats": 1} if method == "schulze" else {"default": "C"}
    said = told(method, rule, votes, options=NAMES, silent=[Fraction(2)])
    closest = {
        "schulze": "A stands above B by a strongest path of 4 against 0.",
        "debian": "A is preferred to B by a weight of 1.",
    }
    assert closest[method] in said
    assert "at least 1 person who is silent" in said


def test_proportional_seats_name_the_closest_exclusion():
    votes = [
        {"ranking": [["A"]], "count": 5},
        {"ranking": [["B"]], "count": 3},
        {"ranking": [["C"]], "count": 2},
    ]
    said = told("stv", {"seats": 1}, votes, options=NAMES)
    assert "A seat takes a quota of 5" in said
    assert "C left the count 1 behind B." in said
    assert "as the silent are too few" in said


def test_a_sealed_ballot_tells_nothing_of_how_it_stands(
    client, project, rfc, maintainer, voters
):
    ballot = community.open_ballot(
        rfc,
        maintainer,
        procedure="election",
        options=NAMES,
        asked={"seats": 1},
    )
    ballots.cast_vote(ballot, by=voters["ann"], ranking=[["B"]])
    page = client.get(ballot.get_absolute_url()).content.decode()
    assert "As it stands: B is ahead of all others." in page
    Ballot.objects.update(rules={**ballot.rules, "embargo": True})
    page = client.get(ballot.get_absolute_url()).content.decode()
    assert "As it stands" not in page
    assert "How it stands is sealed until the deadline" in page


def test_in_a_circle_the_closest_call_is_that_of_the_paths():
    votes = [
        {"ranking": [["A"], ["B"], ["C"]], "count": 5},
        {"ranking": [["B"], ["C"], ["A"]], "count": 4},
        {"ranking": [["C"], ["A"], ["B"]], "count": 3},
    ]
    ones = [Fraction(1)] * 5
    said = told("schulze", {"seats": 1}, votes, options=NAMES, silent=ones)
    assert "A stands above B by a strongest path of 8 against 7." in said
    assert "To turn that takes at least 1 person who is silent." in said


def test_who_is_not_a_reviewer_is_told_so_and_gets_no_form(
    client, rfc, maintainer, voters
):
    chosen = [
        accounts.contributor_of(voters[name]).public_id for name in ("ann", "bea")
    ]
    ballot = community.open_ballot(
        rfc, maintainer, procedure="final-comment", parameters={"reviewers": chosen}
    )
    client.force_login(voters["ian"])
    page = client.get(ballot.get_absolute_url()).content.decode()
    assert "This question is put to 2 reviewers whom the policy names" in page
    assert "Cast my vote" not in page
    client.force_login(voters["ann"])
    page = client.get(ballot.get_absolute_url()).content.decode()
    assert "Cast my vote" in page
    assert "and count one like everybody" in page
    assert "the electorate shrinks by one" in page
