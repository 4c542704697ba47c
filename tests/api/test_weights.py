"""Weights over the API: the roll of the command line, page by page."""

import json
from fractions import Fraction
from io import StringIO

import pytest
from django.core.management import call_command

from tests.governance.assembly import contribute, days, make_person, make_project

ADDRESS = "/api/v1/weights/"


@pytest.fixture
def project(db):
    project = make_project()
    for name in ("Ada", "Bob", "Cy", "Dee", "Eva"):
        contribute(project, make_person(name, "Acme"), *days(9))
    for name in ("Flo", "Gus", "Hal", "Ida"):
        contribute(project, make_person(name, None), *days(3))
    return project


def rows(client, address):
    """Return the rows of every page, and how many pages there were."""
    found, pages = [], 0
    while address:
        page = client.get(address).json()
        found, pages, address = found + page["results"], pages + 1, page["next"]
    return found, pages


def test_the_pages_joined_are_the_roll_that_the_command_prints(client, project):
    out = StringIO()
    call_command("weights", "oas", "--json", stdout=out)
    told = json.loads(out.getvalue())["weights"]
    found, pages = rows(client, f"{ADDRESS}?project=oas&page_size=4")
    assert pages == 3
    assert [row["weight"] for row in found] == [line["weight"] for line in told]
    assert [row["name"] for row in found] == [line["name"] for line in told]
    assert {row["organisation"] for row in found} == {"Acme", None}
    for row in found:
        assert Fraction(row["weight"]) <= row["raw"] * Fraction(row["factor"])


def test_a_page_leads_back_and_keeps_its_moment(client, project):
    first = client.get(f"{ADDRESS}?page_size=4").json()
    assert first["previous"] is None
    second = client.get(first["next"]).json()
    assert "at=" in first["next"]
    assert client.get(second["previous"]).json()["results"] == first["results"]


def test_the_project_is_named_where_there_are_several(client, project):
    assert client.get(ADDRESS).json() == client.get(f"{ADDRESS}?project=oas").json()
    make_project("other")
    answer = client.get(ADDRESS)
    assert answer.status_code == 400
    assert "?project=" in answer.json()["detail"]
    assert client.get(f"{ADDRESS}?project=nowhere").status_code == 404


@pytest.mark.parametrize("asked", ["at=yesterday", "cursor=-1", "cursor=x"])
def test_what_cannot_be_read_is_refused(client, project, asked):
    answer = client.get(f"{ADDRESS}?{asked}")
    assert answer.status_code == 400
    assert asked.split("=")[0] in answer.json()["detail"]


def test_an_unchanged_roll_is_a_bare_304_and_a_changed_one_is_sent(client, project):
    etag = client.get(ADDRESS)["ETag"]
    again = client.get(ADDRESS, headers={"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")
    contribute(project, make_person("Jo", None), *days(3))
    assert client.get(ADDRESS, headers={"if-none-match": etag}).status_code == 200
