"""What may be asked of git, and what is refused."""

import pytest

from roadmap import rules
from roadmap.rules import Rule


def read(*members, **named):
    notes = []
    found = rules.read(list(members), lambda c, m: notes.append((c, m)), **named)
    return found, notes


def test_each_kind_is_read():
    found, notes = read(
        {"path": "drivers/**", "at": "v1.*", "repository": "runtime"},
        {"commit": "own"},
        {"tag": "v1.3*"},
        {"file": "SUPPORT.md", "line": "*NPU*", "at": "head"},
        {"milestones": ["a", "b"]},
        own="npu",
        home="roadmap",
    )
    assert notes == []
    assert found == (
        Rule("path", "drivers/**", "v1.*", repository="runtime"),
        Rule("commit", "npu", "*", repository="roadmap"),
        Rule("tag", "v1.3*", repository="roadmap"),
        Rule("line", "SUPPORT.md", "head", "*NPU*", "roadmap"),
        Rule("milestones", milestones=("a", "b")),
    )


def test_a_rule_survives_being_written_down():
    found, _ = read({"file": "a", "line": "b"}, {"milestones": "a"})
    assert [Rule.from_json(rule.as_json()) for rule in found] == list(found)
    assert found[0].hash() != found[1].hash()


@pytest.mark.parametrize(
    "wrong",
    [
        "path",
        {},
        {"path": ""},
        {"path": "../secret"},
        {"path": "/etc"},
        {"path": "a", "tag": "b"},
        {"path": "a", "line": "b", "file": "c"},
        {"file": "a"},
        {"line": "a"},
        {"file": "a*", "line": "b"},
        {"path": "*" * 9},
        {"path": "a" * 301},
        {"path": ["a"]},
        {"path": "a", "when": "now"},
        {"milestones": []},
        {"milestones": [{}]},
    ],
)
def test_what_is_no_rule_is_left_out_and_said(wrong):
    found, notes = read(wrong, {"tag": "v1"})
    assert [rule.kind for rule in found] == ["tag"]
    assert [code for code, _ in notes] == ["bad-rule"]
    assert "Rule 1" in notes[0][1]


def test_too_many_rules_are_cut():
    found, notes = read(*[{"tag": f"v{n}"} for n in range(60)])
    assert len(found) == rules.MAX_RULES
    assert [code for code, _ in notes] == ["too-many-rules"]
