"""Count anew what others helped with inside branches that somebody else merged."""

from django.db import migrations
from django.db.models import F

BATCH = 2000


def forget(apps, schema_editor):
    rows = apps.get_model("contributors", "Contribution").objects
    inside = (
        rows.filter(not_counted="landed-by-its-author")
        .exclude(commit__landing_oid="")
        .exclude(commit__landing_oid=F("commit__oid"))
    )
    found = list(inside.values_list("commit_id", "repository_id").distinct())
    commits = [commit for commit, _ in found]
    for start in range(0, len(commits), BATCH):
        rows.filter(commit_id__in=commits[start : start + BATCH]).delete()
    repositories = apps.get_model("mirror", "Repository").objects
    repositories.filter(pk__in={pk for _, pk in found}).update(counted_oid="")


class Migration(migrations.Migration):
    dependencies = [
        ("contributors", "0004_notices"),
        ("mirror", "0006_running"),
    ]

    operations = [migrations.RunPython(forget, migrations.RunPython.noop)]
