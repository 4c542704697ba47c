"""``manage.py weights``: every figure that makes a weight, exact and repeatable."""

import json
from datetime import timedelta
from fractions import Fraction
from io import StringIO
from math import isqrt

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from tests.governance.assembly import contribute, days, make_person, make_project


@pytest.fixture
def project(db):
    project = make_project()
    for name in ("Ada", "Bob", "Cy", "Dee", "Eva"):
        contribute(project, make_person(name, "Acme"), *days(9))
    for name in ("Flo", "Gus", "Hal", "Ida"):
        contribute(project, make_person(name, None), *days(3))
    return project


def run(*arguments):
    out = StringIO()
    call_command("weights", *arguments, stdout=out)
    return out.getvalue()


def test_the_roll_sums_to_its_total_and_can_be_redone_by_hand(project):
    told = json.loads(run("oas", "--json"))
    total = Fraction(told["total"])
    assert told["voters"] == len(told["weights"]) == 9
    assert sum(Fraction(line["weight"]) for line in told["weights"]) == total
    for line in told["weights"]:
        score = sum(quarter["score"] for quarter in line["quarters"])
        assert line["score"] == score
        assert line["raw"] == isqrt(line["scale"] * score)
        limited = min(Fraction(line["raw"]), Fraction(line["person_cap"]["limit"]))
        factor = Fraction(line["organisation"]["factor"])
        assert Fraction(line["weight"]) == limited * factor


def test_the_same_moment_gives_the_same_bytes(project):
    at = (timezone.now() - timedelta(minutes=1)).isoformat()
    assert run("oas", "--at", at, "--json") == run("oas", "--at", at, "--json")


def test_one_persons_figures_are_told_in_words_and_in_json(project):
    words = run("oas", "--contributor", "ADA@people.example")
    assert "isqrt(100 x" in words
    assert "Acme" in words
    told = json.loads(run("oas", "--contributor", "ada@people.example", "--json"))
    assert told["name"] == "Ada"
    assert told["missing"] == []
    assert "people.example" not in json.dumps(told)


def test_who_is_not_on_the_roll_learns_what_is_missing(project):
    contribute(project, make_person("Zoe"), *days(1))
    words = run("oas", "--contributor", "zoe@people.example")
    assert "not on the roll: contributions 1, needs 3" in words
    assert "not on the roll: days 1, needs 2" in words


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere"], "There is no project 'nowhere'"),
        (["oas", "--contributor", "x@y.example"], "Nobody has verified"),
        (["oas", "--at", "yesterday"], "is no time"),
        (["oas", "--at", "2026-99-99"], "is no time"),
    ],
)
def test_wrong_usage_is_told(project, arguments, message):
    with pytest.raises(CommandError, match=message):
        run(*arguments)


def test_the_roll_in_words_has_a_line_for_each_voter(project):
    lines = run("oas").splitlines()
    assert len(lines) == 1 + 9 + 1
    assert "9 voters" in lines[-1]
