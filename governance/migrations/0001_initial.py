import core.ids
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('contributors', '0001_initial'),
        ('mirror', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Policy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='policies', to='mirror.project')),
                ('name', models.SlugField(max_length=60)),
                ('version', models.PositiveIntegerField()),
                ('body', models.JSONField()),
                ('body_hash', models.CharField(max_length=64)),
                ('repository', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='mirror.repository')),
                ('commit_oid', models.CharField(blank=True, max_length=64)),
                ('path', models.CharField(blank=True, max_length=500)),
                ('blob_oid', models.CharField(blank=True, max_length=64)),
                ('adopted_at', models.DateTimeField()),
                ('entry_id', models.CharField(default=core.ids.new_id, max_length=32, unique=True)),
            ],
            options={
                'ordering': ['name', '-version'],
                'constraints': [models.UniqueConstraint(fields=('project', 'name', 'version'), name='policy_version_once')],
            },
        ),
        migrations.CreateModel(
            name='Ballot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ballots', to='mirror.project')),
                ('subject_kind', models.CharField(max_length=30)),
                ('subject_key', models.CharField(max_length=120)),
                ('subject_revision', models.CharField(max_length=64)),
                ('subject_title', models.CharField(max_length=500)),
                ('subject_url', models.CharField(max_length=500)),
                ('question', models.TextField()),
                ('policy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ballots', to='governance.policy')),
                ('procedure', models.CharField(blank=True, max_length=60)),
                ('method', models.CharField(max_length=20)),
                ('options', models.JSONField(default=list)),
                ('texts', models.JSONField(default=dict)),
                ('parameters', models.JSONField(default=dict)),
                ('rules', models.JSONField(default=dict)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('announced', 'Announced'), ('open', 'Open'), ('extended', 'Extended'), ('closed', 'Closed'), ('decided', 'Decided'), ('appealed', 'Appealed'), ('void', 'Void')], default='draft', max_length=10)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contributors.contributor')),
                ('by_rule', models.CharField(blank=True, max_length=60)),
                ('opening_at', models.DateTimeField(null=True)),
                ('opens_at', models.DateTimeField(null=True)),
                ('zone', models.CharField(default='UTC', max_length=60)),
                ('closes_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('frozen', models.BinaryField(null=True)),
                ('frozen_hash', models.CharField(blank=True, max_length=64)),
                ('tally', models.JSONField(null=True)),
                ('opened_entry_id', models.CharField(default=core.ids.new_id, max_length=32, unique=True)),
                ('closed_entry_id', models.CharField(default=core.ids.new_id, max_length=32, unique=True)),
                ('tally_entry_id', models.CharField(default=core.ids.new_id, max_length=32, unique=True)),
            ],
            options={
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['subject_kind', 'subject_key'], name='governance__subject_ce52e4_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('opens_at', None), ('closes_at__gt', models.F('opens_at')), _connector='OR'), name='ballot_closes_after_it_opens'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'announced', 'void']), models.Q(('frozen_hash', ''), _negated=True), _connector='OR'), name='open_ballot_is_frozen'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'announced'), _negated=True), ('opening_at__isnull', False), _connector='OR'), name='announced_ballot_has_an_opening')],
            },
        ),
        migrations.CreateModel(
            name='BallotAct',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ballot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acts', to='governance.ballot')),
                ('kind', models.CharField(choices=[('announced', 'Announced'), ('refused', 'Refused'), ('extended', 'Extended'), ('ended', 'Ended'), ('voided', 'Voided')], max_length=10)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contributors.contributor')),
                ('reason', models.TextField(blank=True)),
                ('done_at', models.DateTimeField()),
                ('closes_at', models.DateTimeField(null=True)),
                ('entry_id', models.CharField(default=core.ids.new_id, max_length=32, unique=True)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='mirror.project')),
                ('number', models.PositiveIntegerField()),
                ('ballot', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='decision', to='governance.ballot')),
                ('disposition', models.CharField(choices=[('accept', 'Accept'), ('reject', 'Reject'), ('postpone', 'Postpone')], max_length=10)),
                ('outcome', models.TextField()),
                ('outcome_html', models.TextField()),
                ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contributors.contributor')),
                ('decided_at', models.DateTimeField()),
                ('entry_id', models.CharField(default=core.ids.new_id, max_length=32, unique=True)),
            ],
            options={
                'ordering': ['-decided_at'],
                'constraints': [models.UniqueConstraint(fields=('project', 'number'), name='decision_number_once')],
            },
        ),
        migrations.CreateModel(
            name='Appeal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appeals', to='governance.decision')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contributors.contributor')),
                ('reason', models.TextField()),
                ('filed_at', models.DateTimeField()),
                ('rule_by', models.DateTimeField()),
                ('entry_id', models.CharField(default=core.ids.new_id, max_length=32, unique=True)),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('decision', 'by'), name='one_appeal_of_a_person')],
            },
        ),
        migrations.CreateModel(
            name='AppealRuling',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('appeal', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='ruling', to='governance.appeal')),
                ('upheld', models.BooleanField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contributors.contributor')),
                ('reason', models.TextField(blank=True)),
                ('ruled_at', models.DateTimeField()),
                ('entry_id', models.CharField(default=core.ids.new_id, max_length=32, unique=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Elector',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ballot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='electors', to='governance.ballot')),
                ('contributor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contributors.contributor')),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contributors.organisation')),
                ('affiliation', models.CharField(choices=[('organisation', 'organisation'), ('independent', 'independent'), ('undeclared', 'undeclared')], max_length=12)),
                ('raw_weight', models.PositiveBigIntegerField()),
                ('weight', models.CharField(max_length=200)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('ballot', 'contributor'), name='elector_once_per_ballot')],
            },
        ),
        migrations.CreateModel(
            name='Emergency',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='emergencies', to='mirror.project')),
                ('ballot', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='emergency', to='governance.ballot')),
                ('disposition', models.CharField(choices=[('accept', 'Accept'), ('reject', 'Reject'), ('postpone', 'Postpone')], max_length=10)),
                ('outcome', models.TextField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contributors.contributor')),
                ('decided_at', models.DateTimeField()),
                ('ratify_by', models.DateTimeField()),
                ('entry_id', models.CharField(default=core.ids.new_id, max_length=32, unique=True)),
            ],
            options={
                'verbose_name_plural': 'emergencies',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='EmergencyEnd',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('emergency', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='end', to='governance.emergency')),
                ('how', models.CharField(choices=[('ratified', 'Ratified'), ('lapsed', 'Lapsed')], max_length=10)),
                ('ended_at', models.DateTimeField()),
                ('entry_id', models.CharField(default=core.ids.new_id, max_length=32, unique=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='FollowUp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='follow_ups', to='governance.decision')),
                ('kind', models.CharField(choices=[('task', 'Task'), ('review', 'Review')], max_length=6)),
                ('task', models.TextField()),
                ('holder', models.CharField(blank=True, max_length=200)),
                ('due_on', models.DateField(null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contributors.contributor')),
                ('agreed_at', models.DateTimeField()),
                ('entry_id', models.CharField(default=core.ids.new_id, max_length=32, unique=True)),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('kind', 'review'), _negated=True), ('due_on__isnull', False), _connector='OR'), name='a_review_has_its_day')],
            },
        ),
        migrations.CreateModel(
            name='FollowUpEnd',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('follow_up', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='end', to='governance.followup')),
                ('how', models.CharField(choices=[('done', 'Done'), ('dropped', 'Dropped')], max_length=7)),
                ('note', models.TextField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contributors.contributor')),
                ('ended_at', models.DateTimeField()),
                ('entry_id', models.CharField(default=core.ids.new_id, max_length=32, unique=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Mandate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='mirror.project')),
                ('ballot', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mandates', to='governance.ballot')),
                ('principal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mandates_given', to='contributors.contributor')),
                ('proxy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mandates_held', to='contributors.contributor')),
                ('given_at', models.DateTimeField()),
                ('entry_id', models.CharField(default=core.ids.new_id, max_length=32, unique=True)),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('principal', models.F('proxy')), _negated=True), name='nobody_is_their_own_proxy')],
            },
        ),
        migrations.CreateModel(
            name='MandateEnd',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mandate', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='end', to='governance.mandate')),
                ('ended_at', models.DateTimeField()),
                ('entry_id', models.CharField(default=core.ids.new_id, max_length=32, unique=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PolicySource',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='policy_sources', to='mirror.project')),
                ('repository', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='mirror.repository')),
                ('path', models.CharField(max_length=500)),
                ('name', models.SlugField(default='default', max_length=60)),
                ('added_at', models.DateTimeField()),
                ('dropped_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('dropped_at', None)), fields=('project', 'name'), name='one_file_for_a_policy')],
            },
        ),
        migrations.CreateModel(
            name='PolicyDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='drafts', to='governance.policysource')),
                ('commit_oid', models.CharField(max_length=64)),
                ('blob_oid', models.CharField(max_length=64)),
                ('text', models.TextField()),
                ('body', models.JSONField()),
                ('body_hash', models.CharField(max_length=64)),
                ('seen_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-pk'],
                'constraints': [models.UniqueConstraint(fields=('source', 'commit_oid'), name='policy_draft_once_per_commit')],
            },
        ),
        migrations.CreateModel(
            name='Role',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='roles', to='mirror.project')),
                ('contributor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='roles', to='contributors.contributor')),
                ('name', models.CharField(choices=[('maintainer', 'Maintainer'), ('editor', 'Editor'), ('arbiter', 'Arbiter')], max_length=20)),
                ('granted_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('project', 'contributor', 'name'), name='one_current_role_of_a_name')],
            },
        ),
        migrations.CreateModel(
            name='RollRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ballot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='requests', to='governance.ballot')),
                ('contributor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contributors.contributor')),
                ('reason', models.TextField()),
                ('asked_at', models.DateTimeField()),
                ('entry_id', models.CharField(default=core.ids.new_id, max_length=32, unique=True)),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('ballot', 'contributor'), name='one_request_for_a_roll')],
            },
        ),
        migrations.CreateModel(
            name='RollRuling',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('request', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='ruling', to='governance.rollrequest')),
                ('granted', models.BooleanField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contributors.contributor')),
                ('reason', models.TextField()),
                ('ruled_at', models.DateTimeField()),
                ('entry_id', models.CharField(default=core.ids.new_id, max_length=32, unique=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Statement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='statements', to='governance.decision')),
                ('sequence', models.PositiveIntegerField()),
                ('outcome', models.TextField()),
                ('outcome_html', models.TextField()),
                ('reason', models.TextField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contributors.contributor')),
                ('written_at', models.DateTimeField()),
                ('entry_id', models.CharField(default=core.ids.new_id, max_length=32, unique=True)),
            ],
            options={
                'ordering': ['sequence'],
                'constraints': [models.UniqueConstraint(fields=('decision', 'sequence'), name='statement_sequence_once')],
            },
        ),
        migrations.CreateModel(
            name='Vote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ballot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='votes', to='governance.ballot')),
                ('elector', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='votes', to='governance.elector')),
                ('sequence', models.PositiveIntegerField()),
                ('choice', models.CharField(blank=True, max_length=60)),
                ('ranking', models.JSONField(null=True)),
                ('reason', models.TextField(blank=True)),
                ('salt', models.CharField(blank=True, max_length=32)),
                ('cast_at', models.DateTimeField()),
                ('entry_id', models.CharField(default=core.ids.new_id, max_length=32, unique=True)),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('elector', 'sequence'), name='one_vote_of_a_sequence')],
            },
        ),
    ]
