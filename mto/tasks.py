"""The sweeps of the composition root."""

from celery import shared_task
from django.utils import timezone

from configurator.models import SpecialEvent
from kernel.models import Heartbeat
from mto.dispatch import dispatch
from mto.subscriptions import SUBSCRIPTIONS
from orders.models import OrderEvent
from production.models import BuildEvent


@shared_task(name="mto.dispatch_events", ignore_result=True)
def dispatch_events() -> None:
    """Hand every recorded event to its subscribers; what they record in turn is handed on too."""
    while sum(
        dispatch(model, SUBSCRIPTIONS, now=timezone.now())
        for model in (SpecialEvent, BuildEvent, OrderEvent)
    ):
        pass


@shared_task(name="mto.heartbeat", ignore_result=True)
def heartbeat() -> None:
    """Beat, broker and worker are alive: /statusz looks at this row."""
    Heartbeat.objects.update_or_create(name="worker", defaults={"seen_at": timezone.now()})
