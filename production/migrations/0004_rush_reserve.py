from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('production', '0003_adopted_cars'),
    ]

    operations = [
        migrations.AddField(
            model_name='slotbucket',
            name='rush_reserve',
            field=models.PositiveIntegerField(db_default=0, default=0, verbose_name='places kept back for rush'),
        ),
    ]
