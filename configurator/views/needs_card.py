"""A build held against what the customer needs."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from configurator.commands import needs as needs_commands
from configurator.forms.needs import CompareWith
from configurator.models import NeedsSheet
from configurator.selectors.needs_sheets import comparison, sheets_of
from configurator.views.frames import address, configuration_of
from customers.access import StaffRequest, can, require
from kernel.pages import page


@require_safe
@require("configurator.consult")
def card(request: StaffRequest, code: str) -> HttpResponse:
    """Each wish fulfilled, partly or not; without a sheet the way to one. Part of the summary."""
    configuration = configuration_of(request, code)
    rows = NeedsSheet.objects.visible_to(request.scope)
    sheet = (
        rows.for_page().filter(pk=configuration.needs_id).first()
        if configuration.needs_id
        else None
    )
    customer = configuration.customer
    needed_by = None
    context = {
        "configuration": configuration,
        "may_change": can(
            request.user,
            "configurator.configure",
            configuration.dealership_id,
            configuration.created_by_id,
        ),
    }
    if sheet is not None:
        found = comparison(configuration, sheet, timezone.now())
        needed_by = found.answers.needed_by
        context |= {"comparison": found}
    elif customer is not None:
        context |= {"sheets": sheets_of(customer, rows)}
    window = address("production:window-fragment", configuration.code)
    if needed_by and window:
        context |= {"window_url": f"{window}?by={needed_by:%Y-%m-%d}"}
    return page(request, "configurator/needs_card.html", "card", context)


@require_POST
@require("configurator.configure")
def compare_with(request: StaffRequest, code: str) -> HttpResponse:
    """Hold the build against a sheet, or against none any more."""
    configuration = configuration_of(request, code)
    form = CompareWith(request.POST, dealership=configuration.dealership)
    if form.is_valid():
        needs_commands.compare_with_needs(
            configuration_id=configuration.pk,
            sheet=form.cleaned_data["sheet"],
            by=request.user,
            now=timezone.now(),
        )
    return redirect("configurator:summary", configuration.code)
