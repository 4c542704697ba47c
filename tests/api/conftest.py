"""A small world for the API to show."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from contributors.models import Contributor, Organisation
from governance.models import (
    Appeal,
    Ballot,
    Decision,
    Elector,
    FollowUp,
    Mandate,
    Policy,
    RollRequest,
    Vote,
)
from ledger import log
from mirror.models import Problem, Project, Repository
from rfcs.models import Comment, Concern, Proposal, Review, Revision, Rfc, Thread
from roadmap.evidence.models import Evidence, Matrix
from roadmap.models import (
    Edition,
    EditionItem,
    Fate,
    Feedback,
    Milestone,
    ProposalAnswer,
    StatusUpdate,
)
from roadmap.models import Proposal as RoadmapProposal
from roadmap.programmes.models import (
    AdopterReport,
    Application,
    Audit,
    AuditFinding,
    AuditReport,
    Criteria,
)

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


def make_rfc(project, repository, number, **fields):
    rfc = Rfc.objects.create(
        project=project,
        repository=repository,
        slug=str(number),
        number=f"{number:04}",
        number_sort=number,
        path=f"rfcs/{number:04}.md",
        format="althing",
        title=f"Proposal {number}",
        status="Draft",
        phase="draft",
        authors=[{"name": "Ada"}],
        changed_at=NOW,
        revision_count=1,
        **fields,
    )
    rfc.current_revision = Revision.objects.create(
        rfc=rfc,
        index=1,
        commit_oid=f"{number:040x}",
        blob_oid=f"{number + 1:040x}",
        path=rfc.path,
        markup="markdown",
        title=rfc.title,
        status="Draft",
        author_name="Ada",
        author_email="ada@example.org",
        subject="Propose.",
        committed_at=NOW,
    )
    rfc.save()
    return rfc


def make_problem(repository, path):
    return Problem.objects.create(
        repository=repository,
        source="rfcs",
        path=path,
        code="unknown-status",
        message="Nobody knows this status.",
        seen_at=NOW,
    )


@pytest.fixture
def world(db):
    project = Project.objects.create(slug="oas", name="OAS", created_at=NOW)
    repository = Repository.objects.create(
        project=project, name="oas-rfcs", url="https://example.org/r", added_at=NOW
    )
    ada = Contributor.objects.create(name="Ada", created_at=NOW)
    acme = Organisation.objects.create(slug="acme", name="Acme", created_at=NOW)
    rfc = make_rfc(project, repository, 7)
    make_problem(repository, rfc.path)
    revision = rfc.current_revision
    thread = Thread.objects.create(
        rfc=rfc, revision=revision, started_by=ada, started_at=NOW
    )
    shared = {"rfc": rfc, "posted_at": NOW}
    Comment.objects.create(thread=thread, author=ada, body="Hm.", html="Hm.", **shared)
    Review.objects.create(
        revision=revision, reviewer=ada, weight="5/2", verdict="approve", **shared
    )
    Concern.objects.create(
        rfc=rfc, revision=revision, name="n", reason="r", html="r",
        raised_by=ada, raised_at=NOW,
    )  # fmt: skip
    Proposal.objects.create(
        rfc=rfc, repository=repository, key="refs/pull/4/head", ref="refs/pull/4/head",
        label="#4", path=rfc.path, base_oid="a" * 40, head_oid="b" * 40, adds=False,
        revision=revision, opened_at=NOW, pushed_at=NOW,
    )  # fmt: skip
    policy = Policy.objects.create(
        project=project, name="p", version=1, body={}, body_hash="0", adopted_at=NOW
    )
    ballot = Ballot.objects.create(
        project=project, subject_kind="rfc", subject_key=str(rfc.pk),
        subject_revision=revision.commit_oid, subject_title=rfc.title,
        subject_url="/rfcs/oas/7/", question="Accept?", policy=policy,
        method="threshold", options=["yes", "no", "abstain"], state="decided",
        created_by=ada, opens_at=NOW, closes_at=NOW + timedelta(days=1),
        frozen_hash="f" * 64,
    )  # fmt: skip
    elector = Elector.objects.create(
        ballot=ballot, contributor=ada, organisation=acme,
        affiliation="organisation", raw_weight=7, weight="5/2",
    )  # fmt: skip
    Vote.objects.create(
        ballot=ballot, elector=elector, sequence=1, choice="yes", cast_at=NOW
    )
    decision = Decision.objects.create(
        project=project, number=1, ballot=ballot, disposition="accept", outcome="Yes.",
        outcome_html="Yes.", decided_by=ada, decided_at=NOW,
    )  # fmt: skip
    FollowUp.objects.create(
        decision=decision, kind="review", task="See whether it holds.",
        due_on=NOW.date(), by=ada, agreed_at=NOW,
    )  # fmt: skip
    Appeal.objects.create(
        decision=decision, by=ada, reason="Too fast.", filed_at=NOW, rule_by=NOW
    )
    RollRequest.objects.create(
        ballot=ballot, contributor=ada, reason="I wrote it.", asked_at=NOW
    )
    bob = Contributor.objects.create(name="Bob", created_at=NOW)
    Mandate.objects.create(
        project=project, ballot=ballot, principal=ada, proxy=bob, given_at=NOW
    )
    Milestone.objects.create(
        project=project, repository=repository, key="m1", path="m1.yaml",
        format="althing", title="Ship", commit_oid="a" * 40, blob_oid="b" * 40,
    )  # fmt: skip
    StatusUpdate.objects.create(
        milestone=Milestone.objects.get(), author=ada, state="on-track", text="Good.",
        text_html="<p>Good.</p>", posted_at=NOW,
    )  # fmt: skip
    Evidence.objects.create(
        project=project, repository=repository, rule_hash="7" * 64,
        rule={"kind": "tag", "pattern": "v1"}, commit_oid="c" * 40, committed_at=NOW,
        tag="v1", tag_oid="c" * 40, found_at=NOW,
    )  # fmt: skip
    Matrix.objects.create(
        project=project, repository=repository, slug="hardware", title="Hardware",
        rows=[{"id": "gpu", "title": "GPU", "group": "", "values": {}}],
        columns=[{"id": "v1", "title": "v1", "group": "", "values": {}}],
        path="m.yaml", commit_oid="a" * 40, blob_oid="b" * 40,
    )  # fmt: skip
    criteria = Criteria.objects.create(
        project=project, repository=repository, slug="ready", version=1, title="Ready",
        path="d.yaml", commit_oid="a" * 40, blob_oid="b" * 40, content_hash="0" * 64,
        imported_at=NOW,
    )  # fmt: skip
    Application.objects.create(
        criteria=criteria, product="Fjord", applicant=ada, statement="S",
        statement_html="S", filed_at=NOW,
    )  # fmt: skip
    audit = Audit.objects.create(
        project=project, repository=repository, slug="build", title="Build", path="a"
    )
    report = AuditReport.objects.create(
        audit=audit, report_hash="0" * 64, link="https://example.org/r", auditor="T",
        done_on=NOW.date(), by=ada, filed_at=NOW,
    )  # fmt: skip
    AuditFinding.objects.create(
        report=report, reference="1", title="A", severity="low", by=ada, filed_at=NOW
    )
    AdopterReport.objects.create(
        milestone=Milestone.objects.get(), reporter=ada, adopter="Acme", metric="Speed",
        value="1", unit="s", method="M", hardware="H", commit_oid="c" * 40,
        link="https://example.org/d", filed_at=NOW, state="shown",
    )  # fmt: skip
    edition = Edition.objects.create(
        project=project, year=2026, number=0, title="2026", drafted_by=ada,
        drafted_at=NOW,
    )  # fmt: skip
    line = EditionItem.objects.create(
        edition=edition, milestone=Milestone.objects.get(), position=1,
        facts={"id": "m1"},
    )  # fmt: skip
    Fate.objects.create(
        edition=edition, earlier=line, kind="done", reason="Its file says so.",
        told_at=NOW,
    )  # fmt: skip
    Edition.objects.update(
        state="published", published_at=NOW, published_by=ada,
        json_bytes=b'{"items":[]}', json_hash="0" * 64, markdown_bytes=b"",
        markdown_hash="0" * 64,
    )  # fmt: skip
    wish = RoadmapProposal.objects.create(
        project=project, year=2026, title="A panel", motivation="M", proposed_by=ada,
        motivation_html="M", proposed_at=NOW,
    )  # fmt: skip
    Feedback.objects.create(
        project=project, year=2026, proposal=wish, stance="concern", body="Too much.",
        html="Too much.", author=ada, weight="5/2", posted_at=NOW,
    )  # fmt: skip
    ProposalAnswer.objects.create(
        proposal=wish, outcome="taken", reason="Yes.", answered_by=ada, answered_at=NOW,
        milestone=Milestone.objects.get(),
    )  # fmt: skip
    return SimpleNamespace(**locals())


@pytest.fixture
def logged(world):
    log.append("log.note", {"number": 1}, entry_id="0" * 32)
    log.sequence()
    return world
