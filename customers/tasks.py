"""The sweeps of the people app."""

from celery import shared_task
from django.utils import timezone

from customers import messages


@shared_task(name="customers.send_messages", ignore_result=True)
def send_messages() -> None:
    """Send messages until none is due."""
    while messages.send_due(now=timezone.now()):
        pass
