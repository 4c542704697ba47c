"""Of two who do the same at once, one does it and the other is told."""

import threading
import time

import pytest
from django.db import connection, connections, transaction

from ledger.models import Pending
from mirror import repositories
from rfcs import comments, documents
from rfcs.models import Rfc, ThreadEvent
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


def test_imports_of_one_project_at_once_give_each_document_its_own_address(
    transactional_db, git_server, settings, tmp_path
):
    settings.MIRROR_DIR = tmp_path / "mirrors"
    project = community.make_project()
    mirrored = []
    for name in ("one", "two"):
        served = git_server.create(f"{name}.git")
        text = f"---\nnumber: 7\ntitle: {name}\nstatus: draft\n---\n\nWords.\n"
        served.commit({"rfcs/0007-a.md": text})
        mirrored.append(repositories.add(served.url, project=project, name=name))
        repositories.fetch(mirrored[-1])
    results = []

    def run():
        try:
            results.append(documents.import_documents(mirrored[1]).documents)
        finally:
            connections.close_all()

    late = threading.Thread(target=run)
    with transaction.atomic():
        documents.import_documents(mirrored[0])
        late.start()
        wait_until_somebody_waits()
    late.join(120)
    assert results == [1]
    slugs = Rfc.objects.order_by("repository__name").values_list("slug", flat=True)
    assert list(slugs) == ["7", "7-a"]


def wait_until_somebody_waits():
    """Return once another connection waits for what this transaction holds."""
    waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"
    deadline = time.monotonic() + 120
    with connection.cursor() as cursor:
        while cursor.execute(waiting).fetchone() == (0,):
            assert time.monotonic() < deadline
            time.sleep(0.02)
