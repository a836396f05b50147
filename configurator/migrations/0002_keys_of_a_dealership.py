from django.db import migrations


class Migration(migrations.Migration):

    replaces = [('configurator', '0002_composite_keys'), ('configurator', '0010_needs_sheets'), ('configurator', '0014_special_requests')]

    dependencies = [
        ('configurator', '0001_catalogues_and_cars'),
    ]

    operations = [
        migrations.RunSQL(
            sql='ALTER TABLE configurator_configuration ADD CONSTRAINT configuration_customer_of_dealership FOREIGN KEY (customer_id, dealership_id) REFERENCES customers_customer (id, dealership_id) DEFERRABLE INITIALLY DEFERRED',
            reverse_sql='ALTER TABLE configurator_configuration DROP CONSTRAINT configuration_customer_of_dealership',
        ),
        migrations.RunSQL(
            sql='ALTER TABLE configurator_option ADD CONSTRAINT option_group_of_line FOREIGN KEY (group_id, model_line_id) REFERENCES configurator_optiongroup (id, model_line_id) DEFERRABLE INITIALLY DEFERRED',
            reverse_sql='ALTER TABLE configurator_option DROP CONSTRAINT option_group_of_line',
        ),
        migrations.RunSQL(
            sql='ALTER TABLE configurator_needssheet ADD CONSTRAINT needs_customer_of_dealership FOREIGN KEY (customer_id, dealership_id) REFERENCES customers_customer (id, dealership_id) DEFERRABLE INITIALLY DEFERRED',
            reverse_sql='ALTER TABLE configurator_needssheet DROP CONSTRAINT needs_customer_of_dealership',
        ),
        migrations.RunSQL(
            sql='ALTER TABLE configurator_configuration ADD CONSTRAINT configuration_needs_of_dealership FOREIGN KEY (needs_id, dealership_id) REFERENCES configurator_needssheet (id, dealership_id) DEFERRABLE INITIALLY DEFERRED',
            reverse_sql='ALTER TABLE configurator_configuration DROP CONSTRAINT configuration_needs_of_dealership',
        ),
        migrations.RunSQL(
            sql='ALTER TABLE configurator_specialrequest ADD CONSTRAINT special_request_of_dealership FOREIGN KEY (configuration_id, dealership_id) REFERENCES configurator_configuration (id, dealership_id) DEFERRABLE INITIALLY DEFERRED',
            reverse_sql='ALTER TABLE configurator_specialrequest DROP CONSTRAINT special_request_of_dealership',
        ),
    ]
