"""Writes how the orders followed their builds, up to handover and closing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from kernel.money import Money
from mto.demo.cases import Case
from mto.demo.fulfilment import Fulfiller
from mto.demo.histories import FACTORY_STATES, Step
from mto.demo.selling import Seller
from orders import ledger, lifecycle, words
from orders.commands.following import ANSWERS, REACHES, TOLD
from orders.models import Handover, Kind, OrderEvent, PromiseEntry
from production.milestones import MEANINGS

LATER = (
    "A supplier shipped late, so the build moved by a week.",
    "The vessel waited two days for a berth.",
    "Winter weather slows down the railway.",
)
SOONER = (
    "The line made up time and your car started earlier.",
    "The plant gave your car an earlier place on the line.",
    "The carrier had a truck free sooner than planned.",
)
SAME = (
    "Your car moved on as planned, so we can say more exactly when it comes.",
    "Nothing held your car up; less of the road is left, so the window is narrower.",
)
LATE_CAUSE = "The battery-module supplier shipped late; the plant had to move your build."
CHANGE_SHARE = 0.5
NOTICED = 3  # days; less is no reason to speak of sooner or later
DAY = timedelta(days=1)


@dataclass
class Follower:
    """Answers every build event of a case as ``orders.commands`` would have done."""

    rng: Random
    seller: Seller
    fulfiller: Fulfiller
    now: datetime
    handovers: list[Handover] = field(default_factory=list)

    def write(self) -> None:
        Handover.objects.bulk_create(self.handovers)

    def tell(self, case: Case) -> None:
        state = "SUBMITTED"
        acts: dict[str, Callable[[Case, datetime], None]] = {
            "pdi": self._prepared,
            "handover_booked": self._booked,
            "ready": self._ready,
            "delivered": self._delivered,
            "closed": self._closed,
            "rejected": self._rejected,
        }
        for step in case.history.steps:
            if step.code in FACTORY_STATES:
                state = self._milestone(case, step, state)
                self._maybe_change(case, step)
            elif step.code in acts:
                acts[step.code](case, step.at)
        self._today(case)

    def _answer(
        self,
        case: Case,
        kind: Kind,
        step_code: str,
        at: datetime,
        occurrence: int = 1,
        **body: object,
    ) -> OrderEvent:
        made = self.seller.event(case, kind, at, None, **body)
        source = self.fulfiller.events.get((case.number, step_code, occurrence))
        made.source_event = source.pk if source else None
        return made

    def _milestone(self, case: Case, step: Step, state: str) -> str:
        """The transition the milestone brings, or just its sentence; gives back the state after it."""
        meaning = MEANINGS[step.code]
        target = str(REACHES[step.code])
        if lifecycle.has_passed(state, target):
            self._answer(
                case, Kind.MILESTONE, step.code, step.at, step.occurrence,
                code=step.code, text=meaning.words, customer_text=TOLD.get(step.code, ""),
                customer_milestone=meaning.customer_milestone,
            )  # fmt: skip
            return state
        for name in lifecycle.steps(state, target) or ():
            kind, told = ANSWERS[name]
            after = lifecycle.TRANSITIONS[name][1]
            self._answer(
                case, kind, step.code, step.at, step.occurrence, customer_text=told, code=step.code,
                **{"from": state, "to": after},
            )  # fmt: skip
            state = after
        return state

    def _maybe_change(self, case: Case, step: Step) -> None:
        """Now and then an estimate was published that differed from the one before."""
        arrives = case.history.planned("DLR-RCV")
        if step.code not in {"SCH-WK", "FIN-OUT", "SHP-ARR"} or arrives is None:
            return
        if self.rng.random() > CHANGE_SHARE or (step.code == "SHP-ARR" and step.occurrence > 1):
            return
        left = max((arrives - step.at).days, 4)
        likely = (arrives + DAY * self.rng.randint(-left // 8 - 1, left // 8 + 1)).date()
        first = likely - DAY * max(left // 6, 2)
        last = likely + DAY * max(left // 5, 3)
        at = min(step.at + timedelta(minutes=2), self.now)
        self._window(case, (first, likely, last), at)

    def _today(self, case: Case) -> None:
        """The window that stands today, told with the last news."""
        build = case.build
        if build is None or not case.is_underway or build.estimate_p10 is None:
            return
        p50, p90 = build.estimate_p50, build.estimate_p90
        if p50 is None or p90 is None:
            return
        at = min(case.history.steps[-1].at + timedelta(minutes=3), self.now)
        self._window(case, (build.estimate_p10, p50, p90), at)

    def _cause(self, case: Case, likely: date) -> str:
        """A reason that agrees with the direction in which the most likely day moved."""
        told = likely
        if "likely" in case.notes:
            told = date.fromisoformat(case.notes["likely"])
        elif case.promised_from and case.promised_on:
            told = case.promised_from + (case.promised_on - case.promised_from) / 2
        moved = (likely - told).days
        if abs(moved) < NOTICED:
            return self.rng.choice(SAME)
        if moved < 0:
            return self.rng.choice(SOONER)
        is_story = case.notes.get("story") in {"late", "demo customer"}
        return LATE_CAUSE if is_story else self.rng.choice(LATER)

    def _window(self, case: Case, window: tuple[date, date, date], at: datetime) -> None:
        """Tell a window, unless it is the one that was told before."""
        first, likely, last = window
        new, old = words.window(first, last), case.notes.get("window", "")
        if not old and case.promised_from and case.promised_on:
            old = words.window(case.promised_from, case.promised_on)
        if new == old:
            return
        cause = self._cause(case, likely)
        case.notes["window"], case.notes["likely"] = new, likely.isoformat()
        self.seller.books.promises.append(
            PromiseEntry(
                order=case.order,
                kind=PromiseEntry.Kind.ESTIMATE,
                window_from=first,
                window_p50=likely,
                window_on=last,
                cause=cause,
                at=at,
                recorded_at=at,
            )
        )
        slip = (likely - case.promised_on).days if case.promised_on else 0
        self.seller.event(
            case, Kind.WINDOW_CHANGED, at, None, old_words=old, new_words=new, cause=cause,
            customer_text=f"Your delivery window is now {new}. {cause}", slip_days=slip,
        )  # fmt: skip
        if case.order is not None:
            case.order.estimate_from, case.order.estimate_p50 = first, likely
            case.order.estimate_on = last

    def _prepared(self, case: Case, at: datetime) -> None:
        told = "Your car is inspected and prepared."
        self._answer(case, Kind.PREPARED, "PDI-OK", at, customer_text=told)

    def _booked(self, case: Case, at: datetime) -> None:
        starts, bay = self.fulfiller.handover(case)
        dealership = case.staffed.dealership
        place = f"{dealership.name}, {bay.name}"
        local = starts.astimezone(dealership.zone)
        when = f"{words.day(local.date())} at {local:%H:%M}"
        delivered = case.at("delivered")
        name = case.customer.name if case.customer else case.rep.name
        self.handovers.append(
            Handover(
                order=case.order,
                appointment=self.fulfiller.booked.get(case.number),
                starts_at=starts,
                place=place,
                booked_by=case.rep,
                delivered_at=delivered,
                odometer=self.rng.randint(4, 38) if delivered else None,
                keys=2 if delivered else None,
                signed_name=name if delivered else "",
            )
        )
        self.seller.event(
            case, Kind.HANDOVER_BOOKED, at, case.rep, when=when, place=place,
            starts_at=starts.isoformat(), sequence=0,
            customer_text=f"Your handover is booked for {when}, {place}.",
        )  # fmt: skip

    def _ready(self, case: Case, at: datetime) -> None:
        self.seller.event(
            case, Kind.MADE_READY, at, case.staffed.one("COORDINATOR"),
            customer_text="Your car is ready for you.", **{"from": "AT_DEALER", "to": "READY"},
        )  # fmt: skip

    def _delivered(self, case: Case, at: datetime) -> None:
        order, on = case.order, case.staffed.dealership.today(at)
        if order is None or order.promised_on is None or order.promised_from is None:
            raise LookupError(f"{case.number} was delivered without a promise.")
        arrived = case.staffed.dealership.today(case.sure("DLR-RCV"))
        late = (arrived - order.promised_on).days
        told = f"{words.days(late)} late" if late > 0 else "inside the promise"
        kinds = PromiseEntry.Kind
        self.seller.books.promises.append(
            PromiseEntry(
                order=order,
                kind=kinds.MISSED if late > 0 else kinds.KEPT,
                window_from=order.promised_from,
                window_on=order.promised_on,
                cause=f"Arrived {words.day(arrived)}, {told}.",
                by=case.rep,
                at=at,
                recorded_at=at,
            )
        )
        self._recognise(case, at)
        self.seller.event(
            case, Kind.DELIVERED, at, case.rep, signed_name=order.customer_name, keys=2,
            customer_text=f"You took your car on {words.day(on)}. We wish you a good journey.",
            **{"from": "READY", "to": "DELIVERED"},
        )  # fmt: skip

    def _recognise(self, case: Case, at: datetime) -> None:
        order, specification = case.order, case.specification
        if order is None or specification is None:
            return
        currency = order.currency
        tax = Money(order.tax_amount, currency)
        entry = ledger.delivery(
            total=order.total,
            tax=tax,
            trade_in=Money(order.trade_in_amount, currency),
            deposits=order.deposit,
            cost=Money(specification.invoice_total_amount, currency),
        )
        key = f"delivery:{case.number}"
        self.seller.books.post(case, entry, key=key, by=case.rep, at=at)
        revenue = order.total - tax
        self.seller.event(
            case, Kind.REVENUE_RECOGNISED, at, case.rep, amount=str(revenue.amount),
            currency=currency, text=f"Revenue of {revenue} recognised.",
        )  # fmt: skip

    def _closed(self, case: Case, at: datetime) -> None:
        self.seller.event(case, Kind.CLOSED, at, None, **{"from": "DELIVERED", "to": "CLOSED"})

    def _rejected(self, case: Case, at: datetime) -> None:
        reason = "The option is no longer offered for this market."
        moved: dict[str, Any] = {"from": "SUBMITTED", "to": "REJECTED"}
        self._answer(case, Kind.REJECTED, "rejected", at, text=reason, **moved)
