"""Pick a car, put it together click by click, check it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from configurator import commands, steps
from configurator.catalogue import Area
from configurator.forms import AssignCustomer, Click, StartBuild, Turn
from configurator.models import Configuration, ModelLine, Option
from configurator.selectors import (
    ConfiguratorPage,
    catalogue,
    configurator_page,
    current_model_lines,
)
from customers.access import StaffRequest, can, require
from kernel.money import Money
from kernel.pages import page
from kernel.refusals import Refusal, Stale

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


@require_GET
@require("configurator.view")
def home(request: StaffRequest) -> HttpResponse:
    """The cars that can be ordered, and the builds one was at last."""
    recent = Configuration.objects.visible_to(request.scope).for_page().order_by("-updated_at")
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
                "paint": paints.get(line.pk),
            }
            for line in lines
        ],
        "form": form
        or StartBuild(scope=request.scope, lines=_same(lines), initial=_asked_for(request)),
        "recent": recent[:RECENT],
        "code": code,
        "may_start": can(request.user, "configurator.configure"),
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
            return redirect("configurator:detail", begun.code)
    recent = Configuration.objects.visible_to(request.scope).for_page().order_by("-updated_at")
    return page(request, "configurator/home.html", None, _home(request, recent, form=form), 422)


@require_GET
@require("configurator.view")
def detail(request: StaffRequest, code: str) -> HttpResponse:
    """One step of the build."""
    slug = request.GET.get("step") or steps.SLUGS[0]
    if slug == steps.SUMMARY:
        return redirect("configurator:summary", code)
    if slug not in steps.SLUGS:
        raise Http404("There is no such step.")
    return _answer(request, _configuration(request, code), slug)


@require_POST
@require("configurator.configure")
def choose(request: StaffRequest, code: str) -> HttpResponse:
    """Take and drop what the click or the submitted step asks for."""
    configuration = _configuration(request, code)
    form = Click(request.POST)
    if not form.is_valid():
        return _answer(request, configuration, steps.SLUGS[0], 422, "This click was incomplete.")
    slug, version = form.cleaned_data["step"], form.cleaned_data["version"]
    take, drop = [form.cleaned_data["take"]], list[str]()
    if not take[0]:
        shown = configurator_page(configuration, timezone.now())
        take, drop = steps.asked(shown, slug, form.chosen)
    accept: bool | list[str] = form.accepted or form.cleaned_data["is_accepted"]
    orders = [{"take": c} for c in take] + [{"drop": c} for c in drop]
    try:
        for order in orders:
            result = commands.choose(
                configuration_id=configuration.pk,
                accept_repair=accept,
                version=version,
                by=request.user,
                now=timezone.now(),
                **order,
            )
            version = result.configuration.version
    except commands.ConflictNeedsDecision as conflict:
        return _conflict(request, _configuration(request, code), slug, conflict)
    except Stale as stale:
        return _answer(request, _configuration(request, code), slug, 409, str(stale))
    except commands.CannotChoose as refusal:
        return _refused(request, _configuration(request, code), slug, str(refusal))
    return _done(request, code, slug)


@require_POST
@require("configurator.configure")
def undo(request: StaffRequest, code: str) -> HttpResponse:
    """Take back the last click."""
    return _turn(request, code, commands.undo)


@require_POST
@require("configurator.configure")
def redo(request: StaffRequest, code: str) -> HttpResponse:
    """Do the click that was taken back again."""
    return _turn(request, code, commands.redo)


def _turn(request: StaffRequest, code: str, command: Any) -> HttpResponse:
    configuration = _configuration(request, code)
    form = Turn(request.POST)
    if not form.is_valid():
        return _answer(request, configuration, steps.SLUGS[0], 422, "This click was incomplete.")
    slug = form.cleaned_data["step"]
    try:
        command(
            configuration_id=configuration.pk,
            version=form.cleaned_data["version"],
            by=request.user,
            now=timezone.now(),
        )
    except Stale as stale:
        return _answer(request, _configuration(request, code), slug, 409, str(stale))
    except commands.CannotChoose as refusal:
        return _answer(request, _configuration(request, code), slug, 422, str(refusal))
    return _done(request, code, slug)


@require_GET
@require("configurator.view")
def summary(request: StaffRequest, code: str) -> HttpResponse:
    """The whole build to check, with its price, and the way to a quote."""
    configuration = _configuration(request, code)
    context = _frame(request, configurator_page(configuration, timezone.now()), steps.SUMMARY)
    shown: ConfiguratorPage = context["page"]
    return page(
        request,
        "configurator/summary.html",
        None,
        {
            **context,
            "sections": steps.sections(shown),
            "other_lines": [line for line in steps.lines(shown) if not line.slug],
            "form": AssignCustomer(
                dealership=configuration.dealership, initial={"customer": configuration.customer_id}
            ),
            "quote_url": _address("orders:quote", configuration.code),
        },
    )


@require_POST
@require("configurator.configure")
def assign(request: StaffRequest, code: str) -> HttpResponse:
    """Say whose car it is."""
    configuration = _configuration(request, code)
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


def _configuration(request: StaffRequest, code: str) -> Configuration:
    found: Configuration = get_object_or_404(
        Configuration.objects.visible_to(request.scope).for_page(), code=code.upper()
    )
    return found


def _address(name: str, *args: str) -> str:
    """A page of another app, by name; empty where that app has no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def _frame(request: StaffRequest, shown: ConfiguratorPage, slug: str) -> dict[str, Any]:
    configuration = shown.configuration
    return {
        "page": shown,
        "configuration": configuration,
        "steps": steps.steps(shown, slug),
        "step": slug,
        "picture": steps.picture(shown),
        "lines": [line for line in steps.lines(shown) if line.is_own],
        "window_url": _address("production:window-fragment", configuration.code),
        "may_change": can(
            request.user,
            "configurator.configure",
            configuration.dealership_id,
            configuration.created_by_id,
        ),
    }


