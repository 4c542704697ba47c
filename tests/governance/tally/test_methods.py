"""Each method decides at its edges as its source says."""

import pytest

from governance import tally
from governance.errors import InvalidVotes
from governance.tally import blt


def count(method, choices=(), *, options=(), electors=None, rankings=(), **parameters):
    votes = [{"elector": f"e{i}", "choice": c} for i, c in enumerate(choices)]
    votes += [{"ranking": ranking, "count": n} for ranking, n in rankings]
    document = {"method": method, "options": list(options), "parameters": parameters}
    if electors is not None:
        document["electors"] = electors
    return tally.count(tally.parse({**document, "votes": votes}))


@pytest.mark.parametrize(
    ("kind", "choices", "passes"),
    [
        ("procedural", ["+1", "-1"], False),
        ("procedural", ["+1", "+1", "-1", "+0"], True),
        ("code", ["+1", "+1"], False),
        ("code", ["+1", "+1", "+1"], True),
        ("code", ["+1"] * 9 + ["-1"], False),
        ("release", ["+1", "+1", "+1", "-1", "-1"], True),
        ("release", ["+1", "+1", "+1", "-1", "-1", "-1"], False),
        ("release", ["+1", "+1", "-0"], False),
    ],
)
def test_apache(kind, choices, passes):
    assert count("apache", choices, kind=kind).passed is passes


def test_apache_counts_binding_votes_alone():
    result = count("apache", ["+1"] * 3, kind="release", binding=["e0", "e1"])
    assert not result.passed
    assert result.figures["not_binding"]["+1"] == 1


def test_apache_lazy_consensus_needs_nobody_to_speak():
    assert count("apache", [], kind="code", lazy=True).passed


# rfcbot: the least reviews for N reviewers
@pytest.mark.parametrize(
    ("reviewers", "least"),
    [(1, 1), (2, 2), (3, 2), (4, 3), (5, 3), (6, 4), (7, 5), (8, 6), (9, 7), (12, 10)],
)
def test_the_final_comment_gate_is_rfcbots(reviewers, least):
    names = [f"e{i}" for i in range(reviewers)]

    def gate(reviewed):
        result = count("consensus", ["reviewed"] * reviewed, reviewers=names)
        return result.figures["gate"]

    assert gate(least)
    assert not gate(least - 1)


TIMED = {"reviewers": ["e0"], "started_at": "2026-01-01T00:00:00Z", "period_days": "10"}


@pytest.mark.parametrize(
    ("now", "passes"),
    [("2026-01-10T23:59:59Z", False), ("2026-01-11T00:00:00Z", True)],
)
def test_the_final_comment_period_ends_to_the_second(now, passes):
    assert count("consensus", ["reviewed"], now=now, **TIMED).passed is passes


def test_an_open_concern_shuts_the_gate_and_a_settled_one_restarts_the_timer():
    concern = {"name": "licence", "by": "e9", "resolved": False}
    late = {**TIMED, "now": "2026-02-01T00:00:00Z"}
    assert not count("consensus", ["reviewed"], concerns=[concern], **late).passed
    settled = {**concern, "resolved": True, "resolved_at": "2026-01-25T00:00:00Z"}
    result = count("consensus", ["reviewed"], concerns=[settled], **late)
    assert (result.passed, result.figures["ends_at"]) == (False, "2026-02-04T00:00:00Z")
    kept = count(
        "consensus", ["reviewed"], concerns=[settled], reset="continue", **late
    )
    assert kept.passed


@pytest.mark.parametrize(
    ("choices", "silent", "passes"),
    [
        (["yes"] + ["noobj"] * 9, 5, True),  # ceil(2/3 of 15) = 10
        (["yes"] + ["noobj"] * 8, 6, False),
        (["noobj"] * 15, 0, False),  # nobody says yes
        (["yes"] * 14 + ["discuss"], 0, False),
        (["yes"] + ["noobj"] * 7 + ["recuse"] * 3, 4, True),  # ceil(2/3 of 12) = 8
        (["yes"] + ["noobj"] * 7 + ["abstain"] * 3, 4, False),
    ],
)
def test_ietf_standards(choices, silent, passes):
    roll = [{"id": f"e{i}"} for i in range(len(choices) + silent)]
    result = count("ietf", choices, electors=roll, **{"class": "standards"})
    assert result.passed is passes


