"""A project with people, a roadmap repository and milestones."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contributors.models import Contributor, User
from governance.models import Ballot, Decision, Elector, Policy, Role, Vote
from mirror.models import Project, Repository
from rfcs.models import Review, Revision, Rfc
from roadmap.models import Edition, EditionItem, Milestone, Track

COMMIT = "c" * 40
BLOB = "b" * 40


def make_person(email):
    user = User.objects.create_user(email)
    Contributor.objects.create(
        name=email.split("@")[0].title(), user=user, created_at=timezone.now()
    )
    return user


@pytest.fixture
def project(db):
    return Project.objects.create(
        slug="stack", name="Open Stack", created_at=timezone.now()
    )


@pytest.fixture
def maintainer(project):
    user = make_person("mia@example.org")
    Role.objects.create(
        project=project,
        contributor=user.contributor,
        name=Role.Name.MAINTAINER,
        granted_at=timezone.now(),
    )
    return user


@pytest.fixture
def passer_by(db):
    return make_person("pat@example.org")


@pytest.fixture
def repository(project):
    return Repository.objects.create(
        project=project,
        name="roadmap",
        url="https://example.org/roadmap.git",
        holds_roadmap=True,
        added_at=timezone.now(),
    )


@pytest.fixture
def track(project):
    return Track.objects.create(
        project=project, slug="kernel", title="Kernel", position=1
    )


@pytest.fixture
def make_milestone(project, repository, track):
    def make(key, **fields):
        values = {
            "project": project,
            "repository": repository,
            "track": track,
            "path": f"milestones/{key}.yaml",
            "format": "althing",
            "title": f"The {key}",
            "target": "2026-Q3",
            "target_kind": "quarter",
            "target_date": "2026-09-30",
            "status": "planned",
            "state": "planned",
            "commit_oid": COMMIT,
            "blob_oid": BLOB,
            "committed_at": timezone.now(),
        }
        return Milestone.objects.create(key=key, **(values | fields))

    return make


@pytest.fixture
def draft(project, maintainer, make_milestone):
    edition = Edition.objects.create(
        project=project,
        year=2026,
        number=0,
        title="Roadmap 2026",
        drafted_by=maintainer.contributor,
        drafted_at=timezone.now(),
    )
    for position, key in enumerate(["driver", "scheduler"]):
        EditionItem.objects.create(
            edition=edition, milestone=make_milestone(key), position=position
        )
    return edition


@pytest.fixture
def rfc(project, repository, maintainer):
    now = timezone.now()
    made = Rfc.objects.create(
        project=project,
        repository=repository,
        slug="7-licences",
        number="7",
        number_sort=7,
        path="rfcs/0007-licences.md",
        format="althing",
        title="Licences",
        status="Accepted",
        changed_at=now,
    )
    revision = Revision.objects.create(
        rfc=made,
        index=1,
        commit_oid="a" * 40,
        blob_oid="e" * 40,
        path=made.path,
        markup="markdown",
        title="Licences",
        author_name="Ada",
        author_email="ada@example.org",
        subject="rfc: Say what a licence must allow",
        committed_at=now,
    )
    Review.objects.create(
        rfc=made,
        revision=revision,
        reviewer=maintainer.contributor,
        weight="5/2",
        verdict="approve",
        posted_at=now,
    )
    made.current_revision = revision
    made.save()
    return made


@pytest.fixture
def make_decision(project, maintainer, rfc):
    policy = Policy.objects.create(
        project=project,
        name="usual",
        version=1,
        body={},
        body_hash="0" * 64,
        adopted_at=timezone.now(),
    )

    def make(disposition="accept", votes=("yes", "yes", "no")):
        now = timezone.now()
        ballot = Ballot.objects.create(
            project=project,
            subject_kind="rfc",
            subject_key=str(rfc.pk),
            subject_revision=rfc.current_revision.commit_oid,
            subject_title="Licences",
            subject_url="/rfcs/stack/7-licences/",
            question="Accept RFC 7?",
            policy=policy,
            method="threshold",
            state=Ballot.State.DECIDED,
            created_by=maintainer.contributor,
            opens_at=now - timedelta(days=10),
            closes_at=now - timedelta(days=1),
            closed_at=now - timedelta(days=1),
            frozen=b"{}",
            frozen_hash="9" * 64,
            tally={"passed": True, "winners": []},
        )
        for n, choice in enumerate(votes):
            elector = Elector.objects.create(
                ballot=ballot,
                contributor=make_person(f"e{n}-{ballot.pk}@example.org").contributor,
                affiliation="independent",
                raw_weight=1,
                weight="1",
            )
            Vote.objects.create(
                ballot=ballot, elector=elector, sequence=1, choice=choice, cast_at=now
            )
        return Decision.objects.create(
            project=project,
            number=Decision.objects.count() + 1,
            ballot=ballot,
            disposition=disposition,
            outcome="So be it.",
            outcome_html="<p>So be it.</p>",
            decided_by=maintainer.contributor,
            decided_at=now,
        )

    return make


@pytest.fixture
def decision(make_decision):
    return make_decision()


@pytest.fixture
def count_queries():
    def count(act):
        with CaptureQueriesContext(connection) as queries:
            act()
        return len(queries)

    return count
