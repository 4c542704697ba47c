"""The record is only added to: the database itself refuses the rest."""

from typing import ClassVar

from django.db import migrations

from core.triggers import append_only
from roadmap.triggers import published_editions_never_change


class Migration(migrations.Migration):
    dependencies: ClassVar = [("roadmap", "0001_initial")]
    operations: ClassVar = [
        append_only("roadmap_itemtrail"),
        append_only("roadmap_statusupdate"),
        append_only("roadmap_approval"),
        append_only("roadmap_call"),
        append_only("roadmap_delivery"),
        append_only("roadmap_editionfile"),
        append_only("roadmap_feedback"),
        append_only("roadmap_proposal"),
        append_only("roadmap_proposalanswer"),
        append_only("roadmap_retrospective"),
        published_editions_never_change(),
    ]
