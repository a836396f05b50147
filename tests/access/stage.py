"""Everybody who could stand at the door, signed in where possible. Made once for all addresses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction
from django.test import Client

from customers.models import Dealership, Role, User
from tests.access.objects import World
from tests.factories import CustomerFactory, DealerGroupFactory, DealershipFactory, staff


@dataclass
class Person:
    """Somebody with a browser of his own."""

    label: str
    user: User | None
    role: Role | None = None
    place: Dealership | None = None
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))
    session: str = ""

    def __post_init__(self) -> None:
        if self.user is not None:
            self.client.force_login(self.user)
            self.session = self.client.cookies[settings.SESSION_COOKIE_NAME].value

    def knock(self, method: str, url: str, post: dict[str, object]) -> tuple[int, str]:
        """Status and Location of one request, whose traces are wiped out."""
        with transaction.atomic():
            answer = self.client.post(url, post) if method == "POST" else self.client.get(url)
            transaction.set_rollback(True)
        if self.session:
            self.client.cookies[settings.SESSION_COOKIE_NAME] = self.session
        return answer.status_code, answer.headers.get("Location", "")


@dataclass
class Stage:
    world: World
    people: list[Person]


def build_stage() -> Stage:
    """Dealership A with Ada and Dana, B of the same group, C of another, and their people."""
    group = DealerGroupFactory.create()
    here = DealershipFactory.create(group=group)
    next_door = DealershipFactory.create(group=group, timezone="America/Chicago")
    far = DealershipFactory.create(group=DealerGroupFactory.create())
    owner = staff(Role.SALES_REP, here)
    customer = CustomerFactory.create(dealership=here, created_by=owner, has_portal=True)
    stranger = CustomerFactory.create(dealership=next_door, has_portal=True)
    idle, disabled = staff(Role.SALES_REP, here), staff(Role.SALES_MANAGER, here)
    idle.memberships.all().delete()
    people = [
        Person("anonymous", None),
        Person("owner", owner, Role.SALES_REP, here),
        *_team(here, "here"),
        *_team(next_door, "next door"),
        *_team(far, "of another group", (Role.SALES_MANAGER, Role.ADMINISTRATOR)),
        Person("disabled", disabled),
        Person("without a role", idle),
        Person("customer", customer.user),
        Person("another customer", stranger.user),
    ]
    User.objects.filter(pk=disabled.pk).update(is_active=False)
    return Stage(World(here, owner, customer), people)


def _team(place: Dealership, words: str, roles: tuple[Role, ...] = tuple(Role)) -> Iterator[Person]:
    for role in roles:
        yield Person(f"{role.label} {words}", staff(role, place), role, place)
