from typing import ClassVar

from django.db import migrations

from core.triggers import append_only


class Migration(migrations.Migration):
    dependencies: ClassVar = [("governance", "0006_ballot_life")]
    operations: ClassVar = [
        append_only("governance_policy"),
        append_only("governance_ballotact"),
        append_only("governance_vote"),
        append_only("governance_elector"),
        append_only("governance_decision"),
    ]
