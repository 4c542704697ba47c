"""A sync brings everything up to the remote, and one broken step costs only itself."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from config import pipeline, tasks
from contributors.models import Contribution
from core.errors import InvalidInput
from core.models import Job
from ledger import log
from mirror import projects, repositories
from mirror.models import Commit, Fetch, Problem, Repository
from rfcs.models import Rfc, Style, Text
from tests.servers import free_port


@pytest.fixture
def served(git_server):
    return git_server.create()


@pytest.fixture
def repository(db, served, settings, tmp_path):
    settings.MIRROR_DIR = tmp_path / "mirrors"
    return repositories.add(
        served.url, project=projects.ensure("oas"), holds=("rfcs", "roadmap", "code")
    )


def test_a_sync_reads_commits_and_contributions(repository, served):
    head = served.commit({"README.md": "# Hello\n"}, "Begin")
    report = pipeline.sync(repository)
    assert (report.head, report.commits, report.failures) == (head, 1, [])
    assert Commit.objects.count() == Contribution.objects.count() == 1


def test_a_second_sync_finds_nothing_new(repository, served):
    served.commit({"README.md": "# Hello\n"}, "Begin")
    pipeline.sync(repository)
    report = pipeline.sync(repository)
    assert (report.commits, report.documents, report.revisions) == (0, 0, 0)
    assert Commit.objects.count() == Contribution.objects.count() == 1


def test_an_empty_repository_is_no_failure(repository):
    report = pipeline.sync(repository)
    assert report.failures == []
    assert [problem["code"] for problem in report.problems] == ["empty-repository"]


def test_a_step_that_breaks_is_recorded_and_the_others_go_on(
    repository, served, monkeypatch
):
    def broken(*_, **__):
        raise ZeroDivisionError

    served.commit({"README.md": "# Hello\n"}, "Begin")
    with monkeypatch.context() as patch:
        patch.setattr("rfcs.documents.import_documents", broken)
        report = pipeline.sync(repository)
    assert report.failures == ["Reading documents stopped: ZeroDivisionError."]
    assert Contribution.objects.exists()
    assert Problem.objects.filter(code="documents-failed").exists()
    assert pipeline.sync(repository).failures == []
    assert not Problem.objects.filter(code="documents-failed").exists()


def test_a_step_says_its_reason(repository, served, monkeypatch):
    def refused(*_, **__):
        raise InvalidInput("The tree is too large.")

    served.commit({"README.md": "# Hello\n"}, "Begin")
    monkeypatch.setattr("contributors.contributions.count", refused)
    report = pipeline.sync(repository)
    assert report.failures == ["Reading contributions stopped: The tree is too large."]


def test_what_was_read_is_kept_while_the_remote_is_away(repository, served):
    head = served.commit({"README.md": "# Hello\n"}, "Begin")
    pipeline.sync(repository)
    repository.url = f"http://127.0.0.1:{free_port()}/x"
    repository.save()
    report = pipeline.sync(repository)
    assert report.failures == ["The server does not answer."]
    assert report.head == head
    assert report.as_json().keys() == {
        "repository", "head", "documents", "revisions", "commits",
        "problems", "seconds",
    }  # fmt: skip


def test_the_job_syncs_a_repository_that_is_still_mirrored(repository, served):
    served.commit({"README.md": "# Hello\n"}, "Begin")
    tasks.sync(repository=repository.pk)
    assert Commit.objects.count() == 1
    repositories.retire(repository)
    tasks.sync(repository=repository.pk)
    assert Fetch.objects.count() == 1


def test_a_large_first_import_leaves_the_reckoning_to_a_job(
    repository, served, monkeypatch
):
    monkeypatch.setattr("config.pipeline.LARGE", 0)
    text = "---\nnumber: 7\ntitle: Lamps\nstatus: draft\n---\n\nWords.\n"
    served.commit({"rfcs/0007-lamps.md": text}, "Begin")
    tasks.sync(repository=repository.pk)
    assert Rfc.objects.get().title == "Lamps"
    assert not Text.objects.exists()
    assert not Commit.objects.exists()
    repository.refresh_from_db()
    assert "commits, weights and search follow" in repository.doing
    assert Job.objects.get(name="mirror.finish").arguments == {
        "repository": repository.pk
    }
    tasks.finish(repository=repository.pk)
    assert Text.objects.exists()
    assert Commit.objects.count() == Contribution.objects.count() == 1
    repository.refresh_from_db()
    assert repository.doing == ""


def test_a_push_before_the_reckoning_leaves_it_to_the_same_job(
    repository, served, monkeypatch
):
    monkeypatch.setattr("config.pipeline.LARGE", 1)
    served.commit({"a.md": "a\n"}, "Begin")
    served.commit({"b.md": "b\n"}, "Go on")
    tasks.sync(repository=repository.pk)
    served.commit({"c.md": "c\n"}, "Go on")
    tasks.sync(repository=repository.pk)
    assert Job.objects.filter(name="mirror.finish").count() == 1
    tasks.finish(repository=repository.pk)
    assert Commit.objects.count() == Contribution.objects.count() == 3


def test_a_small_first_import_is_done_at_once(repository, served, monkeypatch):
    monkeypatch.setattr("config.pipeline.LARGE", 1)
    served.commit({"a.md": "a\n"}, "Begin")
    tasks.sync(repository=repository.pk)
    assert not Job.objects.filter(name="mirror.finish").exists()
    assert Contribution.objects.count() == 1


def test_an_idle_sync_counts_nothing_again(repository, served, monkeypatch):
    served.commit({"README.md": "# Hello\n"}, "Begin")
    pipeline.sync(repository)
    monkeypatch.setattr("contributors.contributions.count", None)
    assert pipeline.sync(repository).failures == []


@pytest.fixture
def steps(repository, monkeypatch):
    """The steps of each sync from now on, as their names."""
    taken, known = [], pipeline._steps

    def tell(repository):
        found = known(repository)
        taken.append(list(found))
        return found

    monkeypatch.setattr(pipeline, "_steps", tell)
    return taken


def settle(repository, served):
    served.commit({"README.md": "# Hello\n"}, "Begin")
    pipeline.sync(repository)
    pipeline.sync(repository)  # what the first one wrote is seen by the second


def test_an_idle_sync_takes_no_step(repository, served, steps):
    settle(repository, served)
    steps.clear()
    report = pipeline.sync(repository)
    assert (report.failures, steps) == ([], [])
    assert Fetch.objects.count() == 3


def test_an_idle_sync_asks_little_and_writes_once(
    repository, served, django_assert_num_queries
):
    settle(repository, served)
    # two of them are the savepoint around the row of the fetch
    with django_assert_num_queries(9) as asked:
        pipeline.sync(repository)
    verbs = [query["sql"].split(" ")[0] for query in asked.captured_queries]
    assert (verbs.count("INSERT"), verbs.count("UPDATE")) == (1, 1)


@pytest.mark.parametrize("what", ["commit", "tag", "style", "entry", "sibling", "hour"])
def test_whatever_moved_since_is_read(repository, served, steps, what):
    settle(repository, served)
    steps.clear()
    later = timezone.now()
    if what == "commit":
        served.commit({"b.md": "b\n"}, "Go on")
    elif what == "tag":
        served.git("tag", "v1")
    elif what == "style":
        Style.objects.update_or_create(
            repository=repository,
            defaults={"mapping": "fields: {}", "changed_at": timezone.now()},
        )
    elif what == "entry":
        log.append("log.note", {"number": 1}, entry_id="0" * 32)
    elif what == "sibling":
        Repository.objects.create(
            project=repository.project, name="b", url="https://b", added_at=later
        )
    else:
        later += timedelta(hours=1)
    with time_machine.travel(later):
        pipeline.sync(repository)
    assert len(steps) == 1


def test_what_failed_is_tried_at_the_next_sync(repository, served, steps, monkeypatch):
    settle(repository, served)
    with monkeypatch.context() as broken:
        broken.setattr("search.index.index_repository", None)
        served.commit({"b.md": "b\n"}, "Go on")
        assert pipeline.sync(repository).failures
    steps.clear()
    assert pipeline.sync(repository).failures == []
    assert len(steps) == 1


@pytest.mark.parametrize("what", ["style", "entry"])
def test_what_moves_during_a_sync_is_read_by_the_next(
    repository, served, steps, monkeypatch, what
):
    settle(repository, served)
    served.commit({"b.md": "b\n"}, "Go on")

    def act(_repository):
        if what == "style":
            Style.objects.update_or_create(
                repository=repository,
                defaults={"mapping": "fields: {}", "changed_at": timezone.now()},
            )
        else:
            log.append("log.note", {"number": 1}, entry_id="0" * 32)

    with monkeypatch.context() as late:
        late.setattr("search.index.index_repository", act)
        assert pipeline.sync(repository).failures == []
    steps.clear()
    pipeline.sync(repository)
    assert len(steps) == 1
