"""Every resource answers lists, details, filters, pages and conditional requests."""

from urllib.parse import urlsplit

import pytest
from django.core.cache import caches
from django.urls import resolve
from django.utils import timezone

from api.urls import router
from mirror.models import Problem
from rfcs.models import Relation, Rfc
from roadmap.models import Edition, Fate, ProposalAnswer
from tests.api.conftest import make_problem, make_rfc

# What is computed for a moment has a test of its own.
RESOURCES = {
    f"/api/v1/{prefix}/": view
    for prefix, view, _ in router.registry
    if prefix != "weights"
}
LISTS = list(RESOURCES)


@pytest.mark.parametrize("address", LISTS)
def test_a_list_holds_what_its_schema_says(client, logged, address):
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    resource = RESOURCES[address]
    rows = answer.json()["results"]
    assert rows
    assert list(rows[0]) == list(resource.serializer_class().fields)


@pytest.mark.parametrize("address", LISTS)
def test_a_detail_equals_its_row_in_the_list(client, logged, address):
    resource = RESOURCES[address]
    row = client.get(address).json()["results"][0]
    name = resource.lookup_field
    key = row["id"] if name in ("pk", "public_id") else row[name]
    assert client.get(f"{address}{key}/").json() == row


@pytest.mark.parametrize("address", LISTS)
def test_the_address_that_a_row_names_leads_somewhere(client, logged, address):
    row = client.get(address).json()["results"][0]
    page = row.get("url") or ""
    if page.startswith("http://testserver/"):
        assert resolve(urlsplit(page).path)


