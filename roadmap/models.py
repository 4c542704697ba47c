"""What will be delivered: tracks, milestones, editions."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from contributors.models import Contributor
from core.ids import new_id
from core.models import AppendOnly
from governance.models import Decision
from mirror.models import Project, Repository
from rfcs.models import Rfc
from roadmap.cycle import (
    Approval,
    Call,
    Delivery,
    EditionFile,
    Fate,
    Feedback,
    Occasion,
    Proposal,
    ProposalAnswer,
    Retrospective,
)

__all__ = [
    "Approval",
    "Call",
    "Delivery",
    "Edition",
    "EditionFile",
    "EditionItem",
    "Fate",
    "Feedback",
    "ItemTrail",
    "Milestone",
    "MilestoneImport",
    "Occasion",
    "Proposal",
    "ProposalAnswer",
    "Retrospective",
    "Track",
]


class Track(models.Model):
    """A theme that milestones are grouped by."""

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="tracks"
    )
    slug = models.SlugField(max_length=80)
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "title"]
        constraints = [
            models.UniqueConstraint(fields=["project", "slug"], name="track_once"),
        ]

    def __str__(self) -> str:
        return self.title


class MilestoneQuerySet(models.QuerySet["Milestone"]):
    """Questions about milestones."""

    def standing(self) -> Self:
        """Milestones whose file still exists."""
        return self.filter(gone_at=None)

    def due_in(self, year: int) -> Self:
        """Milestones that are still there and due in ``year``."""
        return self.standing().filter(target_date__year=year)

    def listed(self) -> Self:
        """Milestones with what a list or an edition shows of them."""
        return self.select_related("project", "repository", "track", "rfc__project")


class Milestone(models.Model):
    """Something to be delivered, as a file in a mirrored repository says it.

    ``said`` is the state by the file's own word; ``state`` follows the evidence where
    the file states rules for it, and ``proof`` says how that evidence stands.
    """

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="milestones"
    )
    repository = models.ForeignKey(
        Repository, on_delete=models.PROTECT, related_name="+"
    )
    track = models.ForeignKey(
        Track, null=True, on_delete=models.PROTECT, related_name="milestones"
    )
    key = models.CharField(max_length=160)
    path = models.CharField(max_length=1000)
    format = models.CharField(max_length=40)
    title = models.CharField(max_length=500)
    summary = models.TextField(blank=True)
    summary_html = models.TextField(blank=True)
    owner = models.CharField(max_length=200, blank=True)
    champion = models.CharField(max_length=200, blank=True)
    target = models.CharField(max_length=120, blank=True)
    target_kind = models.CharField(max_length=12, default="none")
    target_date = models.DateField(null=True)
    confidence = models.CharField(max_length=100, blank=True)
    status = models.CharField(max_length=200, blank=True)
    said = models.CharField(max_length=20, default="unknown")
    state = models.CharField(max_length=20, default="unknown")
    rules = models.JSONField(default=list)
    proof = models.CharField(max_length=12, blank=True)
    criteria = models.JSONField(default=list)
    dependencies = models.JSONField(default=list)
    needs = models.JSONField(default=list)
    links = models.JSONField(default=list)
    asks = models.JSONField(default=list)
    more = models.JSONField(default=list)
    tracking = models.CharField(max_length=500, blank=True)
    rfc_reference = models.CharField(max_length=300, blank=True)
    rfc = models.ForeignKey(
        Rfc, null=True, on_delete=models.PROTECT, related_name="milestones"
    )
    commit_oid = models.CharField(max_length=64)
    blob_oid = models.CharField(max_length=64)
    committed_at = models.DateTimeField(null=True)
    gone_at = models.DateTimeField(null=True)

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        ordering = ["track__position", "target", "key"]
        constraints = [
            models.UniqueConstraint(fields=["project", "key"], name="milestone_once"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The milestone's page."""
        return reverse("roadmap:milestone", args=[self.project.slug, self.key])


