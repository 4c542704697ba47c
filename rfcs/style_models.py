"""How a repository's documents are read; ``rfcs.models`` offers these names."""

from django.conf import settings
from django.db import models


class Style(models.Model):
    """A mapping that maintainers gave, and how the last import read the repository."""

    repository = models.OneToOneField(
        "mirror.Repository", on_delete=models.PROTECT, related_name="style"
    )
    mapping = models.TextField(blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    changed_at = models.DateTimeField(null=True)
    read_as = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"style of {self.repository_id}"
