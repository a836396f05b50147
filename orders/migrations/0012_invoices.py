import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0011_delivery_plan'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Invoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=40)),
                ('dated_on', models.DateField()),
                ('total_amount', models.DecimalField(decimal_places=2, max_digits=14)),
                ('currency', models.CharField(max_length=3)),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invoices', to='orders.order')),
            ],
        ),
        migrations.CreateModel(
            name='InvoiceLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('code', models.CharField(max_length=40)),
                ('text', models.CharField(blank=True, max_length=200)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14)),
                ('invoice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='orders.invoice')),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='orderevent',
            name='order_event_kind_known',
        ),
        migrations.AddConstraint(
            model_name='orderevent',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['order.quoted', 'order.revised', 'order.discarded', 'order.expired', 'order.discount_approved', 'order.accepted', 'order.deposit_received', 'order.validated', 'order.validation_failed', 'order.credit_approved', 'order.credit_applied', 'order.credit_conditional', 'order.credit_condition_met', 'order.credit_ending', 'order.credit_declined', 'order.credit_lapsed', 'order.slot_held', 'order.promised', 'order.approved', 'order.submitted', 'order.resubmitted', 'order.acknowledged', 'order.rejected', 'order.scheduled', 'order.fell_back', 'order.started', 'order.scrapped', 'order.built', 'order.departed', 'order.loss_reported', 'order.damage_reported', 'order.lost', 'order.arrived', 'order.made_ready', 'order.delivered', 'order.invoiced', 'order.revenue_recognised', 'order.closed', 'order.cancelled', 'order.settled', 'order.balance_paid', 'order.refund_asked', 'order.refund_approved', 'order.refund_paid', 'order.cancellation_asked', 'order.cancellation_declined', 'order.milestone', 'order.window_changed', 'order.slot_moved', 'order.prepared', 'order.delivery_planned', 'order.handover_booked', 'order.hold_placed', 'order.hold_released', 'order.priority_set', 'order.reassigned', 'order.commented', 'order.called', 'order.file_added', 'order.change_asked', 'order.change_proposed', 'order.change_offered', 'order.change_signed', 'order.change_sent', 'order.change_confirmed', 'order.change_refused', 'order.change_withdrawn', 'order.change_expired', 'order.delay_told', 'order.nothing_new', 'order.handover_reminded', 'order.survey_asked'])), name='order_event_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.UniqueConstraint(fields=('order', 'number'), name='invoice_number_once'),
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.CheckConstraint(condition=models.Q(('number', ''), _negated=True), name='invoice_has_a_number'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='invoice',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='f3a55e399b6c862a47d5fcf05ec8806aaeba6332', operation='UPDATE', pgid='pgtrigger_append_only_44390', table='orders_invoice', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='invoice',
            trigger=pgtrigger.compiler.Trigger(name='no_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='bf847c69a6c5b4240793ddfc6b51f22a1aa40a8b', operation='DELETE', pgid='pgtrigger_no_delete_86fbc', table='orders_invoice', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='invoice',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate % table', TG_TABLE_NAME;", hash='a5d1d473c00fcf0c4b01cf6ad84ff86e1b579578', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_5143d', table='orders_invoice', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='invoiceline',
            constraint=models.UniqueConstraint(fields=('invoice', 'position'), name='invoice_line_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='invoiceline',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='be3cf835416fa58f347f0653ee772b2a4dcf21b0', operation='UPDATE', pgid='pgtrigger_append_only_a3473', table='orders_invoiceline', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='invoiceline',
            trigger=pgtrigger.compiler.Trigger(name='no_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='907b1a48e28ad25ff4dc8e2bfb6150dfce8fe4b5', operation='DELETE', pgid='pgtrigger_no_delete_76edf', table='orders_invoiceline', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='invoiceline',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate % table', TG_TABLE_NAME;", hash='d45b3d0dfafc86157c1dc7efb74633666eaf6caa', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_1652e', table='orders_invoiceline', when='BEFORE')),
        ),
    ]
