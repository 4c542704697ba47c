"""Audits: declared in a file, reported, settled; and what they hold up."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from core.errors import Conflict, InvalidInput, NotPermitted
from ledger.models import Pending
from mirror import repositories
from mirror.models import Problem
from roadmap import audits, editions
from roadmap.programmes import auditing
from roadmap.programmes.importing import import_programmes
from roadmap.programmes.models import Audit, AuditFinding

FILE = """\
blocks: {overdue: true, findings: high}
audits:
  - id: build
    title: Build machinery
    artefacts: [runtime]
    scope: From commit to package.
    auditor: Tern Security
    due: 2026-03-31
  - {id: later, title: Later, due: 2099-01-01, blocks: {}}
"""
DAY = date(2026, 6, 1)


@pytest.fixture
def served(git_server, settings, tmp_path):
    settings.MIRROR_DIR = tmp_path / "mirrors"
    return git_server.create("plans.git")


@pytest.fixture
def declare(project, served):
    homes = []

    def declare(files):
        served.commit(files)
        if not homes:
            homes.append(
                repositories.add(served.url, project=project, holds=("roadmap",))
            )
        fetch = repositories.fetch(homes[0])
        assert not fetch.error_code
        import_programmes(homes[0])

    return declare


@pytest.fixture
def audit(project, repository):
    return Audit.objects.create(
        project=project,
        repository=repository,
        slug="build",
        title="Build machinery",
        due="2026-03-31",
        overdue_blocks=True,
        blocking="high",
        path="audits/2026.yaml",
    )


@pytest.fixture
def report(audit, maintainer):
    return auditing.file_report(
        audit,
        by=maintainer,
        report_hash="AB" * 32,
        link="https://example.org/report.pdf",
        done_on=date(2026, 4, 2),
        auditor="Tern Security",
    )


def held(project):
    return [(h.code, h.sentence) for h in audits.blockers(project, on=DAY)]


def test_audits_arrive_from_their_file_and_stay_when_it_goes(declare, project):
    declare({"audits/2026.yaml": FILE})
    found = Audit.objects.get(slug="build")
    assert (found.artefacts, str(found.due)) == (["runtime"], "2026-03-31")
    assert (found.overdue_blocks, found.blocking) == (True, "high")
    assert not Audit.objects.get(slug="later").overdue_blocks
    declare({"audits/2026.yaml": FILE.replace("2026-03-31", "2026-02-30")})
    assert Problem.objects.get(source="programmes").code == "no-such-date"
    declare({"audits/2026.yaml": None})
    assert not Audit.objects.standing().exists()
    assert Audit.objects.count() == 2


def test_an_overdue_audit_holds_up_a_publication_until_it_is_reported(
    audit, project, maintainer, draft
):
    assert held(project) == [
        (
            "audit-overdue",
            "The audit “Build machinery” was due on 31 March 2026 and is missing.",
        )
    ]
    with pytest.raises(Conflict, match="Build machinery"):
        editions.publish(draft, by=maintainer)


def test_open_findings_hold_up_a_publication_until_they_are_settled(
    audit, report, project, maintainer
):
    assert held(project) == []
    low = auditing.record_finding(
        report, by=maintainer, reference="F-1", title="A typo", severity="low"
    )
    assert held(project) == []
    high = auditing.record_finding(
        report, by=maintainer, reference="F-2", title="Anyone signs", severity="high"
    )
    assert held(project) == [
        ("audit-findings", "Findings of the audit “Build machinery” are open: F-2.")
    ]
    with pytest.raises(InvalidInput, match="link"):
        auditing.change_finding(high, by=maintainer, state="fixed", reason="Mended.")
    auditing.change_finding(
        high,
        by=maintainer,
        state="fixed",
        reason="Mended.",
        link="https://example.org/commit/1",
    )
    assert held(project) == []
    auditing.change_finding(high, by=maintainer, state="open", reason="Not quite.")
    assert len(held(project)) == 1
    with pytest.raises(Conflict):
        auditing.change_finding(low, by=maintainer, state="open", reason="It is.")
    kinds = Pending.objects.values_list("kind", flat=True)
    assert sorted(kinds) == [
        "audit.changed",
        "audit.changed",
        "audit.finding",
        "audit.finding",
        "audit.reported",
    ]


def test_others_file_nothing_and_a_digest_is_a_digest(audit, maintainer, passer_by):
    said = {
        "report_hash": "a" * 64,
        "link": "https://example.org/r",
        "done_on": date(2026, 4, 2),
        "auditor": "T",
    }
    with pytest.raises(NotPermitted):
        auditing.file_report(audit, by=passer_by, **said)
    for wrong in (
        {"report_hash": "a"},
        {"link": "javascript:alert(1)"},
        {"done_on": date(2999, 1, 1)},
        {"auditor": " "},
    ):
        with pytest.raises(InvalidInput):
            auditing.file_report(audit, by=maintainer, **(said | wrong))


def test_findings_are_never_edited(report, maintainer):
    auditing.record_finding(
        report, by=maintainer, reference="F-1", title="A", severity="low"
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditFinding.objects.update(severity="note")


def test_a_maintainer_does_it_all_in_the_browser(client, audit, maintainer):
    client.force_login(maintainer)
    page = audit.get_absolute_url()
    form = {
        "action": "report",
        "auditor": "Tern",
        "done_on": "2026-04-02",
        "link": "https://example.org/r.pdf",
        "report_hash": "c" * 64,
    }
    client.post(f"{page}act/", form)
    report = audit.reports.get()
    client.post(
        f"{page}act/",
        {
            "action": "finding",
            "report": report.pk,
            "reference": "F-1",
            "title": "<b>Bold</b>",
            "severity": "high",
        },
    )
    finding = report.findings.get()
    shown = client.get("/roadmap/stack/audits/").content.decode()
    assert "Findings of the audit" in shown
    client.post(
        f"{page}act/",
        {
            "action": "change",
            "finding": finding.pk,
            "state": "accepted",
            "reason": "So be it.",
        },
    )
    shown = client.get(page).content.decode()
    assert "So be it." in shown
    assert "&lt;b&gt;Bold" in shown
    assert "Nothing holds up" in client.get("/roadmap/stack/audits/").content.decode()


def test_the_pages_cost_the_same_with_many_audits(
    client, project, repository, audit, maintainer, count_queries
):
    def grow(start, count):
        for n in range(start, start + count):
            row = Audit.objects.create(
                project=project,
                repository=repository,
                slug=f"a{n}",
                title="A",
                path="a",
            )
            made = auditing.file_report(
                row,
                by=maintainer,
                report_hash="a" * 64,
                link="https://example.org/r",
                done_on=date(2026, 4, 2),
                auditor="T",
            )
            auditing.record_finding(
                made, by=maintainer, reference="1", title="A", severity="low"
            )

    grow(0, 2)
    client.get("/roadmap/stack/audits/")
    before = count_queries(lambda: client.get("/roadmap/stack/audits/"))
    grow(2, 5)
    assert count_queries(lambda: client.get("/roadmap/stack/audits/")) == before
