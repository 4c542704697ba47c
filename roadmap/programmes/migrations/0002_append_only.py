"""The record is only added to: the database itself refuses the rest."""

from typing import ClassVar

from django.db import migrations

from core.triggers import append_only


class Migration(migrations.Migration):
    dependencies: ClassVar = [("programmes", "0001_initial")]
    operations: ClassVar = [
        append_only("programmes_criteria"),
        append_only("programmes_exhibit"),
        append_only("programmes_assessment"),
        append_only("programmes_auditreport"),
        append_only("programmes_auditfinding"),
        append_only("programmes_findingchange"),
        append_only("programmes_reportreview"),
    ]
