from typing import ClassVar

from django.db import migrations

from core.triggers import append_only

TABLES = ("followup", "followupend", "statement")


class Migration(migrations.Migration):
    dependencies: ClassVar = [("governance", "0010_decision_register")]
    operations: ClassVar = [append_only(f"governance_{table}") for table in TABLES]
