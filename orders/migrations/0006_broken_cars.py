import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0005_papers_and_four_eyes'),
    ]

    operations = [
        migrations.CreateModel(
            name='CarFault',
            fields=[
                ('order', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='fault', serialize=False, to='orders.order')),
                ('reasons', models.JSONField()),
                ('dropped', models.JSONField(default=list)),
                ('added', models.JSONField(default=list)),
                ('difference_amount', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True)),
                ('currency', models.CharField(max_length=3)),
                ('found_at', models.DateTimeField()),
                ('checked_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('reasons', []), _negated=True), name='car_fault_has_a_reason')],
            },
        ),
    ]
