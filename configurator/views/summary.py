"""The build to check as a whole, and whose it is."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from configurator import commands, steps
from configurator.forms.builds import AssignCustomer
from configurator.selectors import ConfiguratorPage, configurator_page
from configurator.selectors.reopening import newer_line
from configurator.views.frames import address, configuration_of, frame
from configurator.views.sharing import qr_of
from customers.access import StaffRequest, can, require
from kernel.pages import page
from kernel.refusals import Refusal


@require_GET
@require("configurator.view")
def summary(request: StaffRequest, code: str) -> HttpResponse:
    """The whole build to check, with its price, and the way to a quote."""
    configuration = configuration_of(request, code)
    context = frame(request, configurator_page(configuration, timezone.now()), steps.SUMMARY)
    shown: ConfiguratorPage = context["page"]
    return page(
        request,
        "configurator/summary.html",
        None,
        {
            **context,
            "newer": newer_line(configuration, timezone.now()),
            "code_drawing": qr_of(
                request.build_absolute_uri(
                    reverse("configurator:detail", args=[configuration.code])
                )
            ),
            "sections": steps.sections(shown),
            "other_lines": [line for line in steps.lines(shown) if not line.slug],
            "form": AssignCustomer(
                dealership=configuration.dealership, initial={"customer": configuration.customer_id}
            ),
            "quote_url": address("orders:quote", configuration.code),
            "may_consult": can(request.user, "configurator.consult", configuration.dealership_id),
        },
    )


@require_POST
@require("configurator.configure")
def assign(request: StaffRequest, code: str) -> HttpResponse:
    """Say whose car it is."""
    configuration = configuration_of(request, code)
    form = AssignCustomer(request.POST, dealership=configuration.dealership)
    if form.is_valid():
        try:
            commands.assign_customer(
                configuration_id=configuration.pk,
                customer=form.cleaned_data["customer"],
                by=request.user,
                now=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return redirect("configurator:summary", code)
