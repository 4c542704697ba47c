"""The records of a roadmap's year: the call, what people said, fates, approvals.

Part of the models; other modules read them from ``roadmap.models``.
"""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from contributors.models import Contributor
from core.ids import new_id
from core.models import AppendOnly
from mirror.models import Project


class Call(AppendOnly):
    """A call for proposals with its dates; a later one of the year counts instead."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveIntegerField()
    revision = models.PositiveIntegerField()
    opens_on = models.DateField()
    closes_on = models.DateField()
    feedback_until = models.DateField()
    text = models.TextField(blank=True)
    text_html = models.TextField(blank=True)
    announced_by = models.ForeignKey(
        Contributor, on_delete=models.PROTECT, related_name="+"
    )
    announced_at = models.DateTimeField()
    entry_id = models.CharField(max_length=32, unique=True, default=new_id)

    class Meta:
        ordering = ["-year", "-revision"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "year", "revision"], name="call_revision_once"
            ),
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on"))
                & Q(feedback_until__gte=F("closes_on")),
                name="call_closes_after_it_opens",
            ),
        ]

    def __str__(self) -> str:
        return f"call of {self.project} for {self.year}"


class Proposal(AppendOnly):
    """Something that a person asked to have on a year's roadmap."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    motivation = models.TextField()
    motivation_html = models.TextField()
    target = models.CharField(max_length=120, blank=True)
    owner = models.CharField(max_length=200, blank=True)
    proposed_by = models.ForeignKey(
        Contributor, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField()
    entry_id = models.CharField(max_length=32, unique=True, default=new_id)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Where the proposal stands on the year's page."""
        page = reverse("roadmap:proposals", args=[self.project.slug, self.year])
        return f"{page}#proposal-{self.pk}"


class ProposalAnswer(AppendOnly):
    """What became of a proposal, and why; a later answer counts instead."""

    class Outcome(models.TextChoices):
        """The answers."""

        TAKEN = "taken", "Taken up"
        NOT_ACCEPTED = "not_accepted", "Not accepted"
        DEFERRED = "deferred", "Deferred"

    proposal = models.ForeignKey(
        Proposal, on_delete=models.PROTECT, related_name="answers"
    )
    outcome = models.CharField(max_length=12, choices=Outcome)
    reason = models.TextField()
    reconsider_on = models.DateField(null=True)
    milestone = models.ForeignKey(
        "roadmap.Milestone", null=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_by = models.ForeignKey(
        Contributor, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField()
    entry_id = models.CharField(max_length=32, unique=True, default=new_id)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""), name="proposal_answer_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal}: {self.outcome}"


class Feedback(AppendOnly):
    """What a person says of an item of the coming edition, with their weight then.

    The newest support or concern of a person counts; comments stand beside it.
    """

    class Stance(models.TextChoices):
        """What can be said."""

        SUPPORT = "support", "I support it"
        CONCERN = "concern", "I have a concern"
        COMMENT = "comment", "A comment"

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveIntegerField()
    milestone = models.ForeignKey(
        "roadmap.Milestone",
        null=True,
        on_delete=models.PROTECT,
        related_name="feedback",
    )
    proposal = models.ForeignKey(
        Proposal, null=True, on_delete=models.PROTECT, related_name="feedback"
    )
    stance = models.CharField(max_length=10, choices=Stance)
    body = models.TextField(blank=True)
    html = models.TextField(blank=True)
    author = models.ForeignKey(Contributor, on_delete=models.PROTECT, related_name="+")
    weight = models.CharField(max_length=60, default="0")
    posted_at = models.DateTimeField()
    entry_id = models.CharField(max_length=32, unique=True, default=new_id)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["project", "year"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(milestone=None, proposal__isnull=False)
                | Q(milestone__isnull=False, proposal=None),
                name="feedback_is_about_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(stance="support") | ~Q(body=""),
                name="concern_and_comment_have_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stance} by {self.author_id}"


class Occasion(models.Model):
    """A day of the year's calendar: a freeze, a review, a checkpoint."""

    class Kind(models.TextChoices):
        """What the day is for."""

        FREEZE = "freeze"
        REVIEW = "review"
        CHECKPOINT = "checkpoint"
        OTHER = "other"

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=Kind)
    title = models.CharField(max_length=200)
    day = models.DateField()
    set_by = models.ForeignKey(Contributor, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["day", "pk"]

    def __str__(self) -> str:
        return f"{self.title}, {self.day}"


class Fate(models.Model):
    """What became of one line of the edition before, and why."""

    class Kind(models.TextChoices):
        """The fates; in an amendment a line may also just have changed."""

        DONE = "done", "Done"
        PARTLY = "partly", "Done in part"
        CARRIED = "carried", "Carried over"
        RESCOPED = "rescoped", "Re-scoped"
        SPLIT = "split", "Split"
        MERGED = "merged", "Merged"
        MOVED = "moved", "Moved"
        DROPPED = "dropped", "Dropped"
        CHANGED = "changed", "Changed"

    edition = models.ForeignKey(
        "roadmap.Edition", on_delete=models.PROTECT, related_name="fates"
    )
    earlier = models.ForeignKey(
        "roadmap.EditionItem", on_delete=models.PROTECT, related_name="fates"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    reason = models.TextField()
    into = models.JSONField(default=list)
    evidence = models.CharField(max_length=500, blank=True)
    times = models.PositiveIntegerField(default=0)
    told_by = models.ForeignKey(
        Contributor, null=True, on_delete=models.PROTECT, related_name="+"
    )
    told_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "earlier"], name="one_fate_a_line"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="fate_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.earlier_id}: {self.kind}"


class Approval(AppendOnly):
    """An office-holder's approval of exactly one state of a draft, or its end."""

    edition = models.ForeignKey(
        "roadmap.Edition", on_delete=models.PROTECT, related_name="approvals"
    )
    role = models.CharField(max_length=20)
    approver = models.ForeignKey(
        Contributor, on_delete=models.PROTECT, related_name="+"
    )
    digest = models.CharField(max_length=64)
    given = models.BooleanField(default=True)
    approved_at = models.DateTimeField()
    entry_id = models.CharField(max_length=32, unique=True, default=new_id)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.role} of {self.edition_id}"


class EditionFile(AppendOnly):
    """One published file beside JSON and Markdown, as it was hashed."""

    edition = models.ForeignKey(
        "roadmap.Edition", on_delete=models.PROTECT, related_name="files"
    )
    kind = models.CharField(max_length=10)
    data = models.BinaryField()
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "kind"], name="edition_file_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id}.{self.kind}"


class Retrospective(AppendOnly):
    """How a year went, told once at its end, line by line."""

    edition = models.OneToOneField(
        "roadmap.Edition", on_delete=models.PROTECT, related_name="retrospective"
    )
    text = models.TextField()
    text_html = models.TextField()
    facts = models.JSONField()
    json_bytes = models.BinaryField()
    json_hash = models.CharField(max_length=64)
    told_by = models.ForeignKey(Contributor, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField()
    entry_id = models.CharField(max_length=32, unique=True, default=new_id)

    def __str__(self) -> str:
        return f"retrospective of {self.edition_id}"


class Delivery(AppendOnly):
    """An edition that reached a public git repository, with its signed tag."""

    edition = models.ForeignKey(
        "roadmap.Edition", on_delete=models.PROTECT, related_name="deliveries"
    )
    remote = models.CharField(max_length=500)
    tag = models.CharField(max_length=100)
    tag_oid = models.CharField(max_length=64)
    commit_oid = models.CharField(max_length=64)
    delivered_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "remote"], name="delivered_once_a_remote"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tag} to {self.remote}"
