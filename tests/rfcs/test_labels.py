"""Maintainers sort RFCs by labels; readers filter by them and follow them."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.errors import InvalidInput, NotPermitted
from following import hearing, subjects, subscriptions
from following.models import Delivery
from ledger import log
from ledger.models import Pending
from rfcs import comments, labels
from rfcs.models import Label, Labelling
from tests.rfcs import community

PAGE = "/rfcs/oas/0007/"


def read(client, path):
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def test_a_maintainer_puts_a_label_on_and_takes_it_off(
    client, rfc, revision, maintainer
):
    client.force_login(maintainer)
    client.post(f"{PAGE}labels/", {"name": " GPU  Drivers "})
    client.post(f"{PAGE}labels/", {"name": "gpu drivers"})
    label = Label.objects.get()
    assert (label.slug, label.name) == ("gpu-drivers", "GPU Drivers")
    assert 'href="/rfcs/oas/?label=gpu-drivers">GPU Drivers</a>' in read(client, PAGE)
    client.post(f"{PAGE}labels/", {"take": "gpu-drivers"})
    client.post(f"{PAGE}labels/", {"take": "gpu-drivers"})
    assert "GPU Drivers" not in read(client, PAGE)
    assert "taken off by Mary" in read(client, f"{PAGE}labels/")
    kinds = Pending.objects.filter(kind__contains="labelled").values_list("kind")
    assert [kind for (kind,) in kinds] == ["rfc.labelled", "rfc.unlabelled"]


def test_nobody_else_labels(client, rfc, revision, alice):
    with pytest.raises(NotPermitted):
        labels.put(rfc, by=alice, name="mine")
    client.force_login(alice)
    assert "Put a label on" not in read(client, f"{PAGE}labels/")
    assert client.post(f"{PAGE}labels/", {"name": "mine"}).status_code == 403


@pytest.mark.parametrize("name", ["", " ", "!?", "x" * 41, "a\u202eb", "<b>" * 20])
def test_a_label_is_a_word_or_a_few(rfc, maintainer, name):
    with pytest.raises(InvalidInput):
        labels.put(rfc, by=maintainer, name=name)


def test_an_rfc_bears_twenty_labels_at_most(rfc, maintainer):
    for number in range(labels.MOST):
        labels.put(rfc, by=maintainer, name=f"label {number}")
    with pytest.raises(InvalidInput, match="enough"):
        labels.put(rfc, by=maintainer, name="one more")


def test_the_list_and_the_api_are_filtered_by_label(client, rfc, revision, maintainer):
    other = community.make_rfc(rfc.repository, 8, title="Something else")
    community.make_revision(other, 1)
    labels.put(rfc, by=maintainer, name="驱动")
    html = read(client, "/rfcs/oas/?label=驱动")
    assert "License GPU drivers" in html
    assert "Something else" not in html
    assert "Follow the label" in html
    assert "Something else" not in read(client, "/rfcs/?label=驱动")
    answer = json.loads(read(client, "/api/v1/rfcs/?label=驱动"))
    assert [row["labels"] for row in answer["results"]] == [["驱动"]]
    assert json.loads(read(client, "/api/v1/rfcs/?label=none"))["results"] == []


def test_labels_cost_no_query(client, rfc, revision, maintainer):
    def queries(path):
        with CaptureQueriesContext(connection) as asked:
            read(client, path)
        return len(asked)

    read(client, PAGE)
    before = [queries(PAGE), queries("/rfcs/oas/")]
    for number in range(5):
        labels.put(rfc, by=maintainer, name=f"label {number}")
    assert [queries(PAGE), queries("/rfcs/oas/")] == before


def test_who_follows_a_label_hears_of_its_rfcs(client, rfc, revision, maintainer, bob):
    put = labels.put(rfc, by=maintainer, name="drivers")
    subscription = subscriptions.follow("label", "oas/drivers", by=bob, scope="all")
    assert subscription.subject == subjects.name(subjects.LABEL, put.label_id)
    comments.start_thread(rfc, revision, by=maintainer, body="Who tests this?")
    log.sequence()
    hearing.catch_up()
    told = Delivery.objects.filter(person=bob.contributor)
    titles = [row.event.title for row in told]
    assert any("commented on RFC 7" in title for title in titles)
    feed = read(client, f"/feeds/label/{put.label_id}/")
    assert "The label “drivers” was put on RFC 7" in feed


def test_a_label_is_taken_off_by_its_own_project_alone(rfc, maintainer):
    labels.put(rfc, by=maintainer, name="drivers")
    assert labels.take_off(rfc, by=maintainer, slug="another") is None
    assert Labelling.objects.get().taken_at is None
