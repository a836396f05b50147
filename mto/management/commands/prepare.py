"""manage.py prepare: the database at the newest migration and, in demonstration mode, its data."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection

ONE_AT_A_TIME = 7_305_001  # the key of an advisory lock


class Command(BaseCommand):
    help = "Migrate; in demonstration mode also load the demonstration data (once)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Two deployments at once wait for each other; a migration waits 4 s for a lock, not for ever."""
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_lock(%s)", [ONE_AT_A_TIME])
            cursor.execute("set lock_timeout = '4s'")
            try:
                call_command("migrate", interactive=False, verbosity=0)
            finally:
                cursor.execute("reset lock_timeout")
                cursor.execute("select pg_advisory_unlock(%s)", [ONE_AT_A_TIME])
        if settings.DEMO:
            call_command("seed_demo")
