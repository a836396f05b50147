
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
import kernel.ids
import pgtrigger.compiler
import pgtrigger.migrations
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0002_phone_search'),
        ('orders', '0006_broken_cars'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CancellationRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=300)),
                ('asked_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('is_granted', models.BooleanField(blank=True, null=True)),
                ('answer', models.CharField(blank=True, max_length=300)),
            ],
        ),
        migrations.CreateModel(
            name='CostLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('invoice', "Manufacturer's invoice"), ('transport', 'Transport'), ('rework', 'Rework'), ('other', 'Other')], max_length=12)),
                ('text', models.CharField(max_length=200)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14)),
                ('currency', models.CharField(max_length=3)),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        migrations.CreateModel(
            name='JournalExport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('size', models.PositiveIntegerField()),
                ('content', models.TextField()),
                ('sha256', models.CharField(max_length=64)),
                ('made_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Payment',
            fields=[
                ('id', models.UUIDField(default=kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('purpose', models.CharField(choices=[('deposit', 'Deposit'), ('balance', 'Balance')], max_length=10)),
                ('provider', models.CharField(max_length=20)),
                ('provider_ref', models.CharField(blank=True, max_length=80)),
                ('url', models.CharField(blank=True, max_length=300)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14)),
                ('currency', models.CharField(max_length=3)),
                ('state', models.CharField(choices=[('started', 'Started'), ('captured', 'Paid'), ('failed', 'Not paid')], default='started', max_length=10)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('started_at', models.DateTimeField()),
                ('captured_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='ProviderEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('QUEUED', 'Waiting'), ('DONE', 'Done'), ('PARKED', 'Parked for a person'), ('SUPPRESSED', 'Not needed')], db_default='QUEUED', default='QUEUED', max_length=12)),
                ('due_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('attempts', models.PositiveSmallIntegerField(db_default=0, default=0)),
                ('leased_until', models.DateTimeField(blank=True, null=True)),
                ('error', models.TextField(blank=True, db_default='', default='')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('provider', models.CharField(max_length=20)),
                ('event_id', models.CharField(max_length=120)),
                ('body', models.TextField()),
                ('headers', models.JSONField(default=dict)),
                ('received_at', models.DateTimeField()),
                ('copies', models.PositiveIntegerField(default=0)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Refund',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('QUEUED', 'Waiting'), ('DONE', 'Done'), ('PARKED', 'Parked for a person'), ('SUPPRESSED', 'Not needed')], db_default='QUEUED', default='QUEUED', max_length=12)),
                ('due_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('attempts', models.PositiveSmallIntegerField(db_default=0, default=0)),
                ('leased_until', models.DateTimeField(blank=True, null=True)),
                ('error', models.TextField(blank=True, db_default='', default='')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14)),
                ('currency', models.CharField(max_length=3)),
                ('reason', models.CharField(max_length=300)),
                ('asked_at', models.DateTimeField()),
                ('approved_at', models.DateTimeField(blank=True, null=True)),
                ('method', models.CharField(blank=True, choices=[('card', 'Card'), ('transfer', 'Bank transfer'), ('cheque', 'Cheque'), ('cash', 'Cash')], max_length=10)),
                ('reference', models.CharField(blank=True, max_length=80)),
                ('paid_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SimulatedCharge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=40, unique=True)),
                ('key', models.CharField(max_length=60, unique=True)),
                ('title', models.CharField(max_length=120)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14)),
                ('currency', models.CharField(max_length=3)),
                ('state', models.CharField(choices=[('open', 'Waits for the customer'), ('paid', 'Paid'), ('declined', 'Declined')], default='open', max_length=10)),
                ('paid_back', models.JSONField(default=dict)),
                ('notify_url', models.CharField(max_length=300)),
                ('return_url', models.CharField(max_length=300)),
            ],
        ),
        migrations.AddField(
            model_name='journalentry',
            name='export',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='orders.journalexport'),
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='journalentry',
            name='append_only',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='orderterms',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='orderterms',
            name='update_update',
        ),
        migrations.RemoveConstraint(
            model_name='journalline',
            name='journal_account_known',
        ),
        migrations.RemoveConstraint(
            model_name='orderevent',
            name='order_event_kind_known',
        ),
        migrations.AddField(
            model_name='orderterms',
            name='delay_free_days',
            field=models.PositiveSmallIntegerField(blank=True, help_text='Left empty, a delay alone makes no cancellation free.', null=True, verbose_name='days beyond the promise after which a cancellation is free'),
        ),
        migrations.AddField(
            model_name='orderterms',
            name='delivers_on_account',
            field=models.BooleanField(db_default=True, default=True, verbose_name='a car may be handed over before it is paid'),
        ),
        migrations.AddField(
            model_name='orderterms',
            name='hourly_rate_amount',
            field=models.DecimalField(db_default=Decimal('0'), decimal_places=2, default=Decimal('0'), max_digits=8, validators=[django.core.validators.MinValueValidator(0)], verbose_name='cost of an hour of coordination'),
        ),
        migrations.AddField(
            model_name='ordertermsevent',
            name='delay_free_days',
            field=models.PositiveSmallIntegerField(blank=True, help_text='Left empty, a delay alone makes no cancellation free.', null=True, verbose_name='days beyond the promise after which a cancellation is free'),
        ),
        migrations.AddField(
            model_name='ordertermsevent',
            name='delivers_on_account',
            field=models.BooleanField(db_default=True, default=True, verbose_name='a car may be handed over before it is paid'),
        ),
        migrations.AddField(
            model_name='ordertermsevent',
            name='hourly_rate_amount',
            field=models.DecimalField(db_default=Decimal('0'), decimal_places=2, default=Decimal('0'), max_digits=8, validators=[django.core.validators.MinValueValidator(0)], verbose_name='cost of an hour of coordination'),
        ),
        migrations.AlterField(
            model_name='journalline',
            name='account',
            field=models.CharField(choices=[('CASH', 'Cash'), ('CUSTOMER_DEPOSITS', 'Customer deposits'), ('RECEIVABLE', 'Receivable'), ('TRADE_IN_STOCK', 'Trade in stock'), ('REVENUE', 'Revenue'), ('TAX_PAYABLE', 'Tax payable'), ('OTHER_INCOME', 'Other income'), ('COST_OF_SALE', 'Cost of sale'), ('PAYABLE_MANUFACTURER', 'Payable manufacturer'), ('REFUNDS_PAYABLE', 'Refunds payable'), ('PAYABLE_LIENS', 'Payable liens')], max_length=24),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='journalentry',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."by_id" IS DISTINCT FROM (NEW."by_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."key" IS DISTINCT FROM (NEW."key") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."order_id" IS DISTINCT FROM (NEW."order_id") OR OLD."posted_at" IS DISTINCT FROM (NEW."posted_at") OR OLD."recorded_at" IS DISTINCT FROM (NEW."recorded_at") OR OLD."text" IS DISTINCT FROM (NEW."text"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='cf52c9566e5da4a1902029dc3e988b9d744165c3', operation='UPDATE', pgid='pgtrigger_append_only_6c4d6', table='orders_journalentry', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='journalentry',
            trigger=pgtrigger.compiler.Trigger(name='has_lines', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', func="\n        IF NOT EXISTS (SELECT 1 FROM orders_journalline WHERE entry_id = NEW.id) THEN\n            RAISE EXCEPTION 'Journal entry % has no lines, so it does not balance', NEW.id\n                USING ERRCODE = 'check_violation';\n        END IF;\n        RETURN NULL;\n    ", hash='e9a102bbd35718052d6e0f4143843ae2153f1548', operation='INSERT', pgid='pgtrigger_has_lines_089e4', table='orders_journalentry', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='journalentry',
            trigger=pgtrigger.compiler.Trigger(name='exported_once', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n        IF OLD.export_id IS NOT NULL THEN\n            RAISE EXCEPTION 'Journal entry % is in export % already', OLD.id, OLD.export_id\n                USING ERRCODE = 'check_violation';\n        END IF;\n        IF NOT EXISTS (\n            SELECT 1 FROM orders_journalexport AS made JOIN orders_order AS sold\n            ON sold.dealership_id = made.dealership_id\n            WHERE made.id = NEW.export_id AND sold.id = NEW.order_id\n        ) THEN\n            RAISE EXCEPTION 'Export % is another dealership''s', NEW.export_id\n                USING ERRCODE = 'check_violation';\n        END IF;\n        RETURN NEW;\n    ", hash='5bc9b286593224970f569a6d14a902603577f526', operation='UPDATE OF "export_id"', pgid='pgtrigger_exported_once_ad6e8', table='orders_journalentry', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='orderterms',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "orders_ordertermsevent" ("change_fee_amount", "change_offer_days", "close_after_days", "consent_text", "credit_valid_days", "currency", "dealership_id", "delay_free_days", "delivers_on_account", "forfeit_limit_amount", "four_eyes", "handling_fee_amount", "hourly_rate_amount", "id", "number_prefix", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "protection_days", "quote_valid_days", "registration_amount", "terms_text") VALUES (NEW."change_fee_amount", NEW."change_offer_days", NEW."close_after_days", NEW."consent_text", NEW."credit_valid_days", NEW."currency", NEW."dealership_id", NEW."delay_free_days", NEW."delivers_on_account", NEW."forfeit_limit_amount", NEW."four_eyes", NEW."handling_fee_amount", NEW."hourly_rate_amount", NEW."id", NEW."number_prefix", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."protection_days", NEW."quote_valid_days", NEW."registration_amount", NEW."terms_text"); RETURN NULL;', hash='cc8501c8a4aa5c689e54abb957e511d059bc3309', operation='INSERT', pgid='pgtrigger_insert_insert_dc550', table='orders_orderterms', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='orderterms',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "orders_ordertermsevent" ("change_fee_amount", "change_offer_days", "close_after_days", "consent_text", "credit_valid_days", "currency", "dealership_id", "delay_free_days", "delivers_on_account", "forfeit_limit_amount", "four_eyes", "handling_fee_amount", "hourly_rate_amount", "id", "number_prefix", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "protection_days", "quote_valid_days", "registration_amount", "terms_text") VALUES (NEW."change_fee_amount", NEW."change_offer_days", NEW."close_after_days", NEW."consent_text", NEW."credit_valid_days", NEW."currency", NEW."dealership_id", NEW."delay_free_days", NEW."delivers_on_account", NEW."forfeit_limit_amount", NEW."four_eyes", NEW."handling_fee_amount", NEW."hourly_rate_amount", NEW."id", NEW."number_prefix", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."protection_days", NEW."quote_valid_days", NEW."registration_amount", NEW."terms_text"); RETURN NULL;', hash='724feea76172989692d884d979de3cfb21d33876', operation='UPDATE', pgid='pgtrigger_update_update_9fcce', table='orders_orderterms', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='journalline',
            constraint=models.CheckConstraint(condition=models.Q(('account__in', ['CASH', 'CUSTOMER_DEPOSITS', 'RECEIVABLE', 'TRADE_IN_STOCK', 'REVENUE', 'TAX_PAYABLE', 'OTHER_INCOME', 'COST_OF_SALE', 'PAYABLE_MANUFACTURER', 'REFUNDS_PAYABLE', 'PAYABLE_LIENS'])), name='journal_account_known'),
        ),
        migrations.AddConstraint(
            model_name='orderevent',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['order.quoted', 'order.revised', 'order.discarded', 'order.expired', 'order.discount_approved', 'order.accepted', 'order.deposit_received', 'order.validated', 'order.validation_failed', 'order.credit_approved', 'order.credit_declined', 'order.credit_lapsed', 'order.slot_held', 'order.promised', 'order.approved', 'order.submitted', 'order.resubmitted', 'order.acknowledged', 'order.rejected', 'order.scheduled', 'order.fell_back', 'order.started', 'order.scrapped', 'order.built', 'order.departed', 'order.loss_reported', 'order.lost', 'order.arrived', 'order.made_ready', 'order.delivered', 'order.revenue_recognised', 'order.closed', 'order.cancelled', 'order.settled', 'order.balance_paid', 'order.refund_asked', 'order.refund_approved', 'order.refund_paid', 'order.cancellation_asked', 'order.cancellation_declined', 'order.milestone', 'order.window_changed', 'order.slot_moved', 'order.prepared', 'order.handover_booked', 'order.hold_placed', 'order.hold_released', 'order.priority_set', 'order.reassigned', 'order.commented', 'order.called', 'order.file_added', 'order.change_asked', 'order.change_proposed', 'order.change_offered', 'order.change_signed', 'order.change_sent', 'order.change_confirmed', 'order.change_refused', 'order.change_withdrawn', 'order.change_expired', 'order.delay_told', 'order.nothing_new', 'order.handover_reminded', 'order.survey_asked'])), name='order_event_kind_known'),
        ),
        migrations.AddField(
            model_name='cancellationrequest',
            name='asked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='cancellationrequest',
            name='decided_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='cancellationrequest',
            name='order',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cancellation_requests', to='orders.order'),
        ),
        migrations.AddField(
            model_name='costline',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='costline',
            name='order',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='costs', to='orders.order'),
        ),
        migrations.AddField(
            model_name='journalexport',
            name='dealership',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.dealership'),
        ),
        migrations.AddField(
            model_name='journalexport',
            name='made_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='payment',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='payment',
            name='entry',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.journalentry'),
        ),
        migrations.AddField(
            model_name='payment',
            name='order',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='orders.order'),
        ),
        migrations.AddField(
            model_name='providerevent',
            name='payment',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='orders.payment'),
        ),
        migrations.AddField(
            model_name='refund',
            name='approved_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='refund',
            name='asked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='refund',
            name='entry',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.journalentry'),
        ),
        migrations.AddField(
            model_name='refund',
            name='order',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='refunds', to='orders.order'),
        ),
        migrations.AddField(
            model_name='refund',
            name='paid_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='refund',
            name='payment',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='refunds', to='orders.payment'),
        ),
        migrations.AddConstraint(
            model_name='simulatedcharge',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='simulated_charge_positive'),
        ),
        migrations.AddConstraint(
            model_name='cancellationrequest',
            constraint=models.CheckConstraint(condition=models.Q(('decided_by__isnull', True), models.Q(('decided_by', models.F('asked_by')), _negated=True), _connector='OR'), name='cancellation_by_two'),
        ),
        migrations.AddConstraint(
            model_name='cancellationrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None), ('is_granted', None)), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('is_granted__isnull', False)), _connector='OR'), name='cancellation_decided_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='cancellationrequest',
            constraint=models.UniqueConstraint(condition=models.Q(('decided_at', None)), fields=('order',), name='cancellation_one_open_per_order'),
        ),
        migrations.AddConstraint(
            model_name='costline',
            constraint=models.CheckConstraint(condition=models.Q(('amount', 0), _negated=True), name='cost_not_zero'),
        ),
        migrations.AddConstraint(
            model_name='costline',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['invoice', 'transport', 'rework', 'other'])), name='cost_kind_known'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='costline',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='baea782667c33d86c56954f523154532bc8ce5d3', operation='UPDATE', pgid='pgtrigger_append_only_123ef', table='orders_costline', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='costline',
            trigger=pgtrigger.compiler.Trigger(name='no_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='6e271014432716bcc08b23d3e33811ddf88be359', operation='DELETE', pgid='pgtrigger_no_delete_fe81e', table='orders_costline', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='costline',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate % table', TG_TABLE_NAME;", hash='0bbb563867c5cadaf79b769548dcfe788172ea4c', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_ffef5', table='orders_costline', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='journalexport',
            constraint=models.UniqueConstraint(fields=('dealership', 'number'), name='export_number_once'),
        ),
        migrations.AddConstraint(
            model_name='journalexport',
            constraint=models.CheckConstraint(condition=models.Q(('number__gte', 1), ('size__gte', 1)), name='export_holds_something'),
        ),
        migrations.AddConstraint(
            model_name='journalexport',
            constraint=models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$')), name='export_has_a_hash'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='journalexport',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='7c302dae0aef152cada460286c0a7f27016b67cf', operation='UPDATE', pgid='pgtrigger_append_only_a2520', table='orders_journalexport', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='journalexport',
            trigger=pgtrigger.compiler.Trigger(name='no_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='903846bf6545a0fb0b4f8aedb8614c5bb976afea', operation='DELETE', pgid='pgtrigger_no_delete_10c5f', table='orders_journalexport', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='journalexport',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate % table', TG_TABLE_NAME;", hash='8d04f76a7f2d4c1c706bad9f4803a54eb7594635', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_cf68e', table='orders_journalexport', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='payment_positive'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('captured_at__isnull', False), ('entry__isnull', False), ('state', 'captured')), models.Q(('captured_at', None), ('entry', None), ('state__in', ['started', 'failed'])), _connector='OR'), name='payment_captured_with_its_entry'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.UniqueConstraint(condition=models.Q(('provider_ref', ''), _negated=True), fields=('provider', 'provider_ref'), name='payment_reference_once'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'started')), fields=('order',), name='payment_one_open_per_order'),
        ),
        migrations.AddIndex(
            model_name='providerevent',
            index=models.Index(condition=models.Q(('state', 'QUEUED')), fields=['due_at'], name='orders_providerevent_due'),
        ),
        migrations.AddConstraint(
            model_name='providerevent',
            constraint=models.UniqueConstraint(fields=('provider', 'event_id'), name='provider_event_once'),
        ),
        migrations.AddConstraint(
            model_name='providerevent',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['QUEUED', 'DONE', 'PARKED', 'SUPPRESSED'])), name='provider_event_state_known'),
        ),
        migrations.AddConstraint(
            model_name='providerevent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'PARKED'), _negated=True), models.Q(('error', ''), _negated=True), _connector='OR'), name='provider_event_parked_with_reason'),
        ),
        migrations.AddIndex(
            model_name='refund',
            index=models.Index(condition=models.Q(('state', 'QUEUED')), fields=['due_at'], name='orders_refund_due'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='refund_positive'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.CheckConstraint(condition=models.Q(('approved_by__isnull', True), models.Q(('approved_by', models.F('asked_by')), _negated=True), _connector='OR'), name='refund_by_two'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['QUEUED', 'DONE', 'PARKED', 'SUPPRESSED'])), name='refund_state_known'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('approved_by__isnull', False), ('entry__isnull', False), ('state', 'DONE')), models.Q(models.Q(('state', 'DONE'), _negated=True), ('entry', None)), _connector='OR'), name='refund_paid_after_approval_with_its_entry'),
        ),
    ]
