"""What is proposed: RFCs, revisions, threads, reviews, concerns."""

from typing import Self

from django.db import models
from django.urls import reverse

from contributors.models import Contributor
from core.ids import new_id
from core.models import AppendOnly
from mirror.models import Project, Repository
from rfcs.attention_models import Absence as Absence
from rfcs.attention_models import Hold as Hold
from rfcs.attention_models import HoldQuerySet as HoldQuerySet
from rfcs.attention_models import RequestState as RequestState
from rfcs.attention_models import ReviewRequest as ReviewRequest
from rfcs.attention_models import Rotation as Rotation
from rfcs.attention_models import RotationMember as RotationMember
from rfcs.label_models import Label as Label
from rfcs.label_models import Labelling as Labelling
from rfcs.mail_models import Letter as Letter
from rfcs.mention_models import Mention as Mention
from rfcs.mention_models import MentionsRead as MentionsRead
from rfcs.projection_models import Move as Move
from rfcs.projection_models import Projection as Projection
from rfcs.relation_models import Relation as Relation
from rfcs.review_models import Concern as Concern
from rfcs.review_models import Review as Review
from rfcs.style_models import Style as Style
from rfcs.talk_models import CommentEdit as CommentEdit
from rfcs.talk_models import Draft as Draft
from rfcs.talk_models import Patch as Patch
from rfcs.talk_models import Suggestion as Suggestion
from rfcs.talk_models import ThreadEvent as ThreadEvent


class RfcQuerySet(models.QuerySet["Rfc"]):
    """Questions about RFCs."""

    def listed(self) -> Self:
        """RFCs with what a list row shows, without their text."""
        return self.select_related("project").order_by("-number_sort", "-pk")


class Rfc(models.Model):
    """A proposal document of a mirrored repository, followed through renames."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="rfcs")
    repository = models.ForeignKey(
        Repository, on_delete=models.PROTECT, related_name="rfcs"
    )
    slug = models.CharField(max_length=120)
    number = models.CharField(max_length=40, blank=True)
    number_sort = models.BigIntegerField(default=0)
    path = models.CharField(max_length=1000)
    format = models.CharField(max_length=40)
    title = models.CharField(max_length=1000)
    status = models.TextField(null=True)  # noqa: DJ001  null: the source has none
    process = models.CharField(max_length=30, blank=True)
    phase = models.CharField(max_length=20, default="unknown")
    disposition = models.CharField(max_length=20, default="none")
    resolution = models.CharField(max_length=30, default="none")
    activity = models.CharField(max_length=30, default="active")
    holder = models.CharField(max_length=20, default="none")
    maturity = models.CharField(max_length=20, default="none")
    authors = models.JSONField(default=list)
    created = models.DateField(null=True)
    updated = models.DateField(null=True)
    created_raw = models.CharField(max_length=100, blank=True)
    updated_raw = models.CharField(max_length=100, blank=True)
    relations = models.JSONField(default=dict)
    discussion = models.JSONField(default=list)
    labels = models.JSONField(default=list)
    fields = models.JSONField(default=dict)
    proposed_in = models.CharField(max_length=80, blank=True)
    current_revision = models.ForeignKey(
        "rfcs.Revision", null=True, on_delete=models.PROTECT, related_name="+"
    )
    revision_count = models.PositiveIntegerField(default=0)
    comment_count = models.PositiveIntegerField(default=0)
    open_concern_count = models.PositiveIntegerField(default=0)
    gone_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
    action = models.CharField(max_length=12, default="nobody")
    action_since = models.DateTimeField(null=True)

    objects = RfcQuerySet.as_manager()

    class Meta:
        ordering = ["-number_sort", "-pk"]
        verbose_name = "RFC"
        constraints = [
            models.UniqueConstraint(
                fields=["project", "slug"], name="rfc_slug_once_per_project"
            ),
        ]
        indexes = [
            models.Index(fields=["repository", "path"]),
            models.Index(fields=["project", "phase"]),
            models.Index(fields=["action"]),
            models.Index(fields=["-number_sort", "-id"], name="rfc_newest_first"),
            models.Index(fields=["changed_at"], name="rfc_changed_at"),
            models.Index(fields=["action_since"], name="rfc_action_since"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()

    def get_absolute_url(self) -> str:
        """The RFC's page."""
        return reverse("rfcs:detail", args=[self.project.slug, self.slug])


class StateChange(models.Model):
    """When the document entered a state, and by which commit or decision."""

    rfc = models.ForeignKey(Rfc, on_delete=models.PROTECT, related_name="state_changes")
    status = models.TextField(null=True)  # noqa: DJ001  null: the source has none
    phase = models.CharField(max_length=20)
    resolution = models.CharField(max_length=30)
    entered_at = models.DateTimeField()
    commit_oid = models.CharField(max_length=64, blank=True)
    decision_number = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["entered_at", "pk"]

    def __str__(self) -> str:
        return f"{self.rfc_id} {self.phase}"


