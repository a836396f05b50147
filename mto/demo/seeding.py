"""Puts the demonstration world together: people, cars, histories, and the rows that follow."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.core.cache import cache

from configurator.commands import drawn_up
from configurator.models import Configuration, Manufacturer, Specification
from configurator.selectors import current_model_lines
from kernel.calendar import WorkingCalendar
from mto.demo import consulting, scenes, world
from mto.demo.adoption import Adopter
from mto.demo.cars import Showroom
from mto.demo.cases import Car, Case
from mto.demo.deliveries import write_deliveries
from mto.demo.fleets import large_orders
from mto.demo.following import Follower
from mto.demo.fulfilment import Fulfiller
from mto.demo.histories import LEGS, History, full_history
from mto.demo.letters import Postman
from mto.demo.places import Places
from mto.demo.placing import QUOTA, in_state
from mto.demo.reference import Staffed, write_reference
from mto.demo.selling import Seller, number_cases
from orders.models import Order
from production.commands.judging import judge
from production.commands.windows import refresh_window
from production.models import Build, HandoverBay, Line

STOCK_SHARE = 0.06
LOOKED_AT = timedelta(days=4)  # open questions older than that would have been answered
SLOW = (1.0, 1.0, 1.0, 1.6, 2.4)


@dataclass
class Report:
    """What was made, for the closing words of the command."""

    dealerships: int
    customers: int
    orders: Counter[str]
    builds: int
    adopted: int

    def __str__(self) -> str:
        states = ", ".join(f"{number} {state.lower()}" for state, number in self.orders.items())
        return (
            f"{self.dealerships} dealerships, {self.customers} customers, "
            f"{sum(self.orders.values())} orders ({states.replace('_', ' ')}), {self.builds} builds, "
            f"{self.adopted} of them continued by the factory."
        )


def seed_people(*, now: datetime) -> list[Staffed]:
    """The group, its people and its customers; no orders."""
    return write_reference(Random(world.SEED), now)


def seed_orders(sites: list[Staffed], *, adopter: Adopter, now: datetime) -> Report:
    """Orders in every state with their histories. Needs the manufacturer's catalogue and slots."""
    rng = Random(world.SEED + 1)
    manufacturer = Manufacturer.objects.get(code=world.MANUFACTURER)
    model_lines = [
        line for line in current_model_lines(now) if line.release.manufacturer_id == manufacturer.pk
    ]
    showroom = Showroom(rng, model_lines, now)
    cases = _cases(rng, sites, showroom, now)
    scenes.stage(rng, cases, now)
    cases.sort(key=lambda case: case.created_at)
    number_cases(cases)
    for case in cases:
        case.promise(rng)
    _specify(cases)
    lines = list(Line.objects.filter(plant__manufacturer=manufacturer).select_related("plant"))
    Places.prepare(manufacturer, lines, sites, now).reserve(cases)
    adopted = adopter.adopt([case for case in cases if case.is_at_factory])
    fulfiller = Fulfiller(rng, _bays())
    _build(cases, fulfiller)
    _estimate([case for case in cases if case.is_underway], now)
    _sell(rng, cases, fulfiller, now)
    scenes.trouble(rng, cases, now)
    write_deliveries(sites, now)
    large_orders(sites[0], manufacturer=manufacturer.code, now=now)
    consulting.hold(cases, now=now)
    return Report(
        dealerships=len(sites),
        customers=sum(len(site.customers) for site in sites),
        orders=Counter(case.state for case in cases),
        builds=sum(case.build is not None for case in cases),
        adopted=adopted,
    )


