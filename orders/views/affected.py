"""A fragment for the page of a release: which open quotes and orders it touches."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from configurator.feeds.supply import Supply
from configurator.models import CatalogueRelease, Manufacturer, StopSale
from customers.access import StaffRequest, can, require
from kernel.pages import page
from orders.selectors.affected import affected
from orders.selectors.hit import hit
from production.models import OptionConstraint, SupplySheet
from production.selectors.supply import short_of, stopped_of, supply_of


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


@require_safe
@require("orders.affected")
def of_supply(request: StaffRequest, kind: str, pk: int) -> HttpResponse:
    """Open quotes and orders that a stop-sale, a constraint or a sheet of both hits."""
    maker, supply, title = supply_behind(kind, pk)
    context = {
        "title": title,
        "kind": kind,
        "pk": pk,
        "may_offer": can(request.user, "orders.campaign"),
        "hits": hit(request.scope, maker, supply, now=timezone.now()),
    }
    return page(request, "orders/hit.html", "rows", context)


def supply_behind(kind: str, pk: int) -> tuple[Manufacturer, Supply, str]:
    """Maker, entries and name of a stop-sale, a constraint or a sheet. :raises Http404: there is none."""
    if kind == "sheet":
        sheet = get_object_or_404(SupplySheet.objects.select_related("manufacturer"), pk=pk)
        return sheet.manufacturer, supply_of(sheet), str(sheet)
    if kind == "stop":
        stop = get_object_or_404(StopSale.objects.select_related("manufacturer"), pk=pk)
        return stop.manufacturer, Supply(stops=(stopped_of(stop),)), f"The stop of {stop}"
    if kind == "constraint":
        rows = OptionConstraint.objects.select_related("manufacturer", "plant")
        short = get_object_or_404(rows, pk=pk)
        return short.manufacturer, Supply(short=(short_of(short),)), f"The shortage of {short}"
    raise Http404
