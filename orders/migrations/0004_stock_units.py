import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0002_phone_search'),
        ('orders', '0003_calls_and_files'),
        ('production', '0003_adopted_cars'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='UnitHold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('released_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='order',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='order',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='order',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='order',
            name='stock_unit',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='production.build'),
        ),
        migrations.AddField(
            model_name='orderhistory',
            name='stock_unit',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='production.build'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='order',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "orders_orderhistory" ("accepted_at", "approved_at", "build_id", "configuration_id", "created_at", "credit_status", "credit_until", "currency", "customer_id", "customer_name", "dealership_id", "delivered_at", "deposit_amount", "deposit_held_amount", "discount_amount", "discount_approved_by_id", "discount_asked_by_id", "ended_at", "estimate_from", "estimate_on", "estimate_p50", "factory_ref", "fleet_id", "fleet_unit", "id", "intended_use", "last_heard_at", "model_name", "next_step", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "priority", "promised_from", "promised_on", "quote_number", "quote_valid_until", "sales_rep_id", "ship_to", "slot_week", "specification_id", "state", "state_since", "stock_unit_id", "submitted_at", "tax_amount", "total_amount", "trade_in_amount", "unit_label", "version", "vin") VALUES (NEW."accepted_at", NEW."approved_at", NEW."build_id", NEW."configuration_id", NEW."created_at", NEW."credit_status", NEW."credit_until", NEW."currency", NEW."customer_id", NEW."customer_name", NEW."dealership_id", NEW."delivered_at", NEW."deposit_amount", NEW."deposit_held_amount", NEW."discount_amount", NEW."discount_approved_by_id", NEW."discount_asked_by_id", NEW."ended_at", NEW."estimate_from", NEW."estimate_on", NEW."estimate_p50", NEW."factory_ref", NEW."fleet_id", NEW."fleet_unit", NEW."id", NEW."intended_use", NEW."last_heard_at", NEW."model_name", NEW."next_step", NEW."number", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."priority", NEW."promised_from", NEW."promised_on", NEW."quote_number", NEW."quote_valid_until", NEW."sales_rep_id", NEW."ship_to", NEW."slot_week", NEW."specification_id", NEW."state", NEW."state_since", NEW."stock_unit_id", NEW."submitted_at", NEW."tax_amount", NEW."total_amount", NEW."trade_in_amount", NEW."unit_label", NEW."version", NEW."vin"); RETURN NULL;', hash='3d325ab7c2916819cfee678efd64ea3d99215105', operation='INSERT', pgid='pgtrigger_insert_insert_eb763', table='orders_order', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='order',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."accepted_at" IS DISTINCT FROM (NEW."accepted_at") OR OLD."approved_at" IS DISTINCT FROM (NEW."approved_at") OR OLD."build_id" IS DISTINCT FROM (NEW."build_id") OR OLD."configuration_id" IS DISTINCT FROM (NEW."configuration_id") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."credit_status" IS DISTINCT FROM (NEW."credit_status") OR OLD."credit_until" IS DISTINCT FROM (NEW."credit_until") OR OLD."currency" IS DISTINCT FROM (NEW."currency") OR OLD."customer_id" IS DISTINCT FROM (NEW."customer_id") OR OLD."customer_name" IS DISTINCT FROM (NEW."customer_name") OR OLD."dealership_id" IS DISTINCT FROM (NEW."dealership_id") OR OLD."delivered_at" IS DISTINCT FROM (NEW."delivered_at") OR OLD."deposit_amount" IS DISTINCT FROM (NEW."deposit_amount") OR OLD."deposit_held_amount" IS DISTINCT FROM (NEW."deposit_held_amount") OR OLD."discount_amount" IS DISTINCT FROM (NEW."discount_amount") OR OLD."discount_approved_by_id" IS DISTINCT FROM (NEW."discount_approved_by_id") OR OLD."discount_asked_by_id" IS DISTINCT FROM (NEW."discount_asked_by_id") OR OLD."ended_at" IS DISTINCT FROM (NEW."ended_at") OR OLD."estimate_from" IS DISTINCT FROM (NEW."estimate_from") OR OLD."estimate_on" IS DISTINCT FROM (NEW."estimate_on") OR OLD."estimate_p50" IS DISTINCT FROM (NEW."estimate_p50") OR OLD."factory_ref" IS DISTINCT FROM (NEW."factory_ref") OR OLD."fleet_id" IS DISTINCT FROM (NEW."fleet_id") OR OLD."fleet_unit" IS DISTINCT FROM (NEW."fleet_unit") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."intended_use" IS DISTINCT FROM (NEW."intended_use") OR OLD."last_heard_at" IS DISTINCT FROM (NEW."last_heard_at") OR OLD."model_name" IS DISTINCT FROM (NEW."model_name") OR OLD."next_step" IS DISTINCT FROM (NEW."next_step") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."priority" IS DISTINCT FROM (NEW."priority") OR OLD."promised_from" IS DISTINCT FROM (NEW."promised_from") OR OLD."promised_on" IS DISTINCT FROM (NEW."promised_on") OR OLD."quote_number" IS DISTINCT FROM (NEW."quote_number") OR OLD."quote_valid_until" IS DISTINCT FROM (NEW."quote_valid_until") OR OLD."sales_rep_id" IS DISTINCT FROM (NEW."sales_rep_id") OR OLD."ship_to" IS DISTINCT FROM (NEW."ship_to") OR OLD."slot_week" IS DISTINCT FROM (NEW."slot_week") OR OLD."specification_id" IS DISTINCT FROM (NEW."specification_id") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."state_since" IS DISTINCT FROM (NEW."state_since") OR OLD."stock_unit_id" IS DISTINCT FROM (NEW."stock_unit_id") OR OLD."submitted_at" IS DISTINCT FROM (NEW."submitted_at") OR OLD."tax_amount" IS DISTINCT FROM (NEW."tax_amount") OR OLD."total_amount" IS DISTINCT FROM (NEW."total_amount") OR OLD."trade_in_amount" IS DISTINCT FROM (NEW."trade_in_amount") OR OLD."unit_label" IS DISTINCT FROM (NEW."unit_label") OR OLD."version" IS DISTINCT FROM (NEW."version") OR OLD."vin" IS DISTINCT FROM (NEW."vin"))', func='INSERT INTO "orders_orderhistory" ("accepted_at", "approved_at", "build_id", "configuration_id", "created_at", "credit_status", "credit_until", "currency", "customer_id", "customer_name", "dealership_id", "delivered_at", "deposit_amount", "deposit_held_amount", "discount_amount", "discount_approved_by_id", "discount_asked_by_id", "ended_at", "estimate_from", "estimate_on", "estimate_p50", "factory_ref", "fleet_id", "fleet_unit", "id", "intended_use", "last_heard_at", "model_name", "next_step", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "priority", "promised_from", "promised_on", "quote_number", "quote_valid_until", "sales_rep_id", "ship_to", "slot_week", "specification_id", "state", "state_since", "stock_unit_id", "submitted_at", "tax_amount", "total_amount", "trade_in_amount", "unit_label", "version", "vin") VALUES (NEW."accepted_at", NEW."approved_at", NEW."build_id", NEW."configuration_id", NEW."created_at", NEW."credit_status", NEW."credit_until", NEW."currency", NEW."customer_id", NEW."customer_name", NEW."dealership_id", NEW."delivered_at", NEW."deposit_amount", NEW."deposit_held_amount", NEW."discount_amount", NEW."discount_approved_by_id", NEW."discount_asked_by_id", NEW."ended_at", NEW."estimate_from", NEW."estimate_on", NEW."estimate_p50", NEW."factory_ref", NEW."fleet_id", NEW."fleet_unit", NEW."id", NEW."intended_use", NEW."last_heard_at", NEW."model_name", NEW."next_step", NEW."number", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."priority", NEW."promised_from", NEW."promised_on", NEW."quote_number", NEW."quote_valid_until", NEW."sales_rep_id", NEW."ship_to", NEW."slot_week", NEW."specification_id", NEW."state", NEW."state_since", NEW."stock_unit_id", NEW."submitted_at", NEW."tax_amount", NEW."total_amount", NEW."trade_in_amount", NEW."unit_label", NEW."version", NEW."vin"); RETURN NULL;', hash='45f2426cabd2dc1bed3e1c9b906f6d91ea7641a0', operation='UPDATE', pgid='pgtrigger_update_update_d4b84', table='orders_order', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='order',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "orders_orderhistory" ("accepted_at", "approved_at", "build_id", "configuration_id", "created_at", "credit_status", "credit_until", "currency", "customer_id", "customer_name", "dealership_id", "delivered_at", "deposit_amount", "deposit_held_amount", "discount_amount", "discount_approved_by_id", "discount_asked_by_id", "ended_at", "estimate_from", "estimate_on", "estimate_p50", "factory_ref", "fleet_id", "fleet_unit", "id", "intended_use", "last_heard_at", "model_name", "next_step", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "priority", "promised_from", "promised_on", "quote_number", "quote_valid_until", "sales_rep_id", "ship_to", "slot_week", "specification_id", "state", "state_since", "stock_unit_id", "submitted_at", "tax_amount", "total_amount", "trade_in_amount", "unit_label", "version", "vin") VALUES (OLD."accepted_at", OLD."approved_at", OLD."build_id", OLD."configuration_id", OLD."created_at", OLD."credit_status", OLD."credit_until", OLD."currency", OLD."customer_id", OLD."customer_name", OLD."dealership_id", OLD."delivered_at", OLD."deposit_amount", OLD."deposit_held_amount", OLD."discount_amount", OLD."discount_approved_by_id", OLD."discount_asked_by_id", OLD."ended_at", OLD."estimate_from", OLD."estimate_on", OLD."estimate_p50", OLD."factory_ref", OLD."fleet_id", OLD."fleet_unit", OLD."id", OLD."intended_use", OLD."last_heard_at", OLD."model_name", OLD."next_step", OLD."number", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."priority", OLD."promised_from", OLD."promised_on", OLD."quote_number", OLD."quote_valid_until", OLD."sales_rep_id", OLD."ship_to", OLD."slot_week", OLD."specification_id", OLD."state", OLD."state_since", OLD."stock_unit_id", OLD."submitted_at", OLD."tax_amount", OLD."total_amount", OLD."trade_in_amount", OLD."unit_label", OLD."version", OLD."vin"); RETURN NULL;', hash='8ad42c3551e7adc0122c0dc3f2d6e0856e1cb0e8', operation='DELETE', pgid='pgtrigger_delete_delete_709b4', table='orders_order', when='AFTER')),
        ),
        migrations.AddField(
            model_name='unithold',
            name='build',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='production.build'),
        ),
        migrations.AddField(
            model_name='unithold',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='unithold',
            name='dealership',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.dealership'),
        ),
        migrations.AddField(
            model_name='unithold',
            name='order',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='unit_holds', to='orders.order'),
        ),
        migrations.AddConstraint(
            model_name='unithold',
            constraint=models.UniqueConstraint(condition=models.Q(('released_at', None)), fields=('build',), name='unit_held_once'),
        ),
        migrations.AddConstraint(
            model_name='unithold',
            constraint=models.CheckConstraint(condition=models.Q(('until__gt', models.F('at'))), name='unit_hold_lasts'),
        ),
        migrations.RunSQL(
            sql="ALTER TABLE orders_order ADD CONSTRAINT order_stock_unit_of_dealership FOREIGN KEY (stock_unit_id, dealership_id) REFERENCES production_build (id, dealership_id) DEFERRABLE INITIALLY DEFERRED",
            reverse_sql="ALTER TABLE orders_order DROP CONSTRAINT order_stock_unit_of_dealership",
        ),
        migrations.RunSQL(
            sql="ALTER TABLE orders_unithold ADD CONSTRAINT unithold_build_of_dealership FOREIGN KEY (build_id, dealership_id) REFERENCES production_build (id, dealership_id) DEFERRABLE INITIALLY DEFERRED",
            reverse_sql="ALTER TABLE orders_unithold DROP CONSTRAINT unithold_build_of_dealership",
        ),
        migrations.RunSQL(
            sql="ALTER TABLE orders_unithold ADD CONSTRAINT unithold_order_of_dealership FOREIGN KEY (order_id, dealership_id) REFERENCES orders_order (id, dealership_id) DEFERRABLE INITIALLY DEFERRED",
            reverse_sql="ALTER TABLE orders_unithold DROP CONSTRAINT unithold_order_of_dealership",
        ),
    ]