def test_ietf_informational_needs_one_yes():
    roll = [{"id": f"e{i}"} for i in range(15)]
    assert count("ietf", ["yes"], electors=roll, **{"class": "other"}).passed


def test_approval_fills_seats_above_the_threshold():
    result = count(
        "approval",
        options="abc",
        rankings=[([["a", "b"]], 3), ([["a"]], 2), ([["c"]], 1), ([], 4)],
        seats=2,
        threshold="3/10",
    )
    assert result.winners == ("a", "b")
    assert "c" in result.dropped


def test_a_tie_for_the_last_seat_is_broken_by_a_lot_that_says_so():
    rankings = [([["a"]], 2), ([["b"]], 2), ([["c"]], 3)]
    result = count("approval", options="abc", rankings=rankings, seats=2)
    again = count("approval", options="abc", rankings=rankings[::-1], seats=2)
    assert result.winners == again.winners
    assert result.winners[0] == "c"
    assert "SHA-256" in result.tie_break


def test_an_organisations_limit_moves_the_next_in_line_up():
    orders = [([["a"], ["b"], ["c"], ["d"]], 5)]
    work = {"a": "acme", "b": "acme", "c": "acme"}
    result = count(
        "schulze", options="abcd", rankings=orders, seats=3, seat_limit="2",
        organisations=work,
    )  # fmt: skip
    assert result.winners == ("a", "b", "d")
    third = count(
        "schulze", options="abcd", rankings=orders, seats=3, seat_limit="1/3",
        organisations=work,
    )  # fmt: skip
    assert third.winners == ("a", "d")
    assert "acme" in third.dropped["b"]


def test_debian_quorum_is_exact_at_an_irrational_bound():
    # R = 3/2 sqrt(16) = 6
    for favourable, dropped in ((5, True), (6, False)):
        result = count(
            "debian", options=["x", "d"], rankings=[([["x"], ["d"]], favourable)],
            default="d", electorate_size=16,
        )  # fmt: skip
        assert ("x" in result.dropped) is dropped
        assert result.winners == ("d" if dropped else "x",)


def test_debian_supermajority_and_its_older_reading():
    rankings = [([["x"], ["d"]], 30), ([["d"], ["x"]], 10)]
    given = {"options": ["x", "d"], "rankings": rankings, "default": "d"}
    assert count("debian", majority={"x": "3"}, **given).passed
    assert not count("debian", majority={"x": "3"}, ratio_test=">", **given).passed


BLT = """4 2
28 1 2 3 0
26 2 1 3 0
3 3 0
2 4 0
1 0
0
"Castor"
"Pollux"  # the twin
"Helen"
"Orestes"
"A fine family"
"""


@pytest.mark.parametrize("rule", ["meek", "wigm"])
def test_stv_of_a_blt_file(rule):
    votes = blt.parse(BLT)
    votes.parameters["rule"] = rule
    result = tally.count(votes)
    assert result.winners == ("Castor", "Pollux")
    assert result.figures["rounds"][0]["votes"]["Castor"] == 28


TIED = """\
3 2
{}
4 1 2 0
2 3 0
0
"Castor"
"Pollux"
"Helen"
"Pollux and Helen tie"
"""


@pytest.mark.parametrize("rule", ["meek", "wigm"])
@pytest.mark.parametrize(
    ("setting", "winner"),
    [("[tie 3 2 1 ]", "Pollux"), ("[tie 1 2 3]", "Helen")],
)
def test_a_declared_order_of_ties_says_who_is_excluded_first(rule, setting, winner):
    # Pollux and Helen have two each of seven; who goes gives theirs to the other
    tied = TIED.replace("3 2\n", "3 1\n").replace("2 3 0\n", "2 2 3 0\n2 3 2 0\n")
    tied = tied.replace("4 1 2 0", "3 1 0")
    result = tally.count(blt.parse(tied.format(setting), rule=rule))
    assert result.winners == (winner,)
    assert result.tie_break.startswith("by the order declared before: ")


