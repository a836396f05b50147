"""Random lives of an order, step by step beside a plain model: what may happen, and what it means.

LIFE_STEPS=20000 python3 dev.py test tests/lifecycle -n0 -s
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any, ClassVar

import pytest
from django.db.models import Sum
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from kernel.refusals import Refusal
from orders import commands
from orders.models import Hold, JournalLine, Order
from production.models import Reservation
from tests.factories_orders import NOW, Desk, again, quoted, whole_desk
from tests.lasting import never_committed, unmade
from tests.lifecycle.plain import BLOCKED, CHANGES, NEWS, OFFER_DAYS, OVER, PlainOrder
from tests.lifecycle.steps import Steps

STEPS = int(os.environ.get("LIFE_STEPS", "2000"))
A_LIFE = 50  # steps of one order at most
LAST_DAY = 60  # the slots of the desk reach no further
FORWARD = (
    "quote", "accept", "validate", "pay", "credit", "approve", "submit", "news", "inspect", "book",
    "make_ready", "deliver", "close", "resubmit", "sign", "answer",
)  # fmt: skip
CHANGE = ("offer", "withdraw")
OTHER = ("revise", "expire", "lapse", "refuse", "cancel", *CHANGE)
BEFORE_A_PLACE = ("DRAFT", "QUOTED", "ACCEPTED", "VALIDATED", "EXPIRED")
WITH_A_PLACE = ("APPROVED", "SUBMITTED", "BANKED")


class Life(Steps, RuleBasedStateMachine):
    """One order and its plain likeness. A step that the likeness forbids has to be refused."""

    desk: ClassVar[Desk]
    taken: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.undo = ExitStack()
        self.undo.enter_context(unmade())
        self.now, self.number, self.is_yes = NOW, 0, False
        self.order = quoted(self.desk)
        self.plain = PlainOrder(self.order.dealership.today(NOW))
        self.promise: tuple[Any, Any] | None = None

    def teardown(self) -> None:
        """The events alone tell the life; then all of it is undone."""
        with self.undo:
            moves = [e.body for e in self.order.events.order_by("id") if "to" in e.body]
            for before, after in pairwise(moves):
                assert before["to"] == after["from"]
            assert moves[-1]["to"] == self.plain.state

    @rule(dice=st.integers(0, 99), pick=st.integers(0, 99))
    def live(self, dice: int, pick: int) -> None:
        """Most steps lead on; some lead aside or back, are tried in vain, or let time pass."""
        ahead, aside = self._ahead(), self._aside()
        if dice < 55 and ahead:
            self._try(ahead[pick % len(ahead)])
        elif dice < 70 and aside:
            self._try(aside[pick % len(aside)])
        elif dice < 80:
            self._try_in_vain(pick)
        elif dice < 89:
            self._wait(16 if pick % 2 else 1 + pick % 9)
        elif dice < 92:
            self._hold(sorted(BLOCKED)[pick % len(BLOCKED)])
        elif dice < 98:
            self._release()
        elif self.plain.may("cancel"):
            self._try("cancel", is_customers_cause=bool(pick % 2))

    def _ahead(self) -> list[str]:
        plain = self.plain
        steps = [step for step in FORWARD if plain.may(step) and self._is_of_use(step)]
        if (
            plain.state == "BANKED"
        ):  # the factory's answer to a change is rare: it takes three of these
            rare = [step for step in ("offer", "sign", "answer") if plain.may(step)]
            steps += [step for step in rare if step != "offer" or not plain.change] * 3
        return steps

    def _aside(self) -> list[str]:
        return [step for step in OTHER if step != "cancel" and self.plain.may(step)]

    def _try_in_vain(self, pick: int) -> None:
        vain = [step for step in FORWARD + OTHER if not self.plain.may(step)]
        self._try(vain[pick % len(vain)])

    def _wait(self, days: int) -> None:
        if (self.now - NOW).days + days <= LAST_DAY:
            self.now += timedelta(days=days)
            self.plain.today += timedelta(days=days)

    def _hold(self, reason: str) -> None:
        key = {"order_id": self.order.pk, "by": self.desk.manager, "now": self.now}
        may = self.plain.may("hold") and reason not in self.plain.holds
        if self._happens(may, commands.place_hold, reason=reason, note="", **key):
            self.plain.holds.add(reason)

    def _release(self) -> None:
        for hold in Hold.objects.filter(order=self.order, released_at=None):
            commands.release_hold(hold_id=hold.pk, note="", by=self.desk.manager, now=self.now)
            Life.taken["release"] += 1
        self.plain.holds.clear()

    def _is_of_use(self, step: str) -> bool:
        """Not what only repeats itself."""
        plain = self.plain
        if step == "pay":
            return plain.paid < 1000
        if step == "credit":
            return plain.credit_ends is None or plain.credit_ends < plain.today
        return step != "book" or not plain.is_booked

    def _is_certain(self, step: str) -> bool:
        """Whether the likeness knows the answer: not how far the factory has got since an offer."""
        plain = self.plain
        if step == "offer":  # once offered it can be offered anew, as long as it is not signed
            is_clear = plain.state in (*CHANGES, "QUOTED", "DRAFT", *OVER)
            return is_clear and not plain.has_rails and plain.change != "OFFERED"
        if step in {"sign", "withdraw"} and not self.order.changes.exists():
            return False
        return step != "sign" or not plain.change or plain.state == plain.offered_in

    def _try(self, step: str, **more: Any) -> None:
        may = self.plain.may(step)
        if step in {"news", "refuse", "inspect", "answer"} and not may:
            return  # the factory and the workshop ask nobody
        if not self._is_certain(step):
            return
        if step == "quote" and self.plain.state not in {"DRAFT", "QUOTED"}:
            return  # the same build once more is another order
        settlement = self.plain.settlement(is_customers_cause=more.get("is_customers_cause", True))
        if self._happens(may, getattr(self, f"_do_{step}"), **more):
            self._carry(step, settlement)

    def _happens(self, may: bool, act: Any, **key: Any) -> bool:
        """Do it; it is refused exactly when the likeness says so, and then nothing has changed."""
        Life.taken[f"{getattr(act, '__name__', '')}{'' if may else ' refused'}"] += 1
        if may:
            act(**key)
        else:
            before = Order.objects.values().get(pk=self.order.pk)
            with pytest.raises(Refusal):
                act(**key)
            assert Order.objects.values().get(pk=self.order.pk) == before
        self.order = again(self.order)
        return may

    def _carry(self, step: str, settlement: tuple[Decimal, Decimal]) -> None:
        plain = self.plain
        plain.state = {
            "quote": "QUOTED", "revise": "DRAFT", "expire": "EXPIRED", "accept": "ACCEPTED",
            "validate": "VALIDATED", "approve": "APPROVED", "submit": "SUBMITTED",
            "lapse": "VALIDATED" if plain.state == "APPROVED" else plain.state, "refuse": "REJECTED", "resubmit": "VALIDATED",
            "make_ready": "READY", "deliver": "DELIVERED", "close": "CLOSED",
            "cancel": "CANCELLED", "news": NEWS.get(plain.state, ("", ""))[1],
        }.get(step, plain.state)  # fmt: skip
        self._carry_change(step)
        if step == "quote":
            plain.quote_ends = plain.today + timedelta(days=14)
        if step == "pay":
            plain.paid += 400
        if step == "credit":
            plain.credit_ends = plain.today + timedelta(days=10)
            plain.holds -= {"finance"} - self._held()  # what a person held, a person releases
        if step == "lapse":
            plain.credit_ends = None
            plain.holds |= self._held() & {"finance"}
        if step in {"inspect", "book"}:
            setattr(plain, f"is_{step}ed" if step == "book" else "is_inspected", True)
        if step == "deliver":
            plain.paid = Decimal(0)
        if step == "cancel":
            body = self.order.events.get(kind="order.settled").body
            assert (Decimal(body["kept"]), Decimal(body["refunded"])) == settlement
            plain.paid = Decimal(0)

    def _held(self) -> set[str]:
        return set(self.order.holds.standing().values_list("reason", flat=True))

    def _carry_change(self, step: str) -> None:
        plain = self.plain
        if step == "offer":
            plain.change, plain.offered_in = "OFFERED", plain.state
            plain.offer_ends = plain.today + timedelta(days=OFFER_DAYS)
        elif step == "sign" and plain.state == "BANKED":
            plain.change = "SENT"
        elif step in {"sign", "withdraw", "answer", "cancel", "refuse"}:
            plain.has_rails = plain.has_rails or step == "sign" or self.is_yes
            plain.change = ""
            if step == "sign" and plain.state == "VALIDATED":
                plain.state = "ACCEPTED"  # another build sheet, to be checked again
            # A car that was checked or paid for by a lender is looked at again (DOMAIN 7).
            standing = self._held()
            assert standing - plain.holds <= {"paperwork", "finance"}
            plain.holds = standing
        self.is_yes = False

    # ---- what holds after every step

    @invariant()
    def it_is_where_the_likeness_is(self) -> None:
        assert (str(self.order.state), self.order.deposit_held_amount) == (
            self.plain.state,
            self.plain.paid,
        )

    @invariant()
    def the_books_agree(self) -> None:
        lines = JournalLine.objects.filter(entry__order=self.order).values_list("account")
        sums = dict(lines.annotate(Sum("amount")))
        assert sum(sums.values()) == 0
        assert -sums.get("CUSTOMER_DEPOSITS", 0) == self.plain.paid

    @invariant()
    def the_car_is_the_signed_one(self) -> None:
        open_changes = self.order.changes.open().count()
        assert open_changes == bool(self.plain.change)
        if self.order.specification is not None and self.plain.state != "DRAFT":
            assert ("RAILS" in self.order.specification.codes) == self.plain.has_rails
            version = self.order.quotes.get(number=self.order.quote_number)
            assert version.recomputed().total == self.order.total_amount

    @invariant()
    def the_promise_stays(self) -> None:
        now = self.order.promised_from, self.order.promised_on
        if self.promise is not None:
            assert now == self.promise
        elif now[1] is not None:
            self.promise = now

    @invariant()
    def it_has_one_place_or_none(self) -> None:
        if self.plain.state in BEFORE_A_PLACE + WITH_A_PLACE:
            live = Reservation.objects.live().filter(order_number=self.order.number).count()
            assert live == (self.plain.state in WITH_A_PLACE)


@pytest.fixture(scope="module")
def desk(django_db_setup: None, django_db_blocker: Any) -> Iterator[Desk]:
    with never_committed(django_db_blocker):
        yield whole_desk()


def test_every_life_goes_as_the_plain_model_says(desk: Desk) -> None:
    Life.desk = desk
    Life.taken.clear()
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large]
    while Life.taken.total() < STEPS or (_unseen() and Life.taken.total() < 3 * STEPS):
        # The first life of a run is always the simplest one: a run of one alone finds nothing new.
        left = max((STEPS - Life.taken.total()) // A_LIFE + 1, 10)
        run_state_machine_as_test(  # type: ignore[no-untyped-call]
            Life,
            settings=settings(
                max_examples=left,
                stateful_step_count=A_LIFE,
                deadline=None,
                database=None,
                suppress_health_check=checks,
            ),
        )
    print(  # noqa: T201  # the figures of the long run
        "\n" + ", ".join(f"{step.lstrip('_')} {n}" for step, n in Life.taken.most_common())
    )
    assert not _unseen(), f"no life came as far as {_unseen()}"


def _unseen() -> list[str]:
    """What no life has come to yet; the lives go on until there is nothing of it."""
    return [step for step in (*FORWARD, *CHANGE) if not Life.taken[f"_do_{step}"]]
