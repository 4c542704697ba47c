"""Of two who do the same at once, one does it and the other is told."""

import threading

import pytest
from django.db import connection, connections

from ledger.models import Pending
from rfcs import comments
from rfcs.models import ThreadEvent
from tests.rfcs import community

# Threads share SQLite's test database in memory, which has locks of another kind
# than the files that it runs on.
pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL"),
]


def test_of_many_who_resolve_at_the_same_moment_one_does_and_no_word_is_lost(
    transactional_db,
):
    project = community.make_project()
    rfc = community.make_rfc(community.make_repository(project))
    revision = community.make_revision(rfc, 1)
    people = [community.make_user(f"m{number}") for number in range(6)]
    for person in people:
        community.make_maintainer(person, project)
    thread = comments.start_thread(rfc, revision, by=people[0], body="Why?")
    barrier, results = threading.Barrier(len(people)), []

    def run(person):
        barrier.wait(30)
        try:
            done = comments.settle(
                thread, by=person, kind=comments.RESOLVED, reason=f"Says {person.pk}"
            )
            results.append((person, done))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(person,)) for person in people]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    assert len(results) == len(people)
    (winner,) = [person for person, done in results if done.changed]
    event = ThreadEvent.objects.get()
    assert event.by == winner.contributor
    late = {f"Says {person.pk}" for person in people if person != winner}
    assert {c.body for c in thread.comments.all()} == {"Why?", *late}
    told = {done.thread.resolved_by for _, done in results}
    assert told == {winner.contributor}
    assert Pending.objects.filter(kind="thread.settled").count() == 1
