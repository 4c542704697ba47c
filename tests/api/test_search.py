"""Programs search as people do."""

import pytest

from search import index
from tests.api.conftest import make_rfc


@pytest.fixture
def indexed(world):
    index.rebuild()
    return world


def test_a_program_finds_what_the_page_finds(client, indexed):
    answer = client.get("/api/v1/search/?q=hm").json()
    assert answer["count"] == 1
    hit = answer["results"][0]
    assert hit["kind"] == "comment"
    assert hit["by"] == ["Ada"]
    assert hit["hits"] == ["Hm"]
    assert hit["url"].startswith("http://testserver/rfcs/oas/7/#comment-")
    assert answer["facets"]["kind"][0]["value"] == "comment"
    page = client.get("/search/?q=hm").content.decode()
    assert "/rfcs/oas/7/#comment-" in page


def test_pages_follow_each_other(client, world):
    for number in range(100, 130):
        make_rfc(world.project, world.repository, number)
    index.rebuild()
    first = client.get("/api/v1/search/?q=proposal&kind=rfc").json()
    assert (first["count"], len(first["results"])) == (31, 20)
    second = client.get(first["next"]).json()
    assert len(second["results"]) == 11
    assert second["next"] is None
    assert not {r["id"] for r in first["results"]} & {
        r["id"] for r in second["results"]
    }


def test_nothing_asked_nothing_found_and_odd_pages_are_refused(client, indexed):
    assert client.get("/api/v1/search/").json()["count"] == 0
    answer = client.get("/api/v1/search/?q=hm&page=-1")
    assert (answer.status_code, answer["Content-Type"]) == (
        400,
        "application/problem+json",
    )
    assert client.get('/api/v1/search/?q=%00"%20AND%20(').status_code == 200
