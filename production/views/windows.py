"""The window of a configuration and what stays open in it, put into the configurator's pages."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from configurator.models import Configuration
from configurator.selectors import catalogue, engine, limits_of
from configurator.selectors.decisions import car_of
from configurator.selectors.sharing import shared_configuration
from configurator.selectors.specials import fitting_now
from customers.access import StaffRequest, public, require
from production import words
from production.forms import NeededBy
from production.freezing import openness
from production.selectors import estimate_window


@require_GET
@require("production.estimate")
def window_fragment(request: StaffRequest, code: str) -> HttpResponse:
    """When the configured car would be at the dealership."""
    rows = Configuration.objects.visible_to(request.scope).select_related(
        "dealership", "model_line__release__manufacturer"
    )
    return _window(request, get_object_or_404(rows, code=code))


@require_GET
@require("production.estimate")
def open_fragment(request: StaffRequest, code: str) -> HttpResponse:
    """What of the configured car can still be changed once it is ordered, and until when."""
    rows = Configuration.objects.visible_to(request.scope).for_click()
    configuration = get_object_or_404(rows, code=code)
    line_id, picks = configuration.model_line_id, configuration.picks
    known = catalogue(line_id)
    car = car_of(engine(line_id), picks, limits_of(configuration, timezone.now())) or picks
    options = [(o.name, o.freeze_class) for o in known.options if o.code in car]
    found = openness(configuration.model_line.freezes, options)
    return render(request, "production/open.html", {"found": found})


@require_GET
@public("the window on a shared build; whoever holds the link may see it until the link ends")
def shared_window(request: HttpRequest, token: str) -> HttpResponse:
    """The same for somebody who does not sign in."""
    configuration = shared_configuration(token, timezone.now())
    if configuration is None:
        raise Http404("This link has ended.")
    return _window(request, configuration)


def _window(request: HttpRequest, configuration: Configuration) -> HttpResponse:
    line = configuration.model_line
    window = estimate_window(
        model_line_code=line.code,
        manufacturer=line.release.manufacturer,
        dealership=configuration.dealership,
        option_codes=list(configuration.picks),
        week_start=None,
        now=timezone.now(),
        model_name=line.name,
        fitting=fitting_now(configuration),
    )
    context = {"window": window, "dates": words.window(window.p10, window.p90)}
    form = NeededBy(request.GET)
    if form.is_valid() and form.cleaned_data["by"]:
        context |= {"in_time": words.in_time(window.p10, window.p90, form.cleaned_data["by"])}
    return render(request, "production/window.html", context)
