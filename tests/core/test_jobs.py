"""Jobs are done once, retried when they fail, and survive their worker."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from core import jobs
from core.errors import InvalidInput
from core.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture
def calls(monkeypatch):
    done: list[dict] = []
    monkeypatch.setitem(jobs._handlers, "test.note", lambda **given: done.append(given))
    return done


def raising(error):
    def handler(**_):
        raise error

    return handler


def test_a_job_is_done_with_its_arguments(calls):
    job = jobs.enqueue("test.note", number=3)
    assert jobs.run(job.pk)
    assert calls == [{"number": 3}]
    assert Job.objects.get().state == Job.State.DONE


def test_a_second_worker_does_not_do_it_again(calls):
    job = jobs.enqueue("test.note")
    assert [jobs.run(job.pk), jobs.run(job.pk)] == [True, False]
    assert len(calls) == 1


def test_a_rolled_back_change_leaves_no_job():
    def change():
        with transaction.atomic():
            jobs.enqueue("test.note")
            raise InvalidInput("No.")

    with pytest.raises(InvalidInput):
        change()
    assert not Job.objects.exists()


def test_the_same_key_is_queued_once(calls):
    first = jobs.enqueue("test.note", key="a")
    assert jobs.enqueue("test.note", key="a") is None
    jobs.run(first.pk)
    assert jobs.enqueue("test.note", key="a") is not None


def test_a_failing_job_waits_longer_each_time_and_then_says_why(monkeypatch, caplog):
    monkeypatch.setitem(jobs._handlers, "test.note", raising(OSError("disk full")))
    job = jobs.enqueue("test.note")
    for attempt in range(1, jobs.MAX_ATTEMPTS + 1):
        Job.objects.update(due_at=timezone.now())
        assert jobs.run(job.pk)
        job.refresh_from_db()
        assert job.attempts == attempt
    assert (job.state, job.error) == (Job.State.FAILED, "disk full")


def test_a_refusal_is_not_retried(monkeypatch, caplog):
    refusal = InvalidInput("No such repository.")
    monkeypatch.setitem(jobs._handlers, "test.note", raising(refusal))
    job = jobs.enqueue("test.note")
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (Job.State.FAILED, 1)


def test_a_job_whose_worker_died_is_given_to_another(calls):
    job = jobs.enqueue("test.note")
    now = timezone.now()
    Job.objects.update(state="running", lease_until=now - timedelta(seconds=1))
    assert jobs.sweep(at=now) == [job.pk]
    assert jobs.run(job.pk)
    assert len(calls) == 1


def test_a_running_job_with_a_lease_is_left_alone(calls):
    now = timezone.now()
    job = jobs.enqueue("test.note")
    Job.objects.update(state="running", lease_until=now + timedelta(seconds=9))
    assert jobs.sweep(at=now) == []
    assert not jobs.run(job.pk)
