import core.ids
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('contributors', '0001_initial'),
        ('governance', '0001_initial'),
        ('mirror', '0001_initial'),
        ('roadmap', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='AdopterReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('milestone', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='adopter_reports', to='roadmap.milestone')),
                ('reporter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contributors.contributor')),
                ('adopter', models.CharField(max_length=200)),
                ('metric', models.CharField(max_length=200)),
                ('value', models.CharField(max_length=60)),
                ('unit', models.CharField(max_length=40)),
                ('method', models.TextField()),
                ('hardware', models.CharField(max_length=300)),
                ('commit_oid', models.CharField(max_length=64)),
                ('link', models.URLField(max_length=500)),
                ('filed_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('shown', 'Shown'), ('refused', 'Refused')], default='waiting', max_length=8)),
                ('entry_id', models.CharField(default=core.ids.new_id, max_length=32, unique=True)),
            ],
            options={
                'ordering': ['-filed_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('link', ''), _negated=True), models.Q(('method', ''), _negated=True), models.Q(('commit_oid', ''), _negated=True)), name='report_has_its_source')],
            },
        ),
        migrations.CreateModel(
            name='Audit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='audits', to='mirror.project')),
                ('repository', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='mirror.repository')),
                ('slug', models.SlugField(max_length=80)),
                ('title', models.CharField(max_length=200)),
                ('artefacts', models.JSONField(default=list)),
                ('scope', models.TextField(blank=True)),
                ('auditor', models.CharField(blank=True, max_length=200)),
                ('due', models.DateField(null=True)),
                ('milestone', models.CharField(blank=True, max_length=160)),
                ('overdue_blocks', models.BooleanField(default=False)),
                ('blocking', models.CharField(blank=True, max_length=10)),
                ('path', models.CharField(max_length=1000)),
                ('gone_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['due', 'slug'],
                'constraints': [models.UniqueConstraint(fields=('project', 'slug'), name='audit_once')],
            },
        ),
        migrations.CreateModel(
            name='AuditReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contributors.contributor')),
                ('filed_at', models.DateTimeField()),
                ('entry_id', models.CharField(default=core.ids.new_id, max_length=32, unique=True)),
                ('audit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='programmes.audit')),
                ('report_hash', models.CharField(max_length=64)),
                ('link', models.URLField(max_length=500)),
                ('done_on', models.DateField()),
                ('auditor', models.CharField(max_length=200)),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='AuditFinding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contributors.contributor')),
                ('filed_at', models.DateTimeField()),
                ('entry_id', models.CharField(default=core.ids.new_id, max_length=32, unique=True)),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='programmes.auditreport')),
                ('reference', models.CharField(max_length=60)),
                ('title', models.CharField(max_length=300)),
                ('severity', models.CharField(choices=[('critical', 'critical'), ('high', 'high'), ('medium', 'medium'), ('low', 'low'), ('note', 'note')], max_length=10)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Criteria',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='designations', to='mirror.project')),
                ('repository', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='mirror.repository')),
                ('slug', models.SlugField(max_length=80)),
                ('version', models.PositiveIntegerField()),
                ('title', models.CharField(max_length=200)),
                ('description', models.TextField(blank=True)),
                ('description_html', models.TextField(blank=True)),
                ('months', models.PositiveIntegerField(default=12)),
                ('asks', models.JSONField(default=list)),
                ('criteria', models.JSONField(default=list)),
                ('path', models.CharField(max_length=1000)),
                ('commit_oid', models.CharField(max_length=64)),
                ('blob_oid', models.CharField(max_length=64)),
                ('content_hash', models.CharField(max_length=64)),
                ('imported_at', models.DateTimeField()),
            ],
            options={
                'verbose_name_plural': 'criteria',
                'ordering': ['title', '-version'],
                'constraints': [models.UniqueConstraint(fields=('project', 'slug', 'version'), name='criteria_once_per_version')],
            },
        ),
        migrations.CreateModel(
            name='Application',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('criteria', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='applications', to='programmes.criteria')),
                ('product', models.CharField(max_length=120)),
                ('applicant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contributors.contributor')),
                ('values', models.JSONField(default=dict)),
                ('statement', models.TextField()),
                ('statement_html', models.TextField()),
                ('filed_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('filed', 'Filed'), ('designated', 'Designated'), ('refused', 'Refused'), ('lapsed', 'Lapsed'), ('withdrawn', 'Withdrawn')], default='filed', max_length=10)),
                ('conditions', models.TextField(blank=True)),
                ('conditions_html', models.TextField(blank=True)),
                ('decision', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='governance.decision')),
                ('designated_at', models.DateTimeField(null=True)),
                ('expires_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('entry_id', models.CharField(default=core.ids.new_id, max_length=32, unique=True)),
            ],
            options={
                'ordering': ['-filed_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'designated'), _negated=True), models.Q(('decision__isnull', False), ('designated_at__isnull', False), ('expires_at__isnull', False)), _connector='OR'), name='designation_has_its_decision')],
            },
        ),
        migrations.CreateModel(
            name='Assessment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contributors.contributor')),
                ('filed_at', models.DateTimeField()),
                ('entry_id', models.CharField(default=core.ids.new_id, max_length=32, unique=True)),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to='programmes.application')),
                ('criterion', models.CharField(max_length=120)),
                ('is_met', models.BooleanField()),
                ('reason', models.TextField()),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Exhibit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contributors.contributor')),
                ('filed_at', models.DateTimeField()),
                ('entry_id', models.CharField(default=core.ids.new_id, max_length=32, unique=True)),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exhibits', to='programmes.application')),
                ('criterion', models.CharField(max_length=120)),
                ('text', models.TextField()),
                ('text_html', models.TextField()),
                ('link', models.URLField(blank=True, max_length=500)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='FindingChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contributors.contributor')),
                ('filed_at', models.DateTimeField()),
                ('entry_id', models.CharField(default=core.ids.new_id, max_length=32, unique=True)),
                ('finding', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='programmes.auditfinding')),
                ('state', models.CharField(choices=[('open', 'open'), ('fixed', 'fixed'), ('accepted', 'accepted'), ('disputed', 'disputed')], max_length=10)),
                ('reason', models.TextField()),
                ('link', models.URLField(blank=True, max_length=500)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='ReportReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contributors.contributor')),
                ('filed_at', models.DateTimeField()),
                ('entry_id', models.CharField(default=core.ids.new_id, max_length=32, unique=True)),
                ('report', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='review', to='programmes.adopterreport')),
                ('is_shown', models.BooleanField()),
                ('reason', models.TextField()),
            ],
            options={
                'abstract': False,
            },
        ),
    ]
