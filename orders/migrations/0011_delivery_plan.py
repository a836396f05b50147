import django.db.models.deletion
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0002_phone_search'),
        ('orders', '0010_hold_owner_and_damage'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DeliveryPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lane', models.CharField(max_length=200)),
                ('mode', models.CharField(blank=True, max_length=60)),
                ('carrier', models.CharField(blank=True, max_length=120)),
                ('handover', models.CharField(choices=[('here', 'At the dealership'), ('home', "At the customer's home"), ('elsewhere', 'At another dealership of the group')], default='here', max_length=10)),
                ('place', models.CharField(max_length=300)),
                ('carriage', models.JSONField(default=dict)),
                ('made_at', models.DateTimeField()),
                ('at', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.dealership')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('order', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='delivery_plan', to='orders.order')),
            ],
        ),
        migrations.CreateModel(
            name='DeliveryService',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20)),
                ('kind', models.CharField(choices=[('enclosed', 'Enclosed transport'), ('priority', 'Priority carrier lane'), ('home', 'Handover at home'), ('elsewhere', 'Handover at another dealership of the group')], max_length=10)),
                ('text', models.CharField(max_length=120)),
                ('carrier', models.CharField(blank=True, max_length=80)),
                ('days', models.SmallIntegerField(default=0, verbose_name='working days')),
                ('retail_amount', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='price')),
                ('invoice_amount', models.DecimalField(decimal_places=2, default=Decimal('0'), max_digits=14, verbose_name='what it costs us')),
                ('currency', models.CharField(default='USD', max_length=3)),
                ('is_active', models.BooleanField(default=True)),
                ('at', models.ForeignKey(blank=True, help_text='Where the car is handed over, if it is another dealership.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.dealership')),
                ('dealership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.dealership')),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='orderevent',
            name='order_event_kind_known',
        ),
        migrations.AddField(
            model_name='quoteversion',
            name='delivery',
            field=models.JSONField(db_default=[], default=list),
        ),
        migrations.AddConstraint(
            model_name='orderevent',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['order.quoted', 'order.revised', 'order.discarded', 'order.expired', 'order.discount_approved', 'order.accepted', 'order.deposit_received', 'order.validated', 'order.validation_failed', 'order.credit_approved', 'order.credit_applied', 'order.credit_conditional', 'order.credit_condition_met', 'order.credit_ending', 'order.credit_declined', 'order.credit_lapsed', 'order.slot_held', 'order.promised', 'order.approved', 'order.submitted', 'order.resubmitted', 'order.acknowledged', 'order.rejected', 'order.scheduled', 'order.fell_back', 'order.started', 'order.scrapped', 'order.built', 'order.departed', 'order.loss_reported', 'order.damage_reported', 'order.lost', 'order.arrived', 'order.made_ready', 'order.delivered', 'order.revenue_recognised', 'order.closed', 'order.cancelled', 'order.settled', 'order.balance_paid', 'order.refund_asked', 'order.refund_approved', 'order.refund_paid', 'order.cancellation_asked', 'order.cancellation_declined', 'order.milestone', 'order.window_changed', 'order.slot_moved', 'order.prepared', 'order.delivery_planned', 'order.handover_booked', 'order.hold_placed', 'order.hold_released', 'order.priority_set', 'order.reassigned', 'order.commented', 'order.called', 'order.file_added', 'order.change_asked', 'order.change_proposed', 'order.change_offered', 'order.change_signed', 'order.change_sent', 'order.change_confirmed', 'order.change_refused', 'order.change_withdrawn', 'order.change_expired', 'order.delay_told', 'order.nothing_new', 'order.handover_reminded', 'order.survey_asked'])), name='order_event_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='deliveryplan',
            constraint=models.CheckConstraint(condition=models.Q(('handover__in', ['here', 'home', 'elsewhere'])), name='delivery_plan_handover_known'),
        ),
        migrations.AddConstraint(
            model_name='deliveryplan',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('at__isnull', False), ('handover', 'elsewhere')), models.Q(models.Q(('handover', 'elsewhere'), _negated=True), ('at__isnull', True)), _connector='OR'), name='delivery_plan_elsewhere_is_somewhere'),
        ),
        migrations.AddConstraint(
            model_name='deliveryservice',
            constraint=models.UniqueConstraint(fields=('dealership', 'code'), name='delivery_service_code_once'),
        ),
        migrations.AddConstraint(
            model_name='deliveryservice',
            constraint=models.CheckConstraint(condition=models.Q(('invoice_amount__gte', 0), ('retail_amount__gte', 0)), name='delivery_service_amounts_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='deliveryservice',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['enclosed', 'priority', 'home', 'elsewhere'])), name='delivery_service_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='deliveryservice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('at__isnull', False), ('kind', 'elsewhere')), models.Q(models.Q(('kind', 'elsewhere'), _negated=True), ('at__isnull', True)), _connector='OR'), name='delivery_service_elsewhere_is_somewhere', violation_error_message='Name the other dealership for a handover elsewhere, and only then.'),
        ),
        migrations.AddConstraint(
            model_name='deliveryservice',
            constraint=models.CheckConstraint(condition=models.Q(('days__gte', 0), models.Q(('kind__in', ['home', 'elsewhere']), _negated=True), _connector='OR'), name='delivery_service_place_takes_time', violation_error_message='A handover elsewhere cannot make the car come sooner.'),
        ),
    ]
