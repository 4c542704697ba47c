import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('contributors', '0001_initial'),
        ('mirror', '0001_initial'),
        ('rfcs', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Position',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('size', models.PositiveBigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('rfc', 'RFC'), ('decision', 'Decision'), ('milestone', 'Milestone'), ('concern', 'Concern'), ('review', 'Review'), ('comment', 'Comment')], max_length=10)),
                ('key', models.BigIntegerField()),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='mirror.project')),
                ('rfc', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='rfcs.rfc')),
                ('number', models.CharField(blank=True, max_length=40)),
                ('sought_number', models.CharField(blank=True, max_length=40)),
                ('title', models.CharField(max_length=1000)),
                ('body', models.TextField()),
                ('state', models.CharField(blank=True, max_length=30)),
                ('year', models.PositiveSmallIntegerField()),
                ('url', models.CharField(max_length=500)),
                ('happened_at', models.DateTimeField()),
                ('version', models.CharField(max_length=100)),
            ],
            options={
                'indexes': [models.Index(fields=['-happened_at', '-id'], name='found_newest_first'), models.Index(fields=['project', 'kind'], name='found_in_project')],
                'constraints': [models.UniqueConstraint(fields=('kind', 'key'), name='found_once')],
            },
        ),
        migrations.CreateModel(
            name='Credit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='credits', to='search.document')),
                ('name', models.CharField(max_length=200)),
                ('contributor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='contributors.contributor')),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='contributors.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['name', 'document'], name='credited_name')],
            },
        ),
    ]
