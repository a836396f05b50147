"""The sweeps of the configurator: take in what was brought, compile what was published."""

from celery import shared_task
from django.utils import timezone

from configurator.commands import intake
from configurator.commands.compiling import LEASE, TASK, compile_line
from configurator.models import CompiledLine, Intake


@shared_task(name=TASK, ignore_result=True)
def compile_lines() -> None:
    """One line after the other, each claimed for itself: a large one does not hold the others up."""
    while rows := CompiledLine.objects.claim(now=timezone.now(), limit=1, lease=LEASE):
        for work in rows:
            compile_line(work, now=timezone.now())


@shared_task(name=intake.TASK, ignore_result=True)
def take_in() -> None:
    """One file after the other; a worker that dies gives its file back when the lease ends."""
    while rows := Intake.objects.claim(now=timezone.now(), limit=1, lease=intake.LEASE):
        for work in rows:
            intake.take_in(work, now=timezone.now())
    intake.forget_intakes(now=timezone.now())
