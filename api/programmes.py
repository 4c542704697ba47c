"""Designations, audits and adopters' reports."""

from typing import Any

import django_filters
from rest_framework import serializers

from api.resource import Person, Resource, Row, absolute, moment, person
from roadmap.programmes.models import (
    AdopterReport,
    Application,
    Audit,
    AuditFinding,
    AuditReport,
    FindingChange,
)
from roadmap.programmes.standing import state_of


class DesignationSerializer(serializers.Serializer[Any]):
    """An application for a designation, and what came of it."""

    id = serializers.IntegerField()
    url = serializers.URLField()
    project = serializers.CharField()
    designation = serializers.CharField()
    version = serializers.IntegerField()
    product = serializers.CharField()
    applicant = Person()
    state = serializers.CharField()
    conditions = serializers.CharField(allow_null=True)
    decision = serializers.IntegerField(allow_null=True)
    filed = serializers.DateTimeField()
    designated = serializers.DateTimeField(allow_null=True)
    expires = serializers.DateTimeField(allow_null=True)
    ended = serializers.DateTimeField(allow_null=True)
    entry_id = serializers.CharField()


class DesignationFilter(django_filters.FilterSet):
    """Which applications."""

    project = django_filters.CharFilter(field_name="criteria__project__slug")
    designation = django_filters.CharFilter(field_name="criteria__slug")
    state = django_filters.CharFilter()


class Designations(Resource):
    """Every application for a designation; those given say until when they hold."""

    queryset = Application.objects.all()
    serializer_class = DesignationSerializer
    filterset_class = DesignationFilter
    ordering_fields = ("filed_at",)
    changes_with = (
        (Application, "id"),
        (Application, "designated_at"),
        (Application, "ended_at"),
        (Application, "conditions"),
    )
    columns = (
        "id",
        "criteria__project__slug",
        "criteria__slug",
        "criteria__version",
        "product",
        "applicant__public_id",
        "applicant__name",
        "state",
        "conditions",
        "decision__number",
        "filed_at",
        "designated_at",
        "expires_at",
        "ended_at",
        "entry_id",
    )

    def represent(self, row: Row, gathered: Any) -> Row:
        """Return an application."""
        project = row["criteria__project__slug"]
        page = f"/roadmap/{project}/applications/{row['id']}/"
        return {
            "id": row["id"],
            "url": absolute(self.request, page),
            "project": project,
            "designation": row["criteria__slug"],
            "version": row["criteria__version"],
            "product": row["product"],
            "applicant": person(self.request, row, "applicant"),
            "state": row["state"],
            "conditions": row["conditions"] or None,
            "decision": row["decision__number"],
            "filed": moment(row["filed_at"]),
            "designated": moment(row["designated_at"]),
            "expires": moment(row["expires_at"]),
            "ended": moment(row["ended_at"]),
            "entry_id": row["entry_id"],
        }


class AuditSerializer(serializers.Serializer[Any]):
    """What must be audited, its reports and their findings."""

    id = serializers.IntegerField()
    url = serializers.URLField()
    project = serializers.CharField()
    audit = serializers.CharField()
    title = serializers.CharField()
    artefacts = serializers.ListField()
    scope = serializers.CharField()
    auditor = serializers.CharField(allow_null=True)
    due = serializers.DateField(allow_null=True)
    milestone = serializers.CharField(allow_null=True)
    blocks_when_overdue = serializers.BooleanField()
    blocks_from_severity = serializers.CharField(allow_null=True)
    gone = serializers.BooleanField()
    reports = serializers.ListField()


class AuditFilter(django_filters.FilterSet):
    """Which audits."""

    project = django_filters.CharFilter(field_name="project__slug")


