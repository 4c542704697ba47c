"""``manage.py contributions``: the standings, with totals."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from contributors import accounts

ANN, BOB = "Ann Author <ann@example.org>", "Bob Builder <bob@example.org>"


def run(*arguments):
    out = StringIO()
    call_command("contributions", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def counted(repository, served, count):
    mailmap = "Ann Author <ann@example.org> <ann@old.example>\n"
    served.commit({".mailmap": mailmap}, "One", author="ann <ann@old.example>")
    message = f"Two\n\nWhy.\n\nReviewed-by: {BOB}\n"
    served.commit({"a": "1"}, message, author=ANN, committer=BOB)
    served.commit({}, "Three", author=BOB)
    count(repository)


def test_everybody_is_shown_by_kind_with_joined_addresses(counted):
    told = json.loads(run("oas", "--json"))
    ann, bob = told["contributors"]
    assert ann["name"] == "Ann Author"
    assert (ann["counted"], ann["points"]) == ({"authored": 2}, 120)
    assert (bob["counted"], bob["not_counted"]) == ({"reviewed": 1}, {"empty": 1})
    assert told["totals"] == {
        "people": 2,
        "points": 135,
        "counted": {"authored": 2, "reviewed": 1},
        "not_counted": {"empty": 1},
    }


def test_an_account_is_named_by_its_public_id(counted, make_user):
    ann = make_user("ann@example.org")
    accounts.bind_addresses(ann)
    first = json.loads(run("oas", "--json"))["contributors"][0]
    assert first["contributor"] == accounts.contributor_of(ann).public_id
    assert first["points"] == 120


def test_the_top_is_cut_and_the_totals_are_not(counted):
    told = json.loads(run("oas", "--top", "1", "--json"))
    assert len(told["contributors"]) == 1
    assert told["totals"]["people"] == 2
    assert "2 people, 135 points" in run("oas", "--top", "1")


def test_an_unknown_project_is_told(db):
    with pytest.raises(CommandError, match="There is no project 'nowhere'"):
        run("nowhere")
