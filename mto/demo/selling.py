"""Writes the orders of the demonstration world, and what the dealership did with each of them.

The rows are those the commands of ``orders`` would have written at the time, in bulk.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from customers.models import User
from kernel.calendar import iso_week
from kernel.events import SYSTEM
from kernel.money import Money, zero
from mto.demo.books import Books
from mto.demo.cases import Case
from mto.demo.histories import History
from orders import ledger, lifecycle, words
from orders.commands.pricing import build_terms
from orders.models import (
    CreditDecision,
    Deposit,
    Kind,
    NumberSequence,
    Order,
    OrderEvent,
    PromiseEntry,
    QuoteVersion,
    Signature,
)
from orders.price_sheet import PriceSheet, Terms, calculate, fingerprint

METHODS = ("card", "transfer", "card", "cheque")
CREDIT_DAYS = 60
DISCOUNTS = (0, 0, 0, 250, 400, 500)


def number_cases(cases: list[Case]) -> None:
    """Give every case the number it would have got, in the order the orders were made."""
    counts: dict[tuple[int, int], int] = defaultdict(int)
    for case in sorted(cases, key=lambda case: case.created_at):
        dealership = case.staffed.dealership
        today = dealership.today(case.created_at)
        key = (dealership.pk, today.year)
        counts[key] += 1
        case.number = f"{case.staffed.terms.number_prefix}-{today:%y}-{counts[key]:05d}"
    NumberSequence.objects.bulk_create(
        NumberSequence(dealership_id=pk, year=year, last=last)
        for (pk, year), last in counts.items()
    )


@dataclass
class Seller:
    """Writes what happened at the dealership to one case after the other."""

    rng: Random
    books: Books = field(default_factory=Books)
    sheets: dict[str, tuple[Terms, PriceSheet]] = field(default_factory=dict)

    def order(self, case: Case) -> Order:
        """The order as it stands today, not yet saved."""
        dealership, history = case.staffed.dealership, case.history
        state = history.state
        quoted = history.at("quoted")
        today = dealership.today(quoted or case.created_at)
        order = Order(
            number=case.number,
            dealership=dealership,
            customer=case.customer,
            customer_name=case.customer.name if case.customer else "Stock",
            sales_rep=case.rep,
            configuration=case.configuration,
            specification=case.specification,
            state=state,
            state_since=_state_since(case),
            build=case.build if state in lifecycle.WITH_BUILD else None,
            version=max(1, len(history.steps)),
            priority=5 if case.customer else 9,
            model_name=str(case.car.model_line),
            next_step=words.NEXT_STEPS.get(state, ""),
            created_at=case.created_at,
            currency=dealership.currency,
            accepted_at=history.at("accepted"),
            approved_at=history.at("approved"),
            submitted_at=history.at("submitted"),
            delivered_at=history.at("delivered"),
            ended_at=history.steps[-1].at if state in lifecycle.END_STATES else None,
        )
        if quoted:
            self._price(case, order, today)
        self._commit(case, order)
        return order

    def _commit(self, case: Case, order: Order) -> None:
        """Deposit, credit, promise, and what the order shows of its build."""
        history = case.history
        if history.has("deposit") and not _is_settled(case):
            order.deposit_held_amount = order.deposit_amount
        if history.has("credit"):
            order.credit_status = self._credit(case)
            order.credit_until = _credit_until(case) if order.credit_status == "approved" else None
        if history.has("approved"):
            order.promised_from, order.promised_on = case.promised_from, case.promised_on
            order.estimate_from, order.estimate_on = case.promised_from, case.promised_on
            order.estimate_p50 = _middle(case)
            week = None if case.is_ended_early else case.slot_week
            order.slot_week = iso_week(week) if week else ""
        if case.build is not None and order.build is not None:
            order.factory_ref, order.vin = case.build.factory_ref, case.build.vin
            order.last_heard_at = case.build.last_heard_at

    def _price(self, case: Case, order: Order, today: date) -> None:
        if case.specification is None:
            raise LookupError(f"{case.number} is quoted without a specification.")
        discount = Money(Decimal(self.rng.choice(DISCOUNTS)), order.currency)
        terms = build_terms(
            specification=case.specification,
            order_terms=case.staffed.terms,
            today=today,
            discount=discount,
            trade_in=zero(order.currency),
            extras=(),
        )
        sheet = calculate(terms)
        self.sheets[case.number] = terms, sheet
        order.total_amount, order.tax_amount = sheet.total, sheet.tax
        order.deposit_amount, order.discount_amount = sheet.deposit, discount.amount
        order.quote_number = 1
        order.quote_valid_until = today + timedelta(days=case.staffed.terms.quote_valid_days)

    def _credit(self, case: Case) -> str:
        return case.notes.setdefault("credit", self.rng.choice(("approved", "approved", "cash")))

    # ---- what was done, once the orders have their keys
    def tell(self, case: Case) -> None:
        """Everything the dealership recorded about one case up to the hand-over to the factory."""
        for code, act in (
            ("quoted", self._quoted),
            ("accepted", self._accepted),
            ("deposit", self._deposit),
            ("validated", self._validated),
            ("credit", self._decided),
            ("approved", self._approved),
            ("submitted", self._submitted),
            ("expired", self._expired),
            ("cancelled", self._cancelled),
        ):
            at = case.at(code)
            if at is not None:
                act(case, at)

    def event(
        self, case: Case, kind: Kind, at: datetime, by: User | None, **body: Any
    ) -> OrderEvent:
        made = OrderEvent(
            order=case.order,
            kind=kind,
            by=by,
            actor_name=by.name if by else SYSTEM,
            occurred_at=at,
            recorded_at=at,
            dispatched_at=at,
            body={key: value for key, value in body.items() if value not in ("", None)},
        )
        self.books.events.append(made)
        return made

    def _quoted(self, case: Case, at: datetime) -> None:
        order, (terms, sheet) = _order(case), self.sheets[case.number]
        specification = case.specification
        until = order.quote_valid_until or at.date()
        self.books.quotes.append(
            QuoteVersion(
                order=order,
                number=1,
                specification=specification,
                terms=terms.to_json(),
                sheet=sheet.to_json(),
                sha256=fingerprint(terms),
                total_amount=sheet.total,
                cost_amount=specification.invoice_total_amount if specification else 0,
                currency=sheet.currency,
                valid_until=until,
                by=case.rep,
                given_at=at,
            )
        )
        self.event(
            case, Kind.QUOTED, at, case.rep,
            customer_text=f"Your quote for {order.total} is valid until {words.day(until)}.",
            quote=1, total=str(sheet.total), currency=sheet.currency,
            valid_until=until.isoformat(), sha256=self.books.quotes[-1].sha256,
            **{"from": "DRAFT", "to": "QUOTED"},
        )  # fmt: skip

    def _accepted(self, case: Case, at: datetime) -> None:
        order, quote = _order(case), self.books.quotes[-1]
        name = case.customer.name if case.customer else case.rep.name
        terms = case.staffed.terms
        signature = Signature(
            order=order,
            quote=quote,
            signed_name=name,
            consent_text=terms.consent_text,
            terms_text=terms.agreed.text,
            terms_figures=terms.agreed.figures,
            signed_at=at,
            by=case.rep,
        )
        signature.sha256 = signature.recomputed()
        self.books.signatures.append(signature)
        self.event(
            case, Kind.ACCEPTED, at, case.rep,
            customer_text=f"{name} signed the order. A deposit of {order.deposit} is due now.",
            quote=1, signed_name=name, total=str(order.total_amount),
            **{"from": "QUOTED", "to": "ACCEPTED"},
        )  # fmt: skip

    def _deposit(self, case: Case, at: datetime) -> None:
        order, by = _order(case), case.staffed.one("FINANCE")
        amount = order.deposit
        reference = f"PAY-{case.number}"
        key = f"deposit:{order.dealership_id}:{reference}"
        self.books.post(case, ledger.deposit_received(amount), key=key, by=by, at=at)
        deposit = Deposit(
            order=order,
            dealership=order.dealership,
            entry=self.books.entries[-1],
            amount=amount.amount,
            currency=amount.currency,
            method=self.rng.choice(METHODS),
            reference=reference,
            received_at=at,
            by=by,
        )
        self.books.deposits.append(deposit)
        event = self.event(
            case, Kind.DEPOSIT_RECEIVED, at, by,
            customer_text=f"We received your deposit of {amount}. Thank you.",
            amount=str(amount.amount), currency=amount.currency, reference=reference,
        )  # fmt: skip
        self.books.paid.append((deposit, event))

    def _validated(self, case: Case, at: datetime) -> None:
        by = case.staffed.one("COORDINATOR")
        text = "Your build was checked against today's catalogue: it can be made as chosen."
        self.event(
            case, Kind.VALIDATED, at, by, customer_text=text, four_eyes=True,
            **{"from": "ACCEPTED", "to": "VALIDATED"},
        )  # fmt: skip

    def _decided(self, case: Case, at: datetime) -> None:
        order, by = _order(case), case.staffed.one("FINANCE")
        decision = self._credit(case)
        until = _credit_until(case) if decision == "approved" else None
        self.books.credits.append(
            CreditDecision(order=order, decision=decision, expires_on=until, decided_at=at, by=by)
        )
        holds = f" It holds until {words.day(until)}." if until else ""
        self.event(
            case, Kind.CREDIT_APPROVED, at, by, decision=decision,
            customer_text=f"Your finance is settled.{holds}",
            expires_on=until.isoformat() if until else "",
        )  # fmt: skip

    def _approved(self, case: Case, at: datetime) -> None:
        by = case.staffed.one("SALES_MANAGER")
        first, last, week = case.promised_from, case.promised_on, case.slot_week
        if first is None or last is None or week is None:
            raise LookupError(f"{case.number} is approved without a promise.")
        promised = words.window(first, last)
        basis = "Promised from the times of cars like this over the last year."
        self.books.promises.append(
            PromiseEntry(
                order=case.order,
                kind=PromiseEntry.Kind.PROMISE,
                window_from=first,
                window_p50=_middle(case),
                window_on=last,
                cause=basis,
                by=by,
                at=at,
                recorded_at=at,
            )
        )
        text = f"Your order is approved. We promise delivery {promised}."
        days = {"promised_from": first.isoformat(), "promised_on": last.isoformat()}
        moved = {"from": "VALIDATED", "to": "APPROVED"}
        self.event(case, Kind.APPROVED, at, by, customer_text=text, **days, **moved)
        held = f"Slot held in week {iso_week(week)}."
        self.event(case, Kind.SLOT_HELD, at, by, text=held, week=iso_week(week))
        self.event(
            case, Kind.PROMISED, at, by, text=f"Promised {promised}. {basis}",
            window_from=first.isoformat(), window_on=last.isoformat(),
        )  # fmt: skip

    def _submitted(self, case: Case, at: datetime) -> None:
        self.event(
            case, Kind.SUBMITTED, at, case.staffed.one("COORDINATOR"),
            customer_text="Your order is on its way to the factory.",
            build=case.build.pk if case.build else None,
            **{"from": "APPROVED", "to": "SUBMITTED"},
        )  # fmt: skip

    def _expired(self, case: Case, at: datetime) -> None:
        self.event(
            case, Kind.EXPIRED, at, None, **{"from": "QUOTED", "to": "EXPIRED"},
            customer_text="This quote has expired. Your dealership is glad to give you a new one.",
        )  # fmt: skip

    def _cancelled(self, case: Case, at: datetime) -> None:
        before = _state_before(case)
        reason = "The customer's plans changed."
        self.event(
            case, Kind.CANCELLED, at, case.rep, text=reason, is_customers_cause=True,
            customer_text="Your order is cancelled. The statement of your deposit is in your "
            "documents.",
            **{"from": before, "to": "CANCELLED"},
        )  # fmt: skip
        terms, order = case.staffed.terms, _order(case)
        paid = order.deposit if case.history.has("deposit") else zero(order.currency)
        settled = ledger.settle(
            held=paid,
            stage=_stage(case, before),
            handling_fee=Money(terms.handling_fee_amount, terms.currency),
            forfeit_limit=Money(terms.forfeit_limit_amount, terms.currency),
            is_customers_cause=True,
        )
        for number, entry in enumerate(settled.entries(), start=1):
            key = f"cancel:{case.number}:{number}"
            self.books.post(case, entry, key=key, by=case.rep, at=at)
        self.event(
            case, Kind.SETTLED, at, case.rep, held=str(settled.held.amount),
            kept=str(settled.kept.amount), refunded=str(settled.refunded.amount),
            currency=terms.currency, reason=settled.reason,
            text=f"Deposit {settled.held}: {settled.refunded} refunded, {settled.kept} kept. "
            f"{settled.reason}",
        )  # fmt: skip


def _state_before(case: Case) -> str:
    """The state a cancelled case was in."""
    return History(case.history.steps[:-1]).state


def _stage(case: Case, state: str) -> ledger.Stage:
    if case.history.has("SCH-FRZ"):
        return ledger.Stage.FROZEN
    return ledger.Stage.BANKED if state in {"BANKED", "SCHEDULED"} else ledger.Stage.BEFORE_BANK


def _order(case: Case) -> Order:
    if case.order is None:
        raise LookupError(f"{case.number} is not written yet.")
    return case.order


def _middle(case: Case) -> date | None:
    if case.promised_from is None or case.promised_on is None:
        return None
    return case.promised_from + (case.promised_on - case.promised_from) / 2


def _is_settled(case: Case) -> bool:
    """Its deposit has been given back, kept or used."""
    return case.state in {"CANCELLED", "DELIVERED", "CLOSED"}


def _credit_until(case: Case) -> date:
    """Long enough for the car to come; the shortest ones are about to lapse."""
    return (case.sure("credit") + timedelta(days=CREDIT_DAYS)).date()


def _state_since(case: Case) -> datetime:
    """When the case entered the state it is in."""
    steps = case.history.steps
    since = steps[-1].at
    for count in range(len(steps), 0, -1):
        if History(steps[:count]).state != case.state:
            break
        since = steps[count - 1].at
    return since
