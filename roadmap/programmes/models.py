"""Designations, audits and adopters' reports, each with what people filed."""

from datetime import date, datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from contributors.models import Contributor
from core.ids import new_id
from core.models import AppendOnly
from governance.models import Decision
from mirror.models import Project, Repository
from roadmap.models import Milestone


class Filed(AppendOnly):
    """Something that somebody filed at a moment, with its entry in the log."""

    by = models.ForeignKey(Contributor, on_delete=models.PROTECT, related_name="+")
    filed_at = models.DateTimeField()
    entry_id = models.CharField(max_length=32, unique=True, default=new_id)

    class Meta:
        abstract = True


class Criteria(AppendOnly):
    """One version of what a designation asks for, as a file had it."""

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="designations"
    )
    repository = models.ForeignKey(
        Repository, on_delete=models.PROTECT, related_name="+"
    )
    slug = models.SlugField(max_length=80)
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    description_html = models.TextField(blank=True)
    months = models.PositiveIntegerField(default=12)
    asks = models.JSONField(default=list)
    criteria = models.JSONField(default=list)
    path = models.CharField(max_length=1000)
    commit_oid = models.CharField(max_length=64)
    blob_oid = models.CharField(max_length=64)
    content_hash = models.CharField(max_length=64)
    imported_at = models.DateTimeField()

    class Meta:
        ordering = ["title", "-version"]
        verbose_name_plural = "criteria"
        constraints = [
            models.UniqueConstraint(
                fields=["project", "slug", "version"], name="criteria_once_per_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, version {self.version}"

    def get_absolute_url(self) -> str:
        """The designation's page."""
        return reverse("programmes:designation", args=[self.project.slug, self.slug])


class ApplicationQuerySet(models.QuerySet["Application"]):
    """Questions about applications, each taking the moment."""

    def lapsing_at(self, now: datetime) -> Self:
        """Designations whose time is over."""
        return self.filter(state=Application.State.DESIGNATED, expires_at__lte=now)


class Application(models.Model):
    """Somebody asks for a designation; what comes of it stays on this page."""

    class State(models.TextChoices):
        """How it stands."""

        FILED = "filed"
        DESIGNATED = "designated"
        REFUSED = "refused"
        LAPSED = "lapsed"
        WITHDRAWN = "withdrawn"

    criteria = models.ForeignKey(
        Criteria, on_delete=models.PROTECT, related_name="applications"
    )
    product = models.CharField(max_length=120)
    applicant = models.ForeignKey(
        Contributor, on_delete=models.PROTECT, related_name="+"
    )
    values = models.JSONField(default=dict)
    statement = models.TextField()
    statement_html = models.TextField()
    filed_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.FILED)
    conditions = models.TextField(blank=True)
    conditions_html = models.TextField(blank=True)
    decision = models.ForeignKey(
        Decision, null=True, on_delete=models.PROTECT, related_name="+"
    )
    designated_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    entry_id = models.CharField(max_length=32, unique=True, default=new_id)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["-filed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="designated")
                | Q(
                    designated_at__isnull=False,
                    expires_at__isnull=False,
                    decision__isnull=False,
                ),
                name="designation_has_its_decision",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product}: {self.criteria.title}"

    def get_absolute_url(self) -> str:
        """The application's page, which stays that of the designation."""
        return reverse(
            "programmes:application", args=[self.criteria.project.slug, self.pk]
        )

    @property
    def holder(self) -> str:
        """The name under which its rules are checked."""
        return f"application:{self.pk}"


class Exhibit(Filed):
    """What an applicant shows for one criterion."""

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="exhibits"
    )
    criterion = models.CharField(max_length=120)
    text = models.TextField()
    text_html = models.TextField()
    link = models.URLField(max_length=500, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.criterion}"


class Assessment(Filed):
    """A maintainer's word on one criterion: met or not, and why."""

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="assessments"
    )
    criterion = models.CharField(max_length=120)
    is_met = models.BooleanField()
    reason = models.TextField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.criterion} {self.is_met}"


