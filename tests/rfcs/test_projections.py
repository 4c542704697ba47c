"""Threads are carried to later revisions, and their starters asked about changes."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.errors import NotPermitted
from core.models import Job
from rfcs import comments, projections
from rfcs.models import Projection, Rfc
from tests.rfcs import community
from tests.rfcs.community import PARAGRAPHS, block_id

FIRST, SECOND, THIRD = PARAGRAPHS
CHANGED = SECOND.replace("as long as it can be redistributed", "if it may be passed on")


@pytest.fixture
def thread(rfc, revision, alice):
    return comments.start_thread(
        rfc, revision, by=alice, block=block_id(SECOND), body="By anyone?"
    )


def revise(rfc, *paragraphs):
    rfc.refresh_from_db()
    return community.make_revision(rfc, rfc.revision_count + 1, list(paragraphs))


def project(rfc):
    return projections.project(Rfc.objects.get(pk=rfc.pk))


def page(client, rfc, index=None):
    url = rfc.get_absolute_url() + (f"{index}/" if index else "")
    return client.get(url).content.decode()


def test_every_later_revision_gets_one_row_for_each_thread(rfc, thread):
    second = revise(rfc, "New.", *PARAGRAPHS)
    third = revise(rfc, "New.", FIRST, CHANGED, THIRD)
    assert project(rfc) == 2
    assert project(rfc) == 0
    rows = {row.revision_id: row for row in Projection.objects.all()}
    assert rows[second.pk].method == "block"
    assert rows[second.pk].changed_in is None
    assert rows[third.pk].method == "fuzzy"
    assert rows[third.pk].block == block_id(CHANGED)
    assert rows[third.pk].words == CHANGED
    assert rows[third.pk].changed_in == 3


def test_the_anchor_itself_never_changes(rfc, thread):
    before = (thread.revision_id, thread.block, thread.quote)
    revise(rfc, FIRST, CHANGED, THIRD)
    project(rfc)
    thread.refresh_from_db()
    assert (thread.revision_id, thread.block, thread.quote) == before


def test_a_change_is_remembered_until_the_words_come_back(rfc, thread):
    revise(rfc, FIRST, CHANGED, THIRD)
    revise(rfc, "New.", FIRST, CHANGED, THIRD)
    revise(rfc, "New.", *PARAGRAPHS)
    project(rfc)
    rows = Projection.objects.order_by("revision__index")
    assert [row.changed_in for row in rows] == [2, 2, None]


def test_words_that_were_gone_are_found_when_they_come_back(rfc, thread):
    revise(rfc, FIRST, THIRD)
    revise(rfc, *PARAGRAPHS)
    project(rfc)
    rows = Projection.objects.order_by("revision__index")
    assert [row.method for row in rows] == ["document", "block"]
    assert [row.changed_in for row in rows] == [2, None]


def test_an_import_asks_for_the_job_only_where_there_are_threads(rfc, thread):
    projections.ask_for([rfc])
    rfc.refresh_from_db()
    projections.ask_for([rfc, rfc])
    jobs = Job.objects.filter(name=projections.JOB)
    assert [job.arguments for job in jobs] == [{"rfc": rfc.pk}]


def test_the_page_shows_before_and_after_and_asks_the_author(client, rfc, thread):
    revise(rfc, FIRST, CHANGED, THIRD)
    project(rfc)
    html = page(client, rfc)
    assert "As it was written" in html
    assert "<b>as long as </b>" in html
    assert "is asked whether this addresses it" in html
    assert "Yes, resolve it" not in html
    client.force_login(thread.started_by.user)
    assert "Yes, resolve it" in page(client, rfc)


def test_without_a_job_the_page_finds_the_place_itself(client, rfc, thread):
    revise(rfc, FIRST, CHANGED, THIRD)
    assert "As it was written" in page(client, rfc)
    assert not Projection.objects.exists()


def test_an_older_revision_shows_a_newer_thread_at_its_words(client, rfc, alice):
    community.make_revision(rfc, 1, [FIRST, CHANGED])
    second = revise(rfc, FIRST, SECOND)
    comments.start_thread(
        Rfc.objects.get(pk=rfc.pk), second, by=alice, block=block_id(SECOND), body="?"
    )
    html = page(client, rfc, 1)
    assert 'Written on <a href="/rfcs/oas/0007/2/' in html


def test_yes_resolves_by_the_authors_own_act(client, rfc, thread):
    revise(rfc, FIRST, CHANGED, THIRD)
    project(rfc)
    thread.refresh_from_db()
    assert thread.resolved_at is None
    client.force_login(thread.started_by.user)
    url = reverse("rfcs:addressed", args=["oas", rfc.slug, thread.pk])
    client.post(url, {"revision": "2", "addressed": "yes"})
    thread.refresh_from_db()
    assert thread.resolved_by == thread.started_by
    assert thread.resolved_why == "Addressed in revision 2."


def test_no_keeps_it_open_and_asks_again_only_after_another_change(client, rfc, thread):
    second = revise(rfc, FIRST, CHANGED, THIRD)
    project(rfc)
    projections.answer(thread, second, by=thread.started_by.user, addressed=False)
    client.force_login(thread.started_by.user)
    assert "Yes, resolve it" not in page(client, rfc)
    revise(rfc, "New.", FIRST, CHANGED, THIRD)
    project(rfc)
    assert "Yes, resolve it" not in page(client, rfc)
    revise(rfc, FIRST, CHANGED.replace("closed", "secret"), THIRD)
    project(rfc)
    assert "Yes, resolve it" in page(client, rfc)


def test_nobody_else_answers_for_the_author(rfc, thread, maintainer):
    second = revise(rfc, FIRST, CHANGED, THIRD)
    project(rfc)
    with pytest.raises(NotPermitted):
        projections.answer(thread, second, by=maintainer, addressed=True)


@pytest.mark.parametrize("carried", [True, False])
def test_twenty_threads_and_a_hundred_cost_the_same_queries(
    client, rfc, revision, alice, carried
):
    def threads(count):
        for number in range(count):
            comments.start_thread(
                rfc, revision, by=alice, block=block_id(SECOND), body=f"No. {number}"
            )

    revise(rfc, FIRST, CHANGED, THIRD)
    counts = []
    for count in (20, 80):
        threads(count)
        if carried:
            project(rfc)
        page(client, rfc)
        with CaptureQueriesContext(connection) as queries:
            page(client, rfc)
        counts.append(len(queries))
    assert counts[0] == counts[1]
