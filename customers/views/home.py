"""The landing page: everybody is sent to where his work is."""

from __future__ import annotations

from typing import cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from customers.access import can, signed_in
from customers.models import User

# The first page a role may open, in the order of how often its people need it.
FIRST = (
    ("production.move_build", "production:inbox"),
    ("orders.my_day", "orders:my-day"),
    ("orders.view", "orders:list"),
    ("production.record_pdi", "production:builds"),
    ("customers.administer", "admin:index"),
    ("customers.view", "customers:list"),
)


@require_safe
@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """Customers see their orders, staff the first page their role opens."""
    user = cast(User, request.user)
    if user.is_customer:
        return redirect("portal:home")
    for action, name in FIRST:
        if can(user, action):
            return redirect(name)
    raise PermissionDenied("Your account has no role yet. Ask your administrator for one.")
