"""A car, its place, the allocation it used and what is wrong with it belong to one dealership."""

from django.db import migrations, models
from django_migration_linter import IgnoreMigration

KEYS = (
    (
        "production_build",
        "build_reservation_of_dealership",
        "(reservation_id, dealership_id) REFERENCES production_reservation (id, dealership_id)",
    ),
    (
        "production_reservation",
        "reservation_allocation_of_dealership",
        "(allocation_id, dealership_id) REFERENCES production_allocation (id, dealership_id)",
    ),
    (
        "production_buildexception",
        "exception_of_dealership",
        "(build_id, dealership_id) REFERENCES production_build (id, dealership_id)",
    ),
    (
        "production_stagesample",
        "sample_of_dealership",
        "(build_id, dealership_id) REFERENCES production_build (id, dealership_id)",
    ),
)


class Migration(migrations.Migration):
    dependencies = [
        ("configurator", "0004_keys_of_a_dealership"),
        ("customers", "0001_people"),
        ("production", "0002_lost_cars"),
    ]

    operations = [
        IgnoreMigration(),  # the id alone is unique: these cannot fail, and no old code breaks them
        *(
            migrations.AddConstraint(
                model_name=model,
                constraint=models.UniqueConstraint(
                    fields=("id", "dealership"), name=f"{model}_with_dealership"
                ),
            )
            for model in ("allocation", "build", "reservation")
        ),
        *(
            migrations.RunSQL(
                f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY {key} "
                "DEFERRABLE INITIALLY DEFERRED",
                f"ALTER TABLE {table} DROP CONSTRAINT {name}",
            )
            for table, name, key in KEYS
        ),
    ]
