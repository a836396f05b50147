import django.core.validators
import pgtrigger.compiler
import pgtrigger.migrations
from decimal import Decimal
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0007_money_that_comes_and_goes'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='orderterms',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='orderterms',
            name='update_update',
        ),
        migrations.AddField(
            model_name='orderterms',
            name='rush_fee_amount',
            field=models.DecimalField(db_default=Decimal('0'), decimal_places=2, default=Decimal('0'), max_digits=14, validators=[django.core.validators.MinValueValidator(0)], verbose_name='fee for a rush'),
        ),
        migrations.AddField(
            model_name='ordertermsevent',
            name='rush_fee_amount',
            field=models.DecimalField(db_default=Decimal('0'), decimal_places=2, default=Decimal('0'), max_digits=14, validators=[django.core.validators.MinValueValidator(0)], verbose_name='fee for a rush'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='orderterms',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "orders_ordertermsevent" ("change_fee_amount", "change_offer_days", "close_after_days", "consent_text", "credit_valid_days", "currency", "dealership_id", "delay_free_days", "delivers_on_account", "forfeit_limit_amount", "four_eyes", "handling_fee_amount", "hourly_rate_amount", "id", "number_prefix", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "protection_days", "quote_valid_days", "registration_amount", "rush_fee_amount", "terms_text") VALUES (NEW."change_fee_amount", NEW."change_offer_days", NEW."close_after_days", NEW."consent_text", NEW."credit_valid_days", NEW."currency", NEW."dealership_id", NEW."delay_free_days", NEW."delivers_on_account", NEW."forfeit_limit_amount", NEW."four_eyes", NEW."handling_fee_amount", NEW."hourly_rate_amount", NEW."id", NEW."number_prefix", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."protection_days", NEW."quote_valid_days", NEW."registration_amount", NEW."rush_fee_amount", NEW."terms_text"); RETURN NULL;', hash='b24077e4cfe98bf4757e0f953ad653d151c8a9ee', operation='INSERT', pgid='pgtrigger_insert_insert_dc550', table='orders_orderterms', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='orderterms',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "orders_ordertermsevent" ("change_fee_amount", "change_offer_days", "close_after_days", "consent_text", "credit_valid_days", "currency", "dealership_id", "delay_free_days", "delivers_on_account", "forfeit_limit_amount", "four_eyes", "handling_fee_amount", "hourly_rate_amount", "id", "number_prefix", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "protection_days", "quote_valid_days", "registration_amount", "rush_fee_amount", "terms_text") VALUES (NEW."change_fee_amount", NEW."change_offer_days", NEW."close_after_days", NEW."consent_text", NEW."credit_valid_days", NEW."currency", NEW."dealership_id", NEW."delay_free_days", NEW."delivers_on_account", NEW."forfeit_limit_amount", NEW."four_eyes", NEW."handling_fee_amount", NEW."hourly_rate_amount", NEW."id", NEW."number_prefix", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."protection_days", NEW."quote_valid_days", NEW."registration_amount", NEW."rush_fee_amount", NEW."terms_text"); RETURN NULL;', hash='e5d1b582d9e01eace52225952cd9f59927202f17', operation='UPDATE', pgid='pgtrigger_update_update_9fcce', table='orders_orderterms', when='AFTER')),
        ),
    ]
