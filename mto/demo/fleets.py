"""A fleet that waits for its buyer's signature, and a car that is being built for Canada."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from configurator.commands import except_units, plan_fleet, send_units, set_market
from configurator.commands import start_configuration as start
from configurator.commands.markets import MarketNeedsDecision
from configurator.models import Configuration
from configurator.selectors import current_model_lines
from mto.demo.reference import Staffed
from orders.commands import quote_fleet

UNITS = 6
TRUCK, CAR = "TERRA", "VELA"
BED_LINER, CHEVRONS = "TQ3", "TQK"


def large_orders(staffed: Staffed, *, manufacturer: str, now: datetime) -> None:
    """Six trucks for a contractor, two with exceptions; and one build for the export market."""
    truck = _begun(staffed, manufacturer, TRUCK, now)
    plan = plan_fleet(configuration_id=truck.pk, units=UNITS, by=truck.created_by, now=now)
    plan = except_units(
        plan_id=plan.pk, numbers=[4, 5], take=BED_LINER, version=plan.version, now=now
    )
    plan = except_units(plan_id=plan.pk, numbers=[6], take=CHEVRONS, version=plan.version, now=now)
    send_units(
        plan_id=plan.pk,
        numbers=[4, 5, 6],
        label="",
        ship_to="Bayside Upfitting, Newark",
        use="Road works",
        version=plan.version,
        now=now,
    )
    quote_fleet(
        configuration_id=truck.pk,
        customer_id=staffed.customers[2].pk,
        by=truck.created_by,
        now=now,
    )
    _for_canada(_begun(staffed, manufacturer, CAR, now), now)


def _begun(staffed: Staffed, manufacturer: str, code: str, now: datetime) -> Configuration:
    line = current_model_lines(now).get(code=code, release__manufacturer__code=manufacturer)
    return start(
        dealership=staffed.dealership,
        model_line_id=line.pk,
        customer=staffed.customers[2],
        by=staffed.staff["SALES_REP"][0],
        now=now,
    )


def _for_canada(build: Configuration, now: datetime) -> None:
    go = partial(
        set_market,
        configuration_id=build.pk,
        market="CA",
        version=build.version,
        by=build.created_by,
        now=now,
    )
    try:
        go()
    except MarketNeedsDecision as asked:
        go(accept=asked.ways[0].dropped_codes)
