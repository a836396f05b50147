"""How an order is spoken of: next steps, dates, windows. Pure; no Django."""

from __future__ import annotations

from datetime import date, datetime

from kernel.money import Money, format_money
from orders import lifecycle

NEXT_STEPS = {
    lifecycle.DRAFT: "Finish the configuration and give a quote",
    lifecycle.QUOTED: "Have the customer accept the quote",
    lifecycle.ACCEPTED: "Record the deposit and check the build sheet",
    lifecycle.VALIDATED: "Decide the credit and approve",
    lifecycle.APPROVED: "Send it to the factory",
    lifecycle.SUBMITTED: "Wait for the factory to accept it",
    lifecycle.BANKED: "Wait for a place in the schedule",
    lifecycle.SCHEDULED: "Wait for the build to start",
    lifecycle.IN_PRODUCTION: "Wait for the build to finish",
    lifecycle.BUILT: "Wait for quality release and the carrier",
    lifecycle.IN_TRANSIT: "Wait for the car to arrive",
    lifecycle.AT_DEALER: "Prepare the car and book the handover",
    lifecycle.READY: "Hand the car over",
    lifecycle.DELIVERED: "Close after the survey or 30 days",
    lifecycle.REJECTED: "Correct it and send it again, or cancel",
}
CUSTOMER_STATUS = {
    lifecycle.QUOTED: "Your quote is ready",
    lifecycle.ACCEPTED: "Order signed",
    lifecycle.VALIDATED: "Order signed",
    lifecycle.APPROVED: "Approved",
    lifecycle.SUBMITTED: "Sent to the factory",
    lifecycle.BANKED: "Order confirmed",
    lifecycle.SCHEDULED: "Build slot booked",
    lifecycle.IN_PRODUCTION: "In production",
    lifecycle.BUILT: "Quality check",
    lifecycle.IN_TRANSIT: "On the way",
    lifecycle.AT_DEALER: "At your dealer",
    lifecycle.READY: "Ready for you",
    lifecycle.DELIVERED: "Handed over",
    lifecycle.CLOSED: "Handed over",
    lifecycle.REJECTED: "We are correcting your order with the factory",
    lifecycle.CANCELLED: "Cancelled",
    lifecycle.EXPIRED: "This quote has expired",
}
CUSTOMER_NEXT = {
    lifecycle.QUOTED: "Look through the quote and sign it online or at your dealership by",
    lifecycle.ACCEPTED: "We check the build and your finance. You hear from us in a day or two.",
    lifecycle.VALIDATED: "Your build can be made as you chose it. Finance is next.",
    lifecycle.APPROVED: "We send your order to the factory.",
    lifecycle.SUBMITTED: "The factory answers within a working day or two.",
    lifecycle.BANKED: "Next, the factory gives your car a place on the line.",
    lifecycle.SCHEDULED: "Your build week begins",
    lifecycle.IN_PRODUCTION: "Body, paint and assembly come one after the other.",
    lifecycle.BUILT: "Inspectors go over your car, then it leaves the plant.",
    lifecycle.IN_TRANSIT: "Next stop: your dealership.",
    lifecycle.AT_DEALER: "We prepare your car and agree on a handover time with you.",
    lifecycle.READY: "We look forward to your handover on",
    lifecycle.DELIVERED: "Enjoy your car.",
    lifecycle.CLOSED: "Enjoy your car.",
    lifecycle.REJECTED: "You need not do anything. We call you if a choice has to change.",
    lifecycle.CANCELLED: "Your statement is in your documents.",
    lifecycle.EXPIRED: "Ask your dealership for a new quote.",
}

WITHOUT_DAY = {
    lifecycle.QUOTED: "Look through the quote and sign it online or at your dealership.",
    lifecycle.SCHEDULED: "Your car goes into production.",
    lifecycle.READY: "We look forward to your handover.",
}


def next_without_day(state: str) -> str:
    """What comes next for a customer, where no day follows the sentence."""
    return WITHOUT_DAY.get(state) or CUSTOMER_NEXT.get(state, "")


PROMISE_EXPLAINED = (
    "The promise ends with the week by which 8 of 10 such cars are here; "
    "the estimate reaches on to the day for 9 of 10."
)


def ends_before(promised: date | None, likely: date | None, last: date | None) -> bool:
    """Whether a promise that holds all the same ends before the estimate does, and wants a word."""
    if promised is None or likely is None or last is None:
        return False
    return likely <= promised < last


def charge(amount: Money) -> str:
    """What a line costs; a part that costs nothing extra reads ``Included``."""
    return format_money(amount) if amount else "Included"


def day(value: date) -> str:
    """``Tue, Mar 24, 2027``."""
    return f"{value:%a, %b} {value.day}, {value.year}"


def window(first: date, last: date) -> str:
    """``Mar 24 – Apr 2, 2027``; month and year are said once where they are the same."""
    if first == last:
        return f"{first:%b} {first.day}, {first.year}"
    if first.year != last.year:
        return f"{first:%b} {first.day}, {first.year} – {last:%b} {last.day}, {last.year}"
    end = f"{last.day}" if first.month == last.month else f"{last:%b} {last.day}"
    return f"{first:%b} {first.day} – {end}, {last.year}"


def days(count: int) -> str:
    return "1 day" if abs(count) == 1 else f"{abs(count)} days"


def age(then: datetime, now: datetime) -> str:
    """How long ago: ``4 minutes``, ``3 hours``, ``12 days``."""
    seconds = max(int((now - then).total_seconds()), 0)
    for size, name in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        count = seconds // size
        if count:
            return f"{count} {name}" if count == 1 else f"{count} {name}s"
    return "a moment"


def sentence_list(items: list[str], last: str = "and") -> str:
    """``a, b and c``, or with another word before the last."""
    if len(items) <= 1:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


SAME = "no difference"


def signed(amount: Money) -> str:
    """A difference with its sign; one of nothing in words."""
    if not amount:
        return SAME
    return f"+{format_money(amount)}" if amount.amount > 0 else f"−{format_money(-amount)}"
