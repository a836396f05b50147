"""A fragment for the page of a release: which open quotes and orders it touches."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from configurator.models import CatalogueRelease
from customers.access import StaffRequest, require
from kernel.pages import page
from orders.selectors.affected import affected


@require_safe
@require("orders.affected")
def of_release(request: StaffRequest, release: int) -> HttpResponse:
    """Open quotes and orders for the cars of the release, and what it would change about them."""
    found = get_object_or_404(CatalogueRelease.objects.all(), pk=release)
    context = {
        "release": found,
        "affected": affected(request.scope, found, now=timezone.now()),
    }
    return page(request, "orders/affected.html", "rows", context)
