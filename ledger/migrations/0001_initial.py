from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Checkpoint',
            fields=[
                ('size', models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ('root', models.BinaryField()),
                ('note', models.BinaryField()),
                ('published_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-size'],
            },
        ),
        migrations.CreateModel(
            name='Disclosure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entry_id', models.CharField(db_index=True, max_length=32)),
                ('name', models.CharField(max_length=60)),
                ('disclosure', models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name='Head',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('size', models.PositiveBigIntegerField(default=0)),
                ('root', models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name='Pending',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entry_id', models.CharField(max_length=32, unique=True)),
                ('kind', models.CharField(max_length=60)),
                ('subject', models.CharField(blank=True, max_length=200)),
                ('data', models.BinaryField()),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'verbose_name_plural': 'pending entries',
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('index', models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ('entry_id', models.CharField(max_length=32, unique=True)),
                ('kind', models.CharField(max_length=60)),
                ('subject', models.CharField(blank=True, max_length=200)),
                ('leaf_hash', models.BinaryField()),
                ('data', models.BinaryField()),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'verbose_name_plural': 'entries',
                'ordering': ['index'],
                'indexes': [models.Index(fields=['subject'], name='ledger_entr_subject_53306f_idx'), models.Index(fields=['kind'], name='ledger_entr_kind_79a1c4_idx')],
            },
        ),
        migrations.CreateModel(
            name='Tile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.PositiveSmallIntegerField()),
                ('number', models.PositiveBigIntegerField()),
                ('hashes', models.BinaryField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('level', 'number'), name='tile_once')],
            },
        ),
    ]
