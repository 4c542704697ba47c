"""The record is only added to: the database itself refuses the rest."""

from typing import ClassVar

from django.db import migrations

from core.triggers import append_only, kept_for


class Migration(migrations.Migration):
    dependencies: ClassVar = [("mirror", "0001_initial")]
    operations: ClassVar = [
        append_only("mirror_event"),
        kept_for("mirror_fetch", "started_at", days=30),
    ]
