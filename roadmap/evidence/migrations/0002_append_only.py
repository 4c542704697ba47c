"""The record is only added to: the database itself refuses the rest."""

from typing import ClassVar

from django.db import migrations

from core.triggers import append_only


class Migration(migrations.Migration):
    dependencies: ClassVar = [("evidence", "0001_initial")]
    operations: ClassVar = [
        append_only("evidence_evidence"),
        append_only("evidence_loss"),
    ]
