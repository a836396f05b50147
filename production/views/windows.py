"""The window of a configuration, put into the configurator's pages."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from configurator.models import Configuration
from configurator.selectors.sharing import shared_configuration
from configurator.selectors.specials import fitting_now
from customers.access import StaffRequest, public, require
from production import words
from production.forms import NeededBy
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
