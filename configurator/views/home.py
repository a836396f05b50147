"""The cars that can be ordered, and the way to a build."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from configurator import commands
from configurator.catalogue import Area
from configurator.forms.builds import StartBuild
from configurator.models import Configuration, ModelLine, Option
from configurator.selectors import current_model_lines
from customers.access import StaffRequest, can, require
from kernel.money import Money
from kernel.pages import page
from kernel.pictures import Look

RECENT = 8
SHOWN_PAINTS = 4  # the liveliest of a car, of which neighbours show different ones


def _lines() -> QuerySet[ModelLine]:
    """The cars on sale with their cheapest trims; the manufacturer's own feed stands first."""
    trims = Option.objects.filter(model_line=OuterRef("pk"), group__area=Area.TRIM)
    cheapest = trims.order_by("retail_amount").values("retail_amount")[:1]
    return (
        current_model_lines(timezone.now())
        .annotate(trim_amount=Subquery(cheapest))
        .order_by("release__source", "release__manufacturer__name", "position", "name")
    )


def _paints(lines: Sequence[ModelLine]) -> dict[int, str]:
    """A lively paint for every car to be shown in, not the same one for all."""
    found: dict[int, list[str]] = {}
    paints = Option.objects.filter(
        model_line__in=lines,
        group__area=Area.EXTERIOR,
        rgb__isnull=False,
        is_fleet_only=False,
        available_from=None,
        available_to=None,
    ).order_by("position", "pk")
    for line_id, rgb in paints.values_list("model_line_id", "rgb"):
        found.setdefault(line_id, []).append(rgb or "")
    chosen: dict[int, str] = {}
    for number, line in enumerate(lines):
        lively = sorted(found.get(line.pk, []), key=_colourfulness, reverse=True)[:SHOWN_PAINTS]
        if lively:
            chosen[line.pk] = lively[number % len(lively)]
    return chosen


def _colourfulness(rgb: str) -> int:
    parts = [int(rgb[at : at + 2], 16) for at in (1, 3, 5)]
    return max(parts) - min(parts)


def _recent(request: StaffRequest) -> QuerySet[Configuration]:
    """The builds in reach, the newest first; units of a fleet stand with their fleet."""
    builds = Configuration.objects.visible_to(request.scope).for_page()
    return builds.filter(fleet_unit=None).order_by("-updated_at")


@require_GET
@require("configurator.view")
def home(request: StaffRequest) -> HttpResponse:
    """The cars that can be ordered, and the builds one was at last."""
    recent = _recent(request)
    if code := request.GET.get("code", "").strip().upper().replace("-", ""):
        if found := Configuration.objects.visible_to(request.scope).filter(code=code).first():
            return redirect("configurator:detail", found.code)
        recent = recent.none()
    return page(request, "configurator/home.html", None, _home(request, recent, code))


def _home(
    request: StaffRequest, recent: QuerySet[Configuration], code: str = "", form: Any = None
) -> dict[str, Any]:
    lines = list(_lines())
    paints = _paints(lines)
    return {
        "lines": [
            {
                "line": line,
                "from": Money(_from_price(line), line.currency),
                "look": Look(line.body_style, paints.get(line.pk, ""), title=line.name),
            }
            for line in lines
        ],
        "form": form
        or StartBuild(scope=request.scope, lines=_same(lines), initial=_asked_for(request)),
        "recent": recent[:RECENT],
        "code": code,
        "may_start": can(request.user, "configurator.configure"),
        "may_consult": can(request.user, "configurator.consult"),
    }


def _same(lines: list[ModelLine]) -> QuerySet[ModelLine]:
    """The same cars as choices of a form."""
    return ModelLine.objects.filter(pk__in=[line.pk for line in lines])


def _from_price(line: ModelLine) -> Any:
    trim = line.trim_amount or 0  # type: ignore[attr-defined]
    return trim + line.destination_amount


def _asked_for(request: HttpRequest) -> dict[str, str]:
    wanted = {name: request.GET.get(name, "") for name in ("customer", "dealership")}
    return {name: value for name, value in wanted.items() if value.isdigit()}


@require_POST
@require("configurator.configure")
def start(request: StaffRequest) -> HttpResponse:
    """Begin a build and go to its first step."""
    form = StartBuild(request.POST, scope=request.scope, lines=current_model_lines(timezone.now()))
    if form.is_valid():
        facts = form.cleaned_data
        try:
            begun = commands.start_configuration(
                dealership=facts["dealership"],
                model_line_id=facts["model_line"].pk,
                customer=facts["customer"],
                by=request.user,
                now=timezone.now(),
            )
        except commands.CannotStart as refusal:
            form.add_error(None, str(refusal))
        else:
            if way := facts["begin"]:
                address = reverse("configurator:completions", args=[begun.code])
                return redirect(f"{address}?way={way}")
            return redirect("configurator:detail", begun.code)
    recent = _recent(request)
    return page(request, "configurator/home.html", None, _home(request, recent, form=form), 422)
