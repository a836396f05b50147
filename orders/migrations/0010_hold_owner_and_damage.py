import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0009_credit_of_a_lender'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='orderevent',
            name='order_event_kind_known',
        ),
        migrations.AddField(
            model_name='hold',
            name='owner',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='holds', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='hold',
            name='reason',
            field=models.CharField(choices=[('parts', 'Parts or commodity'), ('allocation', 'Allocation'), ('plant', 'Plant downtime or changeover'), ('quality', 'Quality'), ('rework', 'Rework'), ('damage', 'Damage'), ('carrier', 'Carrier or railcar shortage'), ('weather', 'Weather'), ('strike', 'Strike'), ('diverted', 'Mis-shipped or diverted'), ('port', 'Port or customs'), ('stop_sale', 'Stop-sale or recall'), ('finance', 'Finance'), ('paperwork', 'Paperwork or tax'), ('upfitter', 'Upfitter'), ('customer', "Customer's wish"), ('dealer', 'Dealership not ready'), ('unknown', 'Unknown, asked')], max_length=12),
        ),
        migrations.AddConstraint(
            model_name='orderevent',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['order.quoted', 'order.revised', 'order.discarded', 'order.expired', 'order.discount_approved', 'order.accepted', 'order.deposit_received', 'order.validated', 'order.validation_failed', 'order.credit_approved', 'order.credit_applied', 'order.credit_conditional', 'order.credit_condition_met', 'order.credit_ending', 'order.credit_declined', 'order.credit_lapsed', 'order.slot_held', 'order.promised', 'order.approved', 'order.submitted', 'order.resubmitted', 'order.acknowledged', 'order.rejected', 'order.scheduled', 'order.fell_back', 'order.started', 'order.scrapped', 'order.built', 'order.departed', 'order.loss_reported', 'order.damage_reported', 'order.lost', 'order.arrived', 'order.made_ready', 'order.delivered', 'order.revenue_recognised', 'order.closed', 'order.cancelled', 'order.settled', 'order.balance_paid', 'order.refund_asked', 'order.refund_approved', 'order.refund_paid', 'order.cancellation_asked', 'order.cancellation_declined', 'order.milestone', 'order.window_changed', 'order.slot_moved', 'order.prepared', 'order.handover_booked', 'order.hold_placed', 'order.hold_released', 'order.priority_set', 'order.reassigned', 'order.commented', 'order.called', 'order.file_added', 'order.change_asked', 'order.change_proposed', 'order.change_offered', 'order.change_signed', 'order.change_sent', 'order.change_confirmed', 'order.change_refused', 'order.change_withdrawn', 'order.change_expired', 'order.delay_told', 'order.nothing_new', 'order.handover_reminded', 'order.survey_asked'])), name='order_event_kind_known'),
        ),
    ]
