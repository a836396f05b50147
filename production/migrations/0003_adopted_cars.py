import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('production', '0002_keys_of_a_dealership'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='build',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='build',
            name='update_update',
        ),
        migrations.RemoveConstraint(
            model_name='buildevent',
            name='buildevent_kind_known',
        ),
        migrations.AddField(
            model_name='build',
            name='sold_as',
            field=models.CharField(blank=True, db_default='', default='', max_length=30, verbose_name='order that took the car over'),
        ),
        migrations.AddField(
            model_name='buildhistory',
            name='sold_as',
            field=models.CharField(blank=True, db_default='', default='', max_length=30, verbose_name='order that took the car over'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='build',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "production_buildhistory" ("acknowledged_at", "codes", "created_at", "current_leg", "customer_milestone", "dealership_id", "estimate_basis", "estimate_p10", "estimate_p50", "estimate_p90", "estimate_risk", "estimate_size", "estimated_at", "extra_days", "factory_ref", "has_upfit", "id", "is_on_hold", "is_stock", "last_code", "last_heard_at", "leg_since", "manufacturer_id", "model_line_code", "model_name", "opened_at", "order_number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plant_id", "priority", "promised_from", "promised_on", "reservation_id", "slot_week", "sold_as", "specification_id", "stage", "stage_since", "state", "transmitted_at", "upfit_days", "version", "vin") VALUES (NEW."acknowledged_at", NEW."codes", NEW."created_at", NEW."current_leg", NEW."customer_milestone", NEW."dealership_id", NEW."estimate_basis", NEW."estimate_p10", NEW."estimate_p50", NEW."estimate_p90", NEW."estimate_risk", NEW."estimate_size", NEW."estimated_at", NEW."extra_days", NEW."factory_ref", NEW."has_upfit", NEW."id", NEW."is_on_hold", NEW."is_stock", NEW."last_code", NEW."last_heard_at", NEW."leg_since", NEW."manufacturer_id", NEW."model_line_code", NEW."model_name", NEW."opened_at", NEW."order_number", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."plant_id", NEW."priority", NEW."promised_from", NEW."promised_on", NEW."reservation_id", NEW."slot_week", NEW."sold_as", NEW."specification_id", NEW."stage", NEW."stage_since", NEW."state", NEW."transmitted_at", NEW."upfit_days", NEW."version", NEW."vin"); RETURN NULL;', hash='6f488e70beac73c2f0dd6a6099b028434809b1c6', operation='INSERT', pgid='pgtrigger_insert_insert_b95ce', table='production_build', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='build',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "production_buildhistory" ("acknowledged_at", "codes", "created_at", "current_leg", "customer_milestone", "dealership_id", "estimate_basis", "estimate_p10", "estimate_p50", "estimate_p90", "estimate_risk", "estimate_size", "estimated_at", "extra_days", "factory_ref", "has_upfit", "id", "is_on_hold", "is_stock", "last_code", "last_heard_at", "leg_since", "manufacturer_id", "model_line_code", "model_name", "opened_at", "order_number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plant_id", "priority", "promised_from", "promised_on", "reservation_id", "slot_week", "sold_as", "specification_id", "stage", "stage_since", "state", "transmitted_at", "upfit_days", "version", "vin") VALUES (NEW."acknowledged_at", NEW."codes", NEW."created_at", NEW."current_leg", NEW."customer_milestone", NEW."dealership_id", NEW."estimate_basis", NEW."estimate_p10", NEW."estimate_p50", NEW."estimate_p90", NEW."estimate_risk", NEW."estimate_size", NEW."estimated_at", NEW."extra_days", NEW."factory_ref", NEW."has_upfit", NEW."id", NEW."is_on_hold", NEW."is_stock", NEW."last_code", NEW."last_heard_at", NEW."leg_since", NEW."manufacturer_id", NEW."model_line_code", NEW."model_name", NEW."opened_at", NEW."order_number", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."plant_id", NEW."priority", NEW."promised_from", NEW."promised_on", NEW."reservation_id", NEW."slot_week", NEW."sold_as", NEW."specification_id", NEW."stage", NEW."stage_since", NEW."state", NEW."transmitted_at", NEW."upfit_days", NEW."version", NEW."vin"); RETURN NULL;', hash='d35e2fc41a5e2a93c2a3a8cffbf357b35b539686', operation='UPDATE', pgid='pgtrigger_update_update_0c478', table='production_build', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='buildevent',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['build.opened', 'build.transmitted', 'build.acknowledged', 'build.rejected', 'build.milestone', 'build.window_changed', 'build.slot_moved', 'build.change_asked', 'build.change_answered', 'build.as_built', 'build.quality', 'build.quality_hold', 'build.transport', 'build.exception_raised', 'build.exception_snoozed', 'build.exception_assigned', 'build.exception_resolved', 'build.silent', 'build.pdi_failed', 'build.pdi_passed', 'build.appointment_booked', 'build.lost', 'build.withdrawn', 'build.detached', 'build.adopted'])), name='buildevent_kind_known'),
        ),
    ]
