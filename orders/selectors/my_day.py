"""A representative's day: whom to call, why, and what to say. A fixed number of queries."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, F, OuterRef

from customers.models import User
from kernel.money import Money
from orders import words
from orders.models import (
    CampaignOffer,
    CarFault,
    ChangeRequest,
    ChangeState,
    Handover,
    Hold,
    Order,
    OrderEvent,
    OrderQuerySet,
    State,
)

SHOWN = 20
ENDING, UNPAID, SILENT = timedelta(days=3), timedelta(days=2), timedelta(days=10)
SOON = timedelta(hours=36)
WAITING = (
    State.APPROVED, State.SUBMITTED, State.BANKED, State.SCHEDULED, State.IN_PRODUCTION,
    State.BUILT, State.IN_TRANSIT,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Call:
    """One person to call about one order; ``say`` are the words, with the facts in them."""

    number: str
    url: str
    who: str
    phone: str
    model: str
    why: str
    say: str


@dataclass(frozen=True, slots=True)
class Part:
    """The calls of one kind; ``has_more`` where only the first are shown."""

    title: str
    icon: str
    calls: tuple[Call, ...]
    has_more: bool


@dataclass(frozen=True, slots=True)
class _Day:
    user: User
    now: datetime
    heard: frozenset[str]

    @property
    def mine(self) -> OrderQuerySet:
        return Order.objects.filter(sales_rep=self.user).select_related("customer", "dealership")


def my_day(user: User, *, heard: Iterable[str], now: datetime) -> tuple[Part, ...]:
    """Everything that waits for this person today; parts with nothing in them are left out.

    :param heard: kinds of events by which a customer hears something.
    """
    day = _Day(user, now, frozenset(heard))
    parts = (make(day) for make in PARTS)
    return tuple(part for part in parts if part.calls)


def _ending_quotes(day: _Day) -> Part:
    last = day.now.date() + ENDING
    rows = day.mine.in_states(State.QUOTED).filter(quote_valid_until__lte=last)
    return _part("Quotes that end soon", "file-text", rows.order_by("quote_valid_until"), _ending)


def _ending(order: Order) -> tuple[str, str]:
    until = _day(order.quote_valid_until)
    return (
        f"The quote over {order.total} ends {until}.",
        (
            f"Your quote for the {order.model_name} holds until {until}. Shall we sign it, or is there "
            "something you would like to be different?"
        ),
    )


def _unpaid_deposits(day: _Day) -> Part:
    rows = day.mine.in_states(State.ACCEPTED, State.VALIDATED).filter(
        deposit_held_amount__lt=F("deposit_amount"), accepted_at__lt=day.now - UNPAID
    )
    return _part("Deposits not paid", "banknote", rows.order_by("accepted_at"), _unpaid)


def _unpaid(order: Order) -> tuple[str, str]:
    missing = order.deposit - order.deposit_held
    return (
        f"{missing} of the deposit are missing since {_moment(order.accepted_at, order)}.",
        (
            f"We can hold the build slot of your {order.model_name} as soon as the deposit of {missing} "
            "is here."
        ),
    )


def _changes(day: _Day) -> Part:
    """Wishes to work out, and offers the customer has not answered."""
    change = ChangeRequest.objects.filter(order=OuterRef("pk"))
    asked = change.filter(state=ChangeState.ASKED)
    ending = change.filter(state=ChangeState.OFFERED, valid_until__lte=day.now.date() + ENDING)
    rows = day.mine.annotate(asks=Exists(asked), ends=Exists(ending))
    rows = (rows.filter(asks=True) | rows.filter(ends=True)).order_by("pk")
    return _part("Changes", "replace", rows, _change, page="changes/")


def _change(order: Order) -> tuple[str, str]:
    if getattr(order, "asks", False):
        return (
            "A wish to change the car is not worked out yet.",
            (
                "We looked at the change you asked for. May I tell you what it would cost and what it "
                "does to your date?"
            ),
        )
    return (
        "The offer of a change ends soon.",
        (
            f"The change we offered for your {order.model_name} holds for a few days only. Would you "
            "like to sign it?"
        ),
    )


def _broken(day: _Day) -> Part:
    rows = day.mine.exclude(fault=None).select_related("customer", "dealership", "fault")
    return _part("Cars that can no longer be built", "wrench", rows.order_by("pk"), _fault)


def _fault(order: Order) -> tuple[str, str]:
    return (
        f"{' '.join(order.fault.reasons)} {way_out_words(order.fault)}",
        (
            f"The catalogue changed since we put your {order.model_name} together. "
            f"{way_out_words(order.fault)} Shall I show you what else is possible?"
        ),
    )


def way_out_words(fault: CarFault) -> str:
    """The nearest car that can be built, in a sentence."""
    if fault.difference is None:
        return "No car of this line comes near it any more."
    parts = []
    if fault.dropped:
        parts.append(f"without {words.sentence_list(list(fault.dropped))}")
    if fault.added:
        parts.append(f"with {words.sentence_list(list(fault.added))}")
    if not fault.difference:
        cost = "at the same price"
    else:
        more = "more" if fault.difference.amount > 0 else "less"
        cost = f"for {Money(abs(fault.difference.amount), fault.currency)} {more}"
    return f"Nearest: {', '.join([*parts, cost])}."


def _makers(day: _Day) -> Part:
    """Where the maker's cause could not be put into an offer, somebody calls."""
    parked = CampaignOffer.objects.filter(order=OuterRef("pk"), state="PARKED", answer="")
    rows = day.mine.open().filter(Exists(parked)).order_by("pk")
    return _part("The manufacturer changed something", "triangle-alert", rows, _maker)


