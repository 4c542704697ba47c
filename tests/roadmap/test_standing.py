"""How milestones stand by word and by evidence."""

import pytest

from roadmap import standing
from roadmap.rules import Rule

TAG = Rule("tag", "v1")
OTHER = Rule("tag", "v2")


@pytest.mark.parametrize(
    ("said", "proof", "state"),
    [
        ("done", "", "done"),
        ("done", "open", "active"),
        ("done", "contradicted", "active"),
        ("planned", "fresh", "done"),
        ("planned", "stale", "done"),
        ("planned", "partly", "active"),
        ("planned", "open", "planned"),
        ("dropped", "fresh", "dropped"),
    ],
)
def test_evidence_alone_makes_a_milestone_done(said, proof, state):
    assert standing.state_of(said, proof) == state


def test_a_list_of_milestones_holds_when_all_are_done():
    rules = {
        "whole": [Rule("milestones", milestones=("part", "ticked"))],
        "part": [TAG, OTHER],
    }
    said = {"ticked": "done", "part": "planned"}
    answers = {TAG.hash(): "fresh"}
    stands = standing.settle(rules, said, answers)
    assert stands == {"whole": ("partly",), "part": ("fresh", "open")}
    answers[OTHER.hash()] = "stale"
    assert standing.settle(rules, said, answers)["whole"] == ("stale",)
    answers[OTHER.hash()] = "contradicted"
    assert standing.settle(rules, said, answers)["whole"] == ("contradicted",)


def test_milestones_that_wait_for_one_another_never_become_done():
    rules = {
        "a": [Rule("milestones", milestones=("b",))],
        "b": [Rule("milestones", milestones=("a",))],
    }
    stands = standing.settle(rules, {"a": "done", "b": "done"}, {})
    assert stands == {"a": ("open",), "b": ("open",)}
