"""The steps of a random life, as the people and the factory take them."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from django.db import transaction

from configurator.commands import choose
from kernel.money import Money
from kernel.refusals import Refusal
from orders import commands
from orders.models import Order
from production.commands.requests import change_accepted, change_refused
from production.commands.writing import locked as locked_build
from production.models import Build, BuildEvent, FactoryRequest
from production.models import Kind as BuildKind
from tests import factories_orders as desk_work
from tests.factories_orders import Desk
from tests.lifecycle.plain import NEWS, PlainOrder


class Steps:
    """What a step does; which of them may be taken, the plain likeness says."""

    desk: ClassVar[Desk]
    order: Order
    plain: PlainOrder
    now: datetime
    number: int
    is_yes: bool

    @property
    def _key(self) -> dict[str, Any]:
        return {"order_id": self.order.pk, "now": self.now}

    def _do_quote(self) -> None:
        commands.quote(
            configuration_id=self.order.configuration_id or 0,
            customer_id=self.desk.customer.pk,
            by=self.desk.rep,
            now=self.now,
        )

    def _do_revise(self) -> None:
        commands.revise(by=self.desk.rep, **self._key)

    def _do_expire(self) -> None:
        commands.expire(**self._key)

    def _do_accept(self) -> None:
        commands.accept(signed_name="Dana Dale", consent=True, by=self.desk.rep, **self._key)

    def _do_validate(self) -> None:
        commands.validate(by=self.desk.coordinator, **self._key)

    def _do_pay(self) -> None:
        self.number += 1
        commands.record_deposit(
            amount=Money(Decimal(400), self.order.currency),
            method="card",
            reference=f"pay-{self.order.number}-{self.number}",
            by=self.desk.finance,
            **self._key,
        )

    def _do_credit(self) -> None:
        commands.decide_credit(
            decision="approved",
            expires_on=self.plain.today + timedelta(days=10),
            note="",
            by=self.desk.finance,
            **self._key,
        )

    def _do_approve(self) -> None:
        commands.approve(by=self.desk.manager, **self._key)

    def _do_submit(self) -> None:
        commands.submit(by=self.desk.rep, **self._key)

    def _do_lapse(self) -> None:
        if not commands.lapse_credit(**self._key):
            raise Refusal("It holds.")

    def _do_news(self) -> None:
        if self.plain.state == "SUBMITTED":
            ours = Build.objects.filter(pk=self.order.build_id)
            ours.update(factory_ref=f"M{self.order.build_id}")
        desk_work.follow(self.order, NEWS[self.plain.state][0], self.now)

    def _do_refuse(self) -> None:
        desk_work.refused(self.order)

    def _do_offer(self) -> None:
        build = self.order.configuration
        assert build is not None
        if "RAILS" not in build.picks and self.plain.may("offer"):
            choose(
                configuration_id=build.pk, take="RAILS", accept_repair=True, version=build.version,
                by=self.desk.rep, now=self.now,
            )  # fmt: skip
        commands.offer_change(by=self.desk.rep, **self._key)

    def _change(self) -> int:
        newest = self.order.changes.order_by("-pk").first()
        return newest.pk if newest else 0

    def _do_sign(self) -> None:
        commands.sign_change(
            change_id=self._change(), signed_name="Dana Dale", consent=True, by=self.desk.rep,
            now=self.now,
        )  # fmt: skip

    def _do_withdraw(self) -> None:
        commands.withdraw_change(
            change_id=self._change(), reason="Changed his mind", by=self.desk.rep, now=self.now
        )

    def _do_answer(self) -> None:
        """The factory says yes to every other one."""
        self.is_yes = not self.is_yes and self.number % 2 == 0
        request = FactoryRequest.objects.filter(build=self.order.build_id, kind="CHANGE").latest(
            "pk"
        )
        with transaction.atomic():
            build = locked_build(self.order.build_id or 0)
            if self.is_yes:
                change_accepted(build, request, by=None, at=self.now, now=self.now)
            else:
                change_refused(build, request, ("Too late",), now=self.now)
        for event in BuildEvent.objects.filter(
            build=self.order.build_id, kind=BuildKind.CHANGE_ANSWERED
        ):
            commands.follow_build(event, now=self.now)

    def _do_resubmit(self) -> None:
        commands.resubmit(by=self.desk.rep, **self._key)

    def _do_inspect(self) -> None:
        desk_work.inspected(self.order, self.desk)

    def _do_book(self) -> None:
        self.number += 1
        at = self.now + timedelta(days=3, hours=self.number)
        commands.book_handover(bay_id=self.desk.bay.pk, starts_at=at, by=self.desk.rep, **self._key)

    def _do_make_ready(self) -> None:
        commands.make_ready(by=self.desk.coordinator, **self._key)

    def _do_deliver(self) -> None:
        commands.deliver(
            signed_name="Dana Dale", odometer=12, keys=2, by=self.desk.rep, **self._key
        )

    def _do_close(self) -> None:
        commands.close(by=self.desk.finance, **self._key)

    def _do_cancel(self, *, is_customers_cause: bool = True) -> None:
        commands.cancel(
            reason="Moved abroad",
            is_customers_cause=is_customers_cause,
            by=self.desk.manager,
            **self._key,
        )
