from django.db import migrations


class Migration(migrations.Migration):

    replaces = [('production', '0003_keys_of_a_dealership')]

    dependencies = [
        ('production', '0001_slots_and_cars'),
    ]

    operations = [
        migrations.RunSQL(
            sql='ALTER TABLE production_build ADD CONSTRAINT build_reservation_of_dealership FOREIGN KEY (reservation_id, dealership_id) REFERENCES production_reservation (id, dealership_id) DEFERRABLE INITIALLY DEFERRED',
            reverse_sql='ALTER TABLE production_build DROP CONSTRAINT build_reservation_of_dealership',
        ),
        migrations.RunSQL(
            sql='ALTER TABLE production_reservation ADD CONSTRAINT reservation_allocation_of_dealership FOREIGN KEY (allocation_id, dealership_id) REFERENCES production_allocation (id, dealership_id) DEFERRABLE INITIALLY DEFERRED',
            reverse_sql='ALTER TABLE production_reservation DROP CONSTRAINT reservation_allocation_of_dealership',
        ),
        migrations.RunSQL(
            sql='ALTER TABLE production_buildexception ADD CONSTRAINT exception_of_dealership FOREIGN KEY (build_id, dealership_id) REFERENCES production_build (id, dealership_id) DEFERRABLE INITIALLY DEFERRED',
            reverse_sql='ALTER TABLE production_buildexception DROP CONSTRAINT exception_of_dealership',
        ),
        migrations.RunSQL(
            sql='ALTER TABLE production_stagesample ADD CONSTRAINT sample_of_dealership FOREIGN KEY (build_id, dealership_id) REFERENCES production_build (id, dealership_id) DEFERRABLE INITIALLY DEFERRED',
            reverse_sql='ALTER TABLE production_stagesample DROP CONSTRAINT sample_of_dealership',
        ),
    ]
