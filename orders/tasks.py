"""The sweeps of orders: what time alone does to them. Each finds its own work and may run at any moment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from celery import shared_task
from django.utils import timezone

from orders import commands
from orders.models import Order, OrderQuerySet, State

ONE_DAY = timedelta(days=1)
log = structlog.get_logger(__name__)


@shared_task(name="orders.nightly", ignore_result=True)
def nightly() -> None:
    """Everything below, one after the other; the beat calls it every hour, for dealers in every zone."""
    expire_quotes()
    lapse_credits()
    recheck_validated()
    close_delivered()


@shared_task(name="orders.expire_quotes", ignore_result=True)
def expire_quotes() -> None:
    """End quotes whose last day is over where the dealership is."""
    now = timezone.now()
    # No zone is a day behind UTC, so nothing due is missed; the command asks the dealer's calendar.
    due = Order.objects.quotes_over(today=now.date() + ONE_DAY)
    _each(due, lambda key: commands.expire(order_id=key, now=now), now)


@shared_task(name="orders.lapse_credits", ignore_result=True)
def lapse_credits() -> None:
    """Take approved orders back whose credit ran out before they were sent."""
    now = timezone.now()
    due = Order.objects.in_states(State.APPROVED).filter(credit_until__lt=now.date() + ONE_DAY)
    _each(due, lambda key: commands.lapse_credit(order_id=key, now=now), now)


@shared_task(name="orders.recheck_validated", ignore_result=True)
def recheck_validated() -> None:
    """Look at validated orders against today's catalogue."""
    now = timezone.now()
    due = Order.objects.in_states(State.VALIDATED)
    _each(due, lambda key: commands.recheck(order_id=key, now=now), now)


@shared_task(name="orders.close_delivered", ignore_result=True)
def close_delivered() -> None:
    """Close what was handed over some weeks ago."""
    now = timezone.now()
    due = Order.objects.in_states(State.DELIVERED)
    _each(due, lambda key: commands.close_if_due(order_id=key, now=now), now)


def _each(due: OrderQuerySet, act: Callable[[int], object], now: datetime) -> None:
    """One transaction an order: a fault of one holds up no other."""
    for key, number in list(due.order_by("pk").values_list("pk", "number")):
        with structlog.contextvars.bound_contextvars(order_number=number):
            try:
                act(key)
            except (commands.CannotExpire, Order.DoesNotExist):
                continue
            except Exception:
                log.exception("order_sweep_failed", at=now.isoformat())
