"""``manage.py count_votes`` keeps every promise of the votes file, from the outside."""

import io
import json
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command

THIRDS = {"threshold": "2/3", "comparator": ">=", "base": "cast-minus-abstain"}
ROLL = [{"id": name} for name in "abcdef"]
CYCLE = [
    {"ranking": [["A"], ["B"], ["C"]], "count": 5},
    {"ranking": [["B"], ["C"], ["A"]], "count": 4},
    {"ranking": [["C"], ["A"], ["B"]], "count": 3},
]


@pytest.fixture
def counted(tmp_path):
    """Count a document, or text as it stands, as JSON."""

    def count(document, name="votes.json", **options):
        file = tmp_path / name
        text = document if isinstance(document, str) else json.dumps(document)
        file.write_text(text, encoding="utf-8")
        out = io.StringIO()
        call_command("count_votes", str(file), json=True, stdout=out, **options)
        return json.loads(out.getvalue())

    return count


def said(**choices):
    return [{"elector": name, "choice": choice} for name, choice in choices.items()]


def test_the_answer_has_the_promised_members_and_exact_numbers(counted):
    electors = [{"id": "a", "weight": "5/2", "organisation": "x"}, {"id": "b"}]
    result = counted(
        {
            "method": "threshold",
            "parameters": {**THIRDS, "quorum": "1/2"},
            "electors": electors,
            "votes": said(a="yes", b="no"),
        }
    )
    assert list(result) == [
        "method", "passed", "winners", "ranking",
        "dropped", "figures", "steps", "tie_break",
    ]  # fmt: skip
    assert result["passed"]
    assert result["figures"]["yes"] == "5/2"
    assert result["figures"]["needed"] == "7/3"
    assert {"what", "working", "result"} == result["steps"][0].keys()


@pytest.mark.parametrize(
    ("yes", "no", "silent", "parameters", "passes"),
    [
        (33, 17, 0, {"threshold": "66/100", "base": "electorate"}, True),
        (33, 17, 0, {"threshold": "2/3", "base": "electorate"}, False),
        (34, 16, 0, {"threshold": "2/3", "base": "electorate"}, True),
        (51, 0, 50, {"threshold": "51/100", "base": "electorate"}, False),
        (2, 2, 0, {"threshold": "1/2"}, True),
        (2, 2, 0, {"threshold": "1/2", "comparator": ">"}, False),
        (7, 4, 0, {"threshold": "2/3"}, False),
        (8, 3, 0, {"threshold": "2/3"}, True),
        (3, 0, 6, {"threshold": "1/2", "quorum": "1/3"}, True),
        (2, 0, 5, {"threshold": "1/2", "quorum": "1/3"}, False),
    ],
)
def test_thresholds_are_exact_at_their_edge(
    counted, yes, no, silent, parameters, passes
):
    names = [f"e{number}" for number in range(yes + no + silent)]
    votes = [{"elector": n, "choice": "yes"} for n in names[:yes]]
    votes += [{"elector": n, "choice": "no"} for n in names[yes : yes + no]]
    document = {
        "method": "threshold",
        "parameters": THIRDS | parameters,
        "electors": [{"id": name} for name in names],
        "votes": votes,
    }
    assert counted(document)["passed"] is passes


def test_a_pile_of_equal_votes_may_have_a_name_where_there_is_no_roll(counted):
    named = [{"elector": f"pile {i}", **vote} for i, vote in enumerate(CYCLE)]
    document = {"method": "schulze", "options": list("ABC"), "parameters": {}}
    named_piles = counted({**document, "votes": named})
    assert named_piles["ranking"] == counted({**document, "votes": CYCLE})["ranking"]
    assert named_piles["figures"]["pairwise"]["A"]["B"] == "8"


def test_concerns_of_the_file_are_those_of_the_votes(counted):
    parameters = {
        "reviewers": list("abcd"),
        "started_at": "2026-01-01T00:00:00Z",
        "now": "2026-01-11T00:00:00Z",
        "period_days": 10,
    }
    votes = said(a="reviewed", b="reviewed", c="reviewed", d="concern")

    def passes(**concern):
        concerns = [{"name": "speed", "by": "d", **concern}] if concern else []
        document = {"method": "consensus", "votes": votes}
        return counted({**document, "parameters": parameters | {"concerns": concerns}})

    assert not passes()["passed"]
    assert passes(resolved=False)["figures"]["open_concerns"] == ["speed"]
    assert passes(resolved=True)["passed"]


