"""The premium deliveries a dealership offers for a car, each with its price and what it does to the date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from configurator.models import Configuration
from orders import words
from orders.models import DeliveryService
from production.carriage import ORDINARY
from production.estimates import estimate_ways
from production.models import Build


@dataclass(frozen=True, slots=True)
class Offered:
    """One service and what choosing it alone means: “Handover at home: $290.00, most likely 1 day later”."""

    service: DeliveryService
    words: str


def deliveries_for(configuration: Configuration, *, now: datetime) -> list[Offered]:
    """For a car that is still to be ordered; its window is estimated with and without each of them."""
    line = configuration.model_line
    services = list(DeliveryService.objects.offered_by(configuration.dealership, line.currency))
    if not services:
        return []
    usual, *others = estimate_ways(
        [ORDINARY, *(service.carriage for service in services)],
        model_line_code=line.code,
        manufacturer=line.release.manufacturer,
        dealership=configuration.dealership,
        option_codes=list(configuration.picks),
        week_start=None,
        now=now,
        model_name=line.name,
    )
    return [
        _offered(service, (then.window.p50 - usual.window.p50).days)
        for service, then in zip(services, others, strict=True)
    ]


def places_for(build: Build) -> list[Offered]:
    """For a car that is built or being built: it can be handed over elsewhere; its way is what it is."""
    offered = DeliveryService.objects.offered_by(build.dealership, build.specification.currency)
    return [
        Offered(service, f"{service.text}: {service.retail}{_working_days(service.days)}")
        for service in offered
        if service.is_place
    ]


def _offered(service: DeliveryService, shift: int) -> Offered:
    if not shift:
        return Offered(service, f"{service.text}: {service.retail}, the same day")
    way = "later" if shift > 0 else "sooner"
    return Offered(
        service, f"{service.text}: {service.retail}, most likely {words.days(abs(shift))} {way}"
    )


def _working_days(days: int) -> str:
    if not days:
        return ""
    return ", 1 working day more" if days == 1 else f", {days} working days more"
