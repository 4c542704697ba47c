import core.ids
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('mirror', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='mirror.project')),
                ('repository', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='mirror.repository')),
                ('rule_hash', models.CharField(max_length=64)),
                ('rule', models.JSONField()),
                ('commit_oid', models.CharField(max_length=64)),
                ('committed_at', models.DateTimeField(null=True)),
                ('tag', models.CharField(blank=True, max_length=300)),
                ('tag_oid', models.CharField(blank=True, max_length=64)),
                ('path', models.CharField(blank=True, max_length=1000)),
                ('line', models.PositiveIntegerField(null=True)),
                ('found_at', models.DateTimeField()),
                ('entry_id', models.CharField(default=core.ids.new_id, max_length=32, unique=True)),
            ],
            options={
                'verbose_name_plural': 'evidence',
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['project', 'rule_hash'], name='evidence_ev_project_4af1f4_idx')],
            },
        ),
        migrations.CreateModel(
            name='Check',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='mirror.project')),
                ('repository', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='mirror.repository')),
                ('rule_hash', models.CharField(max_length=64)),
                ('rule', models.JSONField()),
                ('state', models.CharField(choices=[('open', 'Open'), ('fresh', 'Fresh'), ('stale', 'Stale'), ('contradicted', 'Contradicted')], default='open', max_length=12)),
                ('trouble', models.CharField(blank=True, max_length=40)),
                ('evidence', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evidence.evidence')),
                ('changed_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('project', 'rule_hash'), name='check_once')],
            },
        ),
        migrations.CreateModel(
            name='Loss',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('evidence', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='loss', to='evidence.evidence')),
                ('reason', models.CharField(max_length=40)),
                ('lost_at', models.DateTimeField()),
                ('entry_id', models.CharField(default=core.ids.new_id, max_length=32, unique=True)),
            ],
            options={
                'verbose_name_plural': 'losses',
            },
        ),
        migrations.CreateModel(
            name='Matrix',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='matrices', to='mirror.project')),
                ('repository', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='mirror.repository')),
                ('slug', models.SlugField(max_length=80)),
                ('title', models.CharField(max_length=200)),
                ('description', models.TextField(blank=True)),
                ('description_html', models.TextField(blank=True)),
                ('rows', models.JSONField(default=list)),
                ('columns', models.JSONField(default=list)),
                ('cells', models.JSONField(default=list)),
                ('path', models.CharField(max_length=1000)),
                ('commit_oid', models.CharField(max_length=64)),
                ('blob_oid', models.CharField(max_length=64)),
                ('gone_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name_plural': 'matrices',
                'ordering': ['title'],
                'constraints': [models.UniqueConstraint(fields=('project', 'slug'), name='matrix_once')],
            },
        ),
        migrations.CreateModel(
            name='Scan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('repository', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='mirror.repository')),
                ('head_oid', models.CharField(blank=True, max_length=64)),
                ('tags', models.JSONField(default=dict)),
                ('trailer_tags', models.JSONField(default=dict)),
                ('rules', models.PositiveIntegerField(default=0)),
                ('scanned_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='TrailerCommit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('repository', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='mirror.repository')),
                ('value', models.CharField(max_length=300)),
                ('oid', models.CharField(max_length=64)),
                ('committed_at', models.DateTimeField(null=True)),
                ('tag', models.CharField(max_length=300)),
                ('tag_oid', models.CharField(max_length=64)),
            ],
            options={
                'ordering': ['committed_at', 'oid'],
                'constraints': [models.UniqueConstraint(fields=('repository', 'value', 'oid'), name='trailer_once')],
            },
        ),
        migrations.CreateModel(
            name='Claim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='mirror.project')),
                ('holder', models.CharField(max_length=120)),
                ('rule', models.JSONField()),
            ],
            options={
                'indexes': [models.Index(fields=['project', 'holder'], name='evidence_cl_project_ccdd3b_idx')],
            },
        ),
    ]