def test_positions_leave_out_who_is_recused_however_that_is_written(counted):
    roll = [{"id": n, "recused": n == "f"} for n in "abcdef"]
    votes = said(a="yes", b="noobj", c="noobj", d="norecord", e="recuse")
    for more in ({}, {"f": "recuse"}):
        result = counted(
            {
                "method": "ietf",
                "parameters": {"class": "standards"},
                "electors": roll,
                "votes": votes + said(**more),
            }
        )
        assert (result["figures"]["active"], result["figures"]["needed"]) == (4, 3)
        assert result["figures"]["silent"] == 0
        assert result["passed"]


def test_a_mood_is_no_vote(counted):
    votes = said(a="+1", b="+1", c="+1", d="-0.9", e="-0", f="+0.5")
    document = {"method": "apache", "parameters": {"kind": "code"}, "electors": ROLL}
    assert counted({**document, "votes": votes})["passed"]


@pytest.mark.parametrize(
    "method",
    [
        ("threshold", THIRDS),
        ("apache", {"kind": "code"}),
        ("ietf", {"class": "standards"}),
        ("approval", {"seats": 1}),
        ("schulze", {}),
        ("stv", {"seats": 1}),
        ("stv", {"seats": 1, "rule": "wigm"}),
    ],
)
@pytest.mark.parametrize(
    "electors", [[], [{"id": "a", "recused": True}], [{"id": "a", "weight": "0"}]]
)
def test_where_nobody_counts_nothing_passes_and_nobody_is_elected(
    counted, method, electors
):
    name, parameters = method
    options = ["A", "B"] if name in ("approval", "schulze", "stv") else []
    result = counted(
        {
            "method": name,
            "options": options,
            "parameters": parameters,
            "electors": electors,
            "votes": [],
        }
    )
    assert result["passed"] is False
    assert result["winners"] == []


def test_where_nobody_votes_the_default_option_stands(counted):
    document = {"method": "debian", "options": ["A", "none"]}
    result = counted({**document, "parameters": {"default": "none"}, "votes": []})
    assert (result["passed"], result["winners"]) == (False, ["none"])


def test_the_account_of_schulze_names_the_paths(counted):
    document = {"method": "schulze", "options": list("ABC"), "parameters": {}}
    steps = {s["what"]: s for s in counted({**document, "votes": CYCLE})["steps"]}
    assert steps["A against B"]["working"] == "8 to 4"
    step = steps["Strongest paths between A and C"]
    assert step["working"] == "there 8 by A > B > C; back 7 by C > A"
    assert step["result"] == "A before C"


def test_the_account_of_a_transfer_says_at_which_value_votes_go_on(counted):
    votes = [
        {"ranking": [["A"], ["B"]], "count": 6},
        {"ranking": [["C"]], "count": 3},
    ]
    document = {"method": "stv", "options": list("ABC"), "votes": votes}
    result = counted({**document, "parameters": {"seats": 2, "rule": "wigm"}})
    told = [step["result"] for step in result["steps"]]
    assert "surplus of A: 6 - 4 = 2; its votes go on at 1/3 of their value" in told
    meek = counted({**document, "parameters": {"seats": 2, "rule": "meek"}})
    assert any("keep factors A 0.5" in step["working"] for step in meek["steps"])


BLT = '3 1\n-3\n4 1 3 2 0\n3 2 0\n2 3 2 0\n0\n"A"\n"B"\n"C"\n"Title"\n'


@pytest.mark.parametrize("rule", [None, "meek", "wigm"])
def test_a_blt_file_is_counted_under_either_rule(counted, rule):
    result = counted(BLT, "votes.blt", rule=rule)
    assert result["winners"] == ["B"]
    assert result["figures"]["rule"] == (rule or "meek")


RANKED = {"method": "schulze", "options": ["A", "B"], "parameters": {}}


