"""Which row stands behind an address with a key in it. Every app adds its own below.

An entry makes the row for a world and says what the address needs (``kwargs``), whose row it is
(``dealership_id``, ``owner_id``; none for what belongs to the whole group), and whose customer.
An address with a key and without an entry fails the matrix.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from customers.models import Customer, Dealership, User
from tests.factories import MessageFactory


@dataclass
class World:
    """Dealership A with Ada, who owns the rows, and her customer Dana."""

    dealership: Dealership
    owner: User
    customer: Customer


@dataclass
class Target:
    kwargs: dict[str, Any]
    dealership_id: int | None = None
    owner_id: int | None = None
    post: dict[str, Any] = field(default_factory=dict)


type Maker = Callable[[World], Target]
OBJECTS: dict[str, Maker] = {}


def stands_behind(*names: str) -> Callable[[Maker], Maker]:
    """Register a maker for URL names (with their namespace)."""

    def register(maker: Maker) -> Maker:
        for name in names:
            OBJECTS[name] = maker
        return maker

    return register


@stands_behind("customers:detail", "customers:edit", "customers:consent", "customers:invite")
def customer(world: World) -> Target:
    row = world.customer
    return Target({"number": row.number}, row.dealership_id, row.created_by_id)


@stands_behind("customers:message", "customers:send_again")
def message(world: World) -> Target:
    row = MessageFactory.create(recipient=world.customer)
    return Target({"key": row.pk}, world.dealership.pk, world.owner.pk)
