"""Until now every limit was the factory's own."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("production", "0006_option_constraints")]

    operations = [
        migrations.RunSQL(
            "UPDATE production_optionlimit SET factory_capacity = capacity",
            migrations.RunSQL.noop,
        )
    ]
