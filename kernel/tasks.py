"""The kernel's sweeps."""

from celery import shared_task
from django.utils import timezone

from kernel import rendering


@shared_task(name="kernel.render_documents", ignore_result=True)
def render_documents() -> None:
    """Render documents until none is due."""
    while rendering.render_due(now=timezone.now(), limit=10):
        pass
