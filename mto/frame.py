"""What the frame of every page shows: navigation by role, search, demo banner, account links."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject

from customers.access import DEMO_ONLY, POLICY, Relation, Role
from customers.models import Dealership, User


@dataclass(frozen=True)
class Entry:
    """One link of the navigation or of the account menu."""

    label: str
    url: str
    icon: str = ""
    is_current: bool = False


# (label, URL name, action of the policy table that opens the page)
NAV = (
    ("My day", "orders:my-day", "orders.my_day"),
    ("Configure", "configurator:home", "configurator.view"),
    ("Orders", "orders:list", "orders.view"),
    ("Credit", "orders:credit", "orders.decide_credit"),
    ("Refunds", "orders:refunds", "orders.refunds"),
    ("Inbox", "production:inbox", "production.view"),
    ("Requests", "configurator:requests", "configurator.view_requests"),
    ("Slots", "production:board", "production.view_slots"),
    ("Builds", "production:builds", "production.view_build"),
    ("Customers", "customers:list", "customers.view"),
    ("Supply", "production:supply", "production.view_supply"),
    ("Feeds", "production:feeds", "production.view_feeds"),
    ("Catalogues", "catalogues:list", "configurator.import"),
    ("Mailbox", "customers:mailbox", "customers.mailbox"),
    ("Factory", "demo:factory", "demo.factory"),
    ("Admin", "admin:index", "customers.administer"),
)
HOUSE = "Order studio"  # before signing in, and for people of several dealer groups
ACCOUNT = (
    ("Password", "account_change_password", "key-round"),
    ("Second factor", "mfa_index", "shield"),
)


def address(name: str) -> str:
    """The URL of that name, or nothing where this installation has no such page."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def may_open(roles: list[Role], action: str) -> bool:
    """Whether one of ``roles`` opens pages of ``action``; asks the policy table, not the database."""
    return any(POLICY[action].get(role, Relation.NONE) is not Relation.NONE for role in roles)


def navigation(request: HttpRequest) -> list[Entry]:
    """The pages this person's roles open; the one he is on is marked (the longest path wins)."""
    user = request.user
    if not isinstance(user, User) or user.is_customer:
        return []
    roles = [Role(membership.role) for membership in user.roles]
    found = [
        (label, address(name))
        for label, name, action in NAV
        if may_open(roles, action) and (settings.DEMO or action not in DEMO_ONLY)
    ]
    links = [(label, url) for label, url in found if url]
    under = [url for _, url in links if request.path.startswith(url)]
    current = max(under, key=len, default="")
    return [Entry(label, url, is_current=url == current) for label, url in links]


def _role(request: HttpRequest) -> str:
    user = request.user
    if not isinstance(user, User) or user.is_customer:
        return ""
    return ", ".join(sorted({str(Role(membership.role).label) for membership in user.roles}))


def _site_name(request: HttpRequest) -> str:
    """Whose house this is: the dealership, or the group of several; the product has no name here."""
    user = request.user
    if not isinstance(user, User):
        return HOUSE
    if user.is_customer:
        places = list(Dealership.objects.filter(customers__user=user).select_related("group"))
    else:
        places = [membership.dealership for membership in user.roles]
    for names in ({place.name for place in places}, {place.group.name for place in places}):
        if len(names) == 1:
            return names.pop()
    return HOUSE


def _initial(name: object) -> str:
    return str(name)[:1].upper()


def _search_url(request: HttpRequest) -> str:
    user = request.user
    if not isinstance(user, User) or user.is_customer:
        return ""
    roles = [Role(membership.role) for membership in user.roles]
    return address("orders:list") if may_open(roles, "orders.view") else ""


def _account_links(request: HttpRequest) -> list[Entry]:
    if not isinstance(request.user, User) or request.user.is_customer:
        return []  # customers sign in by a code
    found = [Entry(label, address(name), icon) for label, name, icon in ACCOUNT]
    return [entry for entry in found if entry.url]


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context of `base*.html`; nothing is computed for a template that does not show it."""
    if not hasattr(request, "user"):
        return {"is_demo": settings.DEMO}
    house = SimpleLazyObject(partial(_site_name, request))
    return {
        "is_demo": settings.DEMO,
        "nav": SimpleLazyObject(partial(navigation, request)),
        "user_role": SimpleLazyObject(partial(_role, request)),
        "site_name": house,
        "brand_letter": SimpleLazyObject(partial(_initial, house)),
        "search_url": SimpleLazyObject(partial(_search_url, request)),
        "account_links": SimpleLazyObject(partial(_account_links, request)),
        "sign_out_url": address("account_logout"),
        "customer_home": address("portal:home"),
    }
