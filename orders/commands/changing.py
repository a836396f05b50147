"""A change of an ordered car is asked for, worked out, offered, and given up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from configurator.commands import freeze
from configurator.models import Specification
from customers.models import User
from kernel.refusals import Refusal, refusing
from orders import words
from orders.changing import CHANGEABLE, Card
from orders.commands.assessing import (
    Assessment,
    CannotAssess,
    assess,
    assess_build,
)
from orders.commands.pricing import terms_of
from orders.commands.rushing import assess_rush
from orders.commands.writing import commit, locked, need_state
from orders.models import ChangeRequest, ChangeState, Kind, Order, QuoteVersion
from orders.price_sheet import calculate, fingerprint

LONGEST_WISH = 500


class CannotChangeOrder(Refusal):
    """The change cannot be asked for, offered or given up as it stands."""


@transaction.atomic
def ask_change(
    *, order_id: int, wish: str, cause: str = ChangeRequest.Cause.CUSTOMER, by: User, now: datetime
) -> ChangeRequest:
    """Note what the customer, or somebody else, would like to be different.

    :raises CannotChangeOrder: nothing is said, the order is past changing, or another change is open.
    """
    order = locked(order_id)
    need_state(order, CannotChangeOrder, *CHANGEABLE)
    if not wish.strip():
        raise CannotChangeOrder("Say what should be different.")
    return _asked(order, cause, wish.strip()[:LONGEST_WISH], by=by, now=now)


@transaction.atomic
def offer_change(
    *,
    order_id: int,
    cause: str = ChangeRequest.Cause.CUSTOMER,
    without_fee: bool = False,
    by: User,
    now: datetime,
) -> ChangeRequest:
    """Freeze the build of the order as it stands now and offer it as a change, with a last day.

    An open wish becomes this offer; an offer that is open already is replaced. Where the price goes
    down, the build week moves or the fee is waived, a manager looks first.
    :raises CannotChangeOrder: with every reason why not.
    """
    order = locked(order_id)
    need_state(order, CannotChangeOrder, *CHANGEABLE)
    return draw_up(order, cause=cause, without_fee=without_fee, by=by, now=now)


def draw_up(
    order: Order,
    *,
    cause: str,
    wish: str = "",
    picks: Sequence[str] | None = None,
    without_fee: bool = False,
    by: User,
    now: datetime,
) -> ChangeRequest:
    """Offer a locked order another car; what the maker causes costs no fee and needs no manager.

    :param picks: instead of those of its build.
    :raises CannotChangeOrder: with every reason why not.
    """
    is_makers = cause == ChangeRequest.Cause.MAKER
    change = _to_offer(order, cause, wish, by=by, now=now)
    try:
        drawn = assess_build(
            order,
            picks=picks,
            without_fee=without_fee or is_makers,
            number=change.number,
            by=by,
            now=now,
        )
    except CannotAssess as reason:
        raise CannotChangeOrder(str(reason)) from reason
    if drawn.card.obstacles:
        raise CannotChangeOrder(" ".join(drawn.card.obstacles))
    assert order.configuration_id is not None
    assert order.specification is not None
    specification = freeze(
        configuration_id=order.configuration_id,
        ordered=order.specification.codes,
        picks=picks,
        by=by,
        now=now,
    )
    _propose(order, change, drawn, specification, needs_manager=not is_makers, by=by, now=now)
    return change


@transaction.atomic
def offer_rush(
    *, order_id: int, bucket_id: int, without_fee: bool = False, by: User, now: datetime
) -> ChangeRequest:
    """Offer the ordered car in a sooner week for the rush fee. The place is taken when the customer signs;
    a fee that is waived needs a second person first.

    :raises CannotChangeOrder: the place is gone, the week does not move any more, or a change is open.
    """
    order = locked(order_id)
    known = open_change(order)
    if known is not None:
        raise CannotChangeOrder("A change of this order is open already; settle it first.")
    try:
        drawn = assess_rush(
            order,
            bucket_id=bucket_id,
            without_fee=without_fee,
            number=order.changes.count() + 1,
            now=now,
        )
    except CannotAssess as reason:
        raise CannotChangeOrder(str(reason)) from reason
    if drawn.card.obstacles:
        raise CannotChangeOrder(" ".join(drawn.card.obstacles))
    change = _asked(order, ChangeRequest.Cause.CUSTOMER, "", by=by, now=now)
    _propose(order, change, drawn, drawn.specification, needs_manager=True, by=by, now=now)
    return change


def _propose(
    order: Order,
    change: ChangeRequest,
    drawn: Assessment,
    specification: Specification,
    *,
    needs_manager: bool,
    by: User,
    now: datetime,
) -> None:
    """Price what was drawn up, and offer it or put it before a manager."""
    change.quote = _priced(order, drawn, specification, by=by, now=now)
    change.card, change.offered_by = drawn.card.to_json(), by
    change.valid_until = change.quote.valid_until
    if drawn.card.manager and needs_manager:
        take(change, "propose", at=now)
        commit(
            order,
            Kind.CHANGE_PROPOSED,
            by=by,
            at=now,
            text=f"A manager looks first: {words.sentence_list(list(drawn.card.manager))}.",
            change=change.number,
        )
    else:
        _offered(order, change, by=by, now=now)


@transaction.atomic
def release_change(*, change_id: int, by: User, now: datetime) -> ChangeRequest:
    """A manager lets an offer go to the customer.

    :raises CannotChangeOrder: none waits, its last day is over, or this person drew it up.
    """
    order, change = locked_change(change_id)
    if change.state != ChangeState.PROPOSED:
        raise CannotChangeOrder("No offer of a change waits for a manager.")
    if change.offered_by_id == by.pk:
        raise CannotChangeOrder("Who drew up the offer does not release it.")
    check_day(order, change, now)
    change.released_by = by
    _offered(order, change, by=by, now=now)
    return change


@transaction.atomic
def withdraw_change(
    *, change_id: int, reason: str, by: User, now: datetime, is_customer: bool = False
) -> ChangeRequest:
    """Give a change up; the car stays as it was ordered.

    :raises CannotChangeOrder: it has ended, it is with the factory, or no reason is given.
    """
    order, change = locked_change(change_id)
    if change.state == ChangeState.SENT:
        raise CannotChangeOrder("The factory has it already; its answer decides.")
    if not reason.strip():
        raise CannotChangeOrder("Say why it is given up.")
    told = "You keep your car as you ordered it." if is_customer else ""
    end(order, change, "withdraw", Kind.CHANGE_WITHDRAWN, reason.strip(), by=by, now=now, told=told)
    return change


@transaction.atomic
def expire_change(*, change_id: int, now: datetime) -> bool:
    """End an offer whose last day is over. True if it did."""
    order, change = locked_change(change_id)
    is_due = change.valid_until is not None and order.dealership.today(now) > change.valid_until
    if not is_due or change.state not in {ChangeState.PROPOSED, ChangeState.OFFERED}:
        return False
    said = f"It held until {words.day(change.valid_until)}." if change.valid_until else ""
    told = "The offer to change your car has expired; your order stays as it is."
    end(order, change, "expire", Kind.CHANGE_EXPIRED, said, by=None, now=now, told=told)
    return True


def drop_change(order: Order, reason: str, *, by: User | None, now: datetime) -> None:
    """Give up whatever change of a locked order is open, because the order itself goes another way."""
    change = order.changes.open().select_for_update(no_key=True, of=("self",)).first()
    if change is not None:
        end(order, change, "withdraw", Kind.CHANGE_WITHDRAWN, reason, by=by, now=now)


def locked_change(change_id: int) -> tuple[Order, ChangeRequest]:
    """The order and its change, locked in this order. :raises CannotChangeOrder: it has ended."""
    order = locked(ChangeRequest.objects.values_list("order_id", flat=True).get(pk=change_id))
    change = (
        ChangeRequest.objects.select_for_update(no_key=True, of=("self",))
        .select_related("quote__specification__model_line__release")
        .get(pk=change_id)
    )
    if not change.is_open:
        raise CannotChangeOrder(
            f"This change is {change.get_state_display().lower()}; nothing is left to decide."
        )
    return order, change


def end(
    order: Order,
    change: ChangeRequest,
    transition: str,
    kind: Kind,
    said: str,
    *,
    by: User | None,
    now: datetime,
    told: str = "",
) -> None:
    """Take the last transition of a locked change and write it down."""
    change.said = said[:LONGEST_WISH]
    take(change, transition, at=now)
    commit(order, kind, by=by, at=now, text=said, customer_text=told, change=change.number)


def reassessed(order: Order, change: ChangeRequest, *, now: datetime) -> Assessment:
    """What the offered car would mean today. :raises CannotChangeOrder: it no longer holds as offered."""
    assert change.quote is not None
    offered = Card.from_json(change.card)
    number, without_fee = change.number, not offered.fee
    try:
        if offered.is_rush:
            today = assess_rush(
                order,
                bucket_id=offered.bucket or 0,
                without_fee=without_fee,
                number=number,
                now=now,
            )
        else:
            car = change.quote.specification
            today = assess(order, car, without_fee=without_fee, number=number, now=now)
    except CannotAssess as reason:
        raise CannotChangeOrder(str(reason)) from reason
    if not offered.is_still(today.card):
        raise CannotChangeOrder(
            "Things have moved since this was offered, so it cannot be signed as it stands: "
            + " ".join(today.card.obstacles or ("the date or the build week is another.",))
            + " Your dealership makes a new offer."
        )
    return today


def open_change(order: Order) -> ChangeRequest | None:
    """The one change of the order that is neither answered nor given up."""
    found: ChangeRequest | None = order.changes.open().select_related("quote").first()
    return found


def _asked(order: Order, cause: str, wish: str, *, by: User, now: datetime) -> ChangeRequest:
    if open_change(order) is not None:
        raise CannotChangeOrder("A change of this order is open already; one at a time.")
    number = order.changes.count() + 1
    made: ChangeRequest = order.changes.create(
        number=number, cause=cause, wish=wish, state_since=now, asked_by=by, asked_at=now
    )
    commit(
        order,
        Kind.CHANGE_ASKED,
        by=by,
        at=now,
        text=wish,
        customer_text="We have your wish to change the car and look at what it means."
        if wish and cause == ChangeRequest.Cause.CUSTOMER
        else "",
        change=number,
    )
    return made


def _to_offer(order: Order, cause: str, wish: str, *, by: User, now: datetime) -> ChangeRequest:
    """The open wish; a newer offer takes the place of an older one, the maker's of none."""
    known = open_change(order)
    if known is None:
        return _asked(order, cause, wish, by=by, now=now)
    if cause == ChangeRequest.Cause.MAKER:
        raise CannotChangeOrder("Another change of this order is open; settle it first.")
    if known.state == ChangeState.SENT:
        raise CannotChangeOrder("A change is with the factory; wait for its answer.")
    if known.state == ChangeState.ASKED:
        return known
    end(
        order,
        known,
        "withdraw",
        Kind.CHANGE_WITHDRAWN,
        "Replaced by a newer offer.",
        by=by,
        now=now,
    )
    return _asked(order, known.cause, known.wish, by=by, now=now)


