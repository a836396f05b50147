"""The last steps: handover booked, car ready, handed over, order closed."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from customers.models import User
from kernel.money import Money, zero
from kernel.refusals import Refusal
from orders import ledger, words
from orders.commands.planning import home_of
from orders.commands.pricing import terms_of
from orders.commands.writing import commit, follow, locked, move, need_state, note, post
from orders.models import DeliveryPlan, Handover, Kind, Order, PromiseEntry, State
from production.commands import CannotBook, book_appointment, record_handover
from production.milestones import STAGE_RANK, Stage

AT_OURS, AT_HOME = timedelta(hours=1), timedelta(hours=2)
BOOKS_HANDOVER = (State.BUILT, State.IN_TRANSIT, State.AT_DEALER, State.READY)


class CannotBookHandover(Refusal):
    """Too early, in the past, or the bay is taken."""


class CannotMakeReady(Refusal):
    """The car is not prepared, or no handover is booked, or a hold stands."""


class CannotDeliver(Refusal):
    """The order is not ready, or nobody signed for the car."""


class CannotClose(Refusal):
    """The order is not delivered, or not long enough ago."""


@transaction.atomic
def book_handover(
    *,
    order_id: int,
    bay_id: int,
    starts_at: datetime,
    by: User,
    now: datetime,
    length: timedelta | None = None,
) -> Handover:
    """Agree on time and bay, or on the driver who brings the car home; booking again moves the appointment.

    :param length: an hour by default, two where the car is brought to the customer.
    :raises CannotBookHandover: before the car is built, in the past, when the bay is taken or not where
        the delivery plan says, or while nobody knows where the customer lives.
    """
    order = locked(order_id)
    need_state(order, CannotBookHandover, *BOOKS_HANDOVER)
    for hold in order.holds.standing().filter(blocks__contains=["deliver"]):
        raise CannotBookHandover(
            f"There is a hold on this order ({hold.get_reason_display().lower()}); release it first."
        )
    if starts_at <= now:
        raise CannotBookHandover("That time has passed.")
    if order.build is None:
        raise CannotBookHandover("There is no car yet.")
    plan = DeliveryPlan.objects.select_related("at").filter(order=order).first()
    is_home = plan is not None and plan.handover == DeliveryPlan.Handover.HOME
    at = plan.at if plan is not None else None
    home = home_of(order)
    if is_home and not home:
        raise CannotBookHandover(
            "Write down the customer’s address first: the car is brought there."
        )
    try:
        appointment = book_appointment(
            build_id=order.build.pk,
            bay_id=bay_id,
            starts_at=starts_at,
            ends_at=starts_at + (length or (AT_HOME if is_home else AT_OURS)),
            by=by,
            now=now,
            at=at,
        )
    except CannotBook as reason:
        raise CannotBookHandover(str(reason)) from reason
    if appointment.bay.is_mobile != is_home:
        raise CannotBookHandover(
            "The car is brought to the customer: choose who drives it there."
            if is_home
            else "The car is handed over at a dealership: choose a bay."
        )
    place = home if is_home else f"{(at or order.dealership).name}, {appointment.bay.name}"
    handover = Handover.objects.filter(order=order).first()
    if handover is None:
        handover = Handover(order=order, starts_at=starts_at, booked_by=by)
    else:
        handover.sequence += 1
    handover.appointment, handover.starts_at = appointment, starts_at
    handover.place, handover.booked_by = place, by
    handover.save()
    local = starts_at.astimezone(order.dealership.zone)
    when = f"{words.day(local.date())} at {local:%H:%M}"
    commit(
        order,
        Kind.HANDOVER_BOOKED,
        by=by,
        at=now,
        customer_text=f"Your handover is booked for {when}, {place}.",
        starts_at=starts_at.isoformat(),
        when=when,
        place=place,
        sequence=handover.sequence,
    )
    return handover


@transaction.atomic
def make_ready(*, order_id: int, by: User | None, now: datetime) -> Order:
    """Everything is done but the handover itself.

    :raises CannotMakeReady: before the preparation passed or while nothing is booked.
    """
    order = locked(order_id)
    need_state(order, CannotMakeReady, State.AT_DEALER)
    if missing := what_is_missing(order):
        raise CannotMakeReady(f"Still missing: {words.sentence_list(missing)}.")
    moved = move(order, "make_ready", CannotMakeReady, at=now)
    commit(
        order,
        Kind.MADE_READY,
        by=by,
        at=now,
        moved=moved,
        customer_text="Your car is ready for you.",
    )
    return order


def what_is_missing(order: Order) -> list[str]:
    """What stands between an arrived car and its handover."""
    missing = []
    if order.build is None or STAGE_RANK[Stage(order.build.stage)] < STAGE_RANK[Stage.PREPARED]:
        missing.append("the pre-delivery inspection")
    if not Handover.objects.filter(order=order).exists():
        missing.append("a booked handover")
    return missing


@transaction.atomic
def deliver(
    *,
    order_id: int,
    signed_name: str,
    odometer: int,
    keys: int,
    by: User,
    now: datetime,
    note_text: str = "",
) -> Order:
    """The customer takes the car: revenue is recognised and the promise counted as kept or missed.

    :raises CannotDeliver: unless it is ready and somebody signs for it, or while it is not paid where the
        dealership hands over no car on account.
    """
    order = locked(order_id)
    need_state(order, CannotDeliver, State.READY)
    name = " ".join(signed_name.split())
    if not name:
        raise CannotDeliver("Somebody has to sign for the car.")
    if order.due.amount > 0 and not terms_of(order.dealership).delivers_on_account:
        raise CannotDeliver(f"{order.due} is still to be paid before the car is handed over.")
    moved = move(order, "deliver", CannotDeliver, at=now)
    handover = order.handover
    handover.delivered_at, handover.signed_name = now, name
    handover.odometer, handover.keys, handover.note = odometer, keys, note_text
    handover.save()
    if order.build is not None:
        record_handover(build_id=order.build.pk, by=by, now=now)
    on = order.dealership.today(now)
    _count_promise(order, by=by, now=now)
    entry_total = _recognise(order, by=by, now=now)
    commit(
        order,
        Kind.DELIVERED,
        by=by,
        at=now,
        moved=moved,
        customer_text=f"You took your car on {words.day(on)}. We wish you a good journey.",
        signed_name=name,
        odometer=odometer,
        keys=keys,
    )
    note(
        order,
        Kind.REVENUE_RECOGNISED,
        by=by,
        at=now,
        text=f"Revenue of {entry_total} recognised.",
        amount=str(entry_total.amount),
        currency=entry_total.currency,
    )
    return order


@transaction.atomic
def close(*, order_id: int, by: User | None, now: datetime) -> Order:
    """Nothing is left to do. The sweep closes what was delivered some weeks ago.

    :raises CannotClose: before delivery.
    """
    order = locked(order_id)
    need_state(order, CannotClose, State.DELIVERED)
    moved = move(order, "close", CannotClose, at=now)
    commit(order, Kind.CLOSED, by=by, at=now, moved=moved)
    return order


@transaction.atomic
def close_if_due(*, order_id: int, now: datetime) -> bool:
    """Close an order that was delivered long enough ago and has no hold. True if it did."""
    order = locked(order_id)
    if order.state != State.DELIVERED or order.delivered_at is None:
        return False
    wait = timedelta(days=terms_of(order.dealership).close_after_days)
    if order.delivered_at + wait > now or order.holds.standing().exists():
        return False
    moved = follow(order, "close", CannotClose, at=now)
    commit(order, Kind.CLOSED, by=None, at=now, moved=moved)
    return True


def _count_promise(order: Order, *, by: User, now: datetime) -> None:
    if order.promised_from is None or order.promised_on is None:
        return
    arrived = order.events.filter(kind=Kind.ARRIVED).order_by("occurred_at").first()
    on = order.dealership.today(arrived.occurred_at if arrived else now)
    late = (on - order.promised_on).days
    order.promises.create(
        kind=PromiseEntry.Kind.MISSED if late > 0 else PromiseEntry.Kind.KEPT,
        window_from=order.promised_from,
        window_on=order.promised_on,
        cause=f"Arrived {words.day(on)}, {words.days(late)} late."
        if late > 0
        else f"Arrived {words.day(on)}, inside the promise.",
        by=by,
        at=now,
    )


def _recognise(order: Order, *, by: User, now: datetime) -> Money:
    """Post the delivery; returns the revenue."""
    version = order.quotes.get(number=order.quote_number)
    currency = order.currency
    tax = Money(order.tax_amount, currency)
    trade_in = Money(order.trade_in_amount, currency)
    payoff = Money(version.recomputed().payoff, currency)
    entry = ledger.delivery(
        total=order.total,
        tax=tax,
        trade_in=trade_in,
        deposits=order.deposit_held,
        cost=Money(version.cost_amount, currency),
        payoff=payoff,
    )
    post(order, entry, key=f"delivery:{order.number}", by=by, at=now)
    order.deposit_held_amount = zero(currency).amount
    return order.total + trade_in - tax - payoff
