"""What the pages of the programmes tell: few queries, whatever the size."""

from datetime import date
from typing import Any

from django.db.models import Q

from contributors.models import User
from governance import permissions
from governance.models import Ballot
from governance.permissions import Person
from ledger import log
from mirror.models import Project
from roadmap.models import Milestone
from roadmap.programmes import adopters
from roadmap.programmes.models import (
    AdopterReport,
    Application,
    Audit,
    AuditFinding,
    Criteria,
)
from roadmap.programmes.standing import checked, state_of

MOST = 200


def of_designations(project: Project) -> dict[str, Any]:
    """Return the designations of a project and who holds them."""
    newest: dict[str, Criteria] = {}
    rows = Criteria.objects.filter(project=project).order_by("slug", "-version")
    for row in rows.select_related("project"):
        newest.setdefault(row.slug, row)
    return {
        "designations": list(newest.values()),
        "held": list(_applications(project).filter(state="designated")[:MOST]),
        "others": list(_applications(project).exclude(state="designated")[:MOST]),
    }


def of_criteria(criteria: Criteria) -> dict[str, Any]:
    """Return one designation: its versions and its applications."""
    rows = _applications(criteria.project).filter(criteria__slug=criteria.slug)
    versions = Criteria.objects.filter(project=criteria.project_id, slug=criteria.slug)
    return {
        "versions": list(versions.order_by("-version")[:MOST]),
        "applications": list(rows[:MOST]),
    }


def of_application(application: Application) -> dict[str, Any]:
    """Return an application with its criteria as they stand now."""
    found = checked(application)
    key = str(application.pk)
    kinds = ("designation", "designation-withdrawal")
    ballots = [b for kind in kinds for b in Ballot.objects.on(kind, key)[:20]]
    return {
        "checked": found,
        "met": sum(each.state == "met" for each in found),
        "ballots": ballots,
        "index": log.indices([application.entry_id]).get(application.entry_id),
    }


def of_audits(project: Project, today: date) -> dict[str, Any]:
    """Return the audits of a project, each with its open findings."""
    rows = Audit.objects.filter(project=project).select_related("project")
    audits = []
    for audit in rows.prefetch_related("reports__findings__changes")[:MOST]:
        reports = audit.reports.all()
        findings = [f for report in reports for f in report.findings.all()]
        still = sum(
            state_of(f) not in {"fixed", "accepted", "disputed"} for f in findings
        )
        audits.append((audit, _audit_state(audit, bool(reports), today), still))
    return {"audits": audits}


def of_audit(audit: Audit, today: date) -> dict[str, Any]:
    """Return an audit with its reports and findings."""
    reports = list(
        audit.reports.select_related("by").prefetch_related("findings__changes__by")
    )
    entries = log.indices(report.entry_id for report in reports)
    return {
        "state": _audit_state(audit, bool(reports), today),
        "reports": [
            (
                report,
                entries.get(report.entry_id),
                [_finding(finding) for finding in report.findings.all()],
            )
            for report in reports
        ],
    }


def of_milestone(milestone: Milestone, user: Person) -> dict[str, Any]:
    """Return the adopters' reports that ``user`` may see.

    What waits for its review is seen by maintainers and by who filed it.
    """
    rows = AdopterReport.objects.filter(milestone=milestone)
    shown = Q(state=AdopterReport.State.SHOWN)
    waiting = Q(state=AdopterReport.State.WAITING)
    if not permissions.can_maintain(user, milestone.project):
        person = permissions.contributor(user)
        waiting &= Q(reporter=person) if person else Q(pk=None)
    found = list(
        rows.filter(shown | waiting).select_related("reporter", "review__by")[:MOST]
    )
    entries = log.indices(report.entry_id for report in found)
    for report in found:
        report.milestone = milestone
    return {
        "measured": [
            (r, entries.get(r.entry_id)) for r in found if r.state == r.State.SHOWN
        ],
        "unreviewed": [
            (r, bool(adopters.can_review(user, r)))
            for r in found
            if r.state == r.State.WAITING
        ],
        "may_measure": isinstance(user, User) and user.is_active,
    }


def _applications(project: Project) -> Any:
    rows = Application.objects.filter(criteria__project=project)
    return rows.select_related("criteria__project", "applicant")


def _audit_state(audit: Audit, is_reported: bool, today: date) -> str:
    if audit.gone_at:
        return "gone"
    if is_reported:
        return "done"
    return "overdue" if audit.due and audit.due < today else "planned"


def _finding(finding: AuditFinding) -> tuple[AuditFinding, str, list[Any]]:
    return finding, state_of(finding), list(finding.changes.all())
