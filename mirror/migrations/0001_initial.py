import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Project',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=60, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('description', models.TextField(blank=True)),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Repository',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='repositories', to='mirror.project')),
                ('name', models.SlugField(max_length=80, unique=True)),
                ('url', models.CharField(max_length=500)),
                ('holds_rfcs', models.BooleanField(default=False)),
                ('holds_roadmap', models.BooleanField(default=False)),
                ('holds_code', models.BooleanField(default=False)),
                ('format', models.CharField(default='auto', max_length=40)),
                ('paths', models.CharField(blank=True, max_length=300)),
                ('proposals', models.CharField(blank=True, max_length=300)),
                ('branch', models.CharField(blank=True, max_length=200)),
                ('head_oid', models.CharField(blank=True, max_length=64)),
                ('history_oid', models.CharField(blank=True, max_length=64)),
                ('imported_oid', models.CharField(blank=True, max_length=64)),
                ('counted_oid', models.CharField(blank=True, max_length=64)),
                ('proposals_oid', models.CharField(blank=True, max_length=64)),
                ('settled', models.CharField(blank=True, max_length=64)),
                ('hook_secret', models.CharField(blank=True, max_length=64)),
                ('added_at', models.DateTimeField()),
                ('fetched_at', models.DateTimeField(null=True)),
                ('next_fetch_at', models.DateTimeField(null=True)),
                ('failures', models.PositiveIntegerField(default=0)),
                ('retired_at', models.DateTimeField(null=True)),
                ('retired_reason', models.TextField(blank=True)),
                ('disk_bytes', models.PositiveBigIntegerField(default=0)),
                ('doing', models.CharField(blank=True, max_length=120)),
            ],
            options={
                'verbose_name_plural': 'repositories',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Fetch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('repository', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='fetches', to='mirror.repository')),
                ('started_at', models.DateTimeField()),
                ('seconds_milli', models.PositiveIntegerField(default=0)),
                ('old_oid', models.CharField(blank=True, max_length=64)),
                ('new_oid', models.CharField(blank=True, max_length=64)),
                ('bytes_received', models.PositiveBigIntegerField(default=0)),
                ('error_code', models.CharField(blank=True, max_length=60)),
                ('error', models.TextField(blank=True)),
            ],
            options={
                'verbose_name_plural': 'fetches',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('repository', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='mirror.repository')),
                ('kind', models.CharField(max_length=30)),
                ('sentence', models.TextField()),
                ('old_oid', models.CharField(blank=True, max_length=64)),
                ('new_oid', models.CharField(blank=True, max_length=64)),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='ProposalRef',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('repository', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposal_refs', to='mirror.repository')),
                ('name', models.CharField(max_length=300)),
                ('key', models.CharField(max_length=300)),
                ('number', models.PositiveBigIntegerField(default=0)),
                ('patch_set', models.PositiveIntegerField(default=0)),
                ('oid', models.CharField(blank=True, max_length=64)),
                ('read_oid', models.CharField(blank=True, max_length=64)),
                ('seen_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-number', 'key', 'patch_set'],
                'constraints': [models.UniqueConstraint(fields=('repository', 'name'), name='proposal_ref_once')],
            },
        ),
        migrations.CreateModel(
            name='Problem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('repository', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='problems', to='mirror.repository')),
                ('source', models.CharField(max_length=20)),
                ('path', models.CharField(blank=True, max_length=1000)),
                ('line', models.PositiveIntegerField(null=True)),
                ('code', models.CharField(max_length=60)),
                ('message', models.TextField()),
                ('commit_oid', models.CharField(blank=True, max_length=64)),
                ('seen_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['path', 'line', 'code'],
                'indexes': [models.Index(fields=['repository', 'source', 'path'], name='mirror_prob_reposit_ee889b_idx')],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('repository', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='mirror.repository')),
                ('delivery_id', models.CharField(max_length=200)),
                ('received_at', models.DateTimeField()),
            ],
            options={
                'verbose_name_plural': 'deliveries',
                'constraints': [models.UniqueConstraint(fields=('repository', 'delivery_id'), name='delivery_once')],
            },
        ),
        migrations.CreateModel(
            name='Commit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('repository', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='commits', to='mirror.repository')),
                ('oid', models.CharField(max_length=64)),
                ('parents', models.JSONField(default=list)),
                ('author_name', models.CharField(max_length=300)),
                ('author_email', models.CharField(max_length=300)),
                ('authored_at', models.DateTimeField(null=True)),
                ('committer_name', models.CharField(max_length=300)),
                ('committer_email', models.CharField(max_length=300)),
                ('committed_at', models.DateTimeField(null=True)),
                ('landed_at', models.DateTimeField(null=True)),
                ('landing_oid', models.CharField(blank=True, max_length=64)),
                ('subject', models.CharField(max_length=500)),
                ('trailers', models.JSONField(default=list)),
                ('paths_changed', models.PositiveIntegerField(default=0)),
                ('empty_or_excluded', models.BooleanField(default=False)),
                ('lost_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('repository', 'oid'), name='commit_once_per_repository')],
            },
        ),
    ]
