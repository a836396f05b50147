"""What a dealership's rows are kept together by: keys that name the dealership too."""

from django.conf import settings
from django.db import migrations, models
from django_migration_linter import IgnoreMigration


class Migration(migrations.Migration):

    dependencies = [
        ('configurator', '0003_compiled_lines'),
        ('customers', '0001_people'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        IgnoreMigration(),  # the id alone is unique: these cannot fail, and no old code breaks them
        migrations.AddConstraint(
            model_name='configuration',
            constraint=models.UniqueConstraint(fields=('id', 'dealership'), name='configuration_with_dealership'),
        ),
        migrations.AddConstraint(
            model_name='specification',
            constraint=models.UniqueConstraint(fields=('id', 'configuration'), name='specification_with_configuration'),
        ),
    ]
