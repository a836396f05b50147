import configurator.models.configurations
import configurator.models.specials
import django.core.validators
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.functions.datetime
import django_fsm
import kernel.ids
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('configurator', '0001_catalogues_and_configurations'), ('configurator', '0003_compiled_lines'), ('configurator', '0004_keys_of_a_dealership'), ('configurator', '0005_withdrawing_and_editing_releases'), ('configurator', '0006_coupes_and_vans'), ('configurator', '0007_what_options_meet'), ('configurator', '0008_markets'), ('configurator', '0009_stop_sales'), ('configurator', '0011_shared_links_notes_and_newer_catalogues'), ('configurator', '0012_fleets'), ('configurator', '0013_intakes'), ('configurator', '0015_shared_cars_as_they_were'), ('configurator', '0016_links_mailed_to_addresses')]

    initial = True

    dependencies = [
        ('customers', '0001_people_and_letters'),
    ]

    operations = [
        migrations.CreateModel(
            name='Manufacturer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=30, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('country', models.CharField(blank=True, max_length=2)),
            ],
        ),
        migrations.CreateModel(
            name='CatalogueRelease',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=80)),
                ('series', models.CharField(blank=True, max_length=60)),
                ('title', models.CharField(max_length=200)),
                ('currency', models.CharField(max_length=3)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('source', models.CharField(choices=[('factory feed', "Manufacturer's feed"), ('style feed', 'Style feed'), ('file', 'Uploaded file'), ('sheets', 'Sheets'), ('feature model', 'Feature model')], max_length=20)),
                ('fingerprint', models.CharField(max_length=64)),
                ('report', models.JSONField(default=dict)),
                ('imported_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('published_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('manufacturer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='releases', to='configurator.manufacturer')),
                ('edited_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_because', models.CharField(blank=True, db_default='', max_length=300)),
                ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('manufacturer', 'code'), name='release_code_once'), models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='release_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(('published_at__isnull', False), ('published_by', None), _connector='OR'), name='release_publisher_only_if_published'), models.CheckConstraint(condition=models.Q(('source__in', ['factory feed', 'style feed', 'file', 'sheets', 'feature model'])), name='release_source_known'), models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at', None), ('withdrawn_because', ''), ('withdrawn_by', None)), models.Q(('published_at__isnull', False), ('withdrawn_at__isnull', False), models.Q(('withdrawn_because', ''), _negated=True)), _connector='OR'), name='release_withdrawn_after_publishing_for_a_reason')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='cataloguerelease',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate % table', TG_TABLE_NAME;", hash='6c5c625a3743ba84edf256e70702b89855b1f225', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_85c9d', table='configurator_cataloguerelease', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='cataloguerelease',
            trigger=pgtrigger.compiler.Trigger(name='published_is_final', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."published_at" IS NOT NULL)', func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='10f830976660d77d9719dd4d65d74b407bda9627', operation='DELETE', pgid='pgtrigger_published_is_final_070c4', table='configurator_cataloguerelease', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='cataloguerelease',
            trigger=pgtrigger.compiler.Trigger(name='published_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."currency" IS DISTINCT FROM (NEW."currency") OR OLD."edited_at" IS DISTINCT FROM (NEW."edited_at") OR OLD."fingerprint" IS DISTINCT FROM (NEW."fingerprint") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."imported_at" IS DISTINCT FROM (NEW."imported_at") OR OLD."manufacturer_id" IS DISTINCT FROM (NEW."manufacturer_id") OR OLD."published_at" IS DISTINCT FROM (NEW."published_at") OR OLD."published_by_id" IS DISTINCT FROM (NEW."published_by_id") OR OLD."report" IS DISTINCT FROM (NEW."report") OR OLD."series" IS DISTINCT FROM (NEW."series") OR OLD."source" IS DISTINCT FROM (NEW."source") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."valid_from" IS DISTINCT FROM (NEW."valid_from") OR OLD."valid_to" IS DISTINCT FROM (NEW."valid_to"))', func="\n    IF OLD.published_at IS NOT NULL THEN\n        RAISE EXCEPTION 'a published catalogue release never changes (%)', TG_TABLE_NAME\n              USING ERRCODE = 'restrict_violation';\n    END IF;\n    RETURN NEW;\n", hash='44918b4d05c91ee96f65b27349a8f1b58280c586', operation='UPDATE', pgid='pgtrigger_published_stays_fb933', table='configurator_cataloguerelease', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='cataloguerelease',
            trigger=pgtrigger.compiler.Trigger(name='withdrawn_is_final', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."withdrawn_at" IS NOT NULL)', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='f702505dcdc2198e799b1ceaab1326df8a3b6a16', operation='UPDATE', pgid='pgtrigger_withdrawn_is_final_365bf', table='configurator_cataloguerelease', when='BEFORE')),
        ),
        migrations.CreateModel(
            name='Intake',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('QUEUED', 'Waiting'), ('DONE', 'Done'), ('PARKED', 'Parked for a person'), ('SUPPRESSED', 'Not needed')], db_default='QUEUED', default='QUEUED', max_length=12)),
                ('due_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('attempts', models.PositiveSmallIntegerField(db_default=0, default=0)),
                ('leased_until', models.DateTimeField(blank=True, null=True)),
                ('error', models.TextField(blank=True, db_default='', default='')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('about', models.JSONField(default=dict)),
                ('names', models.CharField(max_length=1200)),
                ('percent', models.PositiveSmallIntegerField(db_default=0, default=0)),
                ('step', models.CharField(blank=True, db_default='', max_length=200)),
                ('problems', models.JSONField(default=list)),
                ('releases', models.JSONField(default=list)),
                ('is_cancelled', models.BooleanField(db_default=False, default=False)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('manufacturer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='configurator.manufacturer')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(condition=models.Q(('state', 'QUEUED')), fields=['due_at'], name='configurator_intake_due')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['QUEUED', 'DONE', 'PARKED', 'SUPPRESSED'])), name='intake_state_known'), models.CheckConstraint(condition=models.Q(('percent__lte', 100)), name='intake_percent')],
            },
        ),
        migrations.CreateModel(
            name='IntakeFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('content', models.BinaryField()),
                ('intake', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='configurator.intake')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('intake', 'name'), name='intake_file_once')],
            },
        ),
        migrations.CreateModel(
            name='ModelLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=60)),
                ('name', models.CharField(max_length=120)),
                ('body_style', models.CharField(choices=[('sedan', 'Sedan'), ('suv', 'SUV'), ('pickup', 'Pickup'), ('hatchback', 'Hatchback'), ('wagon', 'Wagon'), ('coupe', 'Coupe'), ('van', 'Van')], max_length=12)),
                ('model_year', models.PositiveSmallIntegerField()),
                ('destination_amount', models.DecimalField(decimal_places=2, max_digits=14)),
                ('currency', models.CharField(max_length=3)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('freezes', models.JSONField(default=list)),
                ('release', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='model_lines', to='configurator.cataloguerelease')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('release', 'code'), name='model_line_code_once'), models.CheckConstraint(condition=models.Q(('destination_amount__gte', 0)), name='model_line_destination_not_negative'), models.CheckConstraint(condition=models.Q(('body_style__in', ['sedan', 'suv', 'pickup', 'hatchback', 'wagon', 'coupe', 'van'])), name='model_line_body_style_known')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='modelline',
            trigger=pgtrigger.compiler.Trigger(name='published_no_insert', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE is_published boolean;', func="\n    SELECT r.published_at IS NOT NULL INTO is_published\n      FROM configurator_cataloguerelease r \n     WHERE r.id = NEW.release_id FOR SHARE OF r;\n    IF is_published THEN\n        RAISE EXCEPTION 'a published catalogue release never changes (%)', TG_TABLE_NAME\n              USING ERRCODE = 'restrict_violation';\n    END IF;\nRETURN NEW;", hash='0e8bfcf07b544c0cc4f573cb9315aacb5aa9d8ff', operation='INSERT', pgid='pgtrigger_published_no_insert_3797e', table='configurator_modelline', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='modelline',
            trigger=pgtrigger.compiler.Trigger(name='published_no_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', declare='DECLARE is_published boolean;', func="\n    SELECT r.published_at IS NOT NULL INTO is_published\n      FROM configurator_cataloguerelease r \n     WHERE r.id = OLD.release_id FOR SHARE OF r;\n    IF is_published THEN\n        RAISE EXCEPTION 'a published catalogue release never changes (%)', TG_TABLE_NAME\n              USING ERRCODE = 'restrict_violation';\n    END IF;\n\n    SELECT r.published_at IS NOT NULL INTO is_published\n      FROM configurator_cataloguerelease r \n     WHERE r.id = NEW.release_id FOR SHARE OF r;\n    IF is_published THEN\n        RAISE EXCEPTION 'a published catalogue release never changes (%)', TG_TABLE_NAME\n              USING ERRCODE = 'restrict_violation';\n    END IF;\nRETURN NEW;", hash='5f24b0c735b8fa38651a993c5949df1b00c57463', operation='UPDATE', pgid='pgtrigger_published_no_update_ca9ad', table='configurator_modelline', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='modelline',
            trigger=pgtrigger.compiler.Trigger(name='published_no_delete', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE is_published boolean;', func="\n    SELECT r.published_at IS NOT NULL INTO is_published\n      FROM configurator_cataloguerelease r \n     WHERE r.id = OLD.release_id FOR SHARE OF r;\n    IF is_published THEN\n        RAISE EXCEPTION 'a published catalogue release never changes (%)', TG_TABLE_NAME\n              USING ERRCODE = 'restrict_violation';\n    END IF;\nRETURN OLD;", hash='598b21afa51d3e6c51a7087abf348735756ceae6', operation='DELETE', pgid='pgtrigger_published_no_delete_0ad75', table='configurator_modelline', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='modelline',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate % table', TG_TABLE_NAME;", hash='6fcec9230b3ff33f82e868720c2a1ce2c7a0b6bc', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_60751', table='configurator_modelline', when='BEFORE')),
        ),
        migrations.CreateModel(
            name='CompiledLine',
            fields=[
                ('state', models.CharField(choices=[('QUEUED', 'Waiting'), ('DONE', 'Done'), ('PARKED', 'Parked for a person'), ('SUPPRESSED', 'Not needed')], db_default='QUEUED', default='QUEUED', max_length=12)),
                ('due_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('attempts', models.PositiveSmallIntegerField(db_default=0, default=0)),
                ('leased_until', models.DateTimeField(blank=True, null=True)),
                ('error', models.TextField(blank=True, db_default='', default='')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('model_line', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='compiled', serialize=False, to='configurator.modelline')),
                ('fingerprint', models.CharField(blank=True, max_length=64)),
                ('circuit', models.BinaryField(null=True)),
                ('cars', models.TextField(blank=True)),
                ('seconds', models.DecimalField(decimal_places=2, max_digits=7, null=True)),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(condition=models.Q(('state', 'QUEUED')), fields=['due_at'], name='configurator_compiledline_due'), models.Index(condition=models.Q(('state', 'DONE')), fields=['fingerprint'], name='compiledline_reuse')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['QUEUED', 'DONE', 'PARKED', 'SUPPRESSED'])), name='compiledline_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'DONE'), _negated=True), models.Q(('circuit__isnull', False), ('cars__regex', '^\\d+$')), _connector='OR'), name='compiledline_done_has_circuit')],
            },
        ),
        migrations.CreateModel(
            name='Market',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=8)),
                ('name', models.CharField(max_length=60)),
                ('documents', models.JSONField(default=list)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('model_line', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='markets', to='configurator.modelline')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('model_line', 'code'), name='market_code_once'), models.CheckConstraint(condition=models.Q(models.Q(('code', ''), _negated=True), models.Q(('name', ''), _negated=True)), name='market_has_a_name')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='market',
            trigger=pgtrigger.compiler.Trigger(name='published_no_insert', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE is_published boolean;', func="\n    SELECT r.published_at IS NOT NULL INTO is_published\n      FROM configurator_cataloguerelease r JOIN configurator_modelline l ON l.release_id = r.id\n     WHERE l.id = NEW.model_line_id FOR SHARE OF r;\n    IF is_published THEN\n        RAISE EXCEPTION 'a published catalogue release never changes (%)', TG_TABLE_NAME\n              USING ERRCODE = 'restrict_violation';\n    END IF;\nRETURN NEW;", hash='7d986962b8bd9589adf0b06870ee84598b65d3e8', operation='INSERT', pgid='pgtrigger_published_no_insert_7c35b', table='configurator_market', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='market',
            trigger=pgtrigger.compiler.Trigger(name='published_no_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', declare='DECLARE is_published boolean;', func="\n    SELECT r.published_at IS NOT NULL INTO is_published\n      FROM configurator_cataloguerelease r JOIN configurator_modelline l ON l.release_id = r.id\n     WHERE l.id = OLD.model_line_id FOR SHARE OF r;\n    IF is_published THEN\n        RAISE EXCEPTION 'a published catalogue release never changes (%)', TG_TABLE_NAME\n              USING ERRCODE = 'restrict_violation';\n    END IF;\n\n    SELECT r.published_at IS NOT NULL INTO is_published\n      FROM configurator_cataloguerelease r JOIN configurator_modelline l ON l.release_id = r.id\n     WHERE l.id = NEW.model_line_id FOR SHARE OF r;\n    IF is_published THEN\n        RAISE EXCEPTION 'a published catalogue release never changes (%)', TG_TABLE_NAME\n              USING ERRCODE = 'restrict_violation';\n    END IF;\nRETURN NEW;", hash='d916154a67697fc87276c58232b954d0b76f289d', operation='UPDATE', pgid='pgtrigger_published_no_update_9f2eb', table='configurator_market', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='market',
            trigger=pgtrigger.compiler.Trigger(name='published_no_delete', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE is_published boolean;', func="\n    SELECT r.published_at IS NOT NULL INTO is_published\n      FROM configurator_cataloguerelease r JOIN configurator_modelline l ON l.release_id = r.id\n     WHERE l.id = OLD.model_line_id FOR SHARE OF r;\n    IF is_published THEN\n        RAISE EXCEPTION 'a published catalogue release never changes (%)', TG_TABLE_NAME\n              USING ERRCODE = 'restrict_violation';\n    END IF;\nRETURN OLD;", hash='121297e38b613b8376756a5b6bd2e0dbfe7083b6', operation='DELETE', pgid='pgtrigger_published_no_delete_e587f', table='configurator_market', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='market',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate % table', TG_TABLE_NAME;", hash='ed53068f26e0664eb0f98076664c49fc616288dc', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_e0e7a', table='configurator_market', when='BEFORE')),
        ),
        migrations.CreateModel(
            name='NeedsSheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(default=configurator.models.configurations.new_code, editable=False, max_length=6, unique=True)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('updated_at', models.DateTimeField()),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('customer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.customer')),
                ('dealership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.dealership')),
                ('updated_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['dealership', '-updated_at'], name='needs_recent'), models.Index(fields=['customer', '-updated_at'], name='needs_of_customer')],
                'constraints': [models.UniqueConstraint(fields=('id', 'dealership'), name='needs_with_dealership')],
            },
        ),
        migrations.CreateModel(
            name='Configuration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(default=configurator.models.configurations.new_code, editable=False, max_length=6, unique=True)),
                ('picks', models.JSONField(default=list)),
                ('is_fleet', models.BooleanField(default=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('updated_at', models.DateTimeField()),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('customer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.customer')),
                ('dealership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.dealership')),
                ('updated_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('model_line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='configurator.modelline')),
                ('market', models.CharField(blank=True, db_default='', max_length=8)),
                ('needs', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='configurator.needssheet')),
            ],
            options={
                'indexes': [models.Index(fields=['dealership', '-updated_at'], name='configuration_recent')],
                'constraints': [models.CheckConstraint(condition=models.Q(('version__gte', 1)), name='configuration_version_counts'), models.UniqueConstraint(fields=('id', 'dealership'), name='configuration_with_dealership')],
            },
        ),
        migrations.CreateModel(
            name='BuildNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(max_length=2000)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('configuration', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='configurator.configuration')),
                ('edited_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['configuration', '-at'], name='build_note_newest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='build_note_says_something')],
            },
        ),
        migrations.CreateModel(
            name='ConfigurationStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('before', models.JSONField()),
                ('after', models.JSONField()),
                ('is_undone', models.BooleanField(default=False)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('configuration', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='configurator.configuration')),
                ('market_after', models.CharField(blank=True, db_default='', max_length=8)),
                ('market_before', models.CharField(blank=True, db_default='', max_length=8)),
                ('line_after', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='configurator.modelline')),
                ('line_before', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='configurator.modelline')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('configuration', 'number'), name='configuration_step_number_once'), models.CheckConstraint(condition=models.Q(models.Q(('line_after', None), ('line_before', None)), models.Q(('line_after__isnull', False), ('line_before__isnull', False)), _connector='OR'), name='configuration_step_from_line_to_line')],
            },
        ),
        migrations.CreateModel(
            name='FleetPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quoted_as', models.CharField(blank=True, db_default='', max_length=24)),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('updated_at', models.DateTimeField()),
                ('configuration', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='fleet_plan', to='configurator.configuration')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('version__gte', 1)), name='fleet_plan_version_counts')],
            },
        ),
        migrations.CreateModel(
            name='FleetUnit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('takes', models.JSONField(default=list)),
                ('drops', models.JSONField(default=list)),
                ('label', models.CharField(blank=True, max_length=40)),
                ('ship_to', models.CharField(blank=True, max_length=120)),
                ('use', models.CharField(blank=True, max_length=80)),
                ('configuration', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='fleet_unit', to='configurator.configuration')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='units', to='configurator.fleetplan')),
            ],
            options={
                'constraints': [models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('plan', 'number'), name='fleet_unit_number_once'), models.UniqueConstraint(condition=models.Q(('label', ''), _negated=True), fields=('plan', 'label'), name='fleet_unit_label_once'), models.CheckConstraint(condition=models.Q(('number__gte', 1), ('number__lte', 200)), name='fleet_unit_number_in_range')],
            },
        ),
        migrations.CreateModel(
            name='NeedsRevision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('answers', models.JSONField()),
                ('sealed_aids', models.TextField(blank=True, default='')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='revisions', to='configurator.needssheet')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('sheet', 'number'), name='needs_revision_once'), models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='needs_revision_counts')],
            },
        ),
        migrations.CreateModel(
            name='OptionGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=60)),
                ('name', models.CharField(max_length=120)),
                ('area', models.CharField(choices=[('model', 'model'), ('trim', 'trim'), ('powertrain', 'powertrain'), ('exterior', 'exterior'), ('wheels', 'wheels'), ('interior', 'interior'), ('packages', 'packages'), ('technology', 'technology'), ('comfort', 'comfort'), ('appearance', 'appearance'), ('accessibility', 'accessibility'), ('commercial', 'commercial'), ('export', 'export')], max_length=20)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('min_picks', models.PositiveSmallIntegerField(default=0)),
                ('max_picks', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('model_line', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='groups', to='configurator.modelline')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('model_line', 'code'), name='option_group_code_once'), models.UniqueConstraint(fields=('id', 'model_line'), name='option_group_with_line'), models.CheckConstraint(condition=models.Q(('area__in', ['model', 'trim', 'powertrain', 'exterior', 'wheels', 'interior', 'packages', 'technology', 'comfort', 'appearance', 'accessibility', 'commercial', 'export'])), name='option_group_area_known'), models.CheckConstraint(condition=models.Q(('max_picks', None), ('max_picks__gte', models.F('min_picks')), _connector='OR'), name='option_group_limits_in_order')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='optiongroup',
            trigger=pgtrigger.compiler.Trigger(name='published_no_insert', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE is_published boolean;', func="\n    SELECT r.published_at IS NOT NULL INTO is_published\n      FROM configurator_cataloguerelease r JOIN configurator_modelline l ON l.release_id = r.id\n     WHERE l.id = NEW.model_line_id FOR SHARE OF r;\n    IF is_published THEN\n        RAISE EXCEPTION 'a published catalogue release never changes (%)', TG_TABLE_NAME\n              USING ERRCODE = 'restrict_violation';\n    END IF;\nRETURN NEW;", hash='887df269c7f6c8e735e53d19cc8567a6379f27fc', operation='INSERT', pgid='pgtrigger_published_no_insert_29a3b', table='configurator_optiongroup', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='optiongroup',
            trigger=pgtrigger.compiler.Trigger(name='published_no_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', declare='DECLARE is_published boolean;', func="\n    SELECT r.published_at IS NOT NULL INTO is_published\n      FROM configurator_cataloguerelease r JOIN configurator_modelline l ON l.release_id = r.id\n     WHERE l.id = OLD.model_line_id FOR SHARE OF r;\n    IF is_published THEN\n        RAISE EXCEPTION 'a published catalogue release never changes (%)', TG_TABLE_NAME\n              USING ERRCODE = 'restrict_violation';\n    END IF;\n\n    SELECT r.published_at IS NOT NULL INTO is_published\n      FROM configurator_cataloguerelease r JOIN configurator_modelline l ON l.release_id = r.id\n     WHERE l.id = NEW.model_line_id FOR SHARE OF r;\n    IF is_published THEN\n        RAISE EXCEPTION 'a published catalogue release never changes (%)', TG_TABLE_NAME\n              USING ERRCODE = 'restrict_violation';\n    END IF;\nRETURN NEW;", hash='3ee7cdbff3c81a84ebc553bcf49c8bc4f9f2461c', operation='UPDATE', pgid='pgtrigger_published_no_update_03499', table='configurator_optiongroup', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='optiongroup',
            trigger=pgtrigger.compiler.Trigger(name='published_no_delete', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE is_published boolean;', func="\n    SELECT r.published_at IS NOT NULL INTO is_published\n      FROM configurator_cataloguerelease r JOIN configurator_modelline l ON l.release_id = r.id\n     WHERE l.id = OLD.model_line_id FOR SHARE OF r;\n    IF is_published THEN\n        RAISE EXCEPTION 'a published catalogue release never changes (%)', TG_TABLE_NAME\n              USING ERRCODE = 'restrict_violation';\n    END IF;\nRETURN OLD;", hash='6ed970e506204c9a8ef51264be1913ac941b7361', operation='DELETE', pgid='pgtrigger_published_no_delete_57555', table='configurator_optiongroup', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='optiongroup',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate % table', TG_TABLE_NAME;", hash='43a9695768077eb0d8010081ab063c3105b4c831', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_33a75', table='configurator_optiongroup', when='BEFORE')),
        ),
        migrations.CreateModel(
            name='Option',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=60)),
                ('name', models.CharField(max_length=200)),
                ('description', models.TextField(blank=True)),
                ('retail_amount', models.DecimalField(decimal_places=2, max_digits=14)),
                ('invoice_amount', models.DecimalField(decimal_places=2, max_digits=14)),
                ('currency', models.CharField(max_length=3)),
                ('rgb', models.CharField(blank=True, max_length=7, null=True, validators=[django.core.validators.RegexValidator('^#[0-9a-f]{6}\\Z')])),
                ('rgb2', models.CharField(blank=True, max_length=7, null=True, validators=[django.core.validators.RegexValidator('^#[0-9a-f]{6}\\Z')])),
                ('available_from', models.DateField(blank=True, null=True)),
                ('available_to', models.DateField(blank=True, null=True)),
                ('is_fleet_only', models.BooleanField(default=False)),
                ('freeze_class', models.CharField(blank=True, max_length=40)),
                ('is_default', models.BooleanField(default=False)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('effect_days', models.SmallIntegerField(default=0)),
                ('model_line', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='options', to='configurator.modelline')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='options', to='configurator.optiongroup')),
                ('meets', models.JSONField(db_default=models.Value({}, output_field=models.JSONField()), default=dict)),
                ('markets', models.JSONField(db_default=[], default=list)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('model_line', 'code'), name='option_code_once'), models.CheckConstraint(condition=models.Q(('code', ''), _negated=True), name='option_has_a_code'), models.CheckConstraint(condition=models.Q(('available_to', None), ('available_from', None), ('available_to__gte', models.F('available_from')), _connector='OR'), name='option_dates_in_order'), models.CheckConstraint(condition=models.Q(('rgb', None), ('rgb__regex', '^#[0-9a-f]{6}$'), _connector='OR'), name='option_rgb_readable'), models.CheckConstraint(condition=models.Q(('rgb2', None), ('rgb2__regex', '^#[0-9a-f]{6}$'), _connector='OR'), name='option_rgb2_readable')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='option',
            trigger=pgtrigger.compiler.Trigger(name='published_no_insert', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE is_published boolean;', func="\n    SELECT r.published_at IS NOT NULL INTO is_published\n      FROM configurator_cataloguerelease r JOIN configurator_modelline l ON l.release_id = r.id\n     WHERE l.id = NEW.model_line_id FOR SHARE OF r;\n    IF is_published THEN\n        RAISE EXCEPTION 'a published catalogue release never changes (%)', TG_TABLE_NAME\n              USING ERRCODE = 'restrict_violation';\n    END IF;\nRETURN NEW;", hash='8b91753ae997f66da32051a29975626141ed47fd', operation='INSERT', pgid='pgtrigger_published_no_insert_cb68b', table='configurator_option', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='option',
            trigger=pgtrigger.compiler.Trigger(name='published_no_delete', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE is_published boolean;', func="\n    SELECT r.published_at IS NOT NULL INTO is_published\n      FROM configurator_cataloguerelease r JOIN configurator_modelline l ON l.release_id = r.id\n     WHERE l.id = OLD.model_line_id FOR SHARE OF r;\n    IF is_published THEN\n        RAISE EXCEPTION 'a published catalogue release never changes (%)', TG_TABLE_NAME\n              USING ERRCODE = 'restrict_violation';\n    END IF;\nRETURN OLD;", hash='41a5a33b52952af6873c2121fe39aaba649d6f19', operation='DELETE', pgid='pgtrigger_published_no_delete_0bcb1', table='configurator_option', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='option',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate % table', TG_TABLE_NAME;", hash='53bbf8aea72a0328d7d2268bb5d32b4d432c4633', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_08fd1', table='configurator_option', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='option',
            trigger=pgtrigger.compiler.Trigger(name='published_no_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."available_from" IS DISTINCT FROM (NEW."available_from") OR OLD."available_to" IS DISTINCT FROM (NEW."available_to") OR OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."currency" IS DISTINCT FROM (NEW."currency") OR OLD."description" IS DISTINCT FROM (NEW."description") OR OLD."freeze_class" IS DISTINCT FROM (NEW."freeze_class") OR OLD."group_id" IS DISTINCT FROM (NEW."group_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."invoice_amount" IS DISTINCT FROM (NEW."invoice_amount") OR OLD."is_default" IS DISTINCT FROM (NEW."is_default") OR OLD."is_fleet_only" IS DISTINCT FROM (NEW."is_fleet_only") OR OLD."markets" IS DISTINCT FROM (NEW."markets") OR OLD."meets" IS DISTINCT FROM (NEW."meets") OR OLD."model_line_id" IS DISTINCT FROM (NEW."model_line_id") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."position" IS DISTINCT FROM (NEW."position") OR OLD."retail_amount" IS DISTINCT FROM (NEW."retail_amount") OR OLD."rgb" IS DISTINCT FROM (NEW."rgb") OR OLD."rgb2" IS DISTINCT FROM (NEW."rgb2"))', declare='DECLARE is_published boolean;', func="\n    SELECT r.published_at IS NOT NULL INTO is_published\n      FROM configurator_cataloguerelease r JOIN configurator_modelline l ON l.release_id = r.id\n     WHERE l.id = OLD.model_line_id FOR SHARE OF r;\n    IF is_published THEN\n        RAISE EXCEPTION 'a published catalogue release never changes (%)', TG_TABLE_NAME\n              USING ERRCODE = 'restrict_violation';\n    END IF;\n\n    SELECT r.published_at IS NOT NULL INTO is_published\n      FROM configurator_cataloguerelease r JOIN configurator_modelline l ON l.release_id = r.id\n     WHERE l.id = NEW.model_line_id FOR SHARE OF r;\n    IF is_published THEN\n        RAISE EXCEPTION 'a published catalogue release never changes (%)', TG_TABLE_NAME\n              USING ERRCODE = 'restrict_violation';\n    END IF;\nRETURN NEW;", hash='0fb55a663a59009de20d39a804d40d597b304eb6', operation='UPDATE', pgid='pgtrigger_published_no_update_6cd58', table='configurator_option', when='BEFORE')),
        ),
        migrations.CreateModel(
            name='Rule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=60)),
                ('kind', models.CharField(choices=[('requires', 'requires'), ('excludes', 'excludes'), ('includes', 'includes'), ('price', 'price'), ('count', 'count')], max_length=10)),
                ('sentence', models.TextField()),
                ('source_text', models.TextField(blank=True)),
                ('when', models.JSONField()),
                ('then', models.JSONField()),
                ('price', models.JSONField(blank=True, null=True)),
                ('position', models.PositiveIntegerField(default=0)),
                ('model_line', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rules', to='configurator.modelline')),
                ('market', models.CharField(blank=True, db_default='', max_length=8)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('model_line', 'code'), name='rule_code_once'), models.CheckConstraint(condition=models.Q(('kind__in', ['requires', 'excludes', 'includes', 'price', 'count'])), name='rule_kind_known'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'price'), ('price__isnull', False)), models.Q(models.Q(('kind', 'price'), _negated=True), ('price__isnull', True)), _connector='OR'), name='rule_price_belongs_to_price_rules'), models.CheckConstraint(condition=models.Q(('sentence', ''), _negated=True), name='rule_has_a_sentence'), models.CheckConstraint(condition=models.Q(('market', ''), models.Q(('kind__in', ['price', 'includes']), _negated=True), _connector='OR'), name='rule_of_a_market_prices_nothing')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rule',
            trigger=pgtrigger.compiler.Trigger(name='published_no_insert', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE is_published boolean;', func="\n    SELECT r.published_at IS NOT NULL INTO is_published\n      FROM configurator_cataloguerelease r JOIN configurator_modelline l ON l.release_id = r.id\n     WHERE l.id = NEW.model_line_id FOR SHARE OF r;\n    IF is_published THEN\n        RAISE EXCEPTION 'a published catalogue release never changes (%)', TG_TABLE_NAME\n              USING ERRCODE = 'restrict_violation';\n    END IF;\nRETURN NEW;", hash='bb970c4fba7b3eb1cacef0cc85c5ee10dc6bf225', operation='INSERT', pgid='pgtrigger_published_no_insert_5cb4c', table='configurator_rule', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rule',
            trigger=pgtrigger.compiler.Trigger(name='published_no_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', declare='DECLARE is_published boolean;', func="\n    SELECT r.published_at IS NOT NULL INTO is_published\n      FROM configurator_cataloguerelease r JOIN configurator_modelline l ON l.release_id = r.id\n     WHERE l.id = OLD.model_line_id FOR SHARE OF r;\n    IF is_published THEN\n        RAISE EXCEPTION 'a published catalogue release never changes (%)', TG_TABLE_NAME\n              USING ERRCODE = 'restrict_violation';\n    END IF;\n\n    SELECT r.published_at IS NOT NULL INTO is_published\n      FROM configurator_cataloguerelease r JOIN configurator_modelline l ON l.release_id = r.id\n     WHERE l.id = NEW.model_line_id FOR SHARE OF r;\n    IF is_published THEN\n        RAISE EXCEPTION 'a published catalogue release never changes (%)', TG_TABLE_NAME\n              USING ERRCODE = 'restrict_violation';\n    END IF;\nRETURN NEW;", hash='63912fcf9c176c3865b64842f9af88c3e0ed95cc', operation='UPDATE', pgid='pgtrigger_published_no_update_79cf7', table='configurator_rule', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rule',
            trigger=pgtrigger.compiler.Trigger(name='published_no_delete', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE is_published boolean;', func="\n    SELECT r.published_at IS NOT NULL INTO is_published\n      FROM configurator_cataloguerelease r JOIN configurator_modelline l ON l.release_id = r.id\n     WHERE l.id = OLD.model_line_id FOR SHARE OF r;\n    IF is_published THEN\n        RAISE EXCEPTION 'a published catalogue release never changes (%)', TG_TABLE_NAME\n              USING ERRCODE = 'restrict_violation';\n    END IF;\nRETURN OLD;", hash='92995b5339acd29145dd4f21bdb9c9c213681422', operation='DELETE', pgid='pgtrigger_published_no_delete_b7485', table='configurator_rule', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rule',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate % table', TG_TABLE_NAME;", hash='463cf533720983c37bb5666078a0fcb5cfcdb9d3', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_5c142', table='configurator_rule', when='BEFORE')),
        ),
        migrations.CreateModel(
            name='SharedLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('made_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('opened_at', models.DateTimeField(blank=True, null=True)),
                ('opened_count', models.PositiveIntegerField(default=0)),
                ('mailed_at', models.DateTimeField(blank=True, null=True)),
                ('configuration', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shared_links', to='configurator.configuration')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('codes', models.JSONField(db_default=[], default=list)),
                ('lines', models.JSONField(db_default=[], default=list)),
                ('market', models.CharField(blank=True, db_default='', default='', max_length=8)),
                ('model_line', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='configurator.modelline')),
                ('picks', models.JSONField(db_default=[], default=list)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('made_at'))), name='shared_link_expires_later'), models.CheckConstraint(condition=models.Q(('codes', []), ('model_line__isnull', False), _connector='OR'), name='shared_link_keeps_a_whole_car')],
            },
        ),
        migrations.CreateModel(
            name='LinkMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.EmailField(max_length=254)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('link', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mails', to='configurator.sharedlink')),
            ],
            options={
                'indexes': [models.Index(fields=['by', 'at'], name='link_mails_of_somebody')],
                'constraints': [models.UniqueConstraint(fields=('link', 'address'), name='link_mailed_once_per_address')],
            },
        ),
        migrations.CreateModel(
            name='Specification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(default=configurator.models.configurations.new_specification_number, editable=False, max_length=12, unique=True)),
                ('codes', models.JSONField()),
                ('picks', models.JSONField(default=list)),
                ('lines', models.JSONField()),
                ('total_amount', models.DecimalField(decimal_places=2, max_digits=14)),
                ('invoice_total_amount', models.DecimalField(decimal_places=2, max_digits=14)),
                ('currency', models.CharField(max_length=3)),
                ('is_fleet', models.BooleanField(default=False)),
                ('sha256', models.CharField(max_length=64)),
                ('frozen_at', models.DateTimeField()),
                ('configuration', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='configurator.configuration')),
                ('frozen_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('model_line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='configurator.modelline')),
                ('release', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='configurator.cataloguerelease')),
                ('homologation', models.JSONField(db_default={}, default=dict)),
                ('market', models.CharField(blank=True, db_default='', max_length=8)),
                ('specials', models.JSONField(db_default=[], default=list)),
            ],
            options={
                'indexes': [models.Index(fields=['sha256'], name='specification_same_car')],
                'constraints': [models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$')), name='specification_has_a_hash'), models.UniqueConstraint(fields=('configuration', 'sha256'), name='specification_frozen_once'), models.UniqueConstraint(fields=('id', 'configuration'), name='specification_with_configuration')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='specification',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='225a634002b36c6231b915652b2f1ac55e5d91c8', operation='UPDATE', pgid='pgtrigger_append_only_f9035', table='configurator_specification', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='specification',
            trigger=pgtrigger.compiler.Trigger(name='no_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='30d0f420f49152518f514c805bb59b5a51f83c2a', operation='DELETE', pgid='pgtrigger_no_delete_14c96', table='configurator_specification', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='specification',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate % table', TG_TABLE_NAME;", hash='54049f362c739e1d56f310ceb1adcc03a02514e3', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_1aba6', table='configurator_specification', when='BEFORE')),
        ),
        migrations.CreateModel(
            name='StopSale',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('option_code', models.CharField(max_length=60)),
                ('model_line_code', models.CharField(blank=True, max_length=60)),
                ('from_on', models.DateField()),
                ('until_on', models.DateField(blank=True, null=True)),
                ('reason', models.CharField(max_length=300)),
                ('source', models.CharField(choices=[('hand', 'Entered by hand'), ('file', 'From a file'), ('factory', 'Said by the manufacturer'), ('plants', 'No plant has a place')], max_length=10)),
                ('entered_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_because', models.CharField(blank=True, db_default='', max_length=300)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('entered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('manufacturer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stop_sales', to='configurator.manufacturer')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('manufacturer', 'option_code', 'model_line_code', 'from_on'), name='stop_sale_once'), models.CheckConstraint(condition=models.Q(('source__in', ['hand', 'file', 'factory', 'plants'])), name='stop_sale_source_known'), models.CheckConstraint(condition=models.Q(('until_on', None), ('until_on__gte', models.F('from_on')), _connector='OR'), name='stop_sale_days_in_order'), models.CheckConstraint(condition=models.Q(models.Q(('reason', ''), _negated=True), models.Q(('option_code', ''), _negated=True)), name='stop_sale_says_what_and_why'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_because', ''), ('ended_by', None)), models.Q(('ended_at__isnull', False), models.Q(('ended_because', ''), _negated=True)), _connector='OR'), name='stop_sale_ended_for_a_reason')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='stopsale',
            trigger=pgtrigger.compiler.Trigger(name='no_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='124ab010ad1c4ce35667cd40710d6fecf2080b32', operation='DELETE', pgid='pgtrigger_no_delete_692ff', table='configurator_stopsale', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='stopsale',
            trigger=pgtrigger.compiler.Trigger(name='only_ends', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."entered_at" IS DISTINCT FROM (NEW."entered_at") OR OLD."entered_by_id" IS DISTINCT FROM (NEW."entered_by_id") OR OLD."from_on" IS DISTINCT FROM (NEW."from_on") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."manufacturer_id" IS DISTINCT FROM (NEW."manufacturer_id") OR OLD."model_line_code" IS DISTINCT FROM (NEW."model_line_code") OR OLD."option_code" IS DISTINCT FROM (NEW."option_code") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."source" IS DISTINCT FROM (NEW."source") OR OLD."until_on" IS DISTINCT FROM (NEW."until_on"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='3787678c110cbde83b2c6c4d527b1a70ddc42968', operation='UPDATE', pgid='pgtrigger_only_ends_b002b', table='configurator_stopsale', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='stopsale',
            trigger=pgtrigger.compiler.Trigger(name='ended_is_final', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."ended_at" IS NOT NULL)', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='18a06a1abc796c7b8654a594afd0ba5b25ceee67', operation='UPDATE', pgid='pgtrigger_ended_is_final_f1b85', table='configurator_stopsale', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='stopsale',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate % table', TG_TABLE_NAME;", hash='0d0be477a93e5053b861214bc18b62a2a2e127eb', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_897e7', table='configurator_stopsale', when='BEFORE')),
        ),
        migrations.CreateModel(
            name='Upfitter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20)),
                ('name', models.CharField(max_length=120)),
                ('place', models.CharField(blank=True, max_length=120)),
                ('phone', models.CharField(blank=True, max_length=40)),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('is_active', models.BooleanField(default=True)),
                ('dealership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.dealership')),
                ('manufacturer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='configurator.manufacturer')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('dealership', 'code'), name='upfitter_code_once'), models.UniqueConstraint(fields=('id', 'dealership'), name='upfitter_with_dealership')],
            },
        ),
        migrations.CreateModel(
            name='SpecialAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('verdict', models.CharField(choices=[('FEASIBLE', 'Feasible'), ('WITH_CONDITIONS', 'Feasible with conditions'), ('REFUSED', 'Not feasible')], max_length=20)),
                ('retail_amount', models.DecimalField(decimal_places=2, default=0, max_digits=12)),
                ('invoice_amount', models.DecimalField(decimal_places=2, default=0, max_digits=12)),
                ('currency', models.CharField(max_length=3)),
                ('added_days', models.PositiveSmallIntegerField(default=0)),
                ('freeze_class', models.CharField(default='specials', max_length=40)),
                ('milestone', models.CharField(default='UPF-IN', max_length=20)),
                ('conditions', models.TextField(blank=True, max_length=2000)),
                ('evidence', models.TextField(blank=True, max_length=2000)),
                ('valid_until', models.DateField(blank=True, null=True)),
                ('picks', models.JSONField(default=list)),
                ('market', models.CharField(blank=True, max_length=8)),
                ('is_for_any_car', models.BooleanField(default=False)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('upfitter', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='configurator.upfitter')),
            ],
        ),
        migrations.CreateModel(
            name='SpecialRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(default=configurator.models.specials.new_request_number, editable=False, max_length=12, unique=True)),
                ('kind', models.CharField(choices=[('accessibility', 'Accessibility'), ('commercial', 'Commercial or fleet'), ('export', 'Export market'), ('prototype', 'Prototype'), ('free', 'Something else')], max_length=20)),
                ('title', models.CharField(max_length=120)),
                ('description', models.TextField(max_length=4000)),
                ('quantity', models.PositiveSmallIntegerField(default=1)),
                ('unit', models.CharField(default='piece', max_length=30)),
                ('destination', models.CharField(blank=True, max_length=2, validators=[django.core.validators.RegexValidator('^[A-Z]{2}\\Z')])),
                ('needed_by', models.DateField(blank=True, null=True)),
                ('state', django_fsm.FSMField(choices=[('DRAFT', 'Draft'), ('ASKED', 'Asked'), ('IN_REVIEW', 'In review'), ('FEASIBLE', 'Feasible'), ('WITH_CONDITIONS', 'Feasible with conditions'), ('REFUSED', 'Not feasible'), ('WITHDRAWN', 'Withdrawn')], default='DRAFT', max_length=20, protected=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField()),
                ('asked_at', models.DateTimeField(blank=True, null=True)),
                ('accepted_at', models.DateTimeField(blank=True, null=True)),
                ('accepted_name', models.CharField(blank=True, max_length=120)),
                ('approved_at', models.DateTimeField(blank=True, null=True)),
                ('accepted_answer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='configurator.specialanswer')),
                ('accepted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('answer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='configurator.specialanswer')),
                ('approved_answer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='configurator.specialanswer')),
                ('approver', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('configuration', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='specials', to='configurator.configuration')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('dealership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.dealership')),
                ('reviewer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['configuration', 'id'], name='special_of_build'), models.Index(fields=['dealership', 'state', 'asked_at'], name='special_worklist')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['DRAFT', 'ASKED', 'IN_REVIEW', 'FEASIBLE', 'WITH_CONDITIONS', 'REFUSED', 'WITHDRAWN'])), name='special_state_known'), models.CheckConstraint(condition=models.Q(('kind__in', ['accessibility', 'commercial', 'export', 'prototype', 'free'])), name='special_kind_known'), models.CheckConstraint(condition=models.Q(('quantity__gte', 1)), name='special_is_of_something'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['ASKED', 'IN_REVIEW', 'FEASIBLE', 'WITH_CONDITIONS', 'REFUSED']), _negated=True), ('asked_by__isnull', False), _connector='OR'), name='special_was_asked_by_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('FEASIBLE', 'WITH_CONDITIONS', 'REFUSED')), _negated=True), ('answer__isnull', False), _connector='OR'), name='special_answered_has_answer'), models.CheckConstraint(condition=models.Q(models.Q(('accepted_answer', None), ('accepted_at', None), ('accepted_by', None)), models.Q(('accepted_answer__isnull', False), ('accepted_at__isnull', False), ('accepted_by__isnull', False)), _connector='OR'), name='special_acceptance_is_whole'), models.CheckConstraint(condition=models.Q(('approver', None), models.Q(('approver', models.F('created_by')), _negated=True), _connector='OR'), name='special_approver_is_another'), models.CheckConstraint(condition=models.Q(('reviewer', None), models.Q(('reviewer', models.F('asked_by')), _negated=True), _connector='OR'), name='special_four_eyes')],
            },
            bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
        ),
        migrations.CreateModel(
            name='SpecialEvent',
            fields=[
                ('id', models.UUIDField(default=kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=60)),
                ('actor_name', models.CharField(blank=True, max_length=120)),
                ('occurred_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('body', models.JSONField(default=dict)),
                ('version', models.PositiveSmallIntegerField(default=1)),
                ('dispatched_at', models.DateTimeField(blank=True, null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('parked_at', models.DateTimeField(blank=True, null=True)),
                ('error', models.TextField(blank=True)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='configurator.specialrequest')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(condition=models.Q(('dispatched_at', None), ('parked_at', None)), fields=['id'], name='special_event_outbox'), models.Index(fields=['request', 'id'], name='special_event_timeline')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['special.asked', 'special.review_started', 'special.answered', 'special.accepted', 'special.approved', 'special.withdrawn'])), name='special_event_kind_known')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='specialevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."actor_name" IS DISTINCT FROM (NEW."actor_name") OR OLD."body" IS DISTINCT FROM (NEW."body") OR OLD."by_id" IS DISTINCT FROM (NEW."by_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."occurred_at" IS DISTINCT FROM (NEW."occurred_at") OR OLD."recorded_at" IS DISTINCT FROM (NEW."recorded_at") OR OLD."request_id" IS DISTINCT FROM (NEW."request_id") OR OLD."version" IS DISTINCT FROM (NEW."version"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='9910b73613d6b673b09556d6bfe777f6b5a293bd', operation='UPDATE', pgid='pgtrigger_append_only_5b6fa', table='configurator_specialevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='specialevent',
            trigger=pgtrigger.compiler.Trigger(name='no_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='1db6076c30f5ebb5ae195055c47895591f63984b', operation='DELETE', pgid='pgtrigger_no_delete_11ad9', table='configurator_specialevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='specialevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate % table', TG_TABLE_NAME;", hash='49f19ce83dfecff30b61bd8ce90b62b4539caacb', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_f7892', table='configurator_specialevent', when='BEFORE')),
        ),
        migrations.CreateModel(
            name='SpecialFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_evidence', models.BooleanField(default=False)),
                ('name', models.CharField(max_length=120)),
                ('content_type', models.CharField(max_length=60)),
                ('size', models.PositiveIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('content', models.BinaryField()),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='configurator.specialrequest')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('request', 'sha256'), name='special_file_once'), models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$')), name='special_file_has_a_hash')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='specialfile',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='c0f9d82823762dac04f292d73ab87002bdd39b19', operation='UPDATE', pgid='pgtrigger_append_only_f1db5', table='configurator_specialfile', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='specialfile',
            trigger=pgtrigger.compiler.Trigger(name='no_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='1374b862bbf3a471a6f2dc3c1b74ce797a71a6dc', operation='DELETE', pgid='pgtrigger_no_delete_4cdb1', table='configurator_specialfile', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='specialfile',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate % table', TG_TABLE_NAME;", hash='5fcd2f6952ef23df4fc81a7a561e3e2cde5cd098', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_142bf', table='configurator_specialfile', when='BEFORE')),
        ),
        migrations.AddField(
            model_name='specialanswer',
            name='request',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='configurator.specialrequest'),
        ),
        migrations.AddConstraint(
            model_name='SpecialAnswer',
            constraint=models.UniqueConstraint(fields=('request', 'number'), name='special_answer_once'),
        ),
        migrations.AddConstraint(
            model_name='SpecialAnswer',
            constraint=models.CheckConstraint(condition=models.Q(('verdict__in', ['FEASIBLE', 'WITH_CONDITIONS', 'REFUSED'])), name='special_verdict_known'),
        ),
        migrations.AddConstraint(
            model_name='SpecialAnswer',
            constraint=models.CheckConstraint(condition=models.Q(('invoice_amount__gte', 0), ('retail_amount__gte', 0)), name='special_costs_nothing_or_more'),
        ),
        migrations.AddConstraint(
            model_name='SpecialAnswer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('verdict', 'WITH_CONDITIONS'), _negated=True), models.Q(('conditions', ''), _negated=True), _connector='OR'), name='special_conditions_are_said'),
        ),
        migrations.AddConstraint(
            model_name='SpecialAnswer',
            constraint=models.CheckConstraint(condition=models.Q(('verdict', 'REFUSED'), ('valid_until__isnull', False), _connector='OR'), name='special_offer_ends'),
        ),
        migrations.AddConstraint(
            model_name='SpecialAnswer',
            constraint=models.CheckConstraint(condition=models.Q(('evidence', ''), _negated=True), name='special_answer_has_evidence'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='specialanswer',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='0734ee68a3e01c46ec1afbf61aa858c1266e2bba', operation='UPDATE', pgid='pgtrigger_append_only_506f7', table='configurator_specialanswer', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='specialanswer',
            trigger=pgtrigger.compiler.Trigger(name='no_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='7ea61f22bfd48c4f222901f767baf85311a60439', operation='DELETE', pgid='pgtrigger_no_delete_e170d', table='configurator_specialanswer', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='specialanswer',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate % table', TG_TABLE_NAME;", hash='415cca64645e7bc01df18910b0a275bb0e889e35', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_96ac3', table='configurator_specialanswer', when='BEFORE')),
        ),
    ]
