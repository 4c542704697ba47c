"""Whatever the race, each elector has one vote and everybody sees one count."""

import threading
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.utils import timezone

from governance import audit, ballots, counting
from governance.errors import BallotClosed
from governance.models import Ballot, Vote
from tests.governance import community

THREADS = 50

# Threads share SQLite's test database in memory, which has locks of another kind
# than the files that it runs on.
pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL"),
]


@pytest.fixture
def racing_ballot(transactional_db):
    project = community.make_project()
    rfc = community.make_rfc(project)
    maintainer = community.make_maintainer(project)
    people = [
        community.make_voter(project, f"voter{n}", ["", "acme", "borg"][n % 3])
        for n in range(10)
    ]
    ballot = community.open_ballot(rfc, maintainer)
    return ballot, people


def race(workers):
    barrier, results = threading.Barrier(len(workers)), []

    def run(worker):
        try:
            barrier.wait(30)
            results.append(worker())
        except BallotClosed:
            results.append("closed")
        except Exception as error:  # noqa: BLE001  shown by the assertion
            results.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(w,)) for w in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert len(results) == len(workers)
    return results


def sequences(ballot):
    rows = Vote.objects.filter(ballot=ballot).values_list("elector", "sequence")
    by_elector = {}
    for elector, sequence in rows:
        by_elector.setdefault(elector, []).append(sequence)
    return by_elector


def test_one_elector_in_many_browsers_has_one_vote(racing_ballot):
    ballot, people = racing_ballot
    answers = ["yes", "no", "abstain"]

    def cast(n):
        return lambda: ballots.cast_vote(
            ballot, by=people[0], choice=answers[n % 3], reason=str(n)
        )

    results = race([cast(n) for n in range(THREADS)])
    assert all(isinstance(result, Vote) for result in results), results
    (numbers,) = sequences(ballot).values()
    assert sorted(numbers) == list(range(1, THREADS + 1))
    assert Vote.objects.filter(ballot=ballot).current().count() == 1
    assert counting.count(ballot).figures["voters"] == 1


def test_votes_changes_and_closings_at_the_deadline_give_one_result(racing_ballot):
    ballot, people = racing_ballot
    deadline = timezone.now() + timedelta(seconds=1)
    Ballot.objects.filter(pk=ballot.pk).update(closes_at=deadline)

    def cast(n):
        def act():
            threading.Event().wait(
                max(0, (deadline - timezone.now()).total_seconds() - 0.3 + n / 80)
            )
            choice = "yes" if n % 4 else "no"
            return ballots.cast_vote(
                ballot, by=people[n % len(people)], choice=choice, reason=str(n)
            )

        return act

    def close():
        threading.Event().wait(max(0, (deadline - timezone.now()).total_seconds()))
        return ballots.close_ballot(ballot)

    results = race([cast(n) for n in range(THREADS)] + [close] * 4)
    kinds = Counter(type(result).__name__ for result in results)
    assert kinds.keys() <= {"Vote", "Ballot", "str"}, results
    tallies = [r.tally for r in results if isinstance(r, Ballot)]
    assert len(tallies) == 4
    assert all(tally == tallies[0] for tally in tallies)
    assert counting.count(ballot).as_json() == tallies[0]
    recorded = [r for r in results if isinstance(r, Vote)]
    assert all(vote.cast_at < deadline for vote in recorded)
    assert Vote.objects.filter(ballot=ballot).count() == len(recorded)
    for numbers in sequences(ballot).values():
        assert sorted(numbers) == list(range(1, len(numbers) + 1))
    assert list(audit.examine()) == []
