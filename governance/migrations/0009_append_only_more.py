from typing import ClassVar

from django.db import migrations

from core.triggers import append_only

TABLES = (
    "appeal",
    "appealruling",
    "emergency",
    "emergencyend",
    "mandate",
    "mandateend",
    "policydraft",
    "rollrequest",
    "rollruling",
)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("governance", "0008_requests_mandates_appeals")]
    operations: ClassVar = [append_only(f"governance_{table}") for table in TABLES]
