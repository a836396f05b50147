"""The search over all options of a build."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from configurator import steps
from configurator.folding import Folding
from configurator.forms.search import FindOptions
from configurator.selectors import configurator_page
from configurator.selectors.search import search_options
from configurator.views.frames import configuration_of
from customers.access import StaffRequest, can, require
from kernel.pages import page


@require_safe
@require("configurator.view")
def search(request: StaffRequest, code: str) -> HttpResponse:
    """The options that fit some words, each with what a click on it would mean."""
    configuration = configuration_of(request, code)
    form = FindOptions(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    now = timezone.now()
    shown = configurator_page(configuration, now)
    findings = search_options(shown, words)
    places = steps.located(shown, [one.option for one in findings.found], now)
    found = [
        (one, slug, choice, Folding((one.group_code,)).query(slug))
        for one, (slug, choice) in zip(findings.found, places, strict=True)
    ]
    context = {
        "configuration": configuration,
        "page": shown,
        "q": words,
        "found": found,
        "findings": findings,
        "problem": "" if form.is_valid() else "Describe the option in a few words.",
        "may_change": can(
            request.user,
            "configurator.configure",
            configuration.dealership_id,
            configuration.created_by_id,
        ),
    }
    status = 200 if form.is_valid() else 422
    return page(request, "configurator/search.html", "found", context, status)