@pytest.mark.parametrize(
    "setting", ["-3", "[withdrawn 3]", "[nick c p h]\n[withdrawn h]"]
)
def test_who_is_withdrawn_is_no_option(setting):
    votes = blt.parse(TIED.format(setting))
    assert votes.options == ("Castor", "Pollux")
    assert [vote.ranking for vote in votes.votes] == [(("Castor",), ("Pollux",)), ()]


def test_short_names_stand_for_candidates_in_votes_and_ties():
    text = TIED.format("[nick c p h]\n[tie h p c]")
    text = text.replace("4 1 2 0", "4 c p 0").replace("2 3 0", "2 h 0")
    assert blt.parse(text) == blt.parse(TIED.format("[tie 3 2 1]"))


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("[tie 1 2]", "Line 2: .tie. lists each candidate once"),
        ("[tie 1 2 2]", "Line 2: a candidate is repeated"),
        ("[withdrawn 4]", "Line 2: '4' is no candidate"),
        ("[nick a a b]", "Line 2: .nick. gives each candidate a name of its own"),
        ("[droop arithmetic=fixed]", r"Line 2: \[droop\] has no meaning here"),
        ("[tie 1", r"Line 2: expected \[name ...\] on one line"),
    ],
)
def test_an_odd_setting_of_a_blt_file_is_refused_with_its_line(setting, words):
    with pytest.raises(InvalidVotes, match=words):
        blt.parse(TIED.format(setting))


def test_a_declared_order_must_list_every_option():
    votes = blt.parse(TIED.format("[tie 1 2 3]"))
    votes.parameters["tie_order"] = ["Castor", "Helen"]
    with pytest.raises(InvalidVotes, match=r"tie_order: expected each option once"):
        tally.count(votes)


def test_gregory_transfers_surplus_as_an_exact_fraction():
    # quota floor(9/3)+1 = 4; surplus of a is 2/6, so b gets 6 * 1/3 = 2
    result = count(
        "stv", options="abc", rankings=[([["a"], ["b"]], 6), ([["c"]], 3)],
        seats=2, rule="wigm",
    )  # fmt: skip
    last = result.figures["rounds"][-2]["votes"]
    assert (last["b"], last["c"]) == (2, 3)
    assert result.winners == ("a", "c")


@pytest.mark.parametrize("rule", ["meek", "wigm"])
def test_no_vote_is_created_or_lost_in_any_round(rule):
    rankings = [
        ([["a"], ["b"], ["c"]], 11), ([["b"], ["c"]], 7), ([["c"], ["a"]], 5),
        ([["d"]], 4), ([["d"], ["a"]], 2),
    ]  # fmt: skip
    result = count("stv", options="abcd", rankings=rankings, seats=2, rule=rule)
    for round_ in result.figures["rounds"]:
        assert sum(round_["votes"].values()) + round_["exhausted"] == 29


@pytest.mark.parametrize(
    ("document", "place"),
    [
        ({"method": "apache", "parameters": {"kind": "x"}}, r"parameters\.kind"),
        ({"method": "schulze", "parameters": {"unrankd": "last"}}, "unrankd"),
        ({"method": "schulze", "options": ["a"], "parameters": {"seats": 2}}, "seats"),
        ({"method": "debian", "options": ["a"], "parameters": {}}, "default"),
        ({"method": "nothing"}, "method"),
        (
            {"method": "stv", "options": ["a"], "votes": [{"ranking": ["a"]}]},
            r"votes\[0\]\.ranking",
        ),
        (
            {"method": "stv", "options": ["a", "b"],
             "votes": [{"ranking": [["a", "b"]]}]},
            r"votes\[0\]\.ranking",
        ),
        (
            {
                "method": "consensus",
                "parameters": {"reviewers": ["x"]},
                "votes": [{"elector": "y", "choice": "reviewed"}],
            },
            r"votes\[0\]\.elector",
        ),
        (
            {
                "method": "schulze", "options": ["a", "b"],
                "parameters": {"seats": 1, "seat_limit": "1/3"},
            },
            "seat_limit",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_is_refused_with_its_place(document, place):
    with pytest.raises(InvalidVotes, match=place):
        tally.count(tally.parse(document))
