"""People see every repository, its problems and its fetches; forges ring the bell."""

import pytest
from django.urls import reverse

from mirror import problems, repositories
from tests.servers import free_port


def many(repository, number):
    found = [problems.Found("odd", f"Odd {n}.", path=f"{n}.md") for n in range(number)]
    problems.replace(repository, "test", found)


def test_the_list_says_how_each_repository_fares(client, repository, project, served):
    served.commit({"a": "1"})
    repositories.fetch(repository)
    away = f"http://127.0.0.1:{free_port()}/away.git"
    repositories.fetch(repositories.add(away, project=project))
    text = client.get("/repositories/").content.decode()
    assert "Fresh" in text
    assert "Cannot be fetched" in text
    assert "The server does not answer." in text


def test_without_repositories_the_list_says_what_to_do(client, db):
    assert b"manage.py mirror add" in client.get("/repositories/").content


def test_a_repository_shows_problems_with_place_and_fetches(client, repository, served):
    served.commit({"a": "1"})
    repositories.fetch(repository)
    problem = problems.Found("odd", "Odd <b>here</b>.", path="<x>.md", line=3)
    problems.replace(repository, "test", [problem])
    text = client.get(repository.get_absolute_url()).content.decode()
    assert "<bdi>&lt;x&gt;.md</bdi>:3" in text
    assert "Odd &lt;b&gt;here&lt;/b&gt;." in text
    assert repository.head_oid[:10] in text


def test_an_unknown_repository_is_not_found(client, db):
    assert client.get("/repositories/nothing/").status_code == 404


@pytest.mark.parametrize("number", [1, 120])
def test_pages_cost_the_same_queries_however_much_there_is(
    client, repository, number, django_assert_max_num_queries
):
    many(repository, number)
    for _ in range(min(number, 3)):
        repositories.fetch(repository)
    client.get("/repositories/")
    with django_assert_max_num_queries(3):
        client.get("/repositories/")
    # the frame, the repository, and for problems, fetches and events what they hold
    with django_assert_max_num_queries(7):
        client.get(repository.get_absolute_url())


def test_problems_come_by_the_page(client, repository):
    many(repository, 120)
    first = client.get(repository.get_absolute_url()).content.decode()
    assert first.count(">odd<") == 50
    assert "?problems=2" in first
    last = client.get(repository.get_absolute_url(), {"problems": 3}).content.decode()
    assert last.count(">odd<") == 20


def test_a_hook_without_a_signature_is_refused(client, repository):
    url = reverse("mirror:hook", args=["github", repository.name])
    answer = client.post(url, b"{}", content_type="application/json")
    assert answer.status_code == 403
    assert answer.json()["error"] == "signature-refused"
    assert client.get(url).status_code == 405
