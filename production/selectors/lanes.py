"""The way a car will probably take."""

from __future__ import annotations

from dataclasses import dataclass

from customers.models import Dealership
from production.models import Plant, TransportLane, TransportLeg


@dataclass(frozen=True, slots=True)
class UsualWay:
    """From where to where, how, and by whom as far as that is known."""

    lane: str
    mode: str = ""
    carrier: str = ""


def usual_way(plant: Plant | None, dealership: Dealership) -> UsualWay:
    """As it is written down for plant and dealership; else as the last car came; else only where to."""
    if plant is None:
        return UsualWay(f"To {dealership.name}")
    lane = f"{plant.name} to {dealership.name}"
    known = TransportLane.objects.filter(plant=plant, dealership=dealership).first()
    if known is not None:
        return UsualWay(lane, known.mode, known.carrier)
    last = (
        TransportLeg.objects.filter(build__plant=plant, build__dealership=dealership)
        .exclude(arrived_at=None)
        .order_by("-arrived_at")
        .values("build")[:1]
    )
    legs = TransportLeg.objects.filter(build__in=last).exclude(mode="").order_by("leg")
    modes = dict.fromkeys(legs.values_list("mode", flat=True))
    return UsualWay(lane, " and ".join(modes))
