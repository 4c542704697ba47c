import django.db.models.deletion
from django.db import migrations, models


from rfcs.directory import Directory, Known

KNOWN = ("pk", "number", "slug", "path", "repository__url", "gone_at")


def fill(apps, schema_editor):
    """Write a row for every name that documents gave before there were rows."""
    rfcs, relations = (apps.get_model("rfcs", name) for name in ("Rfc", "Relation"))
    projects = rfcs.objects.order_by("project").values_list("project", flat=True)
    for project in projects.distinct():
        here = rfcs.objects.filter(project=project)
        known = [Known(*row) for row in here.values_list(*KNOWN)]
        directory = Directory(known)
        rows = {}
        for pk, path, named in here.values_list("pk", "path", "relations"):
            for kind, names in named.items():
                for name in names if isinstance(names, list) else []:
                    kind, name = str(kind)[:30], str(name).strip()[:600]
                    if name:
                        target = directory.find(name, of=pk, base=path)
                        rows[pk, kind, name] = relations(
                            rfc_id=pk, kind=kind, name=name, target_id=target
                        )
        relations.objects.bulk_create(rows.values(), batch_size=500)


class Migration(migrations.Migration):

    dependencies = [
        ('rfcs', '0007_styles'),
    ]

    operations = [
        migrations.CreateModel(
            name='Relation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=30)),
                ('name', models.CharField(max_length=600)),
                ('rfc', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='points_at', to='rfcs.rfc')),
                ('target', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='pointed_at_by', to='rfcs.rfc')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('rfc', 'kind', 'name'), name='relation_once')],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