def _priced(
    order: Order,
    drawn: Assessment,
    specification: Specification,
    *,
    by: User,
    now: datetime,
) -> QuoteVersion:
    """Keep the price; the order keeps its own sheet until the change is confirmed."""
    days = terms_of(order.dealership).change_offer_days
    sheet = calculate(drawn.terms)
    made: QuoteVersion = order.quotes.create(
        number=order.quotes.count() + 1,
        specification=specification,
        terms=drawn.terms.to_json(),
        sheet=sheet.to_json(),
        delivery=order.quotes.values_list("delivery", flat=True).get(number=order.quote_number),
        sha256=fingerprint(drawn.terms),
        total_amount=sheet.total,
        cost_amount=specification.invoice_total_amount,
        currency=sheet.currency,
        valid_until=order.dealership.today(now) + timedelta(days=days),
        by=by,
        given_at=now,
    )
    return made


def _offered(order: Order, change: ChangeRequest, *, by: User, now: datetime) -> None:
    take(change, "offer", at=now)
    card = Card.from_json(change.card)
    assert change.valid_until is not None
    until = words.day(change.valid_until)
    price = "at the same price" if card.difference == words.SAME else f"for {card.difference}"
    what = (
        "We can build your car sooner" if card.is_rush else "We can change your car as you wished"
    )
    when = f", {card.shift}" if card.shift else ""
    commit(
        order,
        Kind.CHANGE_OFFERED,
        by=by,
        at=now,
        customer_text=f"{what} {price}{when}. Sign it by {until}.",
        change=change.number,
        valid_until=change.valid_until.isoformat(),
        difference=card.difference,
        shift=card.shift,
        rows=[[row.about, row.ordered, row.becomes] for row in card.rows],
    )


def check_day(order: Order, change: ChangeRequest, now: datetime) -> None:
    if change.valid_until is not None and order.dealership.today(now) > change.valid_until:
        raise CannotChangeOrder(f"The offer held until {words.day(change.valid_until)}.")


def take(change: ChangeRequest, transition: str, *, at: datetime) -> None:
    with refusing(CannotChangeOrder):
        getattr(change, transition)(at=at)
    change.save()
