"""What will be delivered: tracks, milestones, editions."""

from django.db import models
from django.urls import reverse

from contributors.models import Contributor
from core.ids import new_id
from core.models import AppendOnly
from governance.models import Decision
from mirror.models import Project, Repository
from rfcs.models import Rfc


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


class Milestone(models.Model):
    """Something to be delivered, as a file in a mirrored repository says it."""

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
    target = models.CharField(max_length=60, blank=True)
    target_date = models.DateField(null=True)
    confidence = models.CharField(max_length=40, blank=True)
    status = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=20, default="unknown")
    criteria = models.JSONField(default=list)
    dependencies = models.JSONField(default=list)
    links = models.JSONField(default=list)
    rfc = models.ForeignKey(
        Rfc, null=True, on_delete=models.PROTECT, related_name="milestones"
    )
    commit_oid = models.CharField(max_length=64)
    blob_oid = models.CharField(max_length=64)
    committed_at = models.DateTimeField(null=True)
    gone_at = models.DateTimeField(null=True)

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


class Edition(models.Model):
    """One yearly roadmap: a draft that people edit, or a publication for ever."""

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
    json_bytes = models.BinaryField(null=True)
    markdown_bytes = models.BinaryField(null=True)
    json_hash = models.CharField(max_length=64, blank=True)
    markdown_hash = models.CharField(max_length=64, blank=True)
    entry_id = models.CharField(max_length=32, unique=True, default=new_id)

    class Meta:
        ordering = ["-year", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "year", "number"], name="edition_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}.{self.number}"

    def get_absolute_url(self) -> str:
        """The edition's page."""
        return reverse("roadmap:edition", args=[str(self)])


class EditionItem(models.Model):
    """One line of an edition, and what it rests on."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="items")
    milestone = models.ForeignKey(
        Milestone, on_delete=models.PROTECT, related_name="items"
    )
    decision = models.ForeignKey(
        Decision, null=True, on_delete=models.PROTECT, related_name="+"
    )
    position = models.PositiveIntegerField()
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["position"]
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
