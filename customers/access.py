"""The one policy table: which role may do what, to which rows. Everything not written here is refused.

A view carries its action (`require`), an object page adds the rows (`visible_to(request.scope)`), a
template asks `can`. A view that is for everybody says so and why (`public`). The test of the access
matrix walks every URL and fails for a view that says nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django_htmx.http import HttpResponseClientRedirect

from customers.models import Dealership, Membership, Relation, Role, Scope, User

__all__ = [
    "DEMO_ONLY",
    "POLICY",
    "PORTAL",
    "PUBLIC",
    "SELF",
    "Relation",
    "Role",
    "Scope",
    "StaffRequest",
    "can",
    "customer_required",
    "policy_of",
    "public",
    "require",
    "scope_for",
    "signed_in",
]

OWN, TEAM, ALL = Relation.OWN, Relation.TEAM, Relation.ALL
REP, MANAGER, FINANCE = Role.SALES_REP, Role.SALES_MANAGER, Role.FINANCE
COORDINATOR, TECHNICIAN, ADMIN = Role.COORDINATOR, Role.TECHNICIAN, Role.ADMINISTRATOR

type Grants = dict[Role, Relation]

_READ_ORDERS: Grants = {REP: TEAM, MANAGER: TEAM, FINANCE: TEAM, COORDINATOR: TEAM}
_SELL: Grants = {REP: OWN, MANAGER: TEAM}
_SELL_OR_COORDINATE: Grants = {REP: OWN, MANAGER: TEAM, COORDINATOR: TEAM}
_COORDINATE: Grants = {COORDINATOR: TEAM}
_PLAN: Grants = {COORDINATOR: TEAM, MANAGER: TEAM}
_EVERYBODY: Grants = {
    REP: TEAM, MANAGER: TEAM, FINANCE: TEAM, COORDINATOR: TEAM, TECHNICIAN: TEAM, ADMIN: TEAM,
}  # fmt: skip
_CATALOGUE: Grants = {ADMIN: ALL}

POLICY: dict[str, Grants] = {
    # ---- people
    "customers.view": {REP: TEAM, MANAGER: TEAM, FINANCE: TEAM, COORDINATOR: TEAM},
    "customers.create": {REP: TEAM, MANAGER: TEAM},
    "customers.edit": {REP: TEAM, MANAGER: TEAM},
    "customers.invite": {REP: TEAM, MANAGER: TEAM},
    "customers.consent": {REP: TEAM, MANAGER: TEAM, COORDINATOR: TEAM},
    "customers.messages": {REP: TEAM, MANAGER: TEAM, COORDINATOR: TEAM},
    "customers.mailbox": dict.fromkeys(Role, ALL),  # exists in demo mode only
    "customers.administer": _CATALOGUE,
    # ---- the car
    "configurator.view": {REP: TEAM, MANAGER: TEAM, COORDINATOR: TEAM},
    "configurator.configure": _SELL,
    "configurator.consult": {REP: TEAM, MANAGER: TEAM},
    "configurator.view_requests": {REP: TEAM, MANAGER: TEAM, COORDINATOR: TEAM, ADMIN: TEAM},
    "configurator.review_request": {COORDINATOR: TEAM, ADMIN: TEAM},
    "configurator.approve_prototype": {MANAGER: TEAM, ADMIN: TEAM},
    "configurator.catalogue": {ADMIN: ALL, MANAGER: ALL, REP: ALL, COORDINATOR: ALL},
    "configurator.import": _CATALOGUE,
    "configurator.publish": _CATALOGUE,
    "configurator.edit_rules": _CATALOGUE,
    "configurator.view_cost": {REP: TEAM, MANAGER: TEAM, FINANCE: TEAM},
    # ---- the promise
    "orders.view": _READ_ORDERS,
    "orders.my_day": {REP: OWN},
    "orders.view_cost": {REP: TEAM, MANAGER: TEAM, FINANCE: TEAM},
    "orders.document": _READ_ORDERS,
    "orders.affected": {ADMIN: ALL, COORDINATOR: TEAM},
    "orders.export": {MANAGER: TEAM, FINANCE: TEAM},
    "orders.quote": _SELL,
    "orders.hold_unit": {REP: TEAM, MANAGER: TEAM},  # a car of the house is nobody's own
    "orders.revise": _SELL,
    "orders.discard": _SELL,
    "orders.expire": _SELL,
    "orders.approve_discount": {MANAGER: TEAM},
    "orders.compare_price": {MANAGER: TEAM},
    "orders.accept": _SELL,
    "orders.record_deposit": {FINANCE: TEAM, MANAGER: TEAM},
    "orders.validate": _SELL_OR_COORDINATE,
    "orders.decide_credit": {FINANCE: TEAM},
    "orders.apply_credit": {REP: OWN, MANAGER: TEAM, FINANCE: TEAM},
    "orders.see_credit": {FINANCE: TEAM, MANAGER: TEAM},
    "orders.approve": {MANAGER: TEAM, FINANCE: TEAM},
    "orders.submit": _SELL_OR_COORDINATE,
    "orders.resubmit": _SELL_OR_COORDINATE,
    "orders.set_priority": _PLAN,
    "orders.plan_delivery": _PLAN,
    "orders.hold": {REP: OWN, MANAGER: TEAM, FINANCE: TEAM, COORDINATOR: TEAM},
    "orders.release_hold": {MANAGER: TEAM, FINANCE: TEAM, COORDINATOR: TEAM},
    "orders.book_handover": _SELL_OR_COORDINATE,
    "orders.make_ready": _PLAN,
    "orders.deliver": _SELL_OR_COORDINATE,
    "orders.close": {MANAGER: TEAM, FINANCE: TEAM},
    "orders.cancel": _SELL,
    "orders.report_loss": _SELL,
    "orders.report_damage": _SELL_OR_COORDINATE,
    "orders.rush": _SELL_OR_COORDINATE,
    "orders.change": _SELL_OR_COORDINATE,
    "orders.release_change": {MANAGER: TEAM},
    "orders.campaign": {COORDINATOR: TEAM},
    "orders.approve_cancellation": {MANAGER: TEAM},
    "orders.refunds": {MANAGER: TEAM, FINANCE: TEAM},
    "orders.approve_refund": {MANAGER: TEAM, FINANCE: TEAM},
    "orders.refund": {FINANCE: TEAM},
    "orders.pay_balance": {FINANCE: TEAM, MANAGER: TEAM},
    "orders.export_journal": {FINANCE: TEAM},
    "orders.cost_sheet": {MANAGER: TEAM, FINANCE: TEAM},
    "orders.reassign": {MANAGER: TEAM},
    "orders.comment": {REP: TEAM, MANAGER: TEAM, FINANCE: TEAM, COORDINATOR: TEAM},
    # ---- the fulfilment
    "production.view": _PLAN,
    "production.view_build": {REP: TEAM, MANAGER: TEAM, COORDINATOR: TEAM, TECHNICIAN: TEAM},
    "production.view_slots": {**_PLAN, REP: TEAM},
    "production.view_supply": {COORDINATOR: ALL, ADMIN: ALL},
    "production.change_supply": {COORDINATOR: ALL, ADMIN: ALL},
    "production.view_feeds": {COORDINATOR: ALL, ADMIN: ALL},
    "production.estimate": {REP: TEAM, MANAGER: TEAM, COORDINATOR: TEAM},
    "production.move_build": _COORDINATE,
    "production.record_by_hand": _COORDINATE,
    "production.withdraw_build": _COORDINATE,
    "production.answer_exception": _COORDINATE,
    "production.send_delay": _COORDINATE,
    "production.retry_feed": {COORDINATOR: ALL, ADMIN: ALL},
    "production.record_pdi": {TECHNICIAN: TEAM, COORDINATOR: TEAM},
    "production.book_bay": _SELL_OR_COORDINATE,
    "production.administer": _CATALOGUE,
    # ---- figures
    "insights.view": {MANAGER: TEAM, FINANCE: TEAM, COORDINATOR: TEAM},
    "insights.view_cost": {MANAGER: TEAM, FINANCE: TEAM},
    # ---- everybody who works here
    "demo.factory": dict.fromkeys(Role, ALL),  # exists in demo mode only
    "staff.account": _EVERYBODY,
}

# Actions that a sales representative needs a membership's express leave for.
NEEDS_LEAVE = {"configurator.view_cost", "orders.view_cost", "insights.view_cost"}

# Pages that exist in the demonstration only.
DEMO_ONLY = {"customers.mailbox", "demo.factory"}

PORTAL, SELF, PUBLIC = "portal", "self", "public"


class UnknownAction(Exception):
    """An action that is not in the policy table. A bug, never an answer."""


class StaffRequest(HttpRequest):
    """What a view behind `require` may rely on."""

    user: User
    scope: Scope


type View = Callable[..., HttpResponseBase]


def _relation(action: str, membership: Membership) -> Relation:
    try:
        grants = POLICY[action]
    except KeyError:
        raise UnknownAction(f"{action!r} is not in the policy table.") from None
    role = Role(membership.role)
    if action in NEEDS_LEAVE and role is REP and not membership.may_see_cost:
        return Relation.NONE
    return grants.get(role, Relation.NONE)


def scope_for(user: User | AnonymousUser, action: str) -> Scope | None:
    """The rows ``user`` may reach for ``action``; None when no role of his ever may."""
    if not isinstance(user, User) or not user.is_active or user.is_customer:
        return None
    held: dict[Relation, set[Dealership]] = {relation: set() for relation in Relation}
    for membership in user.roles:
        held[_relation(action, membership)].add(membership.dealership)
    team = {place.pk for place in held[TEAM]}
    own = {place.pk for place in held[OWN]}
    if held[ALL]:
        groups = {place.group_id for place in held[ALL]}
        team.update(Dealership.objects.filter(group__in=groups).values_list("pk", flat=True))
    if not team and not own:
        return None
    return Scope(user, action, frozenset(team), frozenset(own))


def can(
    user: User | AnonymousUser,
    action: str,
    dealership_id: int | None = None,
    owner_id: int | None = None,
) -> bool:
    """May ``user`` do ``action`` to a row of that dealership and owner (to any row, if none is named)?"""
    scope = scope_for(user, action)
    if scope is None:
        return False
    return dealership_id is None or scope.covers(dealership_id, owner_id)


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """Back to where the person wanted to go; a fragment or a POST leads to the page it was part of."""
    came_from = urlsplit(request.headers.get("HX-Current-URL") or "")
    if request.headers.get("HX-Request"):
        answer = redirect_to_login(came_from.path or "/")
        return HttpResponseClientRedirect(answer.url)
    return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")


def require(action: str) -> Callable[[View], View]:
    """Guard a staff view: the anonymous are sent to sign in, a role that never may gets 403.

    Others find ``request.scope``, with which the view reads its rows; a row outside it is a 404.
    :raises UnknownAction: at import, when the policy table does not know ``action``.
    """
    if action not in POLICY:
        raise UnknownAction(f"{action!r} is not in the policy table.")

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return _to_sign_in(request)
            scope = scope_for(request.user, action)
            if scope is None:
                raise PermissionDenied("Your role does not include this page.")
            request.scope = scope  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)

        return _mark(guarded, action)

    return decorate


def customer_required(view: View) -> View:
    """Guard a portal view: for signed-in customers; it reads only rows of ``request.user``."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        if not request.user.is_customer:
            raise PermissionDenied("This page belongs to customers.")
        return view(request, *args, **kwargs)

    return _mark(guarded, PORTAL)


def signed_in(view: View) -> View:
    """Guard a view about one's own account: for everybody who is signed in."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        return view(request, *args, **kwargs)

    return _mark(guarded, SELF)


def public(reason: str) -> Callable[[View], View]:
    """Mark a view that asks nobody who he is, and say why that is right."""

    def decorate(view: View) -> View:
        @wraps(view)
        def open_to_all(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return view(request, *args, **kwargs)

        return _mark(open_to_all, PUBLIC, reason)

    return decorate


def _mark(view: View, action: str, reason: str = "") -> View:
    view.policy_action, view.policy_reason = action, reason  # type: ignore[attr-defined]
    return view


def policy_of(view: Any) -> str | None:
    """The action a view was marked with; None for one that says nothing."""
    action: str | None = getattr(view, "policy_action", None)
    return action
