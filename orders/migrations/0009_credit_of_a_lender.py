import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0008_rush_fee'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CreditApplication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('QUEUED', 'Waiting'), ('DONE', 'Done'), ('PARKED', 'Parked for a person'), ('SUPPRESSED', 'Not needed')], db_default='QUEUED', default='QUEUED', max_length=12)),
                ('due_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('attempts', models.PositiveSmallIntegerField(db_default=0, default=0)),
                ('leased_until', models.DateTimeField(blank=True, null=True)),
                ('error', models.TextField(blank=True, db_default='', default='')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('number', models.PositiveSmallIntegerField()),
                ('lender', models.CharField(max_length=20)),
                ('sealed', models.TextField()),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14)),
                ('currency', models.CharField(max_length=3)),
                ('months', models.PositiveSmallIntegerField()),
                ('asked_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='credit_applications', to='orders.order')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CreditCondition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=200)),
                ('met_at', models.DateTimeField(blank=True, null=True)),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='conditions', to='orders.creditdecision')),
                ('met_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='creditdecision',
            name='credit_decision_known',
        ),
        migrations.RemoveConstraint(
            model_name='creditdecision',
            name='credit_approval_expires',
        ),
        migrations.RemoveConstraint(
            model_name='orderevent',
            name='order_event_kind_known',
        ),
        migrations.AddField(
            model_name='creditdecision',
            name='apr',
            field=models.DecimalField(blank=True, decimal_places=3, max_digits=7, null=True),
        ),
        migrations.AlterField(
            model_name='creditdecision',
            name='by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='creditdecision',
            name='decision',
            field=models.CharField(choices=[('approved', 'Credit approved'), ('conditional', 'Approved on conditions'), ('cash', 'Cash, no credit needed'), ('declined', 'Declined')], max_length=12),
        ),
        migrations.AddConstraint(
            model_name='orderevent',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['order.quoted', 'order.revised', 'order.discarded', 'order.expired', 'order.discount_approved', 'order.accepted', 'order.deposit_received', 'order.validated', 'order.validation_failed', 'order.credit_approved', 'order.credit_applied', 'order.credit_conditional', 'order.credit_condition_met', 'order.credit_ending', 'order.credit_declined', 'order.credit_lapsed', 'order.slot_held', 'order.promised', 'order.approved', 'order.submitted', 'order.resubmitted', 'order.acknowledged', 'order.rejected', 'order.scheduled', 'order.fell_back', 'order.started', 'order.scrapped', 'order.built', 'order.departed', 'order.loss_reported', 'order.lost', 'order.arrived', 'order.made_ready', 'order.delivered', 'order.revenue_recognised', 'order.closed', 'order.cancelled', 'order.settled', 'order.balance_paid', 'order.refund_asked', 'order.refund_approved', 'order.refund_paid', 'order.cancellation_asked', 'order.cancellation_declined', 'order.milestone', 'order.window_changed', 'order.slot_moved', 'order.prepared', 'order.handover_booked', 'order.hold_placed', 'order.hold_released', 'order.priority_set', 'order.reassigned', 'order.commented', 'order.called', 'order.file_added', 'order.change_asked', 'order.change_proposed', 'order.change_offered', 'order.change_signed', 'order.change_sent', 'order.change_confirmed', 'order.change_refused', 'order.change_withdrawn', 'order.change_expired', 'order.delay_told', 'order.nothing_new', 'order.handover_reminded', 'order.survey_asked'])), name='order_event_kind_known'),
        ),
        migrations.AddField(
            model_name='creditdecision',
            name='application',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='orders.creditapplication'),
        ),
        migrations.AddConstraint(
            model_name='creditdecision',
            constraint=models.CheckConstraint(condition=models.Q(('decision__in', ['approved', 'conditional', 'cash', 'declined'])), name='credit_decision_known'),
        ),
        migrations.AddConstraint(
            model_name='creditdecision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decision__in', ['approved', 'conditional']), _negated=True), ('expires_on__isnull', False), _connector='OR'), name='credit_approval_expires'),
        ),
        migrations.AddConstraint(
            model_name='creditdecision',
            constraint=models.CheckConstraint(condition=models.Q(('by__isnull', False), ('application__isnull', False), _connector='OR'), name='credit_decided_by_somebody'),
        ),
        migrations.AddIndex(
            model_name='creditapplication',
            index=models.Index(condition=models.Q(('state', 'QUEUED')), fields=['due_at'], name='orders_creditapplication_due'),
        ),
        migrations.AddConstraint(
            model_name='creditapplication',
            constraint=models.UniqueConstraint(fields=('order', 'number'), name='credit_application_number_once'),
        ),
        migrations.AddConstraint(
            model_name='creditapplication',
            constraint=models.UniqueConstraint(condition=models.Q(('answered_at', None)), fields=('order',), name='credit_application_one_open_per_order'),
        ),
        migrations.AddConstraint(
            model_name='creditapplication',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0), ('months__gt', 0)), name='credit_application_asks_for_money'),
        ),
        migrations.AddConstraint(
            model_name='creditapplication',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['QUEUED', 'DONE', 'PARKED', 'SUPPRESSED'])), name='credit_application_state_known'),
        ),
        migrations.AddConstraint(
            model_name='creditcondition',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='credit_condition_says_what'),
        ),
        migrations.AddConstraint(
            model_name='creditcondition',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('met_at', None), ('met_by', None)), models.Q(('met_at__isnull', False), ('met_by__isnull', False)), _connector='OR'), name='credit_condition_met_by_somebody'),
        ),
    ]
