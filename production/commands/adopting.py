"""A car that was built for stock, or for somebody who went away, becomes the car of another order."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from customers.models import User
from kernel.locks import locked as lock
from production.carriage import ORDINARY, Carriage
from production.commands.refusals import CannotAdopt
from production.commands.writing import commit, locked
from production.milestones import STAGE_RANK, Stage
from production.models import Build, Kind, Reservation


@transaction.atomic
def adopt_build(
    *,
    build_id: int,
    order_number: str,
    priority: int,
    promised_from: date | None,
    promised_on: date | None,
    by: User | None,
    now: datetime,
    carriage: Carriage = ORDINARY,
) -> Build:
    """Make the live, accepted car that of ``order_number``; its place on the line goes with it.

    The manufacturer goes on calling it by the number it was ordered under.
    :raises CannotAdopt: when it has ended, or the factory has not accepted it yet.
    """
    build = locked(build_id)
    if not build.is_live:
        raise CannotAdopt("This car is no longer there.")
    if STAGE_RANK[Stage(build.stage)] < STAGE_RANK[Stage.BANKED]:
        raise CannotAdopt("The factory has not accepted this car yet; wait for its answer.")
    build.is_stock, build.sold_as, build.priority = False, order_number, priority
    build.promised_from, build.promised_on = promised_from, promised_on
    build.carriage = carriage.to_json()
    if build.reservation_id is not None:
        reservation: Reservation = lock(Reservation.objects.all(), pk=build.reservation_id)
        reservation.order_number = order_number
        reservation.save(update_fields=["order_number"])
    commit(build, Kind.ADOPTED, by=by, at=now, order=order_number)
    return build
