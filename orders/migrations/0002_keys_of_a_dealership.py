from django.db import migrations


class Migration(migrations.Migration):

    replaces = [('orders', '0004_keys_of_a_dealership')]

    dependencies = [
        ('orders', '0001_orders_and_money'),
    ]

    operations = [
        migrations.RunSQL(
            sql='ALTER TABLE orders_order ADD CONSTRAINT order_customer_of_dealership FOREIGN KEY (customer_id, dealership_id) REFERENCES customers_customer (id, dealership_id) DEFERRABLE INITIALLY DEFERRED',
            reverse_sql='ALTER TABLE orders_order DROP CONSTRAINT order_customer_of_dealership',
        ),
        migrations.RunSQL(
            sql='ALTER TABLE orders_order ADD CONSTRAINT order_configuration_of_dealership FOREIGN KEY (configuration_id, dealership_id) REFERENCES configurator_configuration (id, dealership_id) DEFERRABLE INITIALLY DEFERRED',
            reverse_sql='ALTER TABLE orders_order DROP CONSTRAINT order_configuration_of_dealership',
        ),
        migrations.RunSQL(
            sql='ALTER TABLE orders_order ADD CONSTRAINT order_specification_of_configuration FOREIGN KEY (specification_id, configuration_id) REFERENCES configurator_specification (id, configuration_id) DEFERRABLE INITIALLY DEFERRED',
            reverse_sql='ALTER TABLE orders_order DROP CONSTRAINT order_specification_of_configuration',
        ),
        migrations.RunSQL(
            sql='ALTER TABLE orders_order ADD CONSTRAINT order_build_of_dealership FOREIGN KEY (build_id, dealership_id) REFERENCES production_build (id, dealership_id) DEFERRABLE INITIALLY DEFERRED',
            reverse_sql='ALTER TABLE orders_order DROP CONSTRAINT order_build_of_dealership',
        ),
        migrations.RunSQL(
            sql='ALTER TABLE orders_deposit ADD CONSTRAINT deposit_of_dealership FOREIGN KEY (order_id, dealership_id) REFERENCES orders_order (id, dealership_id) DEFERRABLE INITIALLY DEFERRED',
            reverse_sql='ALTER TABLE orders_deposit DROP CONSTRAINT deposit_of_dealership',
        ),
    ]
