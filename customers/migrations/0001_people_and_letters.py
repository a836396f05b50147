import customers.models.customers
import datetime
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
import kernel.ids
import pgtrigger.compiler
import pgtrigger.migrations
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('customers', '0001_people'), ('customers', '0002_audit_is_not_emptied'), ('customers', '0003_delays_by_rule'), ('customers', '0004_example_loan'), ('customers', '0005_mails_to_typed_addresses'), ('customers', '0006_special_review_days'), ('customers', '0007_example_lease')]

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='DealerGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=20, unique=True)),
                ('name', models.CharField(max_length=120)),
            ],
        ),
        migrations.CreateModel(
            name='Dealership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('timezone', models.CharField(default='America/New_York', max_length=64)),
                ('currency', models.CharField(default='USD', max_length=3)),
                ('country', models.CharField(default='US', max_length=2)),
                ('subdivision', models.CharField(blank=True, max_length=6)),
                ('address', models.TextField(blank=True)),
                ('phone', models.CharField(blank=True, max_length=40)),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('brand_colour', models.CharField(default='#14508c', max_length=7, validators=[django.core.validators.RegexValidator('^#[0-9a-f]{6}\\Z')])),
                ('deposit_amount', models.DecimalField(decimal_places=2, default=Decimal('1000'), max_digits=14)),
                ('message_silence_days', models.PositiveSmallIntegerField(default=14)),
                ('closed_days', models.JSONField(blank=True, default=list)),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='dealerships', to='customers.dealergroup')),
                ('sends_delays_itself', models.BooleanField(db_default=False, default=False, help_text='Otherwise each waits for a coordinator, who looks it over and sends it.', verbose_name='delay messages go out by themselves')),
                ('loan_apr', models.DecimalField(blank=True, decimal_places=3, help_text='Left empty, the configurator names no monthly payment.', max_digits=6, null=True, verbose_name='yearly rate of the example loan (APR, %)')),
                ('loan_down_percent', models.DecimalField(db_default=Decimal('10'), decimal_places=2, default=Decimal('10'), max_digits=5, verbose_name='down payment of the example loan (% of the price)')),
                ('loan_months', models.PositiveSmallIntegerField(db_default=60, default=60, verbose_name='months of the example loan')),
                ('special_review_days', models.PositiveSmallIntegerField(db_default=5, default=5, help_text='Reps read from it when an answer is expected; windows of waiting cars add it.', verbose_name='working days engineering has to answer a special request')),
                ('lease_apr', models.DecimalField(blank=True, decimal_places=3, help_text='Left empty, quotes name no lease.', max_digits=6, null=True, verbose_name='yearly rate of the example lease (money factor × 2400, %)')),
                ('lease_months', models.PositiveSmallIntegerField(db_default=36, default=36, verbose_name='months of the example lease')),
                ('lease_residual_percent', models.DecimalField(db_default=Decimal('55'), decimal_places=2, default=Decimal('55'), max_digits=5, verbose_name='residual value of the example lease (% of the list price)')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('deposit_amount__gte', 0)), name='dealership_deposit_not_negative'), models.CheckConstraint(condition=models.Q(('message_silence_days__gte', 1)), name='dealership_silence_at_least_a_day'), models.CheckConstraint(condition=models.Q(('loan_apr__gte', 0), ('loan_apr__lt', 100)), name='dealership_loan_apr_is_a_rate'), models.CheckConstraint(condition=models.Q(('loan_months__gte', 1), ('loan_months__lte', 120)), name='dealership_loan_months_in_reach'), models.CheckConstraint(condition=models.Q(('loan_down_percent__gte', 0), ('loan_down_percent__lt', 100)), name='dealership_loan_down_percent_below_all'), models.CheckConstraint(condition=models.Q(('special_review_days__gte', 1), ('special_review_days__lte', 60)), name='dealership_special_review_in_reach'), models.CheckConstraint(condition=models.Q(('lease_apr__gte', 0), ('lease_apr__lt', 100)), name='dealership_lease_apr_is_a_rate'), models.CheckConstraint(condition=models.Q(('lease_months__gte', 1), ('lease_months__lte', 120), ('lease_residual_percent__gte', 0), ('lease_residual_percent__lte', 100)), name='dealership_lease_in_reach')],
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('email', models.EmailField(max_length=254, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('is_customer', models.BooleanField(default=False)),
                ('is_staff', models.BooleanField(default=False)),
                ('is_active', models.BooleanField(default=True)),
                ('timezone', models.CharField(default='America/New_York', max_length=64)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower('email'))), name='user_email_lowercase', violation_error_message='Write the e-mail address in lower case.'), models.CheckConstraint(condition=models.Q(('is_customer', True), ('is_staff', True), _negated=True), name='user_customer_is_not_staff')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "customers_userevent" ("created_at", "email", "id", "is_active", "is_customer", "is_staff", "is_superuser", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "timezone") VALUES (NEW."created_at", NEW."email", NEW."id", NEW."is_active", NEW."is_customer", NEW."is_staff", NEW."is_superuser", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."timezone"); RETURN NULL;', hash='b97922ea4b0cf277268969eeff06d57410bf136b', operation='INSERT', pgid='pgtrigger_insert_insert_a0cd6', table='customers_user', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."email" IS DISTINCT FROM (NEW."email") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."is_customer" IS DISTINCT FROM (NEW."is_customer") OR OLD."is_staff" IS DISTINCT FROM (NEW."is_staff") OR OLD."is_superuser" IS DISTINCT FROM (NEW."is_superuser") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."timezone" IS DISTINCT FROM (NEW."timezone"))', func='INSERT INTO "customers_userevent" ("created_at", "email", "id", "is_active", "is_customer", "is_staff", "is_superuser", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "timezone") VALUES (NEW."created_at", NEW."email", NEW."id", NEW."is_active", NEW."is_customer", NEW."is_staff", NEW."is_superuser", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."timezone"); RETURN NULL;', hash='dabc9dfed4ebf0d25a7a56ca7806d118f98a3355', operation='UPDATE', pgid='pgtrigger_update_update_df396', table='customers_user', when='AFTER')),
        ),
        migrations.CreateModel(
            name='Customer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(default=customers.models.customers.new_number, editable=False, max_length=12, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('phone', models.CharField(blank=True, max_length=40)),
                ('address', models.TextField(blank=True)),
                ('language', models.CharField(default='en', max_length=8)),
                ('timezone', models.CharField(default='America/New_York', max_length=64)),
                ('quiet_from', models.TimeField(default=datetime.time(21, 0))),
                ('quiet_to', models.TimeField(default=datetime.time(8, 0))),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='customer_records', to=settings.AUTH_USER_MODEL)),
                ('dealership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='customers', to='customers.dealership')),
            ],
            options={
                'indexes': [models.Index(fields=['dealership', '-id'], name='customer_list')],
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), models.F('dealership'), condition=models.Q(('email', ''), _negated=True), name='customer_email_once_per_dealership', violation_error_message='This dealership already has a customer with this address.'), models.UniqueConstraint(fields=('id', 'dealership'), name='customer_with_dealership'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='customer_has_a_name')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='customer',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "customers_customerevent" ("address", "created_at", "created_by_id", "dealership_id", "email", "id", "language", "name", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "quiet_from", "quiet_to", "timezone", "user_id") VALUES (NEW."address", NEW."created_at", NEW."created_by_id", NEW."dealership_id", NEW."email", NEW."id", NEW."language", NEW."name", NEW."number", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phone", NEW."quiet_from", NEW."quiet_to", NEW."timezone", NEW."user_id"); RETURN NULL;', hash='7830d32670896335ef3bd947d886ecbe1613edfc', operation='INSERT', pgid='pgtrigger_insert_insert_a36e0', table='customers_customer', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='customer',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "customers_customerevent" ("address", "created_at", "created_by_id", "dealership_id", "email", "id", "language", "name", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "quiet_from", "quiet_to", "timezone", "user_id") VALUES (NEW."address", NEW."created_at", NEW."created_by_id", NEW."dealership_id", NEW."email", NEW."id", NEW."language", NEW."name", NEW."number", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone", NEW."quiet_from", NEW."quiet_to", NEW."timezone", NEW."user_id"); RETURN NULL;', hash='600d3d169abb53f76690c1b9da9adb717acc64ec', operation='UPDATE', pgid='pgtrigger_update_update_ca86d', table='customers_customer', when='AFTER')),
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(choices=[('email', 'E-mail'), ('sms', 'Text message')], max_length=10)),
                ('is_granted', models.BooleanField()),
                ('source', models.CharField(max_length=80)),
                ('given_at', models.DateTimeField()),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consents', to='customers.customer')),
            ],
            options={
                'indexes': [models.Index(fields=['customer', 'channel', '-given_at'], name='consent_newest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('channel__in', ['email', 'sms'])), name='consent_channel_known')],
            },
        ),
        migrations.CreateModel(
            name='CustomerEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('number', models.CharField(default=customers.models.customers.new_number, editable=False, max_length=12)),
                ('name', models.CharField(max_length=120)),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('phone', models.CharField(blank=True, max_length=40)),
                ('address', models.TextField(blank=True)),
                ('language', models.CharField(default='en', max_length=8)),
                ('timezone', models.CharField(default='America/New_York', max_length=64)),
                ('quiet_from', models.TimeField(default=datetime.time(21, 0))),
                ('quiet_to', models.TimeField(default=datetime.time(8, 0))),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('created_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='customers.customer')),
                ('user', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('dealership', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='customers.dealership')),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='customerevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='67bbcdaa8b0ad9058ebdd1abf75818e71639ffeb', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_92226', table='customers_customerevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='customerevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate % table', TG_TABLE_NAME;", hash='6a1a6673a25dba074b5dc6110727e1b32676f637', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_585a5', table='customers_customerevent', when='BEFORE')),
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('SALES_REP', 'Sales representative'), ('SALES_MANAGER', 'Sales manager'), ('FINANCE', 'Finance'), ('COORDINATOR', 'Production coordinator'), ('TECHNICIAN', 'Technician'), ('ADMINISTRATOR', 'Administrator')], max_length=20)),
                ('may_see_cost', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('dealership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='customers.dealership')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('user', 'dealership', 'role'), name='membership_role_once'), models.CheckConstraint(condition=models.Q(('role__in', ['SALES_REP', 'SALES_MANAGER', 'FINANCE', 'COORDINATOR', 'TECHNICIAN', 'ADMINISTRATOR'])), name='membership_role_known')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='membership',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "customers_membershipevent" ("created_at", "dealership_id", "id", "may_see_cost", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "user_id") VALUES (NEW."created_at", NEW."dealership_id", NEW."id", NEW."may_see_cost", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."role", NEW."user_id"); RETURN NULL;', hash='a33be622dbfdcf60ff7da192bc953959e263fd68', operation='INSERT', pgid='pgtrigger_insert_insert_359f1', table='customers_membership', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='membership',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "customers_membershipevent" ("created_at", "dealership_id", "id", "may_see_cost", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "user_id") VALUES (NEW."created_at", NEW."dealership_id", NEW."id", NEW."may_see_cost", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."role", NEW."user_id"); RETURN NULL;', hash='9606029642a666d731cc52afdb23678694c69880', operation='UPDATE', pgid='pgtrigger_update_update_8d2cb', table='customers_membership', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='membership',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "customers_membershipevent" ("created_at", "dealership_id", "id", "may_see_cost", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "user_id") VALUES (OLD."created_at", OLD."dealership_id", OLD."id", OLD."may_see_cost", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."role", OLD."user_id"); RETURN NULL;', hash='025251d76f0875b4315a9d6714e0f67434d674f8', operation='DELETE', pgid='pgtrigger_delete_delete_32226', table='customers_membership', when='AFTER')),
        ),
        migrations.CreateModel(
            name='MembershipEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('role', models.CharField(choices=[('SALES_REP', 'Sales representative'), ('SALES_MANAGER', 'Sales manager'), ('FINANCE', 'Finance'), ('COORDINATOR', 'Production coordinator'), ('TECHNICIAN', 'Technician'), ('ADMINISTRATOR', 'Administrator')], max_length=20)),
                ('may_see_cost', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('dealership', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='customers.dealership')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='customers.membership')),
                ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='membershipevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='c8dc11206c04e72edf9822022760d12b6c7cc6b3', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_396e4', table='customers_membershipevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='membershipevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate % table', TG_TABLE_NAME;", hash='88473b84f07ca889e3f8cd605134cb9f513faee6', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_700ea', table='customers_membershipevent', when='BEFORE')),
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('state', models.CharField(choices=[('QUEUED', 'Waiting'), ('DONE', 'Done'), ('PARKED', 'Parked for a person'), ('SUPPRESSED', 'Not needed')], db_default='QUEUED', default='QUEUED', max_length=12)),
                ('due_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('attempts', models.PositiveSmallIntegerField(db_default=0, default=0)),
                ('leased_until', models.DateTimeField(blank=True, null=True)),
                ('error', models.TextField(blank=True, db_default='', default='')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('id', models.UUIDField(default=kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('channel', models.CharField(choices=[('email', 'E-mail'), ('sms', 'Text message')], max_length=10)),
                ('kind', models.CharField(max_length=40)),
                ('event_key', models.CharField(max_length=80)),
                ('subject_kind', models.CharField(max_length=40)),
                ('subject_key', models.CharField(max_length=60)),
                ('subject', models.CharField(max_length=200)),
                ('text', models.TextField()),
                ('html', models.TextField(blank=True)),
                ('sent_to', models.CharField(blank=True, default='', max_length=254)),
                ('recipient', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='customers.customer')),
                ('dealership', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.dealership')),
                ('to_address', models.EmailField(blank=True, db_default='', default='', max_length=254)),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(condition=models.Q(('state', 'QUEUED')), fields=['due_at'], name='customers_message_due'), models.Index(fields=['recipient', '-id'], name='message_log'), models.Index(fields=['subject_kind', 'subject_key'], name='message_subject')],
                'constraints': [models.UniqueConstraint(fields=('event_key', 'recipient', 'channel'), name='message_once_per_event'), models.CheckConstraint(condition=models.Q(('channel__in', ['email', 'sms'])), name='message_channel_known'), models.CheckConstraint(condition=models.Q(('state__in', ['QUEUED', 'DONE', 'PARKED', 'SUPPRESSED'])), name='message_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'DONE'), _negated=True), models.Q(('sent_to', ''), _negated=True), _connector='OR'), name='message_sent_to_somebody'), models.UniqueConstraint(condition=models.Q(('recipient', None)), fields=('event_key', 'to_address'), name='message_once_per_address'), models.CheckConstraint(condition=models.Q(models.Q(('dealership', None), ('recipient__isnull', False), ('to_address', '')), models.Q(('channel', 'email'), ('dealership__isnull', False), ('recipient', None), models.Q(('to_address', ''), _negated=True)), _connector='OR'), name='message_to_a_customer_or_an_address')],
            },
        ),
        migrations.CreateModel(
            name='UserEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('email', models.EmailField(max_length=254)),
                ('name', models.CharField(max_length=120)),
                ('is_customer', models.BooleanField(default=False)),
                ('is_staff', models.BooleanField(default=False)),
                ('is_active', models.BooleanField(default=True)),
                ('timezone', models.CharField(default='America/New_York', max_length=64)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='userevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='2d868fb44513896bfe57df02d861bec0fac2ed70', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_ae6a5', table='customers_userevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='userevent',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate % table', TG_TABLE_NAME;", hash='f86a8dc754948120c7c475a1e160a6264d345e59', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_3bd29', table='customers_userevent', when='BEFORE')),
        ),
    ]
