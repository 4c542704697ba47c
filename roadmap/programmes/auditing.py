"""Acts on audits: file a report, record its findings, say what became of them."""

import re
from datetime import date

from django.db import transaction
from django.utils import timezone

from contributors.models import User
from core.results import require
from governance import permissions
from roadmap.programmes import filing
from roadmap.programmes.errors import InvalidFiling, NotOpen
from roadmap.programmes.models import (
    SETTLED,
    SEVERITIES,
    Audit,
    AuditFinding,
    AuditReport,
    FindingChange,
)
from roadmap.programmes.standing import state_of

_DIGEST = re.compile(r"[0-9a-f]{64}")


@transaction.atomic
def file_report(
    audit: Audit, *, by: User, report_hash: str, link: str, done_on: date, auditor: str
) -> AuditReport:
    """Put an audit's report on record, by the SHA-256 of its bytes."""
    audit = Audit.objects.select_for_update(of=("self",)).get(pk=audit.pk)
    require(permissions.can_maintain(by, audit.project))
    digest = report_hash.strip().lower()
    if not _DIGEST.fullmatch(digest):
        raise InvalidFiling(
            "The report's digest is its SHA-256: 64 letters and digits."
        )
    if done_on > timezone.now().date():
        raise InvalidFiling("The audit cannot have ended in the future.")
    stamp = filing.stamp(by)
    report = AuditReport.objects.create(
        audit=audit,
        report_hash=digest,
        link=filing.address(link, "The report's link"),
        done_on=done_on,
        auditor=filing.words(auditor, "The auditor", 200),
        **stamp,
    )
    said = {"report": digest, "link": report.link, "done_on": done_on.isoformat()}
    filing.enter(
        "audit.reported",
        f"audit:{audit.pk}",
        stamp,
        said | {"auditor": report.auditor},
        audit=audit.pk,
        report=digest,
    )
    return report


@transaction.atomic
def record_finding(
    report: AuditReport, *, by: User, reference: str, title: str, severity: str
) -> AuditFinding:
    """Record one finding of a report; it is open until something settles it."""
    require(permissions.can_maintain(by, report.audit.project))
    if severity not in SEVERITIES:
        raise InvalidFiling(f"A severity is one of: {', '.join(SEVERITIES)}.")
    reference = filing.words(reference, "The finding's number", 60)
    if report.findings.filter(reference=reference).exists():
        raise NotOpen(f"The report has a finding {reference} already.")
    stamp = filing.stamp(by)
    finding = AuditFinding.objects.create(
        report=report,
        reference=reference,
        title=filing.words(title, "The finding", 300),
        severity=severity,
        **stamp,
    )
    filing.enter(
        "audit.finding",
        f"audit:{report.audit_id}",
        stamp,
        {"reference": reference, "title": finding.title, "severity": severity},
        audit=report.audit_id,
        severity=severity,
    )
    return finding


@transaction.atomic
def change_finding(
    finding: AuditFinding, *, by: User, state: str, reason: str, link: str = ""
) -> FindingChange:
    """Say what became of a finding, and why."""
    locked = AuditFinding.objects.select_for_update(of=("self",))
    finding = locked.select_related("report__audit__project").get(pk=finding.pk)
    require(permissions.can_maintain(by, finding.report.audit.project))
    if state not in {"open", *SETTLED}:
        raise InvalidFiling("A finding is open, fixed, accepted or disputed.")
    if state == state_of(finding):
        raise NotOpen(f"The finding {finding.reference} is {state} already.")
    stamp = filing.stamp(by)
    change = FindingChange.objects.create(
        finding=finding,
        state=state,
        reason=filing.words(reason, "The reason", 2_000),
        link=filing.address(link, "The link", needed=state == "fixed"),
        **stamp,
    )
    filing.enter(
        "audit.changed",
        f"audit:{finding.report.audit_id}",
        stamp,
        {"state": state, "reason": change.reason, "link": change.link},
        finding=finding.pk,
        state=state,
    )
    return change