@pytest.mark.parametrize("address", LISTS)
def test_an_unchanged_answer_costs_a_bare_304(client, logged, address):
    first = client.get(address)
    again = client.get(address, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["Access-Control-Allow-Origin"] == "*"


def test_what_is_asked_again_costs_one_query_until_it_changes(
    client, world, monkeypatch, django_assert_num_queries
):
    memory = {}
    monkeypatch.setattr(caches["answers"], "get", memory.get)
    monkeypatch.setattr(
        caches["answers"], "set", lambda key, body, _: memory.update({key: body})
    )
    first = client.get("/api/v1/rfcs/")
    with django_assert_num_queries(1):
        again = client.get("/api/v1/rfcs/")
    assert again.content == first.content
    assert again["ETag"] == first["ETag"]
    assert again["Content-Type"] == first["Content-Type"]
    elsewhere = client.get("/api/v1/rfcs/", headers={"host": "localhost"})
    assert elsewhere.content != first.content  # addresses name the host asked
    Rfc.objects.update(title="Another", changed_at=timezone.now())
    assert client.get("/api/v1/rfcs/").content != first.content


def test_a_changed_rfc_has_a_new_etag(client, world):
    before = client.get("/api/v1/rfcs/")["ETag"]
    make_rfc(world.project, world.repository, 8)
    Rfc.objects.filter(slug="8").update(changed_at="2026-11-02T00:00Z")
    assert client.get("/api/v1/rfcs/")["ETag"] != before


@pytest.mark.parametrize("size", [1, 20, 60])
def test_the_number_of_queries_is_the_same_for_any_page(
    client, world, size, django_assert_num_queries
):
    rows = [
        make_rfc(world.project, world.repository, 100 + number)
        for number in range(size)
    ]
    Problem.objects.all().delete()
    with django_assert_num_queries(2):
        client.get("/api/v1/rfcs/?page_size=50")
    for row in rows:
        make_problem(world.repository, row.path)
        Relation.objects.create(rfc=row, kind="requires", name="7", target=world.rfc)
    with django_assert_num_queries(4):
        client.get("/api/v1/rfcs/?page_size=50")


def test_what_tells_whether_an_answer_changed_is_read_from_an_index():
    columns = {
        column
        for _, resource, _ in router.registry
        for column in getattr(resource, "changes_with", ())
        if column[0]._meta.app_label == "rfcs"  # the tables that grow long
    }
    assert columns
    for model, name in columns:
        indexed = [index.fields[0] for index in model._meta.indexes]
        assert name in [*indexed, model._meta.pk.name], (model, name)


def test_an_rfc_is_shown_as_promised(client, world):
    row = client.get("/api/v1/rfcs/?project=oas&number=0007").json()["results"][0]
    assert row["number"] == "0007"
    assert row["state"]["phase"] == "draft"
    assert row["url"] == "http://testserver/rfcs/oas/7/"
    assert row["problems"] == [
        {
            "code": "unknown-status",
            "line": None,
            "message": "Nobody knows this status.",
            "help": "http://testserver/problems/unknown-status/",
        }
    ]


def test_pages_joined_are_the_whole_list(client, world):
    for number in range(10, 17):
        make_rfc(world.project, world.repository, number)
    seen, address = [], "/api/v1/rfcs/?page_size=3&ordering=number_sort"
    while address:
        page = client.get(address).json()
        seen += [row["id"] for row in page["results"]]
        address = page["next"]
    assert len(seen) == len(set(seen)) == 8


def test_nothing_there_is_a_problem_document(client, world):
    answer = client.get("/api/v1/rfcs/999999/")
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"] == "There is nothing at this address."


def test_a_wrong_filter_names_its_field(client, world):
    answer = client.get("/api/v1/votes/?ballot=x")
    assert answer.status_code == 400
    assert "ballot" in answer.json()["errors"]


def test_writing_is_refused(client, world):
    assert client.post("/api/v1/rfcs/", {}).status_code == 405


@pytest.mark.parametrize("address", LISTS)
def test_no_answer_shows_an_email_address(client, logged, address):
    assert "@example.org" not in client.get(address).content.decode()


def test_the_openapi_document_names_every_resource(client, db):
    document = client.get("/api/v1/schema/?format=json").json()
    assert document["openapi"].startswith("3.1")
    for prefix, _, _ in router.registry:
        assert f"/api/v1/{prefix}/" in document["paths"]


def test_the_page_offers_a_form_for_every_list(client, db):
    page = client.get("/api/v1/docs/").content.decode()
    for address in LISTS:
        assert f'action="{address}"' in page
    assert "``" not in page


def test_every_address_is_described_in_words_of_its_own(client, db):
    paths = client.get("/api/v1/schema/?format=json").json()["paths"]
    said = [
        answers["get"]["description"].split("\n\n")[0]
        for path, answers in paths.items()
        if "{" not in path
    ]
    assert all(said)
    assert len(said) == len(set(said))


def test_the_newest_answer_to_a_proposal_counts(client, world):
    address = "/api/v1/roadmap-proposals/"
    before = client.get(address)
    row = before.json()["results"][0]
    assert (row["outcome"], row["milestone"]) == ("taken", "m1")
    ProposalAnswer.objects.create(
        proposal=world.wish, outcome="deferred", reason="Next year.",
        reconsider_on="2027-01-01", answered_by=world.ada, answered_at=timezone.now(),
    )  # fmt: skip
    after = client.get(address)
    assert after["ETag"] != before["ETag"]
    row = after.json()["results"][0]
    assert (row["outcome"], row["reason"]) == ("deferred", "Next year.")
    assert (row["milestone"], row["reconsider_on"]) == (None, "2027-01-01")


def test_fates_of_a_draft_are_not_told_before_it_is_published(client, world):
    draft = Edition.objects.create(
        project=world.project, year=2027, number=0, title="2027",
        drafted_by=world.ada, drafted_at=timezone.now(),
    )  # fmt: skip
    Fate.objects.create(
        edition=draft, earlier=world.line, kind="dropped", reason="No time.",
        told_by=world.ada, told_at=timezone.now(),
    )  # fmt: skip
    (row,) = client.get("/api/v1/fates/").json()["results"]
    assert (row["edition"], row["fate"], row["told_by"]) == ("2026.0", "done", None)


def test_feedback_is_found_by_what_it_is_about(client, world):
    address = "/api/v1/feedback/"
    (row,) = client.get(f"{address}?proposal={world.wish.pk}").json()["results"]
    assert (row["stance"], row["weight"]) == ("concern", "5/2")
    assert client.get(f"{address}?milestone=m1").json()["results"] == []
