"""What customers are told beside the factory's news: delays, reminders, that nothing is new, a question.

Each writes its event; the message follows from the event, once.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from customers.models import User
from kernel.refusals import Refusal
from orders import delays, words
from orders.commands.writing import locked, note
from orders.models import Handover, Kind, Order, OrderEvent, State
from production.commands import CannotAnswer, close_as_told
from production.models import DELAYS, BuildException, ExceptionKind

# Events by which a customer hears something: messages, the factory's milestones among them, and calls.
HEARD = frozenset(
    {
        Kind.QUOTED, Kind.DEPOSIT_RECEIVED, Kind.APPROVED, Kind.ACKNOWLEDGED, Kind.SCHEDULED,
        Kind.STARTED, Kind.DEPARTED, Kind.ARRIVED, Kind.HANDOVER_BOOKED, Kind.DELIVERED,
        Kind.WINDOW_CHANGED, Kind.SETTLED, Kind.DELAY_TOLD, Kind.NOTHING_NEW,
        Kind.HANDOVER_REMINDED, Kind.SURVEY_ASKED, Kind.CHANGE_OFFERED, Kind.CHANGE_CONFIRMED,
        Kind.CHANGE_REFUSED, Kind.CALLED,
    }
)  # fmt: skip
WAITS_FOR_CAR = (
    State.APPROVED, State.SUBMITTED, State.BANKED, State.SCHEDULED, State.IN_PRODUCTION,
    State.BUILT, State.IN_TRANSIT, State.AT_DEALER,
)  # fmt: skip
NEAR, NEAR_LIMIT = timedelta(days=14), timedelta(days=4)
REMIND_BEFORE, REMIND_AFTER_BOOKING = timedelta(hours=36), timedelta(hours=12)
ASK_AFTER, ASK_UNTIL = timedelta(days=3), timedelta(days=21)


class CannotTellDelay(Refusal):
    """Nobody waits for the car, it was answered already, or the facts are others by now."""


@transaction.atomic
def tell_delay(
    *,
    order_id: int,
    exception_id: int,
    reason: str,
    sentence: str,
    expected: str,
    by: User,
    now: datetime,
    what_we_do: str = "",
) -> OrderEvent:
    """Tell the customer that his car is late, in the coordinator's words, and close the exception.

    :param expected: the window the coordinator was shown.
    :raises CannotTellDelay: when it was answered, nobody waits, or the window is another by now.
    """
    order = locked(order_id)
    row = _row(order, exception_id)
    assert order.build is not None
    now_expected = delays.expected(order.build)
    if expected != now_expected:
        raise CannotTellDelay(
            f"The window changed while you wrote: it is now {now_expected}. "
            "Look the message over and send it again."
        )
    if not sentence.strip():
        raise CannotTellDelay("Say in a sentence what happened.")
    try:
        close_as_told(exception_id=row.pk, by=by, now=now)
    except CannotAnswer as answered:
        raise CannotTellDelay(str(answered)) from answered
    return _delay(order, row, reason, sentence, what_we_do, by=by, now=now)


def tell_delay_by_rule(order: Order, *, now: datetime) -> bool:
    """Send the draft of a locked order as it is, if one waits."""
    row = _waiting(order)
    if row is None or order.build is None or order.customer is None:
        return False
    draft = delays.draft(order, order.build, row, now=now)
    close_as_told(exception_id=row.pk, by=None, now=now)
    _delay(order, row, draft.reason, draft.sentence, "", by=None, now=now)
    return True


def is_waiting(order: Order) -> bool:
    """Whether a message about a delay waits, so that the new window is not told without it."""
    return _waiting(order) is not None


@transaction.atomic
def say_nothing_new(*, order_id: int, now: datetime) -> bool:
    """Write to who has heard nothing for the dealership's limit (four days near the end). True if done.

    Who is to be told of a delay hears of that instead.
    """
    order = locked(order_id)
    if order.state not in WAITS_FOR_CAR or order.customer is None or _waiting(order) is not None:
        return False
    limit = timedelta(days=order.dealership.message_silence_days)
    today = order.dealership.today(now)
    if order.estimate_p50 is not None and order.estimate_p50 - today <= NEAR:
        limit = min(limit, NEAR_LIMIT)
    last = order.events.filter(kind__in=HEARD).order_by("-occurred_at").first()
    if last is None or last.occurred_at + limit > now:
        return False
    status = words.CUSTOMER_STATUS[order.state]
    note(order, Kind.NOTHING_NEW, by=None, at=now, text=f"Nothing new: {status}")
    return True


@transaction.atomic
def remind_of_handover(*, order_id: int, now: datetime) -> bool:
    """Remind once of each appointment, a day or so before it. True if it did."""
    order = locked(order_id)
    handover = Handover.objects.filter(order=order, delivered_at=None).first()
    if handover is None or not now < handover.starts_at <= now + REMIND_BEFORE:
        return False
    same = {"body__sequence": handover.sequence}
    booked = order.events.filter(kind=Kind.HANDOVER_BOOKED, **same).first()
    if booked is None or booked.occurred_at + REMIND_AFTER_BOOKING > now:
        return False
    if order.events.filter(kind=Kind.HANDOVER_REMINDED, **same).exists():
        return False
    note(
        order,
        Kind.HANDOVER_REMINDED,
        by=None,
        at=now,
        text=f"{booked.body['when']}, {handover.place}",
        when=booked.body["when"],
        place=handover.place,
        sequence=handover.sequence,
    )
    return True


@transaction.atomic
def ask_how_it_was(*, order_id: int, now: datetime) -> bool:
    """Ask some days after the handover, once; not for cars handed over long ago. True if it did."""
    order = locked(order_id)
    if order.state not in (State.DELIVERED, State.CLOSED) or order.delivered_at is None:
        return False
    if not ASK_AFTER <= now - order.delivered_at <= ASK_UNTIL or order.customer is None:
        return False
    if order.events.filter(kind=Kind.SURVEY_ASKED).exists():
        return False
    note(order, Kind.SURVEY_ASKED, by=None, at=now)
    return True


def _row(order: Order, exception_id: int) -> BuildException:
    if order.build is None or order.customer is None:
        raise CannotTellDelay("Nobody waits for this car.")
    row = BuildException.objects.filter(pk=exception_id, build=order.build, kind__in=DELAYS).first()
    if row is None:
        raise CannotTellDelay("This order has no such exception.")
    return row


def _waiting(order: Order) -> BuildException | None:
    """The open exception about a promise that will be missed."""
    return (
        BuildException.objects.open().filter(build=order.build_id, kind=ExceptionKind.LATE).first()
    )


def _delay(
    order: Order,
    row: BuildException,
    reason: str,
    sentence: str,
    what_we_do: str,
    *,
    by: User | None,
    now: datetime,
) -> OrderEvent:
    assert order.build is not None
    expected = delays.expected(order.build)
    said = " ".join(sentence.split())
    doing = " ".join(what_we_do.split())
    parts = [said, doing, f"We now expect it {expected}." if expected else ""]
    return note(
        order,
        Kind.DELAY_TOLD,
        by=by,
        at=now,
        customer_text=" ".join(part for part in parts if part),
        reason=reason,
        cause=said,
        what_we_do=doing,
        old_words=words.day(order.promised_on) if order.promised_on else "",
        new_words=expected,
        is_certain=row.kind == ExceptionKind.LATE,
    )
