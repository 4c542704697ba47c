"""How documents point at each other; ``rfcs.models`` offers these names."""

from django.db import models


class Relation(models.Model):
    """One name in a document's header: what it is to it, and whom it means.

    ``target`` is the document of the same project that is meant, if it is here.
    """

    rfc = models.ForeignKey(
        "rfcs.Rfc", on_delete=models.PROTECT, related_name="points_at"
    )
    kind = models.CharField(max_length=30)
    name = models.CharField(max_length=600)
    target = models.ForeignKey(
        "rfcs.Rfc", null=True, on_delete=models.PROTECT, related_name="pointed_at_by"
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["rfc", "kind", "name"], name="relation_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rfc_id} {self.kind} {self.name}"
