import django.contrib.postgres.indexes
import django.contrib.postgres.operations
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0001_people_and_letters'),
    ]

    operations = [
        django.contrib.postgres.operations.TrigramExtension(),
        pgtrigger.migrations.RemoveTrigger(
            model_name='customer',
            name='update_update',
        ),
        migrations.AddField(
            model_name='customer',
            name='phone_digits',
            field=models.GeneratedField(db_persist=True, expression=models.Func(models.F('phone'), models.Value('\\D'), models.Value(''), models.Value('g'), function='regexp_replace'), output_field=models.CharField(max_length=40)),
        ),
        migrations.AddIndex(
            model_name='customer',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass('phone_digits', name='gin_trgm_ops'), name='customer_phone'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='customer',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."address" IS DISTINCT FROM (NEW."address") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."created_by_id" IS DISTINCT FROM (NEW."created_by_id") OR OLD."dealership_id" IS DISTINCT FROM (NEW."dealership_id") OR OLD."email" IS DISTINCT FROM (NEW."email") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."phone" IS DISTINCT FROM (NEW."phone") OR OLD."quiet_from" IS DISTINCT FROM (NEW."quiet_from") OR OLD."quiet_to" IS DISTINCT FROM (NEW."quiet_to") OR OLD."timezone" IS DISTINCT FROM (NEW."timezone") OR OLD."user_id" IS DISTINCT FROM (NEW."user_id"))', func='INSERT INTO "customers_customerevent" ("address", "created_at", "created_by_id", "dealership_id", "email", "id", "language", "name", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "quiet_from", "quiet_to", "timezone", "user_id") VALUES (NEW."address", NEW."created_at", NEW."created_by_id", NEW."dealership_id", NEW."email", NEW."id", NEW."language", NEW."name", NEW."number", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone", NEW."quiet_from", NEW."quiet_to", NEW."timezone", NEW."user_id"); RETURN NULL;', hash='1754cb641fc220b6d9067f2f530caad9648f72a9', operation='UPDATE', pgid='pgtrigger_update_update_ca86d', table='customers_customer', when='AFTER')),
        ),
    ]
