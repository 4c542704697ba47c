from typing import ClassVar

from django.db import migrations

from core.triggers import append_only
from roadmap.triggers import fates_and_files_never_change


class Migration(migrations.Migration):
    dependencies: ClassVar = [("roadmap", "0007_the_year")]
    operations: ClassVar = [
        fates_and_files_never_change(),
        *(
            append_only(f"roadmap_{table}")
            for table in (
                "approval",
                "call",
                "delivery",
                "editionfile",
                "feedback",
                "proposal",
                "proposalanswer",
                "retrospective",
            )
        ),
    ]
