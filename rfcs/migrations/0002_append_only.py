"""The record is only added to: the database itself refuses the rest."""

from typing import ClassVar

from django.db import migrations

from core.triggers import append_only


class Migration(migrations.Migration):
    dependencies: ClassVar = [("rfcs", "0001_initial")]
    operations: ClassVar = [
        append_only("rfcs_revision"),
        append_only("rfcs_comment"),
        append_only("rfcs_review"),
        append_only("rfcs_commentedit"),
        append_only("rfcs_threadevent"),
        append_only("rfcs_patch"),
        append_only("rfcs_letter"),
        append_only("rfcs_move"),
    ]
