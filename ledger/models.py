"""The transparency log's rows: pending entries, entries, tiles, checkpoints."""

from django.db import models

from core.models import AppendOnly


class Pending(models.Model):
    """An entry that is written but has no index yet: the log's outbox."""

    entry_id = models.CharField(max_length=32, unique=True)
    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=200, blank=True)
    data = models.BinaryField()
    created_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "pending entries"

    def __str__(self) -> str:
        return f"{self.kind} {self.entry_id}"


class Entry(AppendOnly):
    """A leaf of the tree: exact bytes at an index for ever."""

    index = models.PositiveBigIntegerField(primary_key=True)
    entry_id = models.CharField(max_length=32, unique=True)
    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=200, blank=True)
    leaf_hash = models.BinaryField()
    data = models.BinaryField()
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["index"]
        verbose_name_plural = "entries"
        indexes = [models.Index(fields=["subject"]), models.Index(fields=["kind"])]

    def __str__(self) -> str:
        return f"{self.index} {self.kind}"


class Tile(models.Model):
    """256 hashes of one level, or the growing right edge."""

    level = models.PositiveSmallIntegerField()
    number = models.PositiveBigIntegerField()
    hashes = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["level", "number"], name="tile_once"),
        ]

    def __str__(self) -> str:
        return f"tile {self.level}/{self.number}"


class Head(models.Model):
    """The one row that a sequencer locks: size and root of the tree."""

    size = models.PositiveBigIntegerField(default=0)
    root = models.BinaryField()

    def __str__(self) -> str:
        return f"size {self.size}"


class Checkpoint(AppendOnly):
    """A signed tree head; every one is kept for ever."""

    size = models.PositiveBigIntegerField(primary_key=True)
    root = models.BinaryField()
    note = models.BinaryField()
    published_at = models.DateTimeField()

    class Meta:
        ordering = ["-size"]

    def __str__(self) -> str:
        return f"checkpoint {self.size}"


class Disclosure(models.Model):
    """A salted personal value behind a digest in an entry; it may be erased."""

    entry_id = models.CharField(max_length=32, db_index=True)
    name = models.CharField(max_length=60)
    disclosure = models.TextField()

    def __str__(self) -> str:
        return f"{self.name} of {self.entry_id}"