class Text(models.Model):
    """One blob's text and its safe rendering, kept once however often it is used."""

    blob_oid = models.CharField(max_length=64)
    markup = models.CharField(max_length=20)
    renderer = models.PositiveSmallIntegerField()
    source = models.TextField()
    html = models.TextField()
    outline = models.JSONField(default=list)
    blocks = models.JSONField(default=list)
    notice = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["blob_oid", "markup"], name="text_once_per_blob"
            ),
        ]

    def __str__(self) -> str:
        return self.blob_oid


class Revision(AppendOnly):
    """One state of the document: an exact commit and blob."""

    rfc = models.ForeignKey(Rfc, on_delete=models.PROTECT, related_name="revisions")
    index = models.PositiveIntegerField()
    commit_oid = models.CharField(max_length=64)
    blob_oid = models.CharField(max_length=64)
    path = models.CharField(max_length=1000)
    markup = models.CharField(max_length=20)
    title = models.CharField(max_length=1000)
    status = models.TextField(null=True)  # noqa: DJ001  null: the source has none
    author_name = models.CharField(max_length=300)
    author_email = models.CharField(max_length=300)
    subject = models.CharField(max_length=500)
    committed_at = models.DateTimeField()
    entry_id = models.CharField(max_length=32, unique=True, default=new_id)
    proposal = models.ForeignKey(
        "rfcs.Proposal", null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["index"]
        constraints = [
            models.UniqueConstraint(fields=["rfc", "index"], name="revision_once"),
            models.UniqueConstraint(
                fields=["rfc", "commit_oid"], name="revision_once_per_commit"
            ),
        ]

    def __str__(self) -> str:
        return f"revision {self.index} of {self.rfc_id}"

    def get_absolute_url(self) -> str:
        """The RFC's page at this revision."""
        return reverse(
            "rfcs:revision", args=[self.rfc.project.slug, self.rfc.slug, self.index]
        )


class Proposal(models.Model):
    """What a pull request, change or branch would make of one document.

    Either it ``adds`` the RFC, or it changes one that the default branch has.
    """

    class State(models.TextChoices):
        """How it stands, as far as git says."""

        OPEN = "open"
        LANDED = "landed"
        CLOSED = "closed"

    rfc = models.ForeignKey(Rfc, on_delete=models.PROTECT, related_name="proposals")
    repository = models.ForeignKey(
        Repository, on_delete=models.PROTECT, related_name="+"
    )
    key = models.CharField(max_length=300)
    ref = models.CharField(max_length=300)
    label = models.CharField(max_length=80)
    url = models.CharField(max_length=600, blank=True)
    path = models.CharField(max_length=1000)
    base_oid = models.CharField(max_length=64, blank=True)
    head_oid = models.CharField(max_length=64)
    adds = models.BooleanField()
    revision = models.ForeignKey(
        Revision, null=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    opened_at = models.DateTimeField()
    pushed_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pushed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["repository", "key", "rfc"], name="proposal_once_per_rfc"
            ),
        ]
        indexes = [
            models.Index(fields=["repository", "state"]),
            models.Index(fields=["pushed_at"], name="proposal_pushed_at"),
            models.Index(fields=["settled_at"], name="proposal_settled_at"),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.path}"


class Thread(models.Model):
    """A discussion anchored to a block, a quote or the whole of one revision.

    ``quote`` are the words it stands on; ``words`` the same where somebody chose
    less or more than a block, with the ``offset`` of their beginning in the block.
    """

    rfc = models.ForeignKey(Rfc, on_delete=models.PROTECT, related_name="threads")
    revision = models.ForeignKey(
        Revision, on_delete=models.PROTECT, related_name="threads"
    )
    block = models.CharField(max_length=80, blank=True)
    quote = models.TextField(blank=True)
    last_block = models.CharField(max_length=80, blank=True)
    words = models.TextField(blank=True)
    offset = models.PositiveIntegerField(null=True)
    edits = models.PositiveIntegerField(default=0)
    suggestions = models.PositiveIntegerField(default=0)
    review = models.ForeignKey(
        "rfcs.Review", null=True, on_delete=models.PROTECT, related_name="threads"
    )
    concern = models.ForeignKey(
        "rfcs.Concern", null=True, on_delete=models.PROTECT, related_name="threads"
    )
    started_by = models.ForeignKey(
        Contributor, on_delete=models.PROTECT, related_name="+"
    )
    started_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(
        Contributor, null=True, on_delete=models.PROTECT, related_name="+"
    )
    resolved_why = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["resolved_at"], name="thread_resolved_at")]

    def __str__(self) -> str:
        return f"thread {self.pk} on {self.rfc_id}"


class Comment(AppendOnly):
    """What a person said in a thread."""

    rfc = models.ForeignKey(Rfc, on_delete=models.PROTECT, related_name="comments")
    thread = models.ForeignKey(
        Thread, on_delete=models.PROTECT, related_name="comments"
    )
    author = models.ForeignKey(Contributor, on_delete=models.PROTECT, related_name="+")
    body = models.TextField()
    html = models.TextField()
    posted_at = models.DateTimeField()
    entry_id = models.CharField(max_length=32, unique=True, default=new_id)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"comment {self.pk} on {self.rfc_id}"