def _maker(order: Order) -> tuple[str, str]:
    return (
        "An option of the car is stopped or short, and no way out could be offered by itself.",
        (
            f"The manufacturer cannot build your {order.model_name} as it is. I would like to go "
            "through what is possible with you."
        ),
    )


def _lapsing_credits(day: _Day) -> Part:
    rows = day.mine.in_states(*WAITING).filter(credit_until__lt=F("estimate_on"))
    return _part("Credit ends before the car", "landmark", rows.order_by("credit_until"), _lapsing)


def _lapsing(order: Order) -> tuple[str, str]:
    until = _day(order.credit_until)
    return (
        f"The credit holds until {until}; the car is expected by {_day(order.estimate_on)}.",
        (
            f"Your credit approval ends {until}, before your {order.model_name} is here. We would like "
            "to renew it with you in good time."
        ),
    )


def _silent(day: _Day) -> Part:
    recent = OrderEvent.objects.filter(
        order=OuterRef("pk"), kind__in=day.heard, occurred_at__gt=day.now - SILENT
    )
    rows = day.mine.in_states(*WAITING).exclude(customer=None).exclude(Exists(recent))
    return _part("Long without a word", "phone", rows.order_by("pk"), _silence)


def _silence(order: Order) -> tuple[str, str]:
    window = _window(order)
    expected = f" We expect it {window}." if window else ""
    return (
        f"Nothing was said for {SILENT.days} days.",
        f"Your {order.model_name}: {words.CUSTOMER_STATUS.get(order.state, '').lower()}.{expected}",
    )


def _handovers(day: _Day) -> Part:
    soon = Handover.objects.filter(
        order=OuterRef("pk"), starts_at__range=(day.now, day.now + SOON), delivered_at=None
    )
    rows = day.mine.in_states(State.AT_DEALER, State.READY).filter(Exists(soon))
    rows = rows.select_related("customer", "dealership", "handover").order_by("pk")
    return _part("Handovers", "key-round", rows, _handover)


def _handover(order: Order) -> tuple[str, str]:
    starts = order.handover.starts_at.astimezone(order.dealership.zone)
    when = f"{words.day(starts.date())}, {starts:%H:%M}"
    return (
        f"Handover {when}, {order.due} due.",
        f"We look forward to your handover {when}. Please bring your licence and insurance.",
    )


def _without_appointment(day: _Day) -> Part:
    booked = Handover.objects.filter(order=OuterRef("pk"))
    rows = day.mine.in_states(State.AT_DEALER).exclude(Exists(booked)).order_by("state_since")
    return _part("Here, without an appointment", "calendar-plus", rows, _appointment)


def _appointment(order: Order) -> tuple[str, str]:
    return (
        f"The car is here since {_moment(order.state_since, order)}.",
        f"Your {order.model_name} has arrived. Which day suits you for the handover?",
    )


def _held(day: _Day) -> Part:
    standing = Hold.objects.standing().filter(order=OuterRef("pk"))
    his = Order.objects.filter(Exists(standing.filter(owner=day.user)))
    rows = (day.mine.filter(Exists(standing)) | his.select_related("customer", "dealership")).open()
    return _part("On hold", "hand", rows.order_by("pk"), _hold)


def _hold(order: Order) -> tuple[str, str]:
    return (
        "A hold keeps the order from going on.",
        (
            f"Something about your {order.model_name} has to be settled first; I tell you what and by "
            "when."
        ),
    )


def _refused(day: _Day) -> Part:
    rows = day.mine.in_states(State.REJECTED).order_by("state_since")
    return _part("Refused by the factory", "circle-x", rows, _refusal)


def _refusal(order: Order) -> tuple[str, str]:
    return (
        "The factory refused the order; correct it or cancel.",
        (
            f"The factory cannot build your {order.model_name} just like that. One choice has to change; "
            "may I show you which?"
        ),
    )


PARTS: tuple[Callable[[_Day], Part], ...] = (
    _refused, _broken, _makers, _changes, _handovers, _without_appointment, _ending_quotes,
    _unpaid_deposits, _lapsing_credits, _held, _silent,
)  # fmt: skip


def _part(
    title: str,
    icon: str,
    rows: OrderQuerySet,
    tell: Callable[[Order], tuple[str, str]],
    *,
    page: str = "",
) -> Part:
    found = list(rows[: SHOWN + 1])
    calls = tuple(_call(order, *tell(order), page) for order in found[:SHOWN])
    return Part(title, icon, calls, len(found) > SHOWN)


def _call(order: Order, why: str, say: str, page: str) -> Call:
    customer = order.customer
    return Call(
        number=order.number,
        url=f"{order.get_absolute_url()}{page}",
        who=customer.name if customer else "Stock",
        phone=customer.phone if customer else "",
        model=order.model_name,
        why=why,
        say=say if customer else "",
    )


def _day(value: date | None) -> str:
    return words.day(value) if value is not None else ""


def _moment(value: datetime | None, order: Order) -> str:
    return words.day(value.astimezone(order.dealership.zone).date()) if value is not None else ""


def _window(order: Order) -> str:
    first, last = order.estimate_from, order.estimate_on
    return words.window(first, last) if first is not None and last is not None else ""
