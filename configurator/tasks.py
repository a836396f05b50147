"""The sweep of the configurator: compile what was published."""

from celery import shared_task
from django.utils import timezone

from configurator.commands.compiling import LEASE, TASK, compile_line
from configurator.models import CompiledLine


@shared_task(name=TASK, ignore_result=True)
def compile_lines() -> None:
    """One line after the other, each claimed for itself: a large one does not hold the others up."""
    while rows := CompiledLine.objects.claim(now=timezone.now(), limit=1, lease=LEASE):
        for work in rows:
            compile_line(work, now=timezone.now())
