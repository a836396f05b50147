"""The moments a visitor should find: staged on top of the drawn histories."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from random import Random

from mto.demo.cases import Case
from mto.demo.histories import LEGS, History, Step, full_history
from mto.demo.placing import at_step
from orders.commands.holding import place_hold
from production.commands.exceptions import raise_exception
from production.models import ExceptionKind, InboxMessage, InboxState

DAY = timedelta(days=1)


def stage(rng: Random, cases: list[Case], now: datetime) -> None:
    """Change a few cases so that every screen has its story. Before numbers and promises are given."""
    _demo_customer(rng, cases, now)
    _expiring_quote(cases, now)
    _quality_hold(rng, cases, now)
    _handover_tomorrow(cases, now)
    _stock_on_its_way(cases)
    for state in ("SCHEDULED", "IN_PRODUCTION", "IN_TRANSIT", "IN_TRANSIT", "BANKED"):
        _late(cases, state)


def _demo_customer(rng: Random, cases: list[Case], now: datetime) -> None:
    """The customer of the demonstration waits for a car that has just been painted."""
    case = next(case for case in cases if _is_plain(case, "IN_PRODUCTION", "HARBOR"))
    case.customer, case.rep = case.staffed.customers[0], case.staffed.staff["SALES_REP"][0]
    case.history = _restaged(rng, case, now, "PNT-OUT", hold=False)
    case.lateness = 9 * DAY
    case.notes["story"] = "demo customer"


def _quality_hold(rng: Random, cases: list[Case], now: datetime) -> None:
    case = next(case for case in cases if _is_plain(case, "BUILT"))
    case.history = _restaged(rng, case, now, "QA-HOLD", hold=True)
    case.notes["story"] = "quality hold"


def _expiring_quote(cases: list[Case], now: datetime) -> None:
    """Two quotes whose last day is tomorrow."""
    for case in [case for case in cases if _is_plain(case, "QUOTED")][:2]:
        shift = now - 13 * DAY - case.history.steps[-1].at
        case.history = History([Step(step.code, step.at + shift) for step in case.history.steps])
        case.notes["story"] = "expiring quote"


def _handover_tomorrow(cases: list[Case], now: datetime) -> None:
    for case, hour in zip([c for c in cases if _is_plain(c, "READY")][:2], (10, 14), strict=False):
        zone = case.staffed.dealership.zone
        tomorrow = case.staffed.dealership.calendar().next_working_day(
            case.staffed.dealership.today(now) + DAY
        )
        starts = datetime(tomorrow.year, tomorrow.month, tomorrow.day, hour, tzinfo=zone)
        case.notes["handover_at"] = starts.isoformat()
        case.notes["story"] = "handover tomorrow"


def _stock_on_its_way(cases: list[Case]) -> None:
    """A car nobody has bought yet, soon at the dealership, that will do for somebody."""
    case = next(case for case in cases if _is_plain(case, "IN_TRANSIT", "HARBOR"))
    case.customer, case.notes["story"] = None, "stock"


def _late(cases: list[Case], state: str) -> None:
    """A promise that will not be kept: it was given too early."""
    case = next(case for case in cases if _is_plain(case, state))
    case.notes["story"] = "late"
    case.lateness = 34 * DAY


def _is_plain(case: Case, state: str, site: str = "") -> bool:
    """An order of a customer that no other story has taken."""
    here = not site or case.staffed.site.code == site
    return case.state == state and here and case.customer is not None and "story" not in case.notes


def _restaged(rng: Random, case: Case, now: datetime, code: str, *, hold: bool) -> History:
    dealership = case.staffed.dealership

    def maker(drawn: Random, start: datetime) -> History:
        return full_history(
            drawn,
            start=start,
            office=dealership.calendar(),
            plant=case.car.line.plant.calendar(),
            legs=LEGS[case.car.plant_code],
            hold=hold,
            upfit=case.car.has_upfit,
        )

    return at_step(rng, code, now, maker)


# ---- once everything is written
def trouble(rng: Random, cases: list[Case], now: datetime) -> None:
    """Holds, a message nobody understands, a car that is not what was ordered."""
    _holds(cases, now)
    _discount(cases)
    _parked_message(rng, cases, now)
    _mismatch(cases, now)


def _holds(cases: list[Case], now: datetime) -> None:
    reasons = (
        ("VALIDATED", "paperwork", "Proof of exemption is missing.", "FINANCE"),
        ("AT_DEALER", "damage", "Scratch on the tailgate from the truck.", "COORDINATOR"),
    )
    for state, reason, note, role in reasons:
        case = next(case for case in cases if _is_plain(case, state))
        case.notes["story"] = "hold"
        if case.order is not None:
            by = case.staffed.one(role)
            place_hold(order_id=case.order.pk, reason=reason, note=note, by=by, now=now)


def _discount(cases: list[Case]) -> None:
    """A quote whose discount waits for a manager."""
    case = next(case for case in cases if _is_plain(case, "QUOTED"))
    if case.order is not None:
        case.order.discount_asked_by = case.rep
        case.order.save(update_fields=["discount_asked_by"])


def _parked_message(rng: Random, cases: list[Case], now: datetime) -> None:
    """The factory used a milestone we do not know."""
    case = rng.choice([case for case in cases if case.state == "IN_PRODUCTION"])
    build = case.build
    if build is None:
        return
    at = now - timedelta(hours=rng.uniform(2, 20))
    event = {
        "specversion": "1.0",
        "id": f"{build.factory_ref}-unknown",
        "source": f"/manufacturers/{build.manufacturer.code}",
        "type": "build.milestone",
        "subject": case.number,
        "time": at.isoformat(),
        "sequence": 900,
        "data": {"ref": build.factory_ref, "code": "ZP-77", "occurrence": 1},
    }
    InboxMessage.objects.create(
        manufacturer=build.manufacturer,
        event_id=str(event["id"]),
        source="poll",
        subject=case.number,
        kind="build.milestone",
        sequence=900,
        body=json.dumps(event),
        received_at=at,
        state=InboxState.PARKED,
        reason="The factory sent the milestone “ZP-77”, which this system does not know.",
        settled_at=at,
        build=build,
    )


def _mismatch(cases: list[Case], now: datetime) -> None:
    """A car came off the line without one of its options."""
    case = next(case for case in cases if case.state == "BUILT" and "story" not in case.notes)
    if case.build is not None:
        options = case.car.sheet.lines[1:-1]
        missing = max(options, key=lambda line: line.retail).text
        raise_exception(
            case.build,
            ExceptionKind.MISMATCH,
            cause=f"Built without: {missing}",
            proposed_fix="Ask the plant to fit it before release",
            fix={"action": "confirm"},
            now=min(case.history.steps[-1].at + timedelta(hours=3), now),
        )
