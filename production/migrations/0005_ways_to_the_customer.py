import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0002_phone_search'),
        ('production', '0004_rush_reserve'),
    ]

    operations = [
        migrations.CreateModel(
            name='TransportLane',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mode', models.CharField(help_text='For example: rail and truck.', max_length=40)),
                ('carrier', models.CharField(blank=True, max_length=80)),
                ('dealership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.dealership')),
                ('plant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lanes', to='production.plant')),
            ],
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='build',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='build',
            name='update_update',
        ),
        migrations.AddField(
            model_name='build',
            name='carriage',
            field=models.JSONField(db_default={}, default=dict),
        ),
        migrations.AddField(
            model_name='buildhistory',
            name='carriage',
            field=models.JSONField(db_default={}, default=dict),
        ),
        migrations.AddField(
            model_name='handoverbay',
            name='is_mobile',
            field=models.BooleanField(db_default=False, default=False, verbose_name="hands over at the customer's home"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='build',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "production_buildhistory" ("acknowledged_at", "carriage", "codes", "created_at", "current_leg", "customer_milestone", "dealership_id", "estimate_basis", "estimate_p10", "estimate_p50", "estimate_p90", "estimate_risk", "estimate_size", "estimated_at", "extra_days", "factory_ref", "has_upfit", "id", "is_on_hold", "is_stock", "last_code", "last_heard_at", "leg_since", "manufacturer_id", "model_line_code", "model_name", "opened_at", "order_number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plant_id", "priority", "promised_from", "promised_on", "reservation_id", "slot_week", "sold_as", "specification_id", "stage", "stage_since", "state", "transmitted_at", "upfit_days", "version", "vin") VALUES (NEW."acknowledged_at", NEW."carriage", NEW."codes", NEW."created_at", NEW."current_leg", NEW."customer_milestone", NEW."dealership_id", NEW."estimate_basis", NEW."estimate_p10", NEW."estimate_p50", NEW."estimate_p90", NEW."estimate_risk", NEW."estimate_size", NEW."estimated_at", NEW."extra_days", NEW."factory_ref", NEW."has_upfit", NEW."id", NEW."is_on_hold", NEW."is_stock", NEW."last_code", NEW."last_heard_at", NEW."leg_since", NEW."manufacturer_id", NEW."model_line_code", NEW."model_name", NEW."opened_at", NEW."order_number", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."plant_id", NEW."priority", NEW."promised_from", NEW."promised_on", NEW."reservation_id", NEW."slot_week", NEW."sold_as", NEW."specification_id", NEW."stage", NEW."stage_since", NEW."state", NEW."transmitted_at", NEW."upfit_days", NEW."version", NEW."vin"); RETURN NULL;', hash='62fc776e55d64018b95d8f26c9b6fc55a29221fb', operation='INSERT', pgid='pgtrigger_insert_insert_b95ce', table='production_build', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='build',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "production_buildhistory" ("acknowledged_at", "carriage", "codes", "created_at", "current_leg", "customer_milestone", "dealership_id", "estimate_basis", "estimate_p10", "estimate_p50", "estimate_p90", "estimate_risk", "estimate_size", "estimated_at", "extra_days", "factory_ref", "has_upfit", "id", "is_on_hold", "is_stock", "last_code", "last_heard_at", "leg_since", "manufacturer_id", "model_line_code", "model_name", "opened_at", "order_number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plant_id", "priority", "promised_from", "promised_on", "reservation_id", "slot_week", "sold_as", "specification_id", "stage", "stage_since", "state", "transmitted_at", "upfit_days", "version", "vin") VALUES (NEW."acknowledged_at", NEW."carriage", NEW."codes", NEW."created_at", NEW."current_leg", NEW."customer_milestone", NEW."dealership_id", NEW."estimate_basis", NEW."estimate_p10", NEW."estimate_p50", NEW."estimate_p90", NEW."estimate_risk", NEW."estimate_size", NEW."estimated_at", NEW."extra_days", NEW."factory_ref", NEW."has_upfit", NEW."id", NEW."is_on_hold", NEW."is_stock", NEW."last_code", NEW."last_heard_at", NEW."leg_since", NEW."manufacturer_id", NEW."model_line_code", NEW."model_name", NEW."opened_at", NEW."order_number", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."plant_id", NEW."priority", NEW."promised_from", NEW."promised_on", NEW."reservation_id", NEW."slot_week", NEW."sold_as", NEW."specification_id", NEW."stage", NEW."stage_since", NEW."state", NEW."transmitted_at", NEW."upfit_days", NEW."version", NEW."vin"); RETURN NULL;', hash='a6e17c1749dcddf2c99d29bd805bd0d45bed5adb', operation='UPDATE', pgid='pgtrigger_update_update_0c478', table='production_build', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='transportlane',
            constraint=models.UniqueConstraint(fields=('plant', 'dealership'), name='lane_once'),
        ),
    ]