class Audits(Resource):
    """Every audit that a roadmap repository declares."""

    queryset = Audit.objects.all()
    serializer_class = AuditSerializer
    filterset_class = AuditFilter
    ordering_fields = ("slug",)
    changes_with = (
        (Audit, "id"),
        (Audit, "gone_at"),
        (Audit, "due"),
        (AuditReport, "id"),
        (AuditFinding, "id"),
        (FindingChange, "id"),
    )
    columns = ("id",)

    def gather(self, rows: list[Row]) -> Any:
        """Return a page's audits with all that was filed about them."""
        found = Audit.objects.filter(pk__in=[row["id"] for row in rows])
        related = found.select_related("project")
        return {a.pk: a for a in related.prefetch_related("reports__findings__changes")}

    def represent(self, row: Row, gathered: Any) -> Row:
        """Return an audit."""
        audit: Audit = gathered[row["id"]]
        return {
            "id": audit.pk,
            "url": absolute(self.request, audit.get_absolute_url()),
            "project": audit.project.slug,
            "audit": audit.slug,
            "title": audit.title,
            "artefacts": audit.artefacts,
            "scope": audit.scope,
            "auditor": audit.auditor or None,
            "due": audit.due and audit.due.isoformat(),
            "milestone": audit.milestone or None,
            "blocks_when_overdue": audit.overdue_blocks,
            "blocks_from_severity": audit.blocking or None,
            "gone": audit.gone_at is not None,
            "reports": [_report(report) for report in audit.reports.all()],
        }


class AdopterReportSerializer(serializers.Serializer[Any]):
    """A measured claim, reviewed, with its source."""

    id = serializers.IntegerField()
    url = serializers.URLField()
    project = serializers.CharField()
    milestone = serializers.CharField()
    adopter = serializers.CharField()
    metric = serializers.CharField()
    value = serializers.CharField()
    unit = serializers.CharField()
    method = serializers.CharField()
    hardware = serializers.CharField()
    commit = serializers.CharField()
    link = serializers.URLField()
    reporter = Person()
    filed = serializers.DateTimeField()
    entry_id = serializers.CharField()


class AdopterReportFilter(django_filters.FilterSet):
    """Which reports."""

    project = django_filters.CharFilter(field_name="milestone__project__slug")
    milestone = django_filters.CharFilter(field_name="milestone__key")


class AdopterReports(Resource):
    """Every adopter's report that its review let be shown."""

    queryset = AdopterReport.objects.filter(state=AdopterReport.State.SHOWN)
    serializer_class = AdopterReportSerializer
    filterset_class = AdopterReportFilter
    ordering_fields = ("filed_at",)
    changes_with = ((AdopterReport, "id"),)
    columns = (
        "id",
        "milestone__project__slug",
        "milestone__key",
        "adopter",
        "metric",
        "value",
        "unit",
        "method",
        "hardware",
        "commit_oid",
        "link",
        "reporter__public_id",
        "reporter__name",
        "filed_at",
        "entry_id",
    )

    def represent(self, row: Row, gathered: Any) -> Row:
        """Return a report."""
        project, key = row["milestone__project__slug"], row["milestone__key"]
        page = f"/roadmap/{project}/milestones/{key}/"
        names = ("adopter", "metric", "value", "unit", "method", "hardware")
        return {
            "id": row["id"],
            "url": absolute(self.request, page),
            "project": project,
            "milestone": key,
            **{name: row[name] for name in names},
            "commit": row["commit_oid"],
            "link": row["link"],
            "reporter": person(self.request, row, "reporter"),
            "filed": moment(row["filed_at"]),
            "entry_id": row["entry_id"],
        }


def _report(report: AuditReport) -> Row:
    return {
        "done": report.done_on.isoformat(),
        "auditor": report.auditor,
        "link": report.link,
        "hash": report.report_hash,
        "entry_id": report.entry_id,
        "findings": [
            {
                "reference": finding.reference,
                "title": finding.title,
                "severity": finding.severity,
                "state": state_of(finding),
            }
            for finding in report.findings.all()
        ],
    }
