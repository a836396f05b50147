import django.db.models.deletion
import kernel.ids
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0002_keys_of_a_dealership'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='OrderFile',
            fields=[
                ('id', models.UUIDField(default=kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120)),
                ('content_type', models.CharField(max_length=60)),
                ('size', models.PositiveIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('content', models.BinaryField()),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='orders.order')),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='orderevent',
            name='order_event_kind_known',
        ),
        migrations.AddConstraint(
            model_name='orderevent',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['order.quoted', 'order.revised', 'order.discarded', 'order.expired', 'order.discount_approved', 'order.accepted', 'order.deposit_received', 'order.validated', 'order.validation_failed', 'order.credit_approved', 'order.credit_declined', 'order.credit_lapsed', 'order.slot_held', 'order.promised', 'order.approved', 'order.submitted', 'order.resubmitted', 'order.acknowledged', 'order.rejected', 'order.scheduled', 'order.fell_back', 'order.started', 'order.scrapped', 'order.built', 'order.departed', 'order.loss_reported', 'order.lost', 'order.arrived', 'order.made_ready', 'order.delivered', 'order.revenue_recognised', 'order.closed', 'order.cancelled', 'order.settled', 'order.milestone', 'order.window_changed', 'order.slot_moved', 'order.prepared', 'order.handover_booked', 'order.hold_placed', 'order.hold_released', 'order.priority_set', 'order.reassigned', 'order.commented', 'order.called', 'order.file_added', 'order.change_asked', 'order.change_proposed', 'order.change_offered', 'order.change_signed', 'order.change_sent', 'order.change_confirmed', 'order.change_refused', 'order.change_withdrawn', 'order.change_expired', 'order.delay_told', 'order.nothing_new', 'order.handover_reminded', 'order.survey_asked'])), name='order_event_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='orderfile',
            constraint=models.UniqueConstraint(fields=('order', 'sha256'), name='order_file_once'),
        ),
        migrations.AddConstraint(
            model_name='orderfile',
            constraint=models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$')), name='order_file_has_a_hash'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='orderfile',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='c83f8fa0ec9963991b5fb626ba61a898fd9ec790', operation='UPDATE', pgid='pgtrigger_append_only_3a27b', table='orders_orderfile', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='orderfile',
            trigger=pgtrigger.compiler.Trigger(name='no_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='44611c79f980b9a03303d3fc525949f4a7ec6fa8', operation='DELETE', pgid='pgtrigger_no_delete_b0927', table='orders_orderfile', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='orderfile',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate % table', TG_TABLE_NAME;", hash='da4b7296dfc2367f94a79456640daf6876608728', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_f0d85', table='orders_orderfile', when='BEFORE')),
        ),
    ]
