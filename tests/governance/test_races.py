"""Whatever the race, each elector has one vote and everybody sees one count."""

import threading
from collections import Counter
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import connection, connections
from django.utils import timezone

from governance import audit, ballots, counting, mandates, policies
from governance.errors import BallotClosed, BallotNotReady
from governance.models import Ballot, MandateEnd, Vote
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
        except (BallotClosed, BallotNotReady) as refusal:
            results.append(type(refusal).__name__)
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


def test_mandates_that_come_and_go_at_the_deadline_are_counted_or_not(racing_ballot):
    """50 casts and changes, mandates given and ended, early and late closings."""
    ballot, people = racing_ballot
    rules = {"weights": community.EASY, "ballots": {"proxies": 9}}
    policies.adopt_policy(ballot.project, "rules", rules, by=None)
    kept = {**ballot.rules, "proxies": 9, "early-close-days": 0}
    Ballot.objects.filter(pk=ballot.pk).update(rules=kept)
    ballot.refresh_from_db()
    given = [
        mandates.give(ballot.project, by=person, proxy=proxy.contributor, ballot=ballot)
        for person, proxy in pairwise(people[:5])
    ]
    deadline = timezone.now() + timedelta(seconds=1)
    Ballot.objects.filter(pk=ballot.pk).update(closes_at=deadline)

    def at(n, act):
        def run():
            due = (deadline - timezone.now()).total_seconds() - 0.2 + n / 100
            threading.Event().wait(max(0, due))
            return act()

        return run

    def cast(n):
        choice = "yes" if n % 3 else "no"
        return at(
            n,
            lambda: ballots.cast_vote(
                ballot, by=people[4 + n % 6], choice=choice, reason=str(n)
            ),
        )

    def end(n):
        return at(n * 10, lambda: mandates.end(given[n], by=people[n]))

    workers = [cast(n) for n in range(THREADS)] + [end(n) for n in range(4)]
    workers += [at(20, lambda: ballots.close_ballot(ballot))] * 3
    workers += [at(21, lambda: ballots.close_if_settled(ballot))] * 2
    results = race(workers)
    kinds = {type(result).__name__ for result in results}
    assert kinds <= {"Vote", "Ballot", "MandateEnd", "str"}, results
    assert MandateEnd.objects.count() == 4
    closed = ballots.close_ballot(ballot, at=deadline + timedelta(seconds=9))
    assert counting.count(closed).as_json() == closed.tally
    assert list(audit.examine()) == []
