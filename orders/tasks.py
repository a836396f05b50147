"""The sweeps of orders: what time alone does to them. Each finds its own work and may run at any moment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from celery import shared_task
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from orders import commands
from orders.models import (
    ChangeQuerySet,
    ChangeRequest,
    Kind,
    Order,
    OrderEvent,
    OrderQuerySet,
    State,
)

ONE_DAY = timedelta(days=1)
log = structlog.get_logger(__name__)


@shared_task(name="orders.nightly", ignore_result=True)
def nightly() -> None:
    """Everything below, one after the other; the beat calls it every hour, for dealers in every zone."""
    expire_quotes()
    expire_changes()
    lapse_credits()
    recheck_validated()
    close_delivered()
    say_nothing_new()
    remind_of_handovers()
    ask_how_it_was()


@shared_task(name="orders.expire_quotes", ignore_result=True)
def expire_quotes() -> None:
    """End quotes whose last day is over where the dealership is."""
    now = timezone.now()
    # No zone is a day behind UTC, so nothing due is missed; the command asks the dealer's calendar.
    due = Order.objects.quotes_over(today=now.date() + ONE_DAY)
    _each(due, lambda key: commands.expire(order_id=key, now=now), now)


@shared_task(name="orders.expire_changes", ignore_result=True)
def expire_changes() -> None:
    """End the offers of changes whose last day is over where the dealership is."""
    now = timezone.now()
    due = ChangeRequest.objects.offers_over(today=now.date() + ONE_DAY)
    _each(due, lambda key: commands.expire_change(change_id=key, now=now), now, "order__number")


@shared_task(name="orders.lapse_credits", ignore_result=True)
def lapse_credits() -> None:
    """What a credit that ran out means; and which ends before its car comes."""
    now = timezone.now()
    credit = Order.objects.in_states(*commands.CREDIT_OPEN)
    over = credit.exclude(credit_status="").filter(credit_until__lt=now.date() + ONE_DAY)
    _each(over, lambda key: commands.lapse_credit(order_id=key, now=now), now)
    short = credit.exclude(credit_status="").filter(credit_until__lt=F("estimate_on"))
    _each(short, lambda key: commands.warn_of_credit(order_id=key, now=now), now)


@shared_task(name="orders.ask_lenders", ignore_result=True)
def ask_lenders() -> None:
    """Ask the lenders what waits for them."""
    while commands.ask_lenders(now=timezone.now()):
        continue


@shared_task(name="orders.recheck_validated", ignore_result=True)
def recheck_validated() -> None:
    """Look at validated orders against today's catalogue."""
    now = timezone.now()
    due = Order.objects.in_states(State.VALIDATED)
    _each(due, lambda key: commands.recheck(order_id=key, now=now), now)


@shared_task(name="orders.check_cars", ignore_result=True)
def check_cars() -> None:
    """Hold every quote and order not yet sent against today's catalogue, the longest unchecked first."""
    now = timezone.now()
    broken = Order.objects.exclude(fault=None).exclude(state__in=commands.CHECKED)
    due = Order.objects.in_states(*commands.CHECKED).exclude(specification=None)
    for rows in (due, broken):
        _each(rows, lambda key: commands.check_car(order_id=key, now=now), now)


@shared_task(name="orders.close_delivered", ignore_result=True)
def close_delivered() -> None:
    """Close what was handed over some weeks ago."""
    now = timezone.now()
    due = Order.objects.in_states(State.DELIVERED)
    _each(due, lambda key: commands.close_if_due(order_id=key, now=now), now)


@shared_task(name="orders.say_nothing_new", ignore_result=True)
def say_nothing_new() -> None:
    """Write to customers who wait for a car and have heard nothing for long."""
    now = timezone.now()
    due = Order.objects.in_states(*commands.WAITS_FOR_CAR).exclude(customer=None)
    heard = OrderEvent.objects.filter(order=OuterRef("pk"), kind__in=commands.HEARD)
    recent = heard.filter(occurred_at__gt=now - commands.NEAR_LIMIT)
    due = due.exclude(Exists(recent))
    _each(due, lambda key: commands.say_nothing_new(order_id=key, now=now), now)


@shared_task(name="orders.remind_of_handovers", ignore_result=True)
def remind_of_handovers() -> None:
    """Remind customers of the appointments of the next day or so."""
    now = timezone.now()
    soon = (now, now + commands.REMIND_BEFORE)
    due = Order.objects.in_states(*commands.BOOKS_HANDOVER).filter(handover__starts_at__range=soon)
    _each(due, lambda key: commands.remind_of_handover(order_id=key, now=now), now)


@shared_task(name="orders.ask_how_it_was", ignore_result=True)
def ask_how_it_was() -> None:
    """Ask customers how it was, some days after they took their car."""
    now = timezone.now()
    asked = OrderEvent.objects.filter(order=OuterRef("pk"), kind=Kind.SURVEY_ASKED)
    handed_over = (now - commands.ASK_UNTIL, now - commands.ASK_AFTER)
    due = Order.objects.filter(delivered_at__range=handed_over).exclude(Exists(asked))
    _each(due, lambda key: commands.ask_how_it_was(order_id=key, now=now), now)


@shared_task(name="orders.draw_up_offers", ignore_result=True)
def draw_up_offers() -> None:
    """Draw up what the maker's changes mean for each customer they hit."""
    while commands.draw_up_offers(now=timezone.now()):
        continue


@shared_task(name="orders.take_payments", ignore_result=True)
def take_payments() -> None:
    """Understand what the payment providers told us."""
    while commands.take_payments(now=timezone.now()):
        continue


@shared_task(name="orders.send_refunds", ignore_result=True)
def send_refunds() -> None:
    """Have the providers give back what was approved."""
    while commands.send_refunds(now=timezone.now()):
        continue


def _each(
    due: OrderQuerySet | ChangeQuerySet,
    act: Callable[[int], object],
    now: datetime,
    number_path: str = "number",
) -> None:
    """One transaction a row: a fault of one holds up no other."""
    for key, number in list(due.order_by("pk").values_list("pk", number_path)):
        with structlog.contextvars.bound_contextvars(order_number=number):
            try:
                act(key)
            except (commands.CannotExpire, commands.CannotChangeOrder, Order.DoesNotExist):
                continue
            except Exception:
                log.exception("order_sweep_failed", at=now.isoformat())
