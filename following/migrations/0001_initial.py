import core.ids
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('contributors', '0001_initial'),
        ('mirror', '0001_initial'),
        ('rfcs', '0001_initial'),
        ('roadmap', '0001_initial'),
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
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=220, unique=True)),
                ('kind', models.CharField(max_length=60)),
                ('significant', models.BooleanField(default=False)),
                ('project', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='mirror.project')),
                ('rfc', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rfcs.rfc')),
                ('thread', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rfcs.thread')),
                ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contributors.contributor')),
                ('title', models.CharField(max_length=500)),
                ('text', models.TextField(blank=True)),
                ('html', models.TextField(blank=True)),
                ('url', models.CharField(max_length=500)),
                ('topic', models.CharField(max_length=200)),
                ('happened_at', models.DateTimeField()),
                ('heard_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['-happened_at'], name='event_newest_first'), models.Index(fields=['-heard_at'], name='event_heard_last_first')],
            },
        ),
        migrations.CreateModel(
            name='EventSubject',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='subjects', to='following.event')),
                ('subject', models.CharField(max_length=200)),
            ],
            options={
                'indexes': [models.Index(fields=['subject', '-event'], name='events_of_a_subject')],
                'constraints': [models.UniqueConstraint(fields=('event', 'subject'), name='subject_once_per_event')],
            },
        ),
        migrations.CreateModel(
            name='IncomingMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('sender', models.CharField(blank=True, max_length=300)),
                ('recipient', models.CharField(blank=True, max_length=300)),
                ('size', models.PositiveIntegerField()),
                ('received_at', models.DateTimeField()),
                ('comment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rfcs.comment')),
                ('refusal', models.CharField(blank=True, max_length=40)),
                ('detail', models.CharField(blank=True, max_length=500)),
            ],
            options={
                'verbose_name_plural': 'incoming mail',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contributors.contributor')),
                ('pace', models.CharField(choices=[('now', 'at once'), ('daily', 'once a day'), ('weekly', 'once a week')], max_length=6)),
                ('name', models.CharField(max_length=100, unique=True)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('sent', 'Sent'), ('dropped', 'Dropped')], default='waiting', max_length=7)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('written_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='following.event')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contributors.contributor')),
                ('pace', models.CharField(choices=[('now', 'at once'), ('daily', 'once a day'), ('weekly', 'once a week')], max_length=6)),
                ('due_at', models.DateTimeField()),
                ('letter', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='following.letter')),
                ('reasons', models.JSONField(default=list)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('letter', None)), fields=['due_at'], name='not_gathered_yet')],
                'constraints': [models.UniqueConstraint(fields=('event', 'person'), name='told_once_of_an_event')],
            },
        ),
        migrations.CreateModel(
            name='MilestoneSeen',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('milestone', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='roadmap.milestone')),
                ('state', models.CharField(max_length=20)),
                ('target', models.CharField(blank=True, max_length=120)),
                ('confidence', models.CharField(blank=True, max_length=100)),
                ('blob_oid', models.CharField(max_length=64)),
                ('is_gone', models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name='Reader',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contributors.contributor')),
                ('notices', models.BooleanField(default=True)),
                ('reply_key', models.CharField(default=core.ids.new_id, max_length=32)),
                ('visited_at', models.DateTimeField(null=True)),
                ('visited_before', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='RepositoryPosition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('repository', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='mirror.repository')),
                ('revision', models.BigIntegerField(default=0)),
                ('state', models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='Subscription',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contributors.contributor')),
                ('kind', models.CharField(max_length=20)),
                ('subject', models.CharField(max_length=200)),
                ('title', models.CharField(max_length=300)),
                ('url', models.CharField(max_length=500)),
                ('query', models.CharField(blank=True, max_length=1000)),
                ('scope', models.CharField(choices=[('significant', 'what matters'), ('all', 'everything')], default='significant', max_length=11)),
                ('pace', models.CharField(choices=[('now', 'at once'), ('daily', 'once a day'), ('weekly', 'once a week')], default='now', max_length=6)),
                ('began_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['kind', 'title', 'pk'],
                'indexes': [models.Index(condition=models.Q(('ended_at', None)), fields=['subject'], name='followers_of_a_subject')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('person', 'subject'), name='followed_once')],
            },
        ),
    ]