def _cases(rng: Random, sites: list[Staffed], showroom: Showroom, now: datetime) -> list[Case]:
    found = []
    for state, count in QUOTA.items():
        for _ in range(count):
            staffed = sites[0] if rng.random() < world.SHARE_OF_HARBOR else sites[1]
            car = showroom.draw()
            history = in_state(rng, state, now, _Maker(rng, staffed, car))
            is_stock = history.has("approved") and rng.random() < STOCK_SHARE
            customer = None if is_stock else rng.choice(staffed.customers[1:])
            rep = rng.choice(staffed.staff["SALES_REP"])
            found.append(Case(staffed, rep, customer, car, history))
    return found


class _Maker:
    """Draws whole lives of one car at one dealership."""

    def __init__(self, rng: Random, staffed: Staffed, car: Car) -> None:
        self.office: WorkingCalendar = staffed.dealership.calendar()
        self.plant: WorkingCalendar = car.line.plant.calendar()
        self.car, self.slow = car, rng.choice(SLOW)

    def __call__(self, rng: Random, start: datetime) -> History:
        return full_history(
            rng,
            start=start,
            office=self.office,
            plant=self.plant,
            legs=LEGS[self.car.plant_code],
            slow=self.slow,
            upfit=self.car.has_upfit,
        )


def _specify(cases: list[Case]) -> None:
    """Configurations for all, specifications for those that were quoted."""
    for case in cases:
        case.configuration = Configuration(
            dealership=case.staffed.dealership,
            created_by=case.rep,
            customer=case.customer,
            model_line=case.car.model_line,
            picks=list(case.car.picks),
            created_at=case.created_at,
            updated_at=case.at("quoted") or case.created_at,
        )
    Configuration.objects.bulk_create(case.configuration for case in cases if case.configuration)
    Specification.objects.bulk_create(_drawn(case) for case in cases if case.history.has("quoted"))


def _drawn(case: Case) -> Specification:
    car, at = case.car, case.sure("quoted")
    if case.configuration is None:
        raise LookupError(f"{case.number} has no configuration.")
    made = drawn_up(case.configuration, car.codes, car.sheet, by=case.rep, now=at)
    made.model_line, made.release = car.model_line, car.model_line.release
    case.specification = made
    return made


def _bays() -> dict[int, list[HandoverBay]]:
    found: dict[int, list[HandoverBay]] = {}
    for bay in HandoverBay.objects.filter(is_mobile=False).order_by("pk"):
        found.setdefault(bay.dealership_id, []).append(bay)
    return found


def _build(cases: list[Case], fulfiller: Fulfiller) -> None:
    for serial, case in enumerate(cases, start=1):
        case.build = fulfiller.build(case, serial)
    Build.objects.bulk_create(case.build for case in cases if case.build is not None)
    for case in cases:
        fulfiller.tell(case)
    fulfiller.yard.write()


def _estimate(cases: list[Case], now: datetime) -> None:
    """Today's window of every car underway, and what a coordinator has to look at."""
    cache.clear()  # history read before the samples were written
    for case in cases:
        if case.build is not None:
            estimate = refresh_window(case.build, cause="", by=None, now=now, is_told=False)
            judge(case.build, estimate, now=_noticed(case, now))


def _noticed(case: Case, now: datetime) -> datetime:
    """When somebody would have seen it: soon after the last news, some days ago at most."""
    after = timedelta(minutes=11 + 37 * (sum(case.number.encode()) % 60))
    return min(max(case.history.steps[-1].at + after, now - LOOKED_AT * 0.9), now)


def _sell(rng: Random, cases: list[Case], fulfiller: Fulfiller, now: datetime) -> None:
    seller = Seller(rng)
    for case in cases:
        case.order = seller.order(case)
    Order.objects.bulk_create(case.order for case in cases if case.order is not None)
    follower, postman = Follower(rng, seller, fulfiller, now), Postman()
    for case in cases:
        seller.tell(case)
        follower.tell(case)
    seller.books.write()
    follower.write()
    estimated = [case.order for case in cases if case.order and case.order.estimate_on]
    Order.objects.bulk_update(estimated, ["estimate_from", "estimate_p50", "estimate_on"])
    postman.write(cases, seller.books.events)