class AuditQuerySet(models.QuerySet["Audit"]):
    """Questions about audits, each taking the day."""

    def standing(self) -> Self:
        """Audits whose file still names them."""
        return self.filter(gone_at=None)

    def overdue_on(self, day: date) -> Self:
        """Audits that nobody has reported on although their day has passed."""
        return self.standing().filter(due__lt=day, reports=None)


class Audit(models.Model):
    """What must be audited, by whom and by when, and what it holds up if it is not."""

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="audits"
    )
    repository = models.ForeignKey(
        Repository, on_delete=models.PROTECT, related_name="+"
    )
    slug = models.SlugField(max_length=80)
    title = models.CharField(max_length=200)
    artefacts = models.JSONField(default=list)
    scope = models.TextField(blank=True)
    auditor = models.CharField(max_length=200, blank=True)
    due = models.DateField(null=True)
    milestone = models.CharField(max_length=160, blank=True)
    overdue_blocks = models.BooleanField(default=False)
    blocking = models.CharField(max_length=10, blank=True)
    path = models.CharField(max_length=1000)
    gone_at = models.DateTimeField(null=True)

    objects = AuditQuerySet.as_manager()

    class Meta:
        ordering = ["due", "slug"]
        constraints = [
            models.UniqueConstraint(fields=["project", "slug"], name="audit_once"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The audit's page."""
        return reverse("programmes:audit", args=[self.project.slug, self.slug])


class AuditReport(Filed):
    """The report of an audit: where it lies, and the digest of its bytes."""

    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="reports")
    report_hash = models.CharField(max_length=64)
    link = models.URLField(max_length=500)
    done_on = models.DateField()
    auditor = models.CharField(max_length=200)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.audit_id}: {self.report_hash[:12]}"


SEVERITIES = ("critical", "high", "medium", "low", "note")
SETTLED = ("fixed", "accepted", "disputed")


class AuditFinding(Filed):
    """One finding of a report."""

    report = models.ForeignKey(
        AuditReport, on_delete=models.PROTECT, related_name="findings"
    )
    reference = models.CharField(max_length=60)
    title = models.CharField(max_length=300)
    severity = models.CharField(max_length=10, choices=[(s, s) for s in SEVERITIES])

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.reference}: {self.title}"


class FindingChange(Filed):
    """What became of a finding: open again, fixed, accepted or disputed, and why."""

    finding = models.ForeignKey(
        AuditFinding, on_delete=models.PROTECT, related_name="changes"
    )
    state = models.CharField(
        max_length=10, choices=[(s, s) for s in ("open", *SETTLED)]
    )
    reason = models.TextField()
    link = models.URLField(max_length=500, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.finding_id}: {self.state}"


class AdopterReport(models.Model):
    """A measured claim of somebody who uses what a milestone delivered."""

    class State(models.TextChoices):
        """Waiting for its review; shown; refused."""

        WAITING = "waiting"
        SHOWN = "shown"
        REFUSED = "refused"

    milestone = models.ForeignKey(
        Milestone, on_delete=models.PROTECT, related_name="adopter_reports"
    )
    reporter = models.ForeignKey(
        Contributor, on_delete=models.PROTECT, related_name="+"
    )
    adopter = models.CharField(max_length=200)
    metric = models.CharField(max_length=200)
    value = models.CharField(max_length=60)
    unit = models.CharField(max_length=40)
    method = models.TextField()
    hardware = models.CharField(max_length=300)
    commit_oid = models.CharField(max_length=64)
    link = models.URLField(max_length=500)
    filed_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    entry_id = models.CharField(max_length=32, unique=True, default=new_id)

    class Meta:
        ordering = ["-filed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(link="") & ~Q(method="") & ~Q(commit_oid=""),
                name="report_has_its_source",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.metric}: {self.value} {self.unit}"


class ReportReview(Filed):
    """A maintainer's word on an adopter's report."""

    report = models.OneToOneField(
        AdopterReport, on_delete=models.PROTECT, related_name="review"
    )
    is_shown = models.BooleanField()
    reason = models.TextField()

    def __str__(self) -> str:
        return f"{self.report_id}: {'shown' if self.is_shown else 'refused'}"
