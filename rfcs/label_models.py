"""Labels: words by which a project sorts its RFCs.

``rfcs.models`` offers these names; nobody else imports this file.
"""

from django.db import models
from django.db.models import Q

from contributors.models import Contributor
from core.ids import new_id
from mirror.models import Project


class Label(models.Model):
    """A word of a project; once used it stays, so that it can be followed."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    slug = models.CharField(max_length=50)
    name = models.CharField(max_length=40)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "slug"], name="label_once_per_project"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Labelling(models.Model):
    """A label on an RFC, from when it was put on until it was taken off."""

    rfc = models.ForeignKey(
        "rfcs.Rfc", on_delete=models.PROTECT, related_name="labellings"
    )
    label = models.ForeignKey(
        Label, on_delete=models.PROTECT, related_name="labellings"
    )
    put_by = models.ForeignKey(Contributor, on_delete=models.PROTECT, related_name="+")
    put_at = models.DateTimeField()
    taken_by = models.ForeignKey(
        Contributor, null=True, on_delete=models.PROTECT, related_name="+"
    )
    taken_at = models.DateTimeField(null=True)
    entry_id = models.CharField(max_length=32, unique=True, default=new_id)
    taken_entry_id = models.CharField(max_length=32, unique=True, default=new_id)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["rfc", "label"],
                condition=Q(taken_at=None),
                name="label_once_on_an_rfc",
            ),
        ]

    def __str__(self) -> str:
        return f"label {self.label_id} on {self.rfc_id}"
