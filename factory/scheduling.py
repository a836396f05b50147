"""The weekly scheduling round: orders of the bank get a place on a line, or a reason why not."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from factory import life
from factory.plants import HORIZON_WEEKS, ONE_DAY, PLANTS, Line, Plant
from factory.slots import Book
from factory.store import Order
from factory.weeks import shifted

if TYPE_CHECKING:
    from factory.world import World


def next_round(plant: Plant, after: datetime) -> datetime:
    """The next moment at which the plant makes its plan."""
    day = plant.today(after)
    while True:
        moment = plant.at(day, plant.round_hour)
        if day.weekday() == plant.round_weekday and moment > after:
            return moment
        day += ONE_DAY


def run_round(world: World, plant_code: str) -> None:
    """Give every banked order of the plant a week, the most urgent first."""
    plant = PLANTS[plant_code]
    book = world.book()
    for order in sorted(world.store.orders_in("banked"), key=_urgency):
        line = plant.line_for(order.model_line, order.code_set)
        if line is None:
            continue
        if order.priority == 0:
            order.not_scheduled_reason = "The order has priority 0: it is not to be scheduled."
        else:
            place(world, book, order, plant, line)
        book.note(order)
        world.store.save(order, world.now)
    world.store.plan(next_round(plant, world.now), "round", plant=plant.code)


def place(world: World, book: Book, order: Order, plant: Plant, line: Line) -> None:
    """Schedule the order in the first week from the wished one on that has room."""
    first = plant.earliest_week(world.now)
    wished = (order.requested_slot or {}).get("week")
    week = max(first, wished or first)
    obstacles = [] if not wished or wished >= first else [f"Week {wished} is past or frozen."]
    for _ in range(HORIZON_WEEKS):
        obstacle = obstacle_in(book, order, plant, line, week)
        if obstacle is None:
            reason = obstacles[0] if obstacles else _moved_plant(order, plant)
            life.schedule(world, order, plant, line, week, reason=reason)
            return
        obstacles.append(obstacle)
        week = shifted(week, 1)
    order.not_scheduled_reason = obstacles[0]


def obstacle_in(book: Book, order: Order, plant: Plant, line: Line, week: str) -> str | None:
    """What stands against building the order in that week, in words."""
    bucket = book.bucket(plant, line, week, apart_from=order.ref)
    if bucket.is_shutdown:
        return f"{plant.name} is shut in week {week}."
    if not bucket.has_room:
        return f"{line.name} in {plant.name} is full in week {week}."
    short = book.short_option(order, plant, week)
    return f"Option {short} is short in {plant.name} in week {week}." if short else None


def _moved_plant(order: Order, plant: Plant) -> str | None:
    wished = (order.requested_slot or {}).get("plant")
    if wished and wished != plant.code:
        return f"This car is built in {plant.name}."
    return None


def _urgency(order: Order) -> tuple[int, str]:
    return (order.priority, order.received_at)
