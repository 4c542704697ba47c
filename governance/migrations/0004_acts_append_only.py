from typing import ClassVar

from django.db import migrations

from core.triggers import append_only


class Migration(migrations.Migration):
    dependencies: ClassVar = [("governance", "0003_ballot_rules_and_acts")]
    operations: ClassVar = [append_only("governance_ballotact")]
