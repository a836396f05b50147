"""“Something close, sooner”: a quiet word beside a build."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from configurator.models import Configuration
from customers.access import StaffRequest, can, require
from kernel.pages import page
from orders.selectors.near import near_match

HUSHED, MOST_HUSHED = "near_hushed", 60


@require_safe
@require("orders.view")
def near(request: StaffRequest, code: str) -> HttpResponse:
    """The nearest free cars that come sooner than this build; nothing when there are none."""
    configuration = _build(request, code)
    is_hushed = configuration.code in request.session.get(HUSHED, [])
    cars = () if is_hushed else near_match(configuration, request.scope, timezone.now())
    context = {
        "configuration": configuration,
        "cars": [
            (car, can(request.user, "production.view_build", car.build.dealership_id))
            for car in cars
        ],
        "is_hushed": is_hushed,
    }
    return page(request, "orders/near.html", "near", context)


@require_POST
@require("orders.view")
def hush(request: StaffRequest, code: str) -> HttpResponse:
    """Say no more about it beside this build, as long as the person is signed in."""
    configuration = _build(request, code)
    hushed = [known for known in request.session.get(HUSHED, []) if known != configuration.code]
    request.session[HUSHED] = [*hushed, configuration.code][-MOST_HUSHED:]
    if getattr(request, "htmx", None):
        return HttpResponse()
    return redirect("configurator:summary", configuration.code)


def _build(request: StaffRequest, code: str) -> Configuration:
    found: Configuration = get_object_or_404(
        Configuration.objects.visible_to(request.scope).for_page(), code=code.upper()
    )
    return found
