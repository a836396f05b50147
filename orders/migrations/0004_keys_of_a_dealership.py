"""An order, its customer, its configuration, its car and its deposits belong to one dealership."""

from django.db import migrations

KEYS = (
    (
        "orders_order",
        "order_customer_of_dealership",
        "(customer_id, dealership_id) REFERENCES customers_customer (id, dealership_id)",
    ),
    (
        "orders_order",
        "order_configuration_of_dealership",
        "(configuration_id, dealership_id) "
        "REFERENCES configurator_configuration (id, dealership_id)",
    ),
    (
        "orders_order",
        "order_specification_of_configuration",
        "(specification_id, configuration_id) "
        "REFERENCES configurator_specification (id, configuration_id)",
    ),
    (
        "orders_order",
        "order_build_of_dealership",
        "(build_id, dealership_id) REFERENCES production_build (id, dealership_id)",
    ),
    (
        "orders_deposit",
        "deposit_of_dealership",
        "(order_id, dealership_id) REFERENCES orders_order (id, dealership_id)",
    ),
)


class Migration(migrations.Migration):
    dependencies = [
        ("configurator", "0004_keys_of_a_dealership"),
        ("customers", "0001_people"),
        ("orders", "0003_terms_in_the_plural"),
        ("production", "0003_keys_of_a_dealership"),
    ]

    operations = [
        migrations.RunSQL(
            f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY {key} "
            "DEFERRABLE INITIALLY DEFERRED",
            f"ALTER TABLE {table} DROP CONSTRAINT {name}",
        )
        for table, name, key in KEYS
    ]
