"""manage.py worker_alive: exit 0 while beat, broker and worker together show signs of life."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from kernel.models import Heartbeat

SILENT_AFTER = timedelta(seconds=60)


class Command(BaseCommand):
    help = "Fail when the worker has been silent for a minute."

    def handle(self, *args: Any, **options: Any) -> None:
        """:raises CommandError: when there is no sign of life, or only an old one."""
        beat = Heartbeat.objects.filter(name="worker").first()
        if beat is None:
            raise CommandError("The worker has not shown a sign of life yet.")
        silence = timezone.now() - beat.seen_at
        if silence > SILENT_AFTER:
            raise CommandError(
                f"The worker has been silent for {int(silence.total_seconds())} seconds."
            )