@pytest.mark.parametrize(
    ("document", "place"),
    [
        ("{", "not JSON"),
        ("[]", r"\$: expected an object"),
        ('{"method": "schulze", "method": "stv"}', "'method' stands twice"),
        ('{"method": "threshold", "parameters": {"threshold": NaN}}', "threshold.*nan"),
        ({**RANKED, "votes": [{"ranking": [["Z"]]}]}, r"votes\[0\]\.ranking: 'Z'"),
        ({**RANKED, "votes": [{"choice": "yes"}]}, r"votes\[0\]\.ranking"),
        ({**RANKED, "votes": [{"ranking": [["A"]], "count": 0}]}, r"\[0\]\.count"),
        ({**RANKED, "votes": [{"ranking": [["A"]], "count": 1.0}]}, r"\[0\]\.count"),
        (
            {**RANKED, "electors": ROLL, "votes": said(z="yes")},
            r"votes\[0\]\.elector: z is not on the roll",
        ),
        (
            {
                **RANKED,
                "electors": ROLL,
                "votes": [{"elector": "a", "ranking": [], "count": 3}],
            },
            r"\[0\]\.count: one elector casts one vote",
        ),
        (
            {**RANKED, "votes": [{"elector": "a", "ranking": [["A"]]}] * 2},
            r"votes\[1\]\.elector: a second vote of a",
        ),
        (
            {**RANKED, "electors": [{"id": "a", "weight": "1e3"}]},
            r"electors\[0\]\.weight: '1e3' is not an exact number",
        ),
        (
            {**RANKED, "electors": [{"id": "a", "weight": "1/0"}]},
            "divides by zero",
        ),
        (
            {
                "method": "debian",
                "options": ["A", "d"],
                "parameters": {"default": "d", "quorum": "1", "electorate_size": 4},
            },
            "quorum or electorate_size, not both",
        ),
        (
            {
                "method": "debian",
                "options": ["A", "d"],
                "parameters": {"default": "d", "majority": {"d": "2"}},
            },
            r"majority\.d",
        ),
        (
            {"method": "apache", "parameters": {"kind": "release", "lazy": True}},
            r"parameters\.lazy",
        ),
        (
            {
                "method": "apache",
                "parameters": {"kind": "code", "binding": ["z"]},
                "electors": ROLL,
            },
            r"binding\[0\]: z is not on the roll",
        ),
        (
            {"method": "consensus", "parameters": {"reviewers": ["z"]}, "electors": []},
            r"reviewers\[0\]: z is not on the roll",
        ),
        (
            {
                "method": "consensus",
                "parameters": {
                    "reviewers": ["a"],
                    "concerns": [{"name": "x", "by": "a", "resolved": False}] * 2,
                },
            },
            r"concerns\[1\]\.name: x is listed twice",
        ),
        (
            {
                "method": "consensus",
                "parameters": {"reviewers": ["a"], "now": "2026-01-01T00:00:00"},
            },
            r"parameters\.now: .* names no time zone",
        ),
        ({"method": "ietf", "parameters": {"class": "draft"}}, r"parameters\.class"),
        (
            {"method": "stv", "options": ["A"], "parameters": {"rule": "hare"}},
            r"parameters\.rule",
        ),
        (
            {"method": "approval", "options": ["A"], "parameters": {"seats": "1.5"}},
            r"parameters\.seats",
        ),
    ],
)
def test_what_is_wrong_is_refused_with_its_place(counted, document, place):
    with pytest.raises(CommandError, match=place):
        counted(document)


def test_a_rule_that_a_votes_file_names_itself_is_not_given_twice(counted):
    with pytest.raises(CommandError, match="names its own"):
        counted(RANKED, rule="meek")


def test_names_cannot_move_a_terminal(tmp_path):
    file = tmp_path / "votes.json"
    votes = [{"ranking": [["\x1b[2J\ud800"]]}]
    document = {"method": "schulze", "options": ["\x1b[2J\ud800"], "votes": votes}
    file.write_text(json.dumps(document))
    out = io.StringIO()
    call_command("count_votes", str(file), stdout=out)
    assert "winners: \\x1b[2J\\ud800" in out.getvalue()
    out.getvalue().encode()


def test_the_exit_says_what_happened_and_errors_stand_on_their_own_stream(tmp_path):
    """0 for a count, 1 for what the message names, 2 for wrong usage."""

    def run(*arguments):
        command = [sys.executable, "manage.py", "count_votes", *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    file = tmp_path / "votes.json"
    file.write_text(json.dumps({**RANKED, "votes": [{"ranking": [["Z"]]}]}))
    wrong = run(str(file), "--json")
    assert (wrong.returncode, wrong.stdout) == (1, "")
    assert "$.votes[0].ranking" in wrong.stderr
    assert run().returncode == 2
