"""The record is only added to: the database itself refuses the rest."""

from typing import ClassVar

from django.db import migrations

from core.triggers import append_only


class Migration(migrations.Migration):
    dependencies: ClassVar = [("governance", "0001_initial")]
    operations: ClassVar = [
        append_only("governance_policy"),
        append_only("governance_ballotact"),
        append_only("governance_vote"),
        append_only("governance_elector"),
        append_only("governance_decision"),
        append_only("governance_appeal"),
        append_only("governance_appealruling"),
        append_only("governance_emergency"),
        append_only("governance_emergencyend"),
        append_only("governance_mandate"),
        append_only("governance_mandateend"),
        append_only("governance_policydraft"),
        append_only("governance_rollrequest"),
        append_only("governance_rollruling"),
        append_only("governance_followup"),
        append_only("governance_followupend"),
        append_only("governance_statement"),
    ]
