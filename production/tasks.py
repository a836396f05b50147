"""Sweeps: each finds its own work, may run twice, and is nudged or called by the beat."""

from celery import shared_task
from django.utils import timezone

from production.commands import feeds, inbox, manufacturer, pulling, shortages, transmit, watch


@shared_task(name="production.poll_factories", ignore_result=True)
def poll_factories() -> None:
    """Ask the manufacturers what is new."""
    feeds.poll_factories(now=timezone.now())


@shared_task(name="production.transmit", ignore_result=True)
def transmit_requests() -> None:
    """Send what the factory has not been told yet."""
    while transmit.transmit(now=timezone.now()):
        pass


@shared_task(name="production.apply_inbox", ignore_result=True)
def apply_inbox() -> None:
    """Understand what the factory said."""
    inbox.apply_inbox(now=timezone.now())


@shared_task(name="production.watch", ignore_result=True)
def watch_builds() -> None:
    """Notice what nobody reports."""
    now = timezone.now()
    manufacturer.refresh_offers(now=now)
    shortages.tell_effects(now=now)
    watch.watch(now=now)


@shared_task(name=pulling.TASK, ignore_result=True)
def pull_catalogues() -> None:
    """Ask the manufacturers for their catalogues."""
    pulling.pull_catalogues(now=timezone.now())
