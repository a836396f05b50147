import django.db.models.functions.datetime
import kernel.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('kernel', '0001_documents')]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Document',
            fields=[
                ('state', models.CharField(choices=[('QUEUED', 'Waiting'), ('DONE', 'Done'), ('PARKED', 'Parked for a person'), ('SUPPRESSED', 'Not needed')], db_default='QUEUED', default='QUEUED', max_length=12)),
                ('due_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('attempts', models.PositiveSmallIntegerField(db_default=0, default=0)),
                ('leased_until', models.DateTimeField(blank=True, null=True)),
                ('error', models.TextField(blank=True, db_default='', default='')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('id', models.UUIDField(default=kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40)),
                ('subject_kind', models.CharField(max_length=40)),
                ('subject_key', models.CharField(max_length=60)),
                ('dealership_key', models.CharField(max_length=20)),
                ('event_key', models.CharField(blank=True, max_length=60, null=True)),
                ('version', models.PositiveIntegerField()),
                ('language', models.CharField(default='en', max_length=8)),
                ('template', models.CharField(max_length=100)),
                ('snapshot', models.JSONField()),
                ('content', models.BinaryField(blank=True, null=True)),
                ('sha256', models.CharField(blank=True, default='', max_length=64)),
                ('rendered_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(condition=models.Q(('state', 'QUEUED')), fields=['due_at'], name='kernel_document_due')],
                'constraints': [models.UniqueConstraint(fields=('kind', 'subject_kind', 'subject_key', 'version'), name='document_version_once'), models.UniqueConstraint(fields=('kind', 'event_key'), name='document_once_per_event'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'DONE'), _negated=True), models.Q(('content__isnull', False), models.Q(('sha256', ''), _negated=True)), _connector='OR'), name='document_done_has_content')],
            },
        ),
        migrations.CreateModel(
            name='Heartbeat',
            fields=[
                ('name', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('seen_at', models.DateTimeField()),
            ],
        ),
    ]
