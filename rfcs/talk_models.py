"""What grows around comments: edits, events of threads, drafts, suggestions, patches.

``rfcs.models`` offers these names; nobody else imports this file.
"""

from django.db import models
from django.db.models import Q

from contributors.models import Contributor
from core.ids import new_id
from core.models import AppendOnly


class CommentEdit(AppendOnly):
    """Words that took the place of a comment's; the earlier ones stay."""

    rfc = models.ForeignKey("rfcs.Rfc", on_delete=models.PROTECT, related_name="+")
    comment = models.ForeignKey(
        "rfcs.Comment", on_delete=models.PROTECT, related_name="edits"
    )
    body = models.TextField()
    html = models.TextField()
    edited_at = models.DateTimeField()
    entry_id = models.CharField(max_length=32, unique=True, default=new_id)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"edit of comment {self.comment_id}"


class ThreadEvent(AppendOnly):
    """A thread was resolved or taken up again: by whom, when and why."""

    class Kind(models.TextChoices):
        """What happened."""

        RESOLVED = "resolved"
        REOPENED = "reopened"

    thread = models.ForeignKey(
        "rfcs.Thread", on_delete=models.PROTECT, related_name="events"
    )
    kind = models.CharField(max_length=8, choices=Kind)
    by = models.ForeignKey(Contributor, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField(blank=True)
    entry_id = models.CharField(max_length=32, unique=True, default=new_id)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"thread {self.thread_id} {self.kind}"


class Draft(models.Model):
    """A comment that its author has not posted: seen by nobody else, no record yet."""

    author = models.ForeignKey(Contributor, on_delete=models.PROTECT, related_name="+")
    rfc = models.ForeignKey("rfcs.Rfc", on_delete=models.PROTECT, related_name="+")
    revision = models.ForeignKey(
        "rfcs.Revision", on_delete=models.PROTECT, related_name="+"
    )
    thread = models.ForeignKey(
        "rfcs.Thread", null=True, on_delete=models.PROTECT, related_name="+"
    )
    block = models.CharField(max_length=80, blank=True)
    last_block = models.CharField(max_length=80, blank=True)
    words = models.TextField(blank=True)
    until = models.TextField(blank=True)
    body = models.TextField(blank=True)
    first_line = models.PositiveIntegerField(null=True)
    old = models.TextField(blank=True)
    new = models.TextField(blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["author", "rfc"])]

    def __str__(self) -> str:
        return f"draft {self.pk} on {self.rfc_id}"

    @property
    def is_suggestion(self) -> bool:
        """Whether it carries an edit of the text."""
        return self.first_line is not None


class Patch(AppendOnly):
    """Suggestions made into one file that ``git am`` takes."""

    rfc = models.ForeignKey(
        "rfcs.Rfc", on_delete=models.PROTECT, related_name="patches"
    )
    revision = models.ForeignKey(
        "rfcs.Revision", on_delete=models.PROTECT, related_name="+"
    )
    made_by = models.ForeignKey(Contributor, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    content = models.BinaryField()
    entry_id = models.CharField(max_length=32, unique=True, default=new_id)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"patch {self.pk} of {self.rfc_id}"


class Suggestion(models.Model):
    """Other words for some lines of one exact text; a comment carries it."""

    class State(models.TextChoices):
        """Where the suggestion stands."""

        OPEN = "open"
        APPLIED = "applied"
        REFUSED = "refused"

    comment = models.OneToOneField(
        "rfcs.Comment", on_delete=models.PROTECT, related_name="suggestion"
    )
    rfc = models.ForeignKey(
        "rfcs.Rfc", on_delete=models.PROTECT, related_name="suggestions"
    )
    revision = models.ForeignKey(
        "rfcs.Revision", on_delete=models.PROTECT, related_name="+"
    )
    base_hash = models.CharField(max_length=64)
    first_line = models.PositiveIntegerField()
    old = models.TextField()
    new = models.TextField()
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        Contributor, null=True, on_delete=models.PROTECT, related_name="+"
    )
    settled_reason = models.TextField(blank=True)
    patch = models.ForeignKey(
        Patch, null=True, on_delete=models.PROTECT, related_name="suggestions"
    )
    settled_entry_id = models.CharField(max_length=32, unique=True, default=new_id)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(settled_reason=""),
                name="suggestion_refused_with_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="applied") | Q(patch__isnull=False),
                name="suggestion_applied_in_a_patch",
            ),
        ]
        indexes = [models.Index(fields=["settled_at"], name="suggestion_settled_at")]

    def __str__(self) -> str:
        return f"suggestion {self.pk} on {self.rfc_id}"
