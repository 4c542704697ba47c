from typing import ClassVar

from django.db import migrations

from roadmap.triggers import published_editions_never_change


class Migration(migrations.Migration):
    dependencies: ClassVar = [("roadmap", "0003_editions")]
    operations: ClassVar = [published_editions_never_change()]