def _answer(
    request: StaffRequest,
    configuration: Configuration,
    slug: str,
    status: int = 200,
    problem: str = "",
) -> HttpResponse:
    now = timezone.now()
    shown = configurator_page(configuration, now)
    context = _frame(request, shown, slug)
    known = context["steps"]
    if slug not in {step.slug for step in known}:
        return redirect(
            f"{reverse('configurator:detail', args=[configuration.code])}?step={known[0].slug}"
        )
    at = next(index for index, step in enumerate(known) if step.slug == slug)
    groups = steps.groups_of(shown, slug, now)
    context |= {"groups": groups, "problem": problem, "following": known[at + 1]}
    seen = request.POST.getlist("seen")
    if not seen or status != HTTPStatus.OK:
        return page(request, "configurator/detail.html", "build", context, status)
    context |= {"is_partial": True, "changed": steps.unseen(groups, seen)}
    response = page(request, "configurator/detail.html", "changes", context)
    response["HX-Reswap"] = "none"  # every piece knows its own place
    return response


def _done(request: StaffRequest, code: str, slug: str) -> HttpResponse:
    if getattr(request, "htmx", None):
        return _answer(request, _configuration(request, code), slug)
    return redirect(f"{reverse('configurator:detail', args=[code])}?step={slug}")


def _conflict(
    request: StaffRequest,
    configuration: Configuration,
    slug: str,
    conflict: commands.ConflictNeedsDecision,
) -> HttpResponse:
    now = timezone.now()
    ways = [
        {
            "offer": offer,
            "changes": steps.changes(configuration, conflict.take, offer, now),
        }
        for offer in conflict.offers
    ]
    context = {
        "configuration": configuration,
        "conflict": conflict,
        "ways": ways,
        "because": steps.told(catalogue(configuration.model_line_id), conflict.explanation.rules),
        "step": slug,
        "kept": max(len(configuration.picks) - len(conflict.offers[0].dropped), 0),
    }
    return _dialog(page(request, "configurator/conflict.html", "dialog", context, 409), request)


def _refused(
    request: StaffRequest, configuration: Configuration, slug: str, sentence: str
) -> HttpResponse:
    context = {"configuration": configuration, "sentence": sentence, "step": slug}
    return _dialog(page(request, "configurator/refused.html", "dialog", context, 409), request)


def _dialog(response: HttpResponse, request: StaffRequest) -> HttpResponse:
    if getattr(request, "htmx", None):
        response["HX-Retarget"], response["HX-Reswap"] = "#dialog", "innerHTML"
        response["HX-Trigger"] = json.dumps({"asked": {}})
    return response
