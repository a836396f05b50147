"""The customer signs a change; it is applied, or the factory is asked and its answer settles it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from configurator.commands import adopt_picks
from configurator.selectors import fitting_of
from customers.models import User
from kernel.calendar import iso_week, week_start
from orders import words
from orders.changing import AT_THE_FACTORY, Card
from orders.commands.changing import (
    CannotChangeOrder,
    check_day,
    end,
    locked_change,
    reassessed,
    take,
)
from orders.commands.holding import hold_by_rule
from orders.commands.planning import carriage_of
from orders.commands.rushing import RUSH
from orders.commands.signing import CannotSign, sign
from orders.commands.writing import commit, follow
from orders.models import (
    CampaignOffer,
    ChangeRequest,
    ChangeState,
    Hold,
    Kind,
    Order,
    PromiseEntry,
    State,
)
from production.commands import CannotChange, change_build, change_place, rush_build, rush_place
from production.estimates import estimate_window


@transaction.atomic
def sign_change(
    *,
    change_id: int,
    signed_name: str,
    consent: bool,
    by: User,
    now: datetime,
    address: str | None = None,
    drawing: str = "",
    is_electronic: bool = False,
) -> ChangeRequest:
    """The customer signs the offered change. Before the order is sent it counts at once; afterwards the
    factory is asked, and nothing is different until it agrees.

    :raises CannotChangeOrder: without consent or name, after the last day, or when what was offered
        no longer holds.
    """
    order, change = locked_change(change_id)
    if not consent:
        raise CannotChangeOrder("The customer has to agree to the change.")
    if change.state != ChangeState.OFFERED or change.quote is None:
        raise CannotChangeOrder("No offer of a change waits for a signature.")
    check_day(order, change, now)
    today = reassessed(order, change, now=now)
    try:
        name = sign(
            order,
            change.quote,
            name=signed_name,
            by=by,
            now=now,
            address=address,
            drawing=drawing,
            is_electronic=is_electronic,
        ).signed_name
    except CannotSign as reason:
        raise CannotChangeOrder(str(reason)) from reason
    change.signed_at, change.card = now, today.card.to_json() | {"fee": change.card["fee"]}
    commit(
        order,
        Kind.CHANGE_SIGNED,
        by=by,
        at=now,
        text=f"{name} signed the change: {_short(today.card)}.",
        change=change.number,
        signed_name=name,
        quote=change.quote.number,
    )
    CampaignOffer.objects.filter(change=change, answer="").update(
        answer=CampaignOffer.Answer.ALTERNATIVE, answered_at=now
    )
    try:
        if today.card.asks_factory:
            _send(order, change, today.card, by=by, now=now)
        else:
            _apply_here(order, change, today.card, by=by, now=now)
    except CannotChange as reason:
        raise CannotChangeOrder(str(reason)) from reason
    return change


def settle_change(
    order: Order, *, key: str, is_accepted: bool, reasons: list[str], at: datetime
) -> bool:
    """Take the factory's answer about a locked order's change. False when it is about none of it."""
    change = (
        order.changes.open()
        .select_for_update(no_key=True, of=("self",))
        .select_related("quote__specification__model_line")
        .filter(request_key=key)
        .exclude(request_key="")
        .first()
    )
    if change is None:
        return False
    if is_accepted:
        _confirm(order, change, Card.from_json(change.card), by=None, now=at)
        return True
    said = " ".join(reasons) or "No reason was given."
    told = f"The factory could not change your car: {said} Your order stays as it was."
    end(order, change, "refuse", Kind.CHANGE_REFUSED, said, by=None, now=at, told=told)
    return True


def _send(order: Order, change: ChangeRequest, card: Card, *, by: User, now: datetime) -> None:
    assert change.quote is not None
    assert order.build is not None
    change.request_key = f"{order.number}:{order.build.pk}:change:{change.number}"
    take(change, "send", at=now)
    if card.is_rush:
        assert card.bucket is not None
        rush_build(
            build_id=order.build.pk,
            bucket_id=card.bucket,
            key=change.request_key,
            by=by,
            now=now,
        )
    else:
        change_build(
            build_id=order.build.pk,
            specification=change.quote.specification,
            codes=card.codes,
            bucket_id=card.bucket,
            key=change.request_key,
            by=by,
            now=now,
        )
    commit(
        order,
        Kind.CHANGE_SENT,
        by=by,
        at=now,
        customer_text="You signed the change. We have asked the factory and tell you its answer.",
        change=change.number,
    )


def _apply_here(
    order: Order, change: ChangeRequest, card: Card, *, by: User, now: datetime
) -> None:
    """Where the factory need not agree: before it has the order, or for what the dealership fits."""
    assert change.quote is not None
    if card.is_rush:
        assert card.bucket is not None
        place = rush_place(order_number=order.number, bucket_id=card.bucket, now=now)
        order.slot_week = iso_week(place.bucket.week_start)
    elif order.state not in AT_THE_FACTORY:
        held = change_place(
            order_number=order.number,
            specification=change.quote.specification,
            bucket_id=card.bucket,
            now=now,
        )
        if held is not None:
            order.slot_week = iso_week(held.bucket.week_start)
    _confirm(order, change, card, by=by, now=now)


def _confirm(
    order: Order, change: ChangeRequest, card: Card, *, by: User | None, now: datetime
) -> None:
    """The order becomes the changed car: specification, price sheet, sums, window."""
    quote, before = change.quote, order.total
    assert quote is not None
    sheet = quote.recomputed()
    order.specification, order.quote_number = quote.specification, quote.number
    order.model_name = str(quote.specification.model_line)
    order.total_amount, order.tax_amount = sheet.total, sheet.tax
    order.trade_in_amount = sheet.trade_in
    take(change, "confirm", at=now)
    if card.is_rush:
        order.priority = RUSH
    elif order.configuration_id is not None:
        picks = quote.specification.picks
        adopt_picks(configuration_id=order.configuration_id, picks=picks, by=by, now=now)
    commit(
        order,
        Kind.CHANGE_CONFIRMED,
        by=by,
        at=now,
        customer_text=f"{_done(card)} The price is now {quote.total}.",
        change=change.number,
        quote=quote.number,
        old_words=", ".join(row.ordered for row in card.rows if row.ordered),
        new_words=", ".join(row.becomes for row in card.rows if row.becomes),
        rows=[[row.about, row.ordered, row.becomes] for row in card.rows],
        difference=card.difference,
        shift=card.shift,
    )
    if not card.is_rush:
        _look_again(order, now=now)
    if order.build is None and order.estimate_on is not None:
        cause = "You chose to have it built sooner." if card.is_rush else "You changed your car."
        _expect(order, cause, now=now)
    if card.credit:
        hold_by_rule(
            order, Hold.Reason.FINANCE, f"{quote.total - before} more after a change.", now=now
        )


def _look_again(order: Order, *, now: datetime) -> None:
    """A build sheet that was checked is not the one to be sent any more."""
    if order.state == State.VALIDATED:
        moved = follow(order, "fail_validation", CannotChangeOrder, at=now)
        said = "The car was changed; check the build sheet again."
        commit(order, Kind.VALIDATION_FAILED, by=None, at=now, moved=moved, text=said)
    elif order.state in {State.APPROVED, State.REJECTED}:
        hold_by_rule(
            order, Hold.Reason.PAPERWORK, "The car was changed: check the build sheet.", now=now
        )


def _expect(order: Order, cause: str, *, now: datetime) -> None:
    """An approved order that is not sent has no build whose window would follow by itself."""
    car, held = order.specification, order.slot_week
    assert car is not None
    window = estimate_window(
        model_line_code=car.model_line.code,
        manufacturer=car.release.manufacturer,
        dealership=order.dealership,
        option_codes=list(car.codes),
        week_start=week_start(held) if held else None,
        now=now,
        model_name=order.model_name,
        fitting=fitting_of(car.specials),
        way=carriage_of(order),
    )
    first, last = order.estimate_from, order.estimate_on
    old = words.window(first, last) if first is not None and last is not None else ""
    order.estimate_from, order.estimate_p50, order.estimate_on = window.p10, window.p50, window.p90
    new = words.window(window.p10, window.p90)
    if new == old:
        return
    order.promises.create(
        kind=PromiseEntry.Kind.ESTIMATE,
        window_from=window.p10,
        window_p50=window.p50,
        window_on=window.p90,
        cause=cause,
        at=now,
    )
    commit(
        order,
        Kind.WINDOW_CHANGED,
        by=None,
        at=now,
        customer_text=f"Your delivery window is now {new}. {cause}",
        old_words=old,
        new_words=new,
        cause=cause,
        slip_days=order.slip_days,
    )


def _done(card: Card) -> str:
    if card.is_rush:
        return f"Your car is built sooner, in week {card.rows[0].becomes}."
    return f"Your car is changed: {_short(card)}."


def _short(card: Card) -> str:
    """“Paint: Glacier White → Ember Red (+$450.00)”."""
    return "; ".join(
        f"{row.about}: {row.ordered or '–'} → {row.becomes or '–'}" for row in card.rows
    )
