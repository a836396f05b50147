"""Every address x method x person, against the policy table. A view that says nothing fails.

The expectation is worked out here, from the table alone, not by the code that guards the views.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from customers.access import DEMO_ONLY, NEEDS_LEAVE, POLICY, PORTAL, PUBLIC, SELF, policy_of
from customers.models import Dealership, Relation, Role, User
from tests.access.objects import Target, maker_for
from tests.access.stage import Person, Stage, build_stage
from tests.lasting import never_committed, unmade

METHODS = ("GET", "POST")
NOWHERE: dict[str, Any] = {
    "int": 999_999_999,
    "str": "NO-SUCH-ROW",
    "slug": "no-such-row",
    "uuid": UUID(int=7),
    "path": "no/such/row",
}
FAR = {  # what belongs to the demonstration, the group or the account: no row of a dealership
    "customers:letter", "customers:letter_html", "mfa_remove_webauthn", "mfa_edit_webauthn",
}  # fmt: skip


@dataclass(frozen=True)
class Address:
    name: str
    view: Any
    converters: dict[str, str]

    @property
    def action(self) -> str | None:
        return policy_of(self.view)


def addresses() -> list[Address]:
    """Every address of the product; the administration site guards itself (below)."""
    return [found for found in _walk(get_resolver(), ()) if not found.name.startswith("admin:")]


def _walk(resolver: URLResolver, spaces: tuple[str, ...]) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = (*spaces, entry.namespace) if entry.namespace else spaces
            yield from _walk(entry, inner)
        elif isinstance(entry, URLPattern):
            keys = {
                key: type(converter)
                .__name__.removesuffix("Converter")
                .lower()
                .replace("string", "str")
                for key, converter in entry.pattern.converters.items()
            }
            yield Address(
                ":".join([*spaces, entry.name or str(entry.pattern)]), entry.callback, keys
            )


ADDRESSES = addresses()
GUARDED = [each for each in ADDRESSES if each.action not in {None, PUBLIC}]
KEYED = [each for each in GUARDED if each.converters and each.action != PORTAL]


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda each: each.name)
def test_every_address_says_who_may_open_it(address: Address) -> None:
    assert address.action is not None, f"{address.name} has no policy"
    assert address.action in POLICY or address.action in {PORTAL, PUBLIC, SELF}


@pytest.mark.parametrize(
    "address", [each for each in ADDRESSES if each.action == PUBLIC], ids=lambda each: each.name
)
def test_every_public_address_says_why(address: Address) -> None:
    assert len(address.view.policy_reason) > 10


@pytest.mark.parametrize("address", KEYED, ids=lambda each: each.name)
def test_every_address_with_a_key_has_a_row_to_be_tried_on(address: Address) -> None:
    maker = maker_for(address.name, address.converters)
    assert maker or address.name in FAR, "add it to tests/access/objects.py"


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: Any) -> Iterator[Stage]:
    """People and rows for all addresses, in one transaction that is never committed."""
    with never_committed(django_db_blocker):
        yield build_stage()


@pytest.mark.parametrize("address", GUARDED, ids=lambda each: each.name)
def test_the_door_opens_by_the_policy(address: Address, stage: Stage, settings: Any) -> None:
    settings.DEMO = address.action in DEMO_ONLY
    with unmade():
        wrong = list(_wrongs(address, stage))
    assert not wrong, f"{address.name} ({address.action})\n" + "\n".join(wrong)


def _wrongs(address: Address, stage: Stage) -> Iterator[str]:
    maker = maker_for(address.name, address.converters)
    nowhere = Target({key: NOWHERE[kind] for key, kind in address.converters.items()})
    target = maker(stage.world) if maker else nowhere
    url = reverse(address.name, kwargs=target.kwargs)
    for method in METHODS:
        for person in stage.people:
            status, location = person.knock(method, url, target.post)
            if status == 405 and person.user is None:
                break  # nobody may, so nobody else need try
            expected = _expected(address, person, target, has_row=maker is not None)
            if address.name.startswith("mfa_") and expected in {"open", "404"}:
                # one's own second factor: not set up in this way, or the password is asked first
                expected = "404" if status == 404 else "open"
            if not _fits(expected, status, location):
                yield f"{method} as {person.label}: {status} {location}, not {expected}"


def _expected(address: Address, person: Person, target: Target, *, has_row: bool) -> str:
    """sign-in, 403, 404 or open, from the policy table alone."""
    user = person.user
    if user is None or person.label == "disabled":
        return "sign-in"
    if address.action == SELF:
        return "open" if person.role or user.is_customer else "403"
    if address.action == PORTAL:
        return _at_the_portal(address, person, has_row=has_row)
    relation = _relation(address, person)
    if relation is Relation.NONE:
        return "403"
    if not address.converters:
        return "open"
    return "open" if has_row and _reaches(relation, person, target) else "404"


def _relation(address: Address, person: Person) -> Relation:
    action, role = str(address.action), person.role
    if role is None or (action in NEEDS_LEAVE and role is Role.SALES_REP):
        return Relation.NONE
    return POLICY[action].get(role, Relation.NONE)


def _at_the_portal(address: Address, person: Person, *, has_row: bool) -> str:
    if person.user is None or not person.user.is_customer:
        return "403"
    if not address.converters:
        return "open"
    return "open" if has_row and person.label == "customer" else "404"


def _reaches(relation: Relation, person: Person, target: Target) -> bool:
    if target.dealership_id is None:
        return True
    home = Dealership.objects.get(pk=target.dealership_id)
    assert person.place is not None
    if relation is Relation.ALL:
        return person.place.group_id == home.group_id
    if person.place != home:
        return False
    return relation is Relation.TEAM or (
        person.user is not None and person.user.pk == target.owner_id
    )


def _fits(expected: str, status: int, location: str) -> bool:
    if expected == "sign-in":
        return status == 302 and location.startswith("/sign-in/")
    if expected == "open":
        return status < 500 and status not in {401, 403, 404} and "/sign-in/" not in location
    return status == int(expected)


def test_the_administration_site_opens_to_administrators_only(
    stage: Stage, amy: User, client: Client
) -> None:
    for person in stage.people:
        assert person.knock("GET", "/admin/", {})[0] in {302, 403}, person.label
    client.force_login(amy)
    assert client.get("/admin/").status_code == 200


def test_the_administration_site_has_no_door_of_its_own(client: Client, db: None) -> None:
    assert client.get("/admin/login/?next=/admin/").headers["Location"].startswith("/sign-in/")


def test_a_fragment_asked_for_without_signing_in_sends_the_whole_page(
    client: Client, db: None
) -> None:
    answer = client.get(
        "/customers/",
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/customers/?q=a"},
    )
    assert answer.headers["HX-Redirect"] == "/sign-in/?next=/customers/"
