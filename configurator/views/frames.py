"""What every page about one build stands on: the row, the frame, the addresses of other apps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import NoReverseMatch, reverse

from configurator import steps
from configurator.models import Configuration
from configurator.selectors import ConfiguratorPage
from configurator.selectors.specials import with_specials_known
from customers.access import StaffRequest, can
from customers.models import Dealership
from kernel.loans import Loan, loan
from kernel.money import Money

PRESENTING = "presenting"  # in the session: the screen is turned to the customer


@dataclass(frozen=True, slots=True)
class Cost:
    """What the car costs the dealership, and what is left of the list price."""

    invoice: Money
    margin: Money


def cost_of(request: StaffRequest, shown: ConfiguratorPage) -> Cost | None:
    """For those who may see it, unless the customer looks on."""
    dealership_id = shown.configuration.dealership_id
    may_see = can(request.user, "configurator.view_cost", dealership_id)
    if not may_see or request.session.get(PRESENTING):
        return None
    return Cost(shown.invoice_total, shown.total - shown.invoice_total)


def configuration_of(request: StaffRequest, code: str) -> Configuration:
    """The build of that code, if the person may see it. :raises Http404: else."""
    rows = Configuration.objects.visible_to(request.scope)
    found: Configuration = get_object_or_404(
        with_specials_known(rows.for_click() if request.method == "POST" else rows.for_page()),
        code=code.upper(),
    )
    return found


def loan_for(dealership: Dealership, price: Money) -> Loan | None:
    """The dealership's example loan over that price; None where it names no rate."""
    terms = dealership.loan_terms
    return loan(price, terms) if terms and price.currency == dealership.currency else None


def address(name: str, *args: str) -> str:
    """A page of another app, by name; empty where that app has no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def frame(request: StaffRequest, shown: ConfiguratorPage, slug: str) -> dict[str, Any]:
    """What the templates of every step say: the steps, the picture, the lines, what is allowed."""
    configuration, is_presenting = shown.configuration, bool(request.session.get(PRESENTING))
    return {
        "is_presenting": is_presenting,
        "cost": cost_of(request, shown),
        "page": shown,
        "configuration": configuration,
        "steps": steps.steps(shown, slug),
        "step": slug,
        "picture": steps.picture(shown),
        "lines": [line for line in steps.lines(shown) if line.is_own],
        "loan": loan_for(configuration.dealership, shown.total),
        "window_url": address("production:window-fragment", configuration.code),
        "open_url": address("production:open-fragment", configuration.code),
        "near_url": address("orders:near-match", configuration.code),
        "may_change": can(
            request.user,
            "configurator.configure",
            configuration.dealership_id,
            configuration.created_by_id,
        ),
    }
