from typing import ClassVar

from django.db import migrations

from core.triggers import append_only


class Migration(migrations.Migration):
    dependencies: ClassVar = [("governance", "0004_acts_append_only")]
    operations: ClassVar = [append_only("governance_vote")]
