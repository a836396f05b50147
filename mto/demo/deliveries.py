"""Writes who brings the cars, and the delivery plan of every order that was approved."""

from datetime import datetime

from mto.demo.reference import Staffed
from orders.models import DeliveryPlan, Order
from production.models import Plant, TransportLane
from production.selectors.lanes import usual_way

CARRIERS = {
    "GRZ": ("rail, vessel and truck", "Atlantic Auto"),
    "LEO": ("rail and truck", "Norrail"),
}


def write_deliveries(sites: list[Staffed], now: datetime) -> None:
    """The usual ways of the plants, and a plan by them for all orders from their approval on."""
    plants = {plant.code: plant for plant in Plant.objects.filter(code__in=CARRIERS)}
    TransportLane.objects.bulk_create(
        TransportLane(plant=plant, dealership=site.dealership, mode=mode, carrier=carrier)
        for site in sites
        for code, (mode, carrier) in CARRIERS.items()
        if (plant := plants.get(code)) is not None
    )
    orders = Order.objects.exclude(approved_at=None).select_related("dealership", "build__plant")
    DeliveryPlan.objects.bulk_create(_plan(order, now) for order in orders)


def _plan(order: Order, now: datetime) -> DeliveryPlan:
    way = usual_way(order.build.plant if order.build is not None else None, order.dealership)
    return DeliveryPlan(
        order=order,
        lane=way.lane,
        mode=way.mode,
        carrier=way.carrier,
        place=order.dealership.name,
        made_at=order.approved_at or now,
    )
