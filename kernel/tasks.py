"""The kernel's sweeps."""

from celery import shared_task
from django.utils import timezone

from kernel import rendering
from kernel.documents import RENDER_TASK
from kernel.events import nudge

AT_ONCE = 4  # a render takes a quarter of a second; the worker has other things to do


@shared_task(name=RENDER_TASK, ignore_result=True)
def render_documents() -> None:
    """Render a few documents; ask to be called again while there may be more."""
    if rendering.render_due(now=timezone.now(), limit=AT_ONCE) == AT_ONCE:
        nudge(RENDER_TASK)