class StatusUpdate(AppendOnly):
    """What the owner said of a milestone's progress on a day; none is ever edited."""

    class State(models.TextChoices):
        """How it goes."""

        ON_TRACK = "on-track", "On track"
        AT_RISK = "at-risk", "At risk"
        BLOCKED = "blocked", "Blocked"
        DONE = "done", "Done"

    milestone = models.ForeignKey(
        Milestone, on_delete=models.PROTECT, related_name="updates"
    )
    author = models.ForeignKey(Contributor, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State)
    text = models.TextField()
    text_html = models.TextField()
    posted_at = models.DateTimeField()
    entry_id = models.CharField(max_length=32, unique=True, default=new_id)

    class Meta:
        ordering = ["-posted_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.milestone}: {self.state}"


class MilestoneImport(models.Model):
    """Up to which commit a repository's milestones were read, and by which rules."""

    repository = models.OneToOneField(
        Repository, on_delete=models.PROTECT, related_name="+"
    )
    head_oid = models.CharField(max_length=64)
    rules = models.PositiveIntegerField()
    imported_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"milestones of {self.repository_id} at {self.head_oid[:12]}"


class EditionQuerySet(models.QuerySet["Edition"]):
    """Questions about editions."""

    def published(self) -> Self:
        """Editions that will not change any more."""
        return self.filter(state=Edition.State.PUBLISHED)

    def drafts(self) -> Self:
        """Editions that are still worked on."""
        return self.filter(state=Edition.State.DRAFT)

    def before(self, edition: "Edition") -> Self:
        """Published editions of the same project that precede ``edition``."""
        earlier = Q(year__lt=edition.year)
        same_year = Q(year=edition.year, number__lt=edition.number)
        return self.published().filter(earlier | same_year, project=edition.project_id)

    def without_bytes(self) -> Self:
        """Editions as lists show them."""
        heavy = ("json_bytes", "markdown_bytes", "facts")
        return self.select_related("project").defer(*heavy)


class Edition(models.Model):
    """One yearly roadmap: a draft that people edit, or a publication for ever.

    ``facts`` holds what the publication says of project, tracks and the edition
    before; with its items' facts and trails, its bytes can be written again.
    """

    class State(models.TextChoices):
        """Draft or published."""

        DRAFT = "draft"
        PUBLISHED = "published"

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="editions"
    )
    year = models.PositiveIntegerField()
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    introduction = models.TextField(blank=True)
    introduction_html = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    drafted_by = models.ForeignKey(
        Contributor, on_delete=models.PROTECT, related_name="+"
    )
    drafted_at = models.DateTimeField()
    published_by = models.ForeignKey(
        Contributor, null=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(null=True)
    facts = models.JSONField(null=True)
    json_bytes = models.BinaryField(null=True)
    markdown_bytes = models.BinaryField(null=True)
    json_hash = models.CharField(max_length=64, blank=True)
    markdown_hash = models.CharField(max_length=64, blank=True)
    entry_id = models.CharField(max_length=32, unique=True, default=new_id)

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "year", "number"], name="edition_once"
            ),
            models.UniqueConstraint(
                fields=["project", "year"],
                condition=Q(state="draft"),
                name="one_draft_per_year",
            ),
            models.CheckConstraint(
                condition=Q(state="draft")
                | (
                    Q(state="published", published_at__isnull=False)
                    & Q(published_by__isnull=False, json_bytes__isnull=False)
                    & ~Q(json_hash="")
                    & ~Q(markdown_hash="")
                ),
                name="published_edition_has_its_bytes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}.{self.number}"

    def get_absolute_url(self) -> str:
        """The edition's page, or the draft's."""
        if self.state == self.State.DRAFT:
            return reverse("roadmap:draft", args=[self.project.slug, self.year])
        return reverse("roadmap:edition", args=[self.project.slug, str(self)])


class EditionItemQuerySet(models.QuerySet["EditionItem"]):
    """Questions about lines of editions."""

    def with_grounds(self) -> Self:
        """Lines with all that they say and rest on, in their order."""
        return self.select_related(
            "milestone__project",
            "milestone__repository",
            "milestone__track",
            "milestone__rfc__project",
            "decision__project",
            "decision__ballot",
        ).order_by("position", "pk")


class EditionItem(models.Model):
    """One line of an edition, and what it rests on.

    ``facts`` holds the milestone as it was at publication; a draft has none and
    shows the milestone as it stands now.
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="items")
    milestone = models.ForeignKey(
        Milestone, on_delete=models.PROTECT, related_name="items"
    )
    decision = models.ForeignKey(
        Decision, null=True, on_delete=models.PROTECT, related_name="+"
    )
    position = models.PositiveIntegerField()
    note = models.TextField(blank=True)
    carried = models.PositiveIntegerField(default=0)
    facts = models.JSONField(null=True)
    summary_html = models.TextField(blank=True)

    objects = EditionItemQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "milestone"], name="milestone_once_per_edition"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition}: {self.milestone}"


class ItemTrail(AppendOnly):
    """The frozen trail of a published line, from decision down to commit."""

    item = models.OneToOneField(
        EditionItem, on_delete=models.PROTECT, related_name="trail"
    )
    steps = models.JSONField()

    def __str__(self) -> str:
        return f"trail of {self.item_id}"
