import core.ids
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('mirror', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=60, unique=True)),
                ('name', models.CharField(max_length=200)),
                ('hue', models.PositiveSmallIntegerField(default=0)),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('first_name', models.CharField(blank=True, max_length=150, verbose_name='first name')),
                ('last_name', models.CharField(blank=True, max_length=150, verbose_name='last name')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('email', models.EmailField(max_length=254, unique=True)),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': 'user',
                'verbose_name_plural': 'users',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='AccessToken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tokens', to=settings.AUTH_USER_MODEL)),
                ('name', models.CharField(max_length=80)),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('scopes', models.JSONField()),
                ('made_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('used_on', models.DateField(null=True)),
                ('revoked_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Contributor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=core.ids.new_id, max_length=32, unique=True)),
                ('name', models.CharField(max_length=200)),
                ('user', models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='contributor', to=settings.AUTH_USER_MODEL)),
                ('is_bot', models.BooleanField(default=False)),
                ('merged_into', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='contributors.contributor')),
                ('created_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Identity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.CharField(max_length=300, unique=True)),
                ('name', models.CharField(max_length=300)),
                ('contributor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='identities', to='contributors.contributor')),
                ('verified_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name_plural': 'identities',
            },
        ),
        migrations.CreateModel(
            name='IdentityEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entry_id', models.CharField(default=core.ids.new_id, max_length=32, unique=True)),
                ('kind', models.CharField(max_length=30)),
                ('contributor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contributors.contributor')),
                ('identity', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contributors.identity')),
                ('happened_at', models.DateTimeField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Contribution',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='mirror.project')),
                ('repository', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='mirror.repository')),
                ('commit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='mirror.commit')),
                ('identity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contributions', to='contributors.identity')),
                ('kind', models.CharField(choices=[('authored', 'Authored'), ('co-authored', 'Co Authored'), ('reviewed', 'Reviewed'), ('tested', 'Tested'), ('acked', 'Acked'), ('reported', 'Reported'), ('landed', 'Landed')], max_length=12)),
                ('points', models.PositiveIntegerField()),
                ('landed_at', models.DateTimeField()),
                ('landed_on', models.DateField()),
                ('not_counted', models.CharField(blank=True, max_length=40)),
            ],
            options={
                'indexes': [models.Index(fields=['project', 'landed_at'], name='contributor_project_9997c2_idx'), models.Index(fields=['project', 'landed_on'], name='contributor_project_205131_idx')],
                'constraints': [models.UniqueConstraint(fields=('commit', 'identity'), name='one_role_per_person_and_commit')],
            },
        ),
        migrations.CreateModel(
            name='AddressClaim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('repository', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='mirror.repository')),
                ('address', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='claims', to='contributors.identity')),
                ('target', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='claims_on', to='contributors.identity')),
                ('claimed_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('repository', 'address'), name='one_standing_claim_per_address')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=200, unique=True)),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contributors.contributor')),
                ('kind', models.CharField(max_length=60)),
                ('about', models.CharField(blank=True, max_length=200)),
                ('title', models.CharField(max_length=300)),
                ('text', models.TextField(blank=True)),
                ('url', models.CharField(max_length=500)),
                ('told_at', models.DateTimeField()),
                ('taken_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['pk'],
                'indexes': [models.Index(condition=models.Q(('taken_at', None)), fields=['id'], name='notice_not_taken')],
            },
        ),
        migrations.CreateModel(
            name='Affiliation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('contributor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='affiliations', to='contributors.contributor')),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='affiliations', to='contributors.organisation')),
                ('since', models.DateField()),
                ('until', models.DateField(null=True)),
                ('attested_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('until', None), ('until__gt', models.F('since')), _connector='OR'), name='affiliation_ends_after_it_begins')],
            },
        ),
    ]
