"""Rows of one dealership, and of one model line, stay together: keys over two columns."""

from django.db import migrations

KEYS = (
    (
        "configurator_configuration",
        "configuration_customer_of_dealership",
        "(customer_id, dealership_id) REFERENCES customers_customer (id, dealership_id)",
    ),
    (
        "configurator_option",
        "option_group_of_line",
        "(group_id, model_line_id) REFERENCES configurator_optiongroup (id, model_line_id)",
    ),
)


class Migration(migrations.Migration):
    dependencies = [
        ("configurator", "0001_catalogues_and_configurations"),
        ("customers", "0001_people"),
    ]

    operations = [
        migrations.RunSQL(
            f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY {key} "
            "DEFERRABLE INITIALLY DEFERRED",
            f"ALTER TABLE {table} DROP CONSTRAINT {name}",
        )
        for table, name, key in KEYS
    ]
